//! Which types do checked operations send, and which of these have members with limits?

use std::collections::BTreeSet;

use crate::ir::{Api, Limits, Ty, TypeDef, TypeId, TypeKind};

pub(super) fn run(api: &mut Api) {
    let mut queue: Vec<TypeId> = Vec::new();
    for operation in api
        .operations
        .values()
        .filter(|operation| operation.is_checked)
    {
        operation.visit_sent(&mut |ty: &Ty| ty.visit(&mut |id| queue.push(id)));
    }
    let sent = api.reach(queue);
    for id in &sent {
        if let Some(definition) = api.types.get_mut(id) {
            definition.is_checked = true;
        }
    }
    let mut limited = BTreeSet::new();
    loop {
        let before = limited.len();
        for id in &sent {
            let found = api
                .types
                .get(id)
                .is_some_and(|definition| has_limits(definition, &limited));
            if found {
                limited.insert(*id);
            }
        }
        if limited.len() == before {
            break;
        }
    }
    for id in limited {
        if let Some(definition) = api.types.get_mut(&id) {
            definition.is_limited = true;
        }
    }
}

fn has_limits(definition: &TypeDef, limited: &BTreeSet<TypeId>) -> bool {
    let empty = Limits::default();
    match &definition.kind {
        TypeKind::Struct(found) => {
            let mut fields = found.fields.iter();
            fields.any(|field| is_limited(&field.ty, &field.limits, limited))
        }
        TypeKind::Union(union) if union.tag.is_some() => {
            let mut variants = union.variants.iter();
            variants.any(|variant| is_limited(&variant.ty, &empty, limited))
        }
        TypeKind::Union(_) | TypeKind::Enum(_) => false,
    }
}

fn is_limited(ty: &Ty, limits: &Limits, limited: &BTreeSet<TypeId>) -> bool {
    let inner = |ty: &Ty, limits: &Option<Box<Limits>>| {
        is_limited(ty, limits.as_deref().unwrap_or(&Limits::default()), limited)
    };
    !limits.own.is_empty()
        || match ty {
            Ty::Named(id) => limited.contains(id),
            Ty::Nullable(ty) | Ty::Boxed(ty) => is_limited(ty, limits, limited),
            Ty::List(ty) => inner(ty, &limits.items),
            Ty::Map(ty) => inner(ty, &limits.values),
            _ => false,
        }
}
