//! What the body of a request is made of.

use crate::ir::{Api, Body, BodyFormat, Direction, Field, Struct, Ty, TypeId, TypeKind};

impl Api {
    /// Returns the object that a body is, if it is one and written member by member.
    pub fn body_struct(&self, body: &Body) -> Option<(TypeId, &Struct)> {
        match body.format {
            BodyFormat::Json | BodyFormat::Form(_) | BodyFormat::Multipart => {}
            BodyFormat::Text | BodyFormat::Octets => return None,
        }
        let mut ty = &body.ty;
        while let Ty::Nullable(inner) | Ty::Boxed(inner) = ty {
            ty = inner;
        }
        let Ty::Named(id) = ty else { return None };
        match &self.types.get(id)?.kind {
            TypeKind::Struct(found) => Some((*id, found)),
            TypeKind::Enum(_) | TypeKind::Union(_) => None,
        }
    }

    /// Returns the members of a body that the document names and that are sent.
    pub fn members(&self, body: &Body) -> impl Iterator<Item = &Field> {
        let fields = self.body_struct(body).map(|(_, found)| &found.fields);
        let fields = fields.into_iter().flatten();
        fields.filter(|field| field.is_sent())
    }
}

impl Field {
    /// Returns whether requests may hold it.
    pub fn is_sent(&self) -> bool {
        self.direction != Some(Direction::Received)
    }
}
