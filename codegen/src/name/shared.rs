//! Types that are alike in all that Rust sees of them: one is defined, and the others are names of it.

mod join;
mod look;

use std::collections::BTreeMap;

use crate::{
    ir::{Api, TypeId},
    name::{
        Assigning, Names,
        lock::{Apart, Book, Origin, Shared, Spots},
        shared::{join::Joined, look::Looks},
    },
};

impl Assigning<'_> {
    /// Finds, for each type that is only another name of one, the one that is defined.
    ///
    /// Only what has no name in the document may be another name: two schemas that it names are two types,
    /// however alike they are. So is what stands within variants of unions, each of which is to have its `From`.
    /// What fields say in words counts too, as it would be lost else.
    ///
    /// All places keep names of their own, so that code which goes by the name of a place compiles still when
    /// what stands there gets a member that the other places have not. Which names are one type the lock
    /// remembers: what was two stays two, and what was one stays one as long as it is alike. Of a group the type
    /// is defined that was so before, else the one with the shortest name, so that no order matters.
    pub(super) fn shared(&mut self) {
        let (api, names) = (self.api, &self.names);
        let looks = Looks::of(api, names);
        let types = by_name(names);
        let find = |apart: Apart| {
            let origins = origins(api, &self.spots, &self.book, apart);
            let joined = Joined::new(&looks, &types, &origins);
            let was_defined = |id: &TypeId| self.book.was_defined(self.type_spot(*id));
            defined(&joined, &types, |id| {
                (!was_defined(id), !origins.contains_key(id))
            })
        };
        let shared = find(Apart::Counts);
        let once_shared = match self.book.has_apart() {
            true => find(Apart::Undone),
            false => shared.clone(),
        };
        let shares = types.iter().filter_map(|id| {
            let defined = shared.get(id).map(|id| names.types.get(id));
            Some(Shared {
                spot: self.type_spot(*id).to_owned(),
                name: names.types.get(id)?.ident.clone(),
                defined: defined.flatten().map(|names| names.ident.clone()),
            })
        });
        let shares: Vec<Shared> = shares.collect();
        self.book.share(&shares);
        (self.names.shared, self.names.once_shared) = (shared, once_shared);
    }
}

/// All types, the shortest names first.
fn by_name(names: &Names) -> Vec<TypeId> {
    let named = names.types.iter();
    let mut named: Vec<_> = named
        .map(|(id, names)| (names.ident.len(), &names.ident, *id))
        .collect();
    named.sort();
    named.into_iter().map(|(.., id)| id).collect()
}

/// What the types that are in the lock were.
fn origins(api: &Api, spots: &Spots, book: &Book<'_>, apart: Apart) -> BTreeMap<TypeId, Origin> {
    let found = api.types.keys().filter_map(|id| {
        let spot = spots.types.get(id)?;
        Some((*id, book.origin(spot, apart)?))
    });
    found.collect()
}

/// For each type that is not defined the one that is, which of a group is the least by `order`, and then the
/// first of `types`.
fn defined<K: Ord>(
    joined: &Joined<'_>,
    types: &[TypeId],
    order: impl Fn(&TypeId) -> K,
) -> BTreeMap<TypeId, TypeId> {
    let mut groups: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for id in types {
        groups.entry(joined.leader(*id)).or_default().push(*id);
    }
    let mut shared = BTreeMap::new();
    for group in groups.into_values().filter(|group| group.len() > 1) {
        if let Some(defined) = group.iter().copied().min_by_key(&order) {
            let others = group.iter().filter(|id| **id != defined);
            shared.extend(others.map(|id| (*id, defined)));
        }
    }
    shared
}
