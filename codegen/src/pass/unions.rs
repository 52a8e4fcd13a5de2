//! Which variants of a union lead back to it?
//!
//! Reading such a variant would ask the same value the same question without end (JSON Schema 2020-12,
//! §9.4.1). All variants of a circle are left out, so that it does not matter where one begins; what would
//! have been read as one is `Unknown`, which keeps it.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Ty, TypeId, TypeKind, Union, Variant},
    pass::cycles::cycles,
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let unions = |id: &TypeId| {
        let variants = union(api, *id)
            .into_iter()
            .flat_map(|union| &union.variants);
        let named = variants.filter_map(named);
        named.filter(|to| union(api, *to).is_some()).collect()
    };
    let next: BTreeMap<TypeId, Vec<TypeId>> =
        api.types.keys().map(|id| (*id, unions(id))).collect();
    let cycles = cycles(&next);
    for (id, next) in next {
        let is_back = |to: &TypeId| cycles.get(to) == cycles.get(&id);
        let Some(definition) = api.types.get_mut(&id).filter(|_| next.iter().any(is_back)) else {
            continue;
        };
        if let TypeKind::Union(union) = &mut definition.kind {
            union.variants.retain(|variant| {
                let is_back = named(variant).is_some_and(|to| next.contains(&to) && is_back(&to));
                if is_back {
                    let message = "this variant is a union that leads back to this one";
                    sink.report(Code::CircularUnion, variant.at, message);
                }
                !is_back
            });
        }
    }
}

fn union(api: &Api, id: TypeId) -> Option<&Union> {
    match &api.types.get(&id)?.kind {
        TypeKind::Union(union) => Some(union),
        TypeKind::Struct(_) | TypeKind::Enum(_) => None,
    }
}

fn named(variant: &Variant) -> Option<TypeId> {
    match variant.ty {
        Ty::Named(id) => Some(id),
        _ => None,
    }
}
