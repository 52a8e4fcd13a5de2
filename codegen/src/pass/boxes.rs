//! Where must a cycle be cut? There a value stands behind a pointer.
//!
//! A field is part of a cycle if its struct, or union, can be reached from its own type without a list or a
//! map in between, which are pointers themselves. All fields of a cycle are boxed, so that it does
//! not matter where the walk begins. A cycle of required fields alone has no finite value: they
//! become optional.

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Presence, Ty, TypeId, TypeKind},
    pass::cycles::cycles,
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    // All are found before one is changed, so that it does not matter which is met first.
    for (id, index) in cyclic(api, &|is_needed| is_needed) {
        let definition = api.types.get_mut(&id);
        if let Some(TypeKind::Struct(found)) = definition.map(|definition| &mut definition.kind)
            && let Some(field) = found.fields.get_mut(index)
        {
            field.presence = Presence::Optional;
            field.constant = None;
            let message = format!(
                "`{}` is required, so a value of this type would contain another without end",
                field.wire
            );
            sink.report(Code::Infinite, field.at, message);
        }
    }
    for (id, index) in cyclic(api, &|_| true) {
        if let Some(slot) = slot(api, id, index) {
            let ty = std::mem::replace(slot, Ty::Json);
            *slot = boxed(ty);
        }
    }
}

/// The fields through which a type holds itself, going only through those that `follow` allows.
fn cyclic(api: &Api, follow: &impl Fn(bool) -> bool) -> Vec<(TypeId, usize)> {
    let held = |id: &TypeId| {
        let held = fields(api, *id).into_iter();
        let held = held.filter(|(_, _, is_needed)| follow(*is_needed));
        (*id, held.map(|(_, held, _)| held).collect())
    };
    let cycles = cycles(&api.types.keys().map(held).collect());
    let mut found = Vec::new();
    for id in api.types.keys() {
        for (index, held, is_needed) in fields(api, *id) {
            let is_cyclic = follow(is_needed) && cycles.get(&held) == cycles.get(id);
            if is_cyclic && found.last() != Some(&(*id, index)) {
                found.push((*id, index));
            }
        }
    }
    found
}

/// The type of a field of a struct, or of a variant of a union.
fn slot(api: &mut Api, id: TypeId, index: usize) -> Option<&mut Ty> {
    match &mut api.types.get_mut(&id)?.kind {
        TypeKind::Struct(found) => found.fields.get_mut(index).map(|field| &mut field.ty),
        TypeKind::Union(found) => found.variants.get_mut(index).map(|variant| &mut variant.ty),
        TypeKind::Enum(_) => None,
    }
}

/// The fields of a type that hold another in place: index, what they hold, whether a value needs it.
///
/// A union always has a value that holds nothing: the unknown one.
fn fields(api: &Api, id: TypeId) -> Vec<(usize, TypeId, bool)> {
    let mut found = Vec::new();
    let mut add = |index, ty: &Ty, is_needed: bool| {
        held(ty, &mut |held, is_nullable| {
            found.push((index, held, is_needed && !is_nullable));
        });
    };
    match api.types.get(&id).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(structure)) => {
            for (index, field) in structure.fields.iter().enumerate() {
                add(index, &field.ty, field.presence == Presence::Required);
            }
        }
        Some(TypeKind::Union(union)) => {
            for (index, variant) in union.variants.iter().enumerate() {
                add(index, &variant.ty, false);
            }
        }
        Some(TypeKind::Enum(_)) | None => {}
    }
    found
}

/// Calls `visit` with each type that a value of `ty` holds in place, and whether it may be null.
fn held(ty: &Ty, visit: &mut dyn FnMut(TypeId, bool)) {
    match ty {
        Ty::Named(id) => visit(*id, false),
        Ty::Nullable(inner) => held(inner, &mut |id, _| visit(id, true)),
        Ty::Boxed(inner) => held(inner, visit),
        Ty::Tuple(items) => items.iter().for_each(|item| held(item, visit)),
        _ => {}
    }
}

/// Puts the box within null, where it costs nothing.
fn boxed(ty: Ty) -> Ty {
    match ty {
        Ty::Nullable(inner) => Ty::Nullable(Box::new(boxed(*inner))),
        other => Ty::Boxed(Box::new(other)),
    }
}
