//! Which tag does a variant of a union always have? Its field is set without being asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Enum, Literal, Ty, TypeId, TypeKind};

pub(super) fn run(api: &mut Api) {
    // All values that unions give the member of a struct.
    let mut found: BTreeMap<(TypeId, String), BTreeSet<String>> = BTreeMap::new();
    for definition in api.types.values() {
        let TypeKind::Union(union) = &definition.kind else {
            continue;
        };
        let Some(tag) = &union.tag else { continue };
        for variant in &union.variants {
            if let Ty::Named(id) = variant.ty {
                let values = found.entry((id, tag.clone())).or_default();
                values.extend(variant.tags.iter().cloned());
            }
        }
    }
    for ((id, tag), values) in found {
        let mut values = values.into_iter();
        let (Some(only), None) = (values.next(), values.next()) else {
            continue;
        };
        let is_text = |api: &Api, ty: &Ty| match ty {
            Ty::String => true,
            Ty::Named(id) => matches!(
                api.types.get(id).map(|definition| &definition.kind),
                Some(TypeKind::Enum(Enum::Strings(_)))
            ),
            _ => false,
        };
        let field = match api.types.get(&id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(found)) => {
                found.fields.iter().position(|field| field.wire == tag)
            }
            _ => None,
        };
        let Some(index) = field else { continue };
        let ty = match api.types.get(&id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(found)) => found.fields.get(index).map(|field| field.ty.clone()),
            _ => None,
        };
        if !ty.is_some_and(|ty| is_text(api, &ty)) {
            continue;
        }
        if let Some(TypeKind::Struct(found)) = api.types.get_mut(&id).map(|found| &mut found.kind)
            && let Some(field) = found.fields.get_mut(index)
        {
            field.constant = Some(Literal::String(only));
        }
    }
}
