//! Which structs have a value without being told any?
//!
//! `Eq`, `Hash` and `Copy` are not asked for: a field that the service adds tomorrow could take them
//! away again, and adding a field must break nobody.

use crate::ir::{Api, Presence, TypeKind};

pub(super) fn run(api: &mut Api) {
    for definition in api.types.values_mut() {
        if let TypeKind::Struct(found) = &mut definition.kind {
            found.has_default = found
                .fields
                .iter()
                .all(|field| field.presence == Presence::Optional && field.constant.is_none());
        }
    }
}
