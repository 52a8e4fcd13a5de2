//! How a type became another one: wider, narrower, an enum, null or not.

use crate::{
    diff::{matching::Matching, side::Side},
    ir::{IntKind, Ty, TypeId, TypeKind},
};

/// How a type became another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// It is the same.
    Same,
    /// Only null came.
    Nullable,
    /// Only null went.
    NotNullable,
    /// Only a pointer came or went.
    Boxed,
    /// It holds all that it held, and more.
    Wider,
    /// It holds only some of what it held.
    Narrower,
    /// It lists its values now.
    Enum,
    /// It does not list its values any more.
    NotEnum,
    /// It is something else.
    Other,
}

/// Finds how `old` became `new`.
pub(super) fn shift(matching: &Matching, old: (Side<'_>, &Ty), new: (Side<'_>, &Ty)) -> Shift {
    let ((old_side, old), (new_side, new)) = (old, new);
    if matching.same(old, new) {
        return Shift::Same;
    }
    match (old, new) {
        (Ty::Nullable(old), new) if matching.same(old, new) => return Shift::NotNullable,
        (old, Ty::Nullable(new)) if matching.same(old, new) => return Shift::Nullable,
        (Ty::Nullable(old), Ty::Nullable(new))
        | (Ty::List(old), Ty::List(new))
        | (Ty::Map(old), Ty::Map(new)) => {
            return match shift(matching, (old_side, old), (new_side, new)) {
                // Null within a list is what its items may be, not the list itself.
                Shift::Nullable => Shift::Wider,
                Shift::NotNullable => Shift::Narrower,
                other => other,
            };
        }
        (Ty::Boxed(old), Ty::Boxed(new)) => {
            return shift(matching, (old_side, old), (new_side, new));
        }
        (Ty::Boxed(old), new) if matching.same(old, new) => return Shift::Boxed,
        (old, Ty::Boxed(new)) if matching.same(old, new) => return Shift::Boxed,
        _ => {}
    }
    let is_enum = |side: Side<'_>, id: &TypeId| {
        let definition = side.api.types.get(id);
        definition.is_some_and(|found| matches!(found.kind, TypeKind::Enum(_)))
    };
    match (old, new) {
        (Ty::String | Ty::Int(_), Ty::Named(id)) if is_enum(new_side, id) => Shift::Enum,
        (Ty::Named(id), Ty::String | Ty::Int(_)) if is_enum(old_side, id) => Shift::NotEnum,
        _ if holds(new, old) => Shift::Wider,
        _ if holds(old, new) => Shift::Narrower,
        _ => Shift::Other,
    }
}

/// Whether every value of `less` is one of `more`, by what JSON has for them.
fn holds(more: &Ty, less: &Ty) -> bool {
    match (more, less) {
        (Ty::Json, _) => true,
        (Ty::Nullable(more), Ty::Nullable(less)) => holds(more, less),
        (Ty::Nullable(more), less) => is_equal(more, less) || holds(more, less),
        (Ty::Float, Ty::Int(_)) => true,
        (Ty::Int(IntKind::I64), Ty::Int(IntKind::I32 | IntKind::U32))
        | (Ty::Int(IntKind::U64), Ty::Int(IntKind::U32)) => true,
        (Ty::String, Ty::Date | Ty::DateTime | Ty::Uuid | Ty::Base64) => true,
        (Ty::List(more), Ty::List(less)) | (Ty::Map(more), Ty::Map(less)) => {
            is_equal(more, less) || holds(more, less)
        }
        _ => false,
    }
}

/// Whether both are the same without any type that has a name, as the ids of two sides say nothing.
fn is_equal(more: &Ty, less: &Ty) -> bool {
    let mut has_name = false;
    more.visit(&mut |_| has_name = true);
    more == less && !has_name
}
