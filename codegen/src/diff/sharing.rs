//! Names of one type that are names of several now, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{
        ledger::{Ledger, Topic, key},
        matching::members,
        rules as r,
        side::{Side, defined},
    },
    ir::TypeId,
};

/// How many names of a type are said.
const MOST: usize = 3;

/// The types that both sides have, the old and the new one of each, by which of them are one.
type Groups = BTreeMap<TypeId, BTreeMap<TypeId, Vec<(TypeId, TypeId)>>>;

/// The operations that reach each type.
type Reach = BTreeMap<TypeId, BTreeSet<String>>;

impl Ledger<'_> {
    /// Reports each type once, however many names it has.
    ///
    /// The lock may say of an old document what came later, which the old side knows: what came apart since was
    /// one in it. But where it is alike again in the new one, with the members that it had, the old one may as
    /// well be of the time after, and nothing is said: else a document would differ from itself.
    pub(super) fn sharing(&mut self, old_reach: &Reach, new_reach: &Reach) {
        let (old, new) = (self.old, self.new);
        let pairs = self.matching.types.clone();
        let mut split = Groups::new();
        let mut joined = Groups::new();
        for pair in pairs {
            let (was, is) = (old.defined(pair.0), new.defined(pair.1));
            let group = split.entry(was).or_default();
            group.entry(is).or_default().push(pair);
            let group = joined.entry(is).or_default();
            group.entry(was).or_default().push(pair);
        }
        split.retain(|_, groups| !self.is_as_before(groups));
        let reach = |pairs: &[&(TypeId, TypeId)]| -> BTreeSet<String> {
            let old = pairs.iter().filter_map(|pair| old_reach.get(&pair.0));
            let new = pairs.iter().filter_map(|pair| new_reach.get(&pair.1));
            old.chain(new).flatten().cloned().collect()
        };
        for (groups, is_split) in [(split, true), (joined, false)] {
            for groups in groups.into_values().filter(|groups| groups.len() > 1) {
                let count = groups.len();
                let pairs: Vec<_> = groups.values().flatten().collect();
                let operations = reach(&pairs);
                let mut groups: Vec<_> = groups
                    .into_values()
                    .map(|pairs| Names::of(old, pairs))
                    .collect();
                groups.sort();
                let said: Vec<String> = groups.iter().map(Names::said).collect();
                let (rule, what) = match is_split {
                    true => {
                        let what =
                            format!("one type is {count} now: {}", said.join(" apart from "));
                        (&r::TYPE_SPLIT, what)
                    }
                    false => {
                        let what = format!("{count} types are one now: {}", said.join(" with "));
                        (&r::TYPES_JOINED, what)
                    }
                };
                let Some((_, _, pair)) = groups.first().and_then(|names| names.0.first()) else {
                    continue;
                };
                let topic = Topic {
                    subject: old.type_name(pair.0),
                    rust: Some(old.type_path(pair.0)),
                    old: old.definition(pair.0).and_then(|(found, _)| key(found.at)),
                    new: new.definition(pair.1).and_then(|(found, _)| key(found.at)),
                    operations,
                    ..Topic::default()
                };
                self.note(rule, &topic, what, (None, None));
            }
        }
    }

    /// Whether nothing tells names of one type from names of types that had come apart already: the lock of the
    /// old document has them apart, and in the new one they are alike and have the same members.
    fn is_as_before(&self, groups: &BTreeMap<TypeId, Vec<(TypeId, TypeId)>>) -> bool {
        let pairs = || groups.values().flatten();
        let (locked, alike) = (&self.old.names.shared, &self.new.names.once_shared);
        let locked: BTreeSet<TypeId> = pairs().map(|pair| defined(locked, pair.0)).collect();
        let alike: BTreeSet<TypeId> = pairs().map(|pair| defined(alike, pair.1)).collect();
        let mut members = pairs().map(|(old, new)| {
            let (old, new) = (self.old.definition(*old), self.new.definition(*new));
            old.map(|found| members(&found.0.kind)) == new.map(|found| members(&found.0.kind))
        });
        locked.len() > 1 && alike.len() == 1 && members.all(|is_same| is_same)
    }
}

/// Names that are of one type, the shortest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Names(Vec<(usize, String, (TypeId, TypeId))>);

impl Names {
    fn of(old: Side<'_>, pairs: Vec<(TypeId, TypeId)>) -> Self {
        let named = pairs.into_iter().map(|pair| {
            let path = old.type_path(pair.0);
            (path.len(), path, pair)
        });
        let mut names: Vec<_> = named.collect();
        names.sort();
        Self(names)
    }

    fn said(&self) -> String {
        let names = self.0.iter().take(MOST);
        let names: Vec<String> = names.map(|(_, path, _)| format!("`{path}`")).collect();
        match self.0.len().saturating_sub(MOST) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }
}
