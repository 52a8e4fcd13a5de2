//! Types: what was added and removed, and what changed in those that stayed.

use crate::{
    diff::{
        ledger::{Ledger, Topic, Ways, key, two},
        rules as r,
        words::same_words,
    },
    ir::{Docs, Presence, Struct, TypeDef, TypeId, TypeKind, Usage},
    name::TypeNames,
};

/// A type on both sides.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: (&'a TypeDef, &'a TypeNames),
    pub(super) new: (&'a TypeDef, &'a TypeNames),
    pub(super) ways: Ways,
}

impl<'a> Ledger<'a> {
    pub(super) fn types(&mut self) {
        let (old_reach, new_reach) = (self.old.reach(), self.new.reach());
        let pairs = self.matching.types.clone();
        for id in self.old.api.types.keys() {
            let mut operations = old_reach.get(id).cloned().unwrap_or_default();
            match pairs.get(id) {
                Some(new) => {
                    operations.extend(new_reach.get(new).into_iter().flatten().cloned());
                    self.type_pair(*id, *new, operations);
                }
                None => {
                    let path = self.old.type_path(*id);
                    let topic = Topic {
                        subject: self.old.type_name(*id),
                        rust: Some(path.clone()),
                        old: self
                            .old
                            .definition(*id)
                            .and_then(|(found, _)| key(found.at)),
                        code: (Some(path.clone()), None),
                        operations,
                        ..Topic::default()
                    };
                    self.note(
                        &r::TYPE_REMOVED,
                        &topic,
                        format!("the type `{path}` was removed"),
                        (None, None),
                    );
                }
            }
        }
        self.sharing(&old_reach, &new_reach);
        let kept: std::collections::BTreeSet<TypeId> = pairs.values().copied().collect();
        for id in self.new.api.types.keys().filter(|id| !kept.contains(id)) {
            let path = self.new.type_path(*id);
            let topic = Topic {
                subject: self.new.type_name(*id),
                rust: Some(path.clone()),
                new: self
                    .new
                    .definition(*id)
                    .and_then(|(found, _)| key(found.at)),
                code: (None, Some(path.clone())),
                operations: new_reach.get(id).cloned().unwrap_or_default(),
                ..Topic::default()
            };
            self.note(
                &r::TYPE_ADDED,
                &topic,
                format!("the type `{path}` was added"),
                (None, None),
            );
        }
    }

    fn type_pair(
        &mut self,
        old: TypeId,
        new: TypeId,
        operations: std::collections::BTreeSet<String>,
    ) {
        let sides = self.old.definition(old).zip(self.new.definition(new));
        let Some((old_side, new_side)) = sides else {
            return;
        };
        let (old_path, new_path) = (self.old.type_path(old), self.new.type_path(new));
        let topic = Topic {
            subject: self.old.type_name(old),
            rust: Some(old_path.clone()),
            old: key(old_side.0.at),
            new: key(new_side.0.at),
            code: two(&old_path, &new_path),
            operations,
        };
        if old_path != new_path {
            let what = format!("the type `{old_path}` is `{new_path}` now");
            self.note(&r::TYPE_RENAMED, &topic, what, two(&old_path, &new_path));
        }
        let pair = Pair {
            old: old_side,
            new: new_side,
            ways: ways(old_side.0.usage, new_side.0.usage),
        };
        self.usage(pair, &topic);
        self.words(&r::TYPE_DOCS, &topic, &old_side.0.docs, &new_side.0.docs);
        let holders = ("request-type", "response-type");
        self.limits(
            pair.ways,
            holders,
            &topic,
            &old_side.0.docs,
            &new_side.0.docs,
        );
        match (&old_side.0.kind, &new_side.0.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => self.structs(pair, &topic, old, new),
            (TypeKind::Enum(old), TypeKind::Enum(new)) => self.enums(pair, &topic, old, new),
            (TypeKind::Union(old), TypeKind::Union(new)) => self.unions(pair, &topic, old, new),
            (old, new) => {
                let (old, new) = (kind(old), kind(new));
                let what = format!("{old} became {new}");
                let topic = Topic {
                    code: two(format!("{old} {old_path}"), format!("{new} {new_path}")),
                    ..topic
                };
                self.either(
                    pair.ways,
                    (&r::SENT_KIND, &r::GOT_KIND),
                    &topic,
                    what,
                    two(old, new),
                );
            }
        }
    }

    /// What a type is for: one that is sent can be made.
    fn usage(&mut self, pair: Pair<'_>, topic: &Topic) {
        let Pair {
            old: (old, old_names),
            new: (new, new_names),
            ..
        } = pair;
        let (TypeKind::Struct(from), TypeKind::Struct(to)) = (&old.kind, &new.kind) else {
            return;
        };
        let mut topic = topic.clone();
        topic.code = (None, Some(self.new.new_signature(new, new_names)));
        if !old.is_made && new.is_made {
            self.note(&r::TYPE_SENT, &topic, "requests hold it now", (None, None));
        }
        topic.code = (Some(self.old.new_signature(old, old_names)), None);
        if old.is_made && !new.is_made {
            self.note(
                &r::TYPE_NOT_SENT,
                &topic,
                "no request holds it any more",
                (None, None),
            );
        }
        if is_default(old, from) && !is_default(new, to) {
            let path = topic.rust.clone().unwrap_or_default();
            topic.code = (Some(format!("impl Default for {path}")), None);
            self.note(
                &r::LOST_DEFAULT,
                &topic,
                "it has no default any more",
                (None, None),
            );
        }
        if old.is_made && new.is_made {
            topic.code = two(
                self.old.new_signature(old, old_names),
                self.new.new_signature(new, new_names),
            );
            let (before, after) = (arguments(from), arguments(to));
            self.order(&r::NEW_REORDERED, &topic, &before, &after);
        }
    }

    /// Whether what both sides have stands in another order.
    pub(super) fn order(&mut self, rule: &r::Rule, topic: &Topic, old: &[&str], new: &[&str]) {
        let common = |one: &[&str], other: &[&str]| -> Vec<String> {
            let kept = one.iter().filter(|name| other.contains(name));
            kept.map(|name| (*name).to_owned()).collect()
        };
        let (before, after) = (common(old, new), common(new, old));
        if before != after {
            let (before, after) = (before.join(", "), after.join(", "));
            let what = format!("arguments `{before}` stand as `{after}` now");
            self.note(rule, topic, what, two(before, after));
        }
    }

    /// Whether the documentation differs.
    pub(super) fn words(&mut self, rule: &r::Rule, topic: &Topic, old: &Docs, new: &Docs) {
        if !same_words(old, new) {
            self.note(rule, topic, "its description changed", (None, None));
        }
    }
}

/// The ways that a type travels on both sides; what webhooks send is received.
fn ways(old: Usage, new: Usage) -> Ways {
    let sent = old.sent && new.sent;
    let received = old.received && new.received;
    Ways {
        sent,
        received: received || !sent,
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enum(_) => "enum",
        TypeKind::Union(_) => "union",
    }
}

/// Whether the type is `Default`: it is derived, or `new` takes nothing.
fn is_default(definition: &TypeDef, found: &Struct) -> bool {
    found.has_default || definition.is_made && arguments(found).is_empty()
}

/// What `new` takes, by its names on the wire.
fn arguments(found: &Struct) -> Vec<&str> {
    let fields = found.fields.iter();
    let needed =
        fields.filter(|field| field.presence == Presence::Required && field.constant.is_none());
    needed.map(|field| field.wire.as_str()).collect()
}
