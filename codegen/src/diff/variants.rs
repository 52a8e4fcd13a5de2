//! Values of enums and variants of unions.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Place,
    diff::{
        ledger::{Ledger, Topic, two, value},
        rules as r,
        side::Side,
        types::Pair,
        words::{Turn, is_of_type, same_words, turn},
    },
    ir::{Enum, Ty, Union, Variant},
};

/// The values of an enum on the wire, with what Rust calls them.
type Values<'a> = BTreeMap<String, (Place, &'a str, Option<&'a str>)>;

impl Ledger<'_> {
    pub(super) fn enums(&mut self, pair: Pair<'_>, topic: &Topic, old: &Enum, new: &Enum) {
        if matches!(old, Enum::Strings(_)) != matches!(new, Enum::Strings(_)) {
            let kind = |found: &Enum| match found {
                Enum::Strings(_) => "strings",
                Enum::Integers(_) => "integers",
            };
            let (old, new) = (kind(old), kind(new));
            let what = format!("the enum is of {new} and not of {old}");
            self.either(
                pair.ways,
                (&r::SENT_KIND, &r::GOT_KIND),
                topic,
                what,
                two(old, new),
            );
            return;
        }
        let (old, new) = (
            values(old, &pair.old.1.variants),
            values(new, &pair.new.1.variants),
        );
        let (old, new) = self.respelled(pair, topic, (old, new));
        let path = topic.rust.clone().unwrap_or_default();
        for (wire, (at, ident, _)) in old.iter().filter(|(wire, _)| !new.contains_key(*wire)) {
            let topic = variant_topic(topic, (&path, wire), (Some((*at, ident)), None));
            let rules = (&r::SENT_VALUE_REMOVED, &r::GOT_VALUE_REMOVED);
            let what = format!("value `{wire}` was removed");
            self.either(pair.ways, rules, &topic, what, (Some(wire.clone()), None));
        }
        for (wire, (at, ident, docs)) in &new {
            let Some((old_at, old_ident, old_docs)) = old.get(wire) else {
                let topic = variant_topic(topic, (&path, wire), (None, Some((*at, ident))));
                let rules = (&r::SENT_VALUE_ADDED, &r::GOT_VALUE_ADDED);
                let what = format!("value `{wire}` was added");
                self.either(pair.ways, rules, &topic, what, (None, Some(wire.clone())));
                continue;
            };
            let places = (Some((*old_at, *old_ident)), Some((*at, *ident)));
            let topic = variant_topic(topic, (&path, wire), places);
            if old_ident != ident {
                let what = format!("its variant `{old_ident}` is called `{ident}` now");
                self.note(&r::VALUE_RENAMED, &topic, what, (None, None));
            }
            if old_docs != docs {
                self.note(
                    &r::TYPE_DOCS,
                    &topic,
                    "its description changed",
                    (None, None),
                );
            }
        }
        self.openness(pair, topic);
    }

    /// Whether the document allows values that it does not list.
    fn openness(&mut self, pair: Pair<'_>, topic: &Topic) {
        match (pair.old.0.is_open, pair.new.0.is_open) {
            (false, true) => {
                let what = "the document allows other values now";
                self.note(&r::ENUM_OPENED, topic, what, (None, None));
            }
            (true, false) => {
                let what = "the document allows no other values any more";
                self.note(&r::ENUM_CLOSED, topic, what, (None, None));
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Takes the values out that are written otherwise, and keep their name in Rust.
    fn respelled<'v>(
        &mut self,
        pair: Pair<'_>,
        topic: &Topic,
        (mut old, mut new): (Values<'v>, Values<'v>),
    ) -> (Values<'v>, Values<'v>) {
        let path = topic.rust.clone().unwrap_or_default();
        let gone = old.iter().filter(|(wire, _)| !new.contains_key(*wire));
        let found = gone.filter_map(|(wire, (_, ident, _))| {
            let mut came = new.iter().filter(|(other, _)| !old.contains_key(*other));
            let (other, _) = came.find(|(_, (_, name, _))| name == ident)?;
            Some((wire.clone(), other.clone()))
        });
        for (before, after) in found.collect::<Vec<_>>() {
            let Some(((old_at, ident, _), (at, _, _))) =
                old.remove(&before).zip(new.remove(&after))
            else {
                continue;
            };
            let places = (Some((old_at, ident)), Some((at, ident)));
            let topic = variant_topic(topic, (&path, &before), places);
            let rules = (&r::SENT_VALUE_RESPELLED, &r::GOT_VALUE_RESPELLED);
            let what = format!("value `{before}` is written `{after}` now");
            self.either(pair.ways, rules, &topic, what, two(&before, &after));
        }
        (old, new)
    }

    pub(super) fn unions(&mut self, pair: Pair<'_>, topic: &Topic, old: &Union, new: &Union) {
        let matched = match_variants(self, old, new);
        let path = topic.rust.clone().unwrap_or_default();
        let names = (&pair.old.1.variants, &pair.new.1.variants);
        let ident = |names: &[String], index: usize| names.get(index).cloned().unwrap_or_default();
        for (index, variant) in old.variants.iter().enumerate() {
            let before = ident(names.0, index);
            let held = (variant.at, before.as_str());
            let Some((after_index, after)) = matched
                .get(&index)
                .and_then(|found| Some((*found, new.variants.get(*found)?)))
            else {
                let topic = variant_topic(topic, (&path, &variant.name), (Some(held), None));
                let rules = (&r::SENT_VARIANT_REMOVED, &r::GOT_VARIANT_REMOVED);
                let what = format!("variant `{before}` was removed");
                self.either(pair.ways, rules, &topic, what, (None, None));
                continue;
            };
            let after_ident = ident(names.1, after_index);
            let places = (Some(held), Some((after.at, after_ident.as_str())));
            let topic = variant_topic(topic, (&path, &variant.name), places);
            self.variant(
                pair,
                &topic,
                (old, variant, &before),
                (new, after, &after_ident),
            );
        }
        for (index, variant) in new.variants.iter().enumerate() {
            if !matched.values().any(|found| *found == index) {
                let after = ident(names.1, index);
                let held = (variant.at, after.as_str());
                let topic = variant_topic(topic, (&path, &variant.name), (None, Some(held)));
                let rules = (&r::SENT_VARIANT_ADDED, &r::GOT_VARIANT_ADDED);
                let what = format!("variant `{after}` was added");
                self.either(pair.ways, rules, &topic, what, (None, None));
            }
        }
        if let Some(turn) = turn(old.tag.as_ref(), new.tag.as_ref()) {
            let rule = match turn {
                Turn::Added(_) => &r::TAG_SET,
                Turn::Removed(_) => &r::TAG_UNSET,
                Turn::Changed(..) => &r::TAG_CHANGED,
            };
            let (what, wire) = turn.told("discriminator");
            self.note(rule, topic, what, wire);
        }
    }

    fn variant(
        &mut self,
        pair: Pair<'_>,
        topic: &Topic,
        (old_union, old, old_ident): (&Union, &Variant, &str),
        (new_union, new, new_ident): (&Union, &Variant, &str),
    ) {
        if old_ident != new_ident {
            let what = format!("its variant `{old_ident}` is called `{new_ident}` now");
            self.note(&r::VARIANT_RENAMED, topic, what, two(old_ident, new_ident));
        }
        let is_same = self.matching.same(&old.ty, &new.ty);
        if !is_same {
            let types = (self.old.ty(&old.ty), self.new.ty(&new.ty));
            let what = format!(
                "variant `{old_ident}` holds `{}` and not `{}`",
                types.1, types.0
            );
            let rules = (&r::SENT_VARIANT_TYPE, &r::GOT_VARIANT_TYPE);
            self.either(pair.ways, rules, topic, what, two(types.0, types.1));
        }
        let is_lost = || is_alone(self.old, old_union, old) && !is_alone(self.new, new_union, new);
        if is_same && is_lost() {
            let ty = self.old.ty(unboxed(&old.ty));
            let what = format!("`{ty}` does not turn into the union by itself any more");
            self.note(&r::LOST_FROM, topic, what, (None, None));
        }
        let of_type = is_of_type((self.old, &old.ty), &old.docs)
            && is_of_type((self.new, &new.ty), &new.docs);
        if !of_type && !same_words(&old.docs, &new.docs) {
            self.note(
                &r::TYPE_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
        if !old.docs.deprecated && new.docs.deprecated {
            let what = format!("variant `{old_ident}` was deprecated");
            self.note(&r::VARIANT_DEPRECATED, topic, what, (None, None));
        }
        for tag in new.tags.iter().filter(|tag| !old.tags.contains(tag)) {
            let what = format!("value `{tag}` of the discriminator was added");
            self.note(&r::TAG_VALUE_ADDED, topic, what, (None, Some(tag.clone())));
        }
        for tag in old.tags.iter().filter(|tag| !new.tags.contains(tag)) {
            let what = format!("value `{tag}` of the discriminator was removed");
            self.note(
                &r::TAG_VALUE_REMOVED,
                topic,
                what,
                (Some(tag.clone()), None),
            );
        }
    }
}

/// The variants that both sides have: by name, then by type.
fn match_variants(ledger: &Ledger<'_>, old: &Union, new: &Union) -> BTreeMap<usize, usize> {
    type Same = fn(&Ledger<'_>, &Variant, &Variant) -> bool;
    let by_name: Same = |_, old, new| old.name == new.name;
    let by_type: Same = |ledger, old, new| ledger.matching.same(&old.ty, &new.ty);
    let mut matched = BTreeMap::new();
    for same in [by_name, by_type] {
        for (index, variant) in old.variants.iter().enumerate() {
            if matched.contains_key(&index) {
                continue;
            }
            let taken: Vec<usize> = matched.values().copied().collect();
            let mut free = new.variants.iter().enumerate();
            let found =
                free.find(|(other, found)| !taken.contains(other) && same(ledger, variant, found));
            if let Some((other, _)) = found {
                matched.insert(index, other);
            }
        }
    }
    matched
}

fn values<'a>(found: &'a Enum, idents: &'a [String]) -> Values<'a> {
    match found {
        Enum::Strings(values) => {
            let pairs = values.iter().zip(idents);
            let pairs = pairs.map(|(found, ident)| {
                let docs = found.docs.as_deref();
                (found.value.clone(), (found.at, ident.as_str(), docs))
            });
            pairs.collect()
        }
        Enum::Integers(values) => {
            let pairs = values.iter().zip(idents);
            let pairs = pairs.map(|(found, ident)| {
                let docs = found.docs.as_deref();
                (found.value.to_string(), (found.at, ident.as_str(), docs))
            });
            pairs.collect()
        }
    }
}

/// Where a variant stands on one side, and what it is called there.
type Held<'a> = Option<(Place, &'a str)>;

fn variant_topic(
    topic: &Topic,
    (path, wire): (&str, &str),
    (old, new): (Held<'_>, Held<'_>),
) -> Topic {
    let line = |held: Held<'_>| held.map(|(_, ident)| format!("{path}::{ident}"));
    let place = |held: Held<'_>| held.and_then(|(at, _)| value(at));
    Topic {
        subject: format!("{} `{wire}`", topic.subject),
        rust: line(old).or_else(|| line(new)),
        old: place(old).or_else(|| topic.old.clone()),
        new: place(new).or_else(|| topic.new.clone()),
        code: (line(old), line(new)),
        operations: topic.operations.clone(),
    }
}

/// Whether no other variant holds the same type, so that it turns into the union by itself.
fn is_alone(side: Side<'_>, union: &Union, variant: &Variant) -> bool {
    let held = |variant: &Variant| {
        let mut ty = unboxed(&variant.ty).clone();
        ty.rename(&|id| side.defined(id));
        ty
    };
    let own = held(variant);
    let same = union.variants.iter();
    same.filter(|other| held(other) == own).count() == 1
}

fn unboxed(ty: &Ty) -> &Ty {
    match ty {
        Ty::Boxed(inner) => inner,
        ty => ty,
    }
}
