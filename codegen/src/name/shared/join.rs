//! Types that look alike become one, as far as the lock lets them.

use std::collections::BTreeMap;

use crate::{
    ir::TypeId,
    name::{lock::Origin, shared::look::Looks},
};

/// Types that are one, in groups; whatever a group is made of is one with what all else in it is made of.
pub(super) struct Joined<'a> {
    looks: &'a Looks,
    /// Another type of the group, for all but one of each.
    leaders: BTreeMap<TypeId, TypeId>,
    /// What the types of a group were, by the one that has no leader; nothing where all of them are new.
    origins: BTreeMap<TypeId, Origin>,
}

impl<'a> Joined<'a> {
    /// Joins what looks alike of `types`, each of which has its origin in `origins` unless it is new.
    ///
    /// What was one comes first. Then what is new joins the first type that it can: one that was there before
    /// where there is any, and of these the first of `types`. Two that were two are never joined, nor types that
    /// are made of them.
    pub(super) fn new(
        looks: &'a Looks,
        types: &[TypeId],
        origins: &BTreeMap<TypeId, Origin>,
    ) -> Self {
        let mut joined = Self {
            looks,
            leaders: BTreeMap::new(),
            origins: origins.clone(),
        };
        let mut heads: BTreeMap<(usize, Option<&Origin>), Vec<TypeId>> = BTreeMap::new();
        let mut all: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
        let class = |id: &TypeId| looks.classes.get(id).copied().unwrap_or_default();
        for id in types.iter().filter(|id| origins.contains_key(id)) {
            let own = heads.entry((class(id), origins.get(id))).or_default();
            if !own.iter().any(|head| joined.join(*head, *id)) {
                own.push(*id);
                all.entry(class(id)).or_default().push(*id);
            }
        }
        for id in types.iter().filter(|id| !origins.contains_key(id)) {
            let heads = all.entry(class(id)).or_default();
            if !heads.iter().any(|head| joined.join(*head, *id)) {
                heads.push(*id);
            }
        }
        joined
    }

    /// The type that stands for the group of `id`.
    pub(super) fn leader(&self, mut id: TypeId) -> TypeId {
        while let Some(leader) = self.leaders.get(&id) {
            id = *leader;
        }
        id
    }

    /// Makes one group of two, and of what they are made of, or changes nothing; returns whether it did.
    fn join(&mut self, one: TypeId, other: TypeId) -> bool {
        let mut done = Vec::new();
        let mut queue = vec![(one, other)];
        while let Some((one, other)) = queue.pop() {
            let (one, other) = (self.leader(one), self.leader(other));
            if one == other {
                continue;
            }
            match (self.origins.get(&one), self.origins.get(&other)) {
                (Some(was), Some(also)) if was != also => {
                    self.undo(done);
                    return false;
                }
                (None, Some(origin)) => {
                    self.origins.insert(one, origin.clone());
                    done.push((other, Some(one)));
                }
                _ => done.push((other, None)),
            }
            self.leaders.insert(other, one);
            let parts = |id: TypeId| self.looks.parts.get(&id).into_iter().flatten().copied();
            queue.extend(parts(one).zip(parts(other)));
        }
        true
    }

    /// Takes joins back: of each the one that got a leader, and the one that got its origin.
    fn undo(&mut self, done: Vec<(TypeId, Option<TypeId>)>) {
        for (joined, named) in done.into_iter().rev() {
            self.leaders.remove(&joined);
            if let Some(named) = named {
                self.origins.remove(&named);
            }
        }
    }
}
