//! Which variants of a union lead back to it?
//!
//! Reading such a variant would ask the same value the same question without end (JSON Schema 2020-12,
//! §9.4.1). All variants of a circle are left out, so that it does not matter where one begins; what would
//! have been read as one is `Unknown`, which keeps it.

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Ty, TypeDef, TypeId, TypeKind, Variant},
    pass::cycles::cycles,
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let variants = |definition: &TypeDef| match &definition.kind {
        TypeKind::Union(union) => union.variants.iter().filter_map(named).collect(),
        TypeKind::Struct(_) | TypeKind::Enum(_) => Vec::new(),
    };
    let types = api.types.iter();
    let next = types.map(|(id, definition)| (*id, variants(definition)));
    let cycles = cycles(&next.collect());
    for (id, definition) in &mut api.types {
        let TypeKind::Union(union) = &mut definition.kind else {
            continue;
        };
        union.variants.retain(|variant| {
            let is_back = named(variant).is_some_and(|to| cycles.get(&to) == cycles.get(id));
            if is_back {
                let message = "this variant is a union that leads back to this one";
                sink.report(Code::CircularUnion, variant.at, message);
            }
            !is_back
        });
    }
}

fn named(variant: &Variant) -> Option<TypeId> {
    match variant.ty {
        Ty::Named(id) => Some(id),
        _ => None,
    }
}
