//! Tags of unions.

use crate::ir::{Api, Ty, TypeKind, Variant};

/// Who writes the tag of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagging {
    /// Its own type.
    Own,
    /// The union, before all members.
    First,
    /// The union, where the value does not have it.
    UnlessThere,
}

impl Api {
    /// Returns who writes the tag of a variant.
    pub fn tagging(&self, tag: &str, variant: &Variant) -> Tagging {
        // Of several values nobody but the type itself knows which one it is.
        let is_one = variant.tags.len() == 1;
        let ty = match &variant.ty {
            Ty::Boxed(ty) => ty,
            ty => ty,
        };
        let kind = match ty {
            Ty::Map(_) if is_one => return Tagging::UnlessThere,
            Ty::Named(id) => self.types.get(id).map(|definition| &definition.kind),
            _ => None,
        };
        let found = match kind {
            Some(TypeKind::Struct(found)) => found,
            Some(TypeKind::Union(_)) if is_one => return Tagging::UnlessThere,
            _ => return Tagging::Own,
        };
        let own = found.fields.iter().find(|field| field.wire == tag);
        match own {
            None if found.additional.is_none() => Tagging::First,
            None => Tagging::UnlessThere,
            // What was read without its tag is written without it.
            Some(_) => Tagging::Own,
        }
    }
}
