//! Where must a cycle be cut? There a value stands behind a pointer.
//!
//! A field is part of a cycle if its struct can be reached from its own type without a list or a
//! map in between, which are pointers themselves. All fields of a cycle are boxed, so that it does
//! not matter where the walk begins. A cycle of required fields alone has no finite value: they
//! become optional.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Field, Presence, Ty, TypeId, TypeKind},
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    // All are found before one is changed, so that it does not matter which is met first.
    for (id, index) in cyclic(api, |is_needed| is_needed) {
        if let Some(field) = field(api, id, index) {
            field.presence = Presence::Optional;
            let message = format!(
                "`{}` is required, so a value of this type would contain another without end",
                field.wire
            );
            sink.report(Code::Infinite, field.at, message);
        }
    }
    for (id, index) in cyclic(api, |_| true) {
        if let Some(field) = field(api, id, index) {
            let ty = std::mem::replace(&mut field.ty, Ty::Json);
            field.ty = boxed(ty);
        }
    }
}

/// The fields through which a struct holds itself, going only through those that `follow` allows.
fn cyclic(api: &Api, follow: impl Fn(bool) -> bool) -> Vec<(TypeId, usize)> {
    let mut found = Vec::new();
    for id in api.types.keys() {
        for (index, held, is_needed) in fields(api, *id) {
            if follow(is_needed) && reaches(api, held, *id, &follow) {
                found.push((*id, index));
            }
        }
    }
    found
}

fn field(api: &mut Api, id: TypeId, index: usize) -> Option<&mut Field> {
    match &mut api.types.get_mut(&id)?.kind {
        TypeKind::Struct(found) => found.fields.get_mut(index),
        TypeKind::Enum(_) => None,
    }
}

/// The fields of a struct that hold another in place: index, what they hold, whether a value needs it.
fn fields(api: &Api, id: TypeId) -> impl Iterator<Item = (usize, TypeId, bool)> {
    let found = match api.types.get(&id).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(found)) => found.fields.as_slice(),
        Some(TypeKind::Enum(_)) | None => &[],
    };
    found.iter().enumerate().filter_map(|(index, field)| {
        let (held, is_nullable) = held(&field.ty)?;
        Some((
            index,
            held,
            field.presence == Presence::Required && !is_nullable,
        ))
    })
}

/// The type that a value of `ty` holds in place, and whether it may be null.
fn held(ty: &Ty) -> Option<(TypeId, bool)> {
    match ty {
        Ty::Named(id) => Some((*id, false)),
        Ty::Nullable(inner) => held(inner).map(|(id, _)| (id, true)),
        Ty::Boxed(inner) => held(inner),
        Ty::List(_) | Ty::Map(_) => None,
        Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String
        | Ty::Base64
        | Ty::Date
        | Ty::DateTime
        | Ty::Uuid
        | Ty::Json => None,
    }
}

/// Whether `to` is held by `from`, through fields that `follow` allows.
fn reaches(api: &Api, from: TypeId, to: TypeId, follow: &impl Fn(bool) -> bool) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![from];
    while let Some(id) = queue.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            queue.extend(
                fields(api, id)
                    .filter(|(_, _, is_needed)| follow(*is_needed))
                    .map(|(_, held, _)| held),
            );
        }
    }
    false
}

/// Puts the box within null, where it costs nothing.
fn boxed(ty: Ty) -> Ty {
    match ty {
        Ty::Nullable(inner) => Ty::Nullable(Box::new(boxed(*inner))),
        other => Ty::Boxed(Box::new(other)),
    }
}
