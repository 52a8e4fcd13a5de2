//! What must a type be able to do that several places are names of?
//!
//! They are alike but for what makes no other type: the document may say different things of them in words, and
//! send or check only some. The type then does what any of them needs, and is deprecated where all of them say so.
//! This runs after `name`, which finds what is one.

use std::collections::BTreeMap;

use crate::ir::{Api, Docs, Limits, TypeDef, TypeId, TypeKind};

/// Says of each type what it must be able to do; `shared` has the types that are only another name of one.
pub fn run(api: &mut Api, shared: &BTreeMap<TypeId, TypeId>) {
    for definition in api.types.values_mut() {
        definition.is_made = definition.usage.sent;
    }
    let mut groups: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for (id, defined) in shared {
        let group = groups.entry(*defined).or_insert_with(|| vec![*defined]);
        group.push(*id);
    }
    for group in groups.values() {
        let needed = Needed::of(api, group);
        for id in group {
            if let Some(definition) = api.types.get_mut(id) {
                needed.give(definition);
            }
        }
    }
}

/// What the places of one type need together.
struct Needed {
    is_made: bool,
    /// A value that one of them allows is no news.
    is_open: bool,
    /// The limits of each field, where they are checked: those of all places that are checked are the same.
    limits: Option<Vec<Limits>>,
    /// Whether each member is deprecated, which it is where all places say so: others may use it.
    deprecated: Vec<bool>,
}

impl Needed {
    fn of(api: &Api, group: &[TypeId]) -> Self {
        let found = || group.iter().filter_map(|id| api.types.get(id));
        let limited = found().find(|definition| definition.is_limited);
        let deprecated = found().map(|definition| -> Vec<bool> {
            members(definition).map(|docs| docs.deprecated).collect()
        });
        let deprecated = deprecated.reduce(|all, one| {
            let pairs = all.into_iter().zip(one);
            pairs.map(|(all, one)| all && one).collect()
        });
        Self {
            is_made: found().any(|definition| definition.usage.sent),
            is_open: found().any(|definition| definition.is_open),
            limits: limited.map(|definition| match &definition.kind {
                TypeKind::Struct(found) => {
                    let fields = found.fields.iter();
                    fields.map(|field| field.limits.clone()).collect()
                }
                TypeKind::Enum(_) | TypeKind::Union(_) => Vec::new(),
            }),
            deprecated: deprecated.unwrap_or_default(),
        }
    }

    fn give(&self, definition: &mut TypeDef) {
        let Self {
            is_made,
            is_open,
            limits,
            deprecated,
        } = self;
        (definition.is_made, definition.is_open) = (*is_made, *is_open);
        definition.is_limited = limits.is_some();
        match &mut definition.kind {
            TypeKind::Struct(found) => {
                let fields = found.fields.iter_mut();
                for (field, deprecated) in fields.zip(deprecated) {
                    field.docs.deprecated = *deprecated;
                }
                let limits = limits.iter().flatten();
                for (field, limits) in found.fields.iter_mut().zip(limits) {
                    field.limits.clone_from(limits);
                }
            }
            TypeKind::Union(found) => {
                let variants = found.variants.iter_mut();
                for (variant, deprecated) in variants.zip(deprecated) {
                    variant.docs.deprecated = *deprecated;
                }
            }
            TypeKind::Enum(_) => {}
        }
    }
}

/// What the document says of the members of a type that may be deprecated.
fn members(definition: &TypeDef) -> impl Iterator<Item = &Docs> {
    let (fields, variants) = match &definition.kind {
        TypeKind::Struct(found) => (found.fields.as_slice(), [].as_slice()),
        TypeKind::Union(found) => ([].as_slice(), found.variants.as_slice()),
        TypeKind::Enum(_) => ([].as_slice(), [].as_slice()),
    };
    let fields = fields.iter().map(|field| &field.docs);
    fields.chain(variants.iter().map(|variant| &variant.docs))
}
