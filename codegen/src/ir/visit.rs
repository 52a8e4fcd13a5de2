//! The one walk over all uses of types.

use crate::ir::{Operation, Struct, Ty, TypeDef, TypeId, TypeKind};

impl Ty {
    /// Calls `visit` with each type that this one is made of by name.
    pub fn visit(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Named(id) => visit(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.visit(visit);
            }
            Self::Bool
            | Self::Int(_)
            | Self::Float(_)
            | Self::String
            | Self::Base64
            | Self::Date
            | Self::DateTime
            | Self::Uuid
            | Self::Json => {}
        }
    }

    /// Returns the type within lists, maps, nulls and boxes.
    pub fn innermost(&self) -> &Ty {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.innermost()
            }
            other => other,
        }
    }
}

impl TypeDef {
    /// Calls `visit` with each type that a field of this one uses.
    pub fn visit(&self, visit: &mut dyn FnMut(TypeId)) {
        self.tys(&mut |ty| ty.visit(visit));
    }

    /// Calls `visit` with the type of each field.
    pub fn tys(&self, visit: &mut dyn FnMut(&Ty)) {
        if let TypeKind::Struct(Struct {
            fields, additional, ..
        }) = &self.kind
        {
            fields.iter().for_each(|field| visit(&field.ty));
            additional.iter().for_each(visit);
        }
    }
}

impl Operation {
    /// Calls `visit` with each type that this operation sends.
    pub fn visit_sent(&self, visit: &mut dyn FnMut(&Ty)) {
        self.params.iter().for_each(|param| visit(&param.ty));
        self.body.iter().for_each(|body| visit(&body.ty));
    }

    /// Calls `visit` with each type that this operation receives.
    pub fn visit_received(&self, visit: &mut dyn FnMut(&Ty)) {
        let outcomes = self.success.iter().chain(&self.errors);
        outcomes
            .filter_map(|outcome| outcome.ty.as_ref())
            .for_each(visit);
    }
}
