//! Which unions are variants of themselves?
//!
//! Reading such a variant would ask the same value the same question without end (JSON Schema 2020-12,
//! §9.4.1). What a value of it can be is what the unions in the circle have besides each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Ty, TypeId, TypeKind, Variant},
    pass::cycles::cycles,
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let next: BTreeMap<TypeId, Vec<TypeId>> = api
        .types
        .keys()
        .map(|id| {
            (
                *id,
                variants(api, *id)
                    .iter()
                    .filter_map(union_of(api))
                    .collect(),
            )
        })
        .collect();
    let cycles = cycles(&next);
    let is_circular = |(id, next): &(&TypeId, &Vec<TypeId>)| {
        next.iter().any(|to| cycles.get(to) == cycles.get(id))
    };
    let circular: Vec<TypeId> = next.iter().filter(is_circular).map(|(id, _)| *id).collect();
    let cut: Vec<(TypeId, Vec<Variant>)> = circular
        .into_iter()
        .map(|id| (id, own(api, &cycles, id)))
        .collect();
    for (id, variants) in cut {
        let Some(definition) = api.types.get_mut(&id) else {
            continue;
        };
        if let TypeKind::Union(union) = &mut definition.kind {
            union.variants = variants;
        }
        let message = "this union is a variant of itself, which adds nothing to it";
        sink.report(Code::CircularUnion, definition.at, message);
    }
}

/// The variants of the unions in the circle of `start`, `start` first, that lead out of it.
fn own(api: &Api, cycles: &BTreeMap<TypeId, usize>, start: TypeId) -> Vec<Variant> {
    let mut found: Vec<Variant> = Vec::new();
    let mut seen = BTreeSet::from([start]);
    let mut queue = vec![start];
    while let Some(id) = queue.pop() {
        for variant in variants(api, id) {
            match union_of(api)(variant).filter(|to| cycles.get(to) == cycles.get(&start)) {
                Some(to) if seen.insert(to) => queue.push(to),
                Some(_) => {}
                None if found.iter().any(|known| known.ty == variant.ty) => {}
                None => found.push(variant.clone()),
            }
        }
    }
    found
}

fn variants(api: &Api, id: TypeId) -> &[Variant] {
    match api.types.get(&id).map(|definition| &definition.kind) {
        Some(TypeKind::Union(union)) => &union.variants,
        _ => &[],
    }
}

/// The union that a variant is.
fn union_of(api: &Api) -> impl Fn(&Variant) -> Option<TypeId> {
    |variant| match variant.ty {
        Ty::Named(id) => {
            let kind = api.types.get(&id).map(|definition| &definition.kind);
            matches!(kind, Some(TypeKind::Union(_))).then_some(id)
        }
        _ => None,
    }
}
