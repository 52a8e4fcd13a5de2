//! Types that look alike become one, as far as the lock lets them.

use std::collections::BTreeMap;

use crate::{
    ir::{Limits, TypeId},
    name::{lock::Origin, shared::look::Looks},
};

/// What types that are to be one must agree in, where they say anything of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark<'a> {
    /// What they were; nothing where they are new.
    pub(super) origin: Option<&'a Origin>,
    /// What their fields are held against before they are sent; nothing where nobody does that.
    pub(super) limits: Option<&'a [&'a Limits]>,
    /// Which variant of unions they are, or are what a list, a map or a tuple there holds; nothing where they are none.
    pub(super) variant: Option<Variant<'a>>,
}

/// Which variant of unions a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant<'a> {
    /// The one of this name, wherever it is one.
    Named(&'a str),
    /// Those of several names.
    Several,
}

impl Mark<'_> {
    /// What two say together, which may have been one; nothing where they contradict each other.
    fn and(self, other: Self, was_one: bool) -> Option<Self> {
        fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        let variant = match (self.variant, other.variant) {
            (None, variant) | (variant, None) => variant,
            (Some(Variant::Named(_)), _) if self.variant == other.variant => self.variant,
            // That both turn into a union by themselves is less than that they are one.
            _ if was_one => Some(Variant::Several),
            _ => return None,
        };
        let is_one = agree(self.origin, other.origin) && agree(self.limits, other.limits);
        is_one.then(|| Self {
            origin: self.origin.or(other.origin),
            limits: self.limits.or(other.limits),
            variant,
        })
    }
}

/// Types that are one, in groups; whatever a group is made of is one with what all else in it is made of.
pub(super) struct Joined<'a> {
    looks: &'a Looks,
    /// Where each type stands among all; the first of a group leads it.
    ranks: BTreeMap<TypeId, usize>,
    /// Another type of the group, for all but one of each.
    leaders: BTreeMap<TypeId, TypeId>,
    /// What the types of a group say together, by the one that has no leader; nothing where that is nothing.
    marks: BTreeMap<TypeId, Mark<'a>>,
}

/// A join: the type that got a leader, that leader, and what it said before.
type Done<'a> = (TypeId, TypeId, Option<Mark<'a>>);

impl<'a> Joined<'a> {
    /// Joins what looks alike of `types`, each of which has a mark unless there is nothing to say of it.
    ///
    /// What was one comes first, and stays so where it is alike in `rough`, whatever is said of it in words. Then
    /// what is new joins the first type that it can and that is alike in `exact`: one that was there before
    /// where there is any, and of these the first of `types`. Of what was one that is the first alone, as its
    /// words are those that will be said. Two that were two are never joined, nor types that are made of them.
    pub(super) fn new(
        exact: &Looks,
        rough: &'a Looks,
        types: &[TypeId],
        marks: &BTreeMap<TypeId, Mark<'a>>,
    ) -> Self {
        let mut joined = Self {
            looks: rough,
            ranks: types
                .iter()
                .enumerate()
                .map(|(rank, id)| (*id, rank))
                .collect(),
            leaders: BTreeMap::new(),
            marks: marks.clone(),
        };
        let origin = |id: &TypeId| marks.get(id).and_then(|mark| mark.origin);
        let mut heads: BTreeMap<(usize, Option<&Origin>), Vec<TypeId>> = BTreeMap::new();
        let mut all: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
        for id in types.iter().filter(|id| origin(id).is_some()) {
            let own = heads.entry((rough.class(*id), origin(id))).or_default();
            if !own.iter().any(|head| joined.join(*head, *id)) {
                own.push(*id);
                all.entry(exact.class(*id)).or_default().push(*id);
            }
        }
        for id in types.iter().filter(|id| origin(id).is_none()) {
            // What is joined already may have words that are not said.
            if joined.leaders.contains_key(id) {
                continue;
            }
            let heads = all.entry(exact.class(*id)).or_default();
            heads.retain(|head| !joined.leaders.contains_key(head));
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
        let mut done: Vec<Done<'_>> = Vec::new();
        let mut queue = vec![(one, other, false)];
        while let Some((one, other, was_one)) = queue.pop() {
            let (mut one, mut other) = (self.leader(one), self.leader(other));
            if one == other {
                continue;
            }
            if self.ranks.get(&other) < self.ranks.get(&one) {
                (one, other) = (other, one);
            }
            let mark = |id: TypeId| self.marks.get(&id).copied();
            let origin = |id| mark(id).and_then(|mark| mark.origin);
            // What is new within what was one is one with it.
            let was_one = was_one || origin(one).is_some() && origin(one) == origin(other);
            let before = mark(one);
            if let Some(said) = mark(other) {
                let Some(both) = before.unwrap_or_default().and(said, was_one) else {
                    self.undo(done);
                    return false;
                };
                self.marks.insert(one, both);
            }
            done.push((other, one, before));
            self.leaders.insert(other, one);
            let parts = |id: TypeId| self.looks.parts.get(&id).into_iter().flatten().copied();
            let pairs = parts(one).zip(parts(other));
            queue.extend(pairs.map(|(one, other)| (one, other, was_one)));
        }
        true
    }

    /// Takes joins back.
    fn undo(&mut self, done: Vec<Done<'a>>) {
        for (joined, leader, before) in done.into_iter().rev() {
            self.leaders.remove(&joined);
            match before {
                Some(before) => self.marks.insert(leader, before),
                None => self.marks.remove(&leader),
            };
        }
    }
}
