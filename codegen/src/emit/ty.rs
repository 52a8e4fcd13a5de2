//! Types where they are used.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, ident, paths::Imports},
    ir::{IntKind, Presence, Ty, TypeId, TypeKind},
};

/// How a file refers to the types of `models`.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// It is a file of `models`, whose own types need no import.
    Models(&'a str, &'a Imports),
    /// It imports `models`.
    Elsewhere,
}

impl Emitter<'_> {
    /// The type as it is written.
    pub(super) fn ty(&self, ty: &Ty, scope: Scope<'_>) -> TokenStream {
        let runtime = |name| self.imported("specwright_runtime", name, scope);
        match ty {
            Ty::Bool => quote!(bool),
            Ty::Int(IntKind::I32) => quote!(i32),
            Ty::Int(IntKind::I64) => quote!(i64),
            Ty::Int(IntKind::U32) => quote!(u32),
            Ty::Int(IntKind::U64) => quote!(u64),
            Ty::Float => quote!(f64),
            Ty::String => self.std("string", "String"),
            Ty::Base64 => runtime("Base64"),
            Ty::Date => runtime("Date"),
            Ty::DateTime => runtime("Timestamp"),
            Ty::Uuid => runtime("Uuid"),
            Ty::Json => runtime("Value"),
            Ty::Upload => runtime("Upload"),
            Ty::Foreign(path) => path.parse().unwrap_or_else(|_| quote!(())),
            Ty::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(item, scope));
                quote!((#(#items,)*))
            }
            Ty::Named(id) => self.named(*id, scope),
            Ty::List(item) => {
                let (list, item) = (self.std("vec", "Vec"), self.ty(item, scope));
                quote!(#list<#item>)
            }
            Ty::Map(value) => {
                let map = self.imported("std::collections", "BTreeMap", scope);
                let (string, value) = (self.std("string", "String"), self.ty(value, scope));
                quote!(#map<#string, #value>)
            }
            Ty::Nullable(inner) => self.option(&self.ty(inner, scope)),
            Ty::Boxed(inner) => {
                let (pointer, inner) = (self.std("boxed", "Box"), self.ty(inner, scope));
                quote!(#pointer<#inner>)
            }
        }
    }

    /// The type of a field, which may be absent.
    pub(super) fn field_ty(&self, ty: &Ty, presence: Presence, scope: Scope<'_>) -> TokenStream {
        let ty = self.ty(ty, scope);
        match presence {
            Presence::Required => ty,
            Presence::Optional => self.option(&ty),
        }
    }

    pub(super) fn option(&self, inner: &TokenStream) -> TokenStream {
        let option = self.std("option", "Option");
        quote!(#option<#inner>)
    }

    /// An item of the prelude, by its path only where a schema is called the same.
    pub(super) fn std(&self, module: &str, name: &str) -> TokenStream {
        let (module, plain) = (ident(module), ident(name));
        if self.paths.is_taken(name) {
            quote!(std::#module::#plain)
        } else {
            quote!(#plain)
        }
    }

    /// An item of another crate, imported unless a schema is called the same.
    fn imported(&self, module: &str, name: &str, scope: Scope<'_>) -> TokenStream {
        match scope {
            Scope::Models(_, imports) if !self.paths.is_taken(name) => imports.add(module, name),
            Scope::Models(..) | Scope::Elsewhere => {
                let (module, name) = (module.split("::").map(ident), ident(name));
                quote!(#(#module)::*::#name)
            }
        }
    }

    pub(super) fn named(&self, id: TypeId, scope: Scope<'_>) -> TokenStream {
        let Some(names) = self.names.types.get(&id) else {
            return quote!(());
        };
        let name = ident(&names.ident);
        let home = self.api.types.get(&id).map(|definition| definition.home);
        if let Some(home) = home.filter(|home| *home != self.module) {
            let models = self.paths.models_of(home);
            return quote!(#models::#name);
        }
        match scope {
            Scope::Models(module, _) if module == names.module => quote!(#name),
            Scope::Models(_, imports) => imports.add("super", &names.ident),
            Scope::Elsewhere => quote!(models::#name),
        }
    }

    /// The type that `id` is a name of, which is itself unless it is shared.
    pub(super) fn defined(&self, id: TypeId) -> TypeId {
        self.names.shared.get(&id).copied().unwrap_or(id)
    }

    /// What a caller may give for a value of `ty`, and what makes the value of `value`.
    pub(super) fn argument(
        &self,
        ty: &Ty,
        value: &TokenStream,
        scope: Scope<'_>,
    ) -> (TokenStream, TokenStream) {
        let written = self.ty(ty, scope);
        if matches!(ty, Ty::String | Ty::Base64 | Ty::Upload) || self.is_open(ty) {
            let into = self.std("convert", "Into");
            return (quote!(impl #into<#written>), quote!(#value.into()));
        }
        match ty {
            Ty::Boxed(inner) => {
                let (pointer, inner) = (self.std("boxed", "Box"), self.ty(inner, scope));
                (inner, quote!(#pointer::new(#value)))
            }
            _ => (written, value.clone()),
        }
    }

    /// Whether other types turn into this one: an enum or a union.
    fn is_open(&self, ty: &Ty) -> bool {
        let Ty::Named(id) = ty else { return false };
        self.api
            .types
            .get(id)
            .is_some_and(|found| matches!(found.kind, TypeKind::Enum(_) | TypeKind::Union(_)))
    }

    /// Whether the type is made of one that is not generated.
    pub(super) fn is_foreign(ty: &Ty) -> bool {
        let mut found = false;
        ty.all(&mut |ty| found |= matches!(ty, Ty::Foreign(_)));
        found
    }
}

/// A field in a struct expression, short where the value is a variable of the same name.
pub(super) fn initializer(name: &Ident, value: &TokenStream) -> TokenStream {
    if name == &value.to_string() {
        quote!(#name)
    } else {
        quote!(#name: #value)
    }
}
