//! Types that are alike in all that Rust sees of them: one is defined, and the others are names of it.

mod join;
mod look;

use std::collections::BTreeMap;

use crate::{
    ir::{Api, Limits, Ty, TypeId, TypeKind},
    name::{
        Assigning, Names,
        lock::{Apart, Book, Origin, Shared, Spots},
        shared::{
            join::{Joined, Mark, Variant},
            look::{Looks, Words},
        },
    },
};

impl Assigning<'_> {
    /// Finds, for each type that is only another name of one, the one that is defined.
    ///
    /// Only what has no name in the document may be another name: two schemas that it names are two types,
    /// however alike they are. So are two new variants of other names, as each of a union is to have its `From`.
    /// Of what is new, what fields say in words counts too, as it would be lost else, and but for enums which way it
    /// travels and whether limits are checked: an answer gets a member sooner than what is sent does, and would come
    /// apart from it.
    ///
    /// All places keep names of their own, so that code which goes by the name of a place compiles still when
    /// what stands there gets a member that the other places have not. Which names are one type the lock
    /// remembers: what was two stays two, and what was one stays one as long as it is alike but for words. So
    /// one word that changes breaks no code, at the price that what is said at the place of a member, of a value
    /// or of a variant is said in Rust only where that place is the one that is defined; what is said of a place
    /// itself stands at its name. Which ways the places of what was one travel, and what is checked or allowed of
    /// them, `pass::shared` puts together; only what is sent with other limits, and checked, is another type.
    ///
    /// Of a group the type is defined that was so before, else the one with the shortest name, so that no order
    /// matters.
    pub(super) fn shared(&mut self) {
        let (api, names) = (self.api, &self.names);
        let by_name = by_name(names);
        let origins = origins(api, &self.spots, &self.book, Apart::Counts);
        let is_held = |id: &TypeId| origins.contains_key(id);
        let mut types = by_name.clone();
        types.sort_by_cached_key(|id| {
            let was_defined = is_held(id) && self.book.was_defined(self.type_spot(*id));
            (!was_defined, !is_held(id))
        });
        // What neither the old nor the new ones need is not looked for.
        let looks = |words: Words, is_needed: bool| is_needed.then(|| Looks::of(api, names, words));
        let exact = looks(Words::Count, !types.iter().all(is_held));
        let rough = looks(Words::Aside, types.iter().any(is_held));
        let shared = exact.as_ref().or(rough.as_ref()).map(|one| {
            let looks = (exact.as_ref().unwrap_or(one), rough.as_ref().unwrap_or(one));
            self.joined(looks, &types, &origins)
        });
        let (shared, once_shared) = shared.unwrap_or_default();
        let shares = by_name.iter().filter_map(|id| {
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

    /// For each type that is not defined the one that is, now and before types came apart, by their exact and
    /// their rough looks and what they were.
    fn joined(
        &self,
        (exact, rough): (&Looks, &Looks),
        types: &[TypeId],
        origins: &BTreeMap<TypeId, Origin>,
    ) -> (BTreeMap<TypeId, TypeId>, BTreeMap<TypeId, TypeId>) {
        let (limits, variants) = (limits(self.api), variants(self.api, &self.names));
        let find = |origins| {
            let marks = marks(origins, &limits, &variants);
            defined(&Joined::new(exact, rough, types, &marks), types)
        };
        let shared = find(origins);
        let once_shared = match self.book.has_apart() {
            true => find(&self::origins(
                self.api,
                &self.spots,
                &self.book,
                Apart::Undone,
            )),
            false => shared.clone(),
        };
        (shared, once_shared)
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

/// What the fields of types are held against that are checked before they are sent.
fn limits(api: &Api) -> BTreeMap<TypeId, Vec<&Limits>> {
    let checked = api.types.iter();
    let checked = checked.filter(|(_, definition)| definition.is_checked);
    let limits = checked.map(|(id, definition)| match &definition.kind {
        TypeKind::Struct(found) => {
            let fields = found.fields.iter();
            (*id, fields.map(|field| &field.limits).collect())
        }
        TypeKind::Enum(_) | TypeKind::Union(_) => (*id, Vec::new()),
    });
    limits.collect()
}

/// Which variants types are, or stand within as what a list, a map or a tuple holds.
fn variants<'a>(api: &Api, names: &'a Names) -> BTreeMap<TypeId, Variant<'a>> {
    let mut found: BTreeMap<TypeId, Variant<'_>> = BTreeMap::new();
    for (id, definition) in &api.types {
        let (TypeKind::Union(union), Some(names)) = (&definition.kind, names.types.get(id)) else {
            continue;
        };
        for (variant, name) in union.variants.iter().zip(&names.variants) {
            variant.ty.all(&mut |ty| {
                let Ty::Named(id) = ty else { return };
                let variant = Variant::Named(name);
                let known = found.entry(*id).or_insert(variant);
                if *known != variant {
                    *known = Variant::Several;
                }
            });
        }
    }
    found
}

/// What there is to say of types that are to be one.
fn marks<'a>(
    origins: &'a BTreeMap<TypeId, Origin>,
    limits: &'a BTreeMap<TypeId, Vec<&'a Limits>>,
    variants: &BTreeMap<TypeId, Variant<'a>>,
) -> BTreeMap<TypeId, Mark<'a>> {
    let mut marks: BTreeMap<TypeId, Mark<'_>> = BTreeMap::new();
    for (id, origin) in origins {
        marks.entry(*id).or_default().origin = Some(origin);
    }
    for (id, limits) in limits {
        marks.entry(*id).or_default().limits = Some(limits);
    }
    for (id, variant) in variants {
        marks.entry(*id).or_default().variant = Some(*variant);
    }
    marks
}

/// For each type that is not defined the one that is, which of a group is the first of `types`.
fn defined(joined: &Joined<'_>, types: &[TypeId]) -> BTreeMap<TypeId, TypeId> {
    let leaders = types.iter().map(|id| (*id, joined.leader(*id)));
    leaders.filter(|(id, leader)| id != leader).collect()
}
