//! What the body of a request is made of.

use crate::ir::{Api, Body, BodyFormat, Direction, Field, Struct, Ty, TypeKind};

impl Api {
    /// Returns the object that a body is, if it is one and written member by member.
    pub fn body_struct(&self, body: &Body) -> Option<&Struct> {
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
            TypeKind::Struct(found) => Some(found),
            TypeKind::Enum(_) | TypeKind::Union(_) => None,
        }
    }

    /// Returns the members of a body that the document names and that are sent.
    pub fn members(&self, body: &Body) -> impl Iterator<Item = &Field> {
        let fields = self.body_struct(body).map(|found| &found.fields);
        let fields = fields.into_iter().flatten();
        fields.filter(|field| field.direction != Some(Direction::Received))
    }
}
