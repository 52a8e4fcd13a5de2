//! The one walk over all uses of types.

use std::collections::BTreeSet;

use crate::ir::{Api, Content, Operation, Struct, Ty, TypeDef, TypeId, TypeKind};

impl Ty {
    /// Calls `visit` with each type that this one is made of by name.
    pub fn visit(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Named(id) => visit(*id),
            other => other.inner().iter().for_each(|inner| inner.visit(visit)),
        }
    }

    /// Returns the types that this one is written with.
    pub fn inner(&self) -> &[Self] {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                std::slice::from_ref(inner)
            }
            Self::Tuple(items) => items,
            Self::Named(_)
            | Self::Bool
            | Self::Int(_)
            | Self::Float
            | Self::String
            | Self::Base64
            | Self::Date
            | Self::DateTime
            | Self::Uuid
            | Self::Upload
            | Self::Foreign(_)
            | Self::Json => &[],
        }
    }

    /// Calls `visit` with this type and all that it is written with.
    pub fn all(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        self.inner().iter().for_each(|inner| inner.all(visit));
    }

    /// Replaces the types that this one is made of by name.
    pub fn rename(&mut self, rename: &dyn Fn(TypeId) -> TypeId) {
        match self {
            Self::Named(id) => *id = rename(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.rename(rename);
            }
            Self::Tuple(items) => items.iter_mut().for_each(|item| item.rename(rename)),
            _ => {}
        }
    }

    /// Returns the type within lists, maps, nulls and boxes.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.innermost()
            }
            other => other,
        }
    }
}

impl TypeDef {
    /// Calls `visit` with each type that a field or variant of this one uses.
    pub fn visit(&self, visit: &mut dyn FnMut(TypeId)) {
        self.tys(&mut |ty| ty.visit(visit));
    }

    /// Calls `visit` with the type of each field or variant.
    pub fn tys(&self, visit: &mut dyn FnMut(&Ty)) {
        match &self.kind {
            TypeKind::Struct(Struct {
                fields, additional, ..
            }) => {
                fields.iter().for_each(|field| visit(&field.ty));
                additional.iter().for_each(visit);
            }
            TypeKind::Union(found) => found.variants.iter().for_each(|variant| visit(&variant.ty)),
            TypeKind::Enum(_) => {}
        }
    }

    /// Calls `visit` with the type of each field or variant, to change it.
    pub fn tys_mut(&mut self, visit: &mut dyn FnMut(&mut Ty)) {
        match &mut self.kind {
            TypeKind::Struct(Struct {
                fields, additional, ..
            }) => {
                fields.iter_mut().for_each(|field| visit(&mut field.ty));
                additional.iter_mut().for_each(visit);
            }
            TypeKind::Union(found) => {
                let variants = found.variants.iter_mut();
                variants.for_each(|variant| visit(&mut variant.ty));
            }
            TypeKind::Enum(_) => {}
        }
    }
}

impl Api {
    /// Returns the types in `queue` and all that they are made of.
    pub fn reach(&self, mut queue: Vec<TypeId>) -> BTreeSet<TypeId> {
        let mut reached = BTreeSet::new();
        while let Some(id) = queue.pop() {
            if reached.insert(id)
                && let Some(definition) = self.types.get(&id)
            {
                definition.visit(&mut |id| queue.push(id));
            }
        }
        reached
    }
}

impl Content {
    /// Returns the type of what it holds.
    pub fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) | Self::Events(Some(ty)) | Self::Lines(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Stream | Self::Events(None) => None,
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
            .filter_map(|outcome| outcome.content.ty())
            .for_each(&mut *visit);
        self.headers.iter().for_each(|header| visit(&header.ty));
    }

    /// Calls `visit` with each type that this operation sends, to change it.
    pub fn sent_mut(&mut self, visit: &mut dyn FnMut(&mut Ty)) {
        self.params
            .iter_mut()
            .for_each(|param| visit(&mut param.ty));
        self.body.iter_mut().for_each(|body| visit(&mut body.ty));
    }
}
