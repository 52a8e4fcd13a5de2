//! Types where they are used.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, code,
        imports::{Imports, PUBLIC},
        print::tokens,
    },
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
    pub(super) fn ty_text(&self, ty: &Ty, scope: Scope<'_>) -> String {
        let inner = |ty: &Ty| self.ty_text(ty, scope);
        let runtime = |name| self.imported(PUBLIC, name, scope);
        match ty {
            Ty::Bool => "bool".to_owned(),
            Ty::Int(IntKind::I32) => "i32".to_owned(),
            Ty::Int(IntKind::I64) => "i64".to_owned(),
            Ty::Int(IntKind::U32) => "u32".to_owned(),
            Ty::Int(IntKind::U64) => "u64".to_owned(),
            Ty::Float => "f64".to_owned(),
            Ty::String => self.std_text("string", "String"),
            Ty::Base64 => runtime("Base64"),
            Ty::Date => runtime("Date"),
            Ty::DateTime => runtime("Timestamp"),
            Ty::Uuid => runtime("Uuid"),
            Ty::Json => runtime("Value"),
            Ty::Upload => runtime("Upload"),
            Ty::Foreign(path) => foreign(path),
            Ty::Tuple(items) => tuple(&items.iter().map(inner).collect::<Vec<_>>()),
            Ty::Named(id) => self.named(*id, scope),
            Ty::List(item) => format!("{}<{}>", self.std_text("vec", "Vec"), inner(item)),
            Ty::Map(value) => {
                let map = self.imported("std::collections", "BTreeMap", scope);
                let string = self.std_text("string", "String");
                format!("{map}<{string}, {}>", inner(value))
            }
            Ty::Nullable(ty) => self.option_text(&inner(ty)),
            Ty::Boxed(ty) => format!("{}<{}>", self.std_text("boxed", "Box"), inner(ty)),
        }
    }

    /// The type of a field, which may be absent.
    pub(super) fn field_ty(&self, ty: &Ty, presence: Presence, scope: Scope<'_>) -> String {
        let ty = self.ty_text(ty, scope);
        match presence {
            Presence::Required => ty,
            Presence::Optional => self.option_text(&ty),
        }
    }

    fn option_text(&self, inner: &str) -> String {
        format!("{}<{inner}>", self.std_text("option", "Option"))
    }

    /// An item of the prelude, by its path only where a schema is called the same.
    pub(super) fn std_text(&self, module: &str, name: &str) -> String {
        match self.paths.is_taken(name) {
            true => format!("std::{module}::{name}"),
            false => name.to_owned(),
        }
    }

    /// An item of another crate, imported unless a schema is called the same.
    fn imported(&self, module: &str, name: &str, scope: Scope<'_>) -> String {
        match scope {
            Scope::Models(_, imports) if !self.paths.is_taken(name) => {
                imports.add(module, name);
                name.to_owned()
            }
            Scope::Models(..) | Scope::Elsewhere => format!("{module}::{name}"),
        }
    }

    fn named(&self, id: TypeId, scope: Scope<'_>) -> String {
        let Some(names) = self.names.types.get(&id) else {
            return "()".to_owned();
        };
        let name = &names.ident;
        let home = self.api.types.get(&id).map(|definition| definition.home);
        if let Some(home) = home.filter(|home| *home != self.module) {
            return format!("{}::{name}", self.paths.models_of(home));
        }
        match scope {
            Scope::Models(module, imports) => {
                if module != names.module {
                    imports.add("super", name);
                }
                name.clone()
            }
            Scope::Elsewhere => format!("models::{name}"),
        }
    }

    /// The type that `id` is a name of, which is itself unless it is shared.
    pub(super) fn defined(&self, id: TypeId) -> TypeId {
        self.names.shared.get(&id).copied().unwrap_or(id)
    }

    /// What a caller may give for a value of `ty`, and what makes the value of `value`.
    pub(super) fn argument_text(&self, ty: &Ty, value: &str, scope: Scope<'_>) -> (String, String) {
        if matches!(ty, Ty::String | Ty::Base64 | Ty::Upload) || self.is_open(ty) {
            let (into, ty) = (self.std_text("convert", "Into"), self.ty_text(ty, scope));
            return (format!("impl {into}<{ty}>"), format!("{value}.into()"));
        }
        match ty {
            Ty::Boxed(inner) => {
                let pointer = self.std_text("boxed", "Box");
                (
                    self.ty_text(inner, scope),
                    format!("{pointer}::new({value})"),
                )
            }
            ty => (self.ty_text(ty, scope), value.to_owned()),
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

/// The tokens of what is written elsewhere.
impl Emitter<'_> {
    pub(super) fn ty(&self, ty: &Ty, scope: Scope<'_>) -> TokenStream {
        tokens(&self.ty_text(ty, scope))
    }

    pub(super) fn option(&self, inner: &TokenStream) -> TokenStream {
        let option = self.std("option", "Option");
        quote!(#option<#inner>)
    }

    pub(super) fn std(&self, module: &str, name: &str) -> TokenStream {
        tokens(&self.std_text(module, name))
    }
}

/// A type of the user's own, laid out like all others.
fn foreign(path: &str) -> String {
    let printed = code(tokens(&format!("type T = {path};")));
    let ty: String = printed.lines().map(str::trim_start).collect();
    let ty = ty
        .strip_prefix("type T = ")
        .and_then(|ty| ty.strip_suffix(';'));
    ty.unwrap_or(path).to_owned()
}

/// A tuple of types or values.
pub(super) fn tuple(items: &[String]) -> String {
    match items {
        [item] => format!("({item},)"),
        items => format!("({})", items.join(", ")),
    }
}

/// A field in a struct expression, short where the value is a variable of the same name.
pub(super) fn initializer_text(name: &str, value: &str) -> String {
    match name == value {
        true => name.to_owned(),
        false => format!("{name}: {value}"),
    }
}
