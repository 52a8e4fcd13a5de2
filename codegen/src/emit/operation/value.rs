//! Values for the examples in the documentation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use crate::{
    emit::{Emitter, ident},
    ir::{Enum, IntKind, Presence, Ty, TypeId, TypeKind},
};

/// How deep a value in an example is nested at most.
const MAX_DEPTH: usize = 6;

/// Writes values as a user of the crate `krate` would.
pub(super) struct Values<'a> {
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) krate: TokenStream,
}

impl Values<'_> {
    /// An argument of type `ty`, like `example` if that fits; nothing if it would be too deep.
    pub(super) fn argument(&self, ty: &Ty, example: Option<&Json>) -> Option<TokenStream> {
        self.value(ty, example, 0)
    }

    fn value(&self, ty: &Ty, example: Option<&Json>, depth: usize) -> Option<TokenStream> {
        let krate = &self.krate;
        Some(match ty {
            Ty::Bool => {
                let value = example.and_then(Json::as_bool).unwrap_or(true);
                quote!(#value)
            }
            Ty::Int(kind) => {
                let fits = |value: &i64| *kind == IntKind::I64 || i32::try_from(*value).is_ok();
                let value = example.and_then(Json::as_i64).filter(fits).unwrap_or(1);
                let value = Literal::i64_unsuffixed(value);
                quote!(#value)
            }
            Ty::Float(_) => {
                let value = example
                    .and_then(Json::as_f64)
                    .filter(|value| value.abs() < 1e6);
                let value = Literal::f64_unsuffixed(value.unwrap_or(1.5));
                quote!(#value)
            }
            Ty::String => {
                let value = example.and_then(Json::as_str).unwrap_or("…");
                quote!(#value)
            }
            Ty::Date => quote!("2025-10-11".parse()?),
            Ty::DateTime => quote!("2025-10-11T23:17:36Z".parse()?),
            Ty::Uuid => quote!("67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?),
            Ty::Base64 => quote!(b"octets".as_slice()),
            Ty::Json => quote!(#krate::Value::Null),
            Ty::Named(id) => self.named(*id, example, depth)?,
            Ty::List(item) => self.list(item, example, depth)?,
            Ty::Map(_) => quote!(Default::default()),
            Ty::Nullable(_) => quote!(None),
            Ty::Boxed(inner) => self.value(inner, example, depth)?,
        })
    }

    /// A list of one item if that is a scalar, or else of none.
    fn list(&self, item: &Ty, example: Option<&Json>, depth: usize) -> Option<TokenStream> {
        let is_object = |id: &TypeId| {
            let definition = self.emitter.api.types.get(id);
            definition.is_some_and(|found| matches!(found.kind, TypeKind::Struct(_)))
        };
        let value = match item {
            Ty::List(_) => None,
            Ty::Named(id) if is_object(id) => None,
            _ => Some(self.value(item, example.and_then(|example| example.get(0)), depth)?),
        };
        let into = matches!(item, Ty::String | Ty::Base64).then(|| quote!(.into()));
        Some(quote!(vec![#value #into]))
    }

    fn named(&self, id: TypeId, example: Option<&Json>, depth: usize) -> Option<TokenStream> {
        let definition = self.emitter.api.types.get(&id)?;
        let names = self.emitter.names.types.get(&id)?;
        let (krate, name) = (&self.krate, ident(&names.ident));
        match &definition.kind {
            TypeKind::Struct(_) if depth == MAX_DEPTH => None,
            TypeKind::Struct(found) => {
                let is_required = |field: &&crate::ir::Field| field.presence == Presence::Required;
                let arguments = found.fields.iter().filter(is_required).map(|field| {
                    let own = example.and_then(|example| example.get(&field.wire));
                    self.value(&field.ty, own.or(field.docs.example.as_ref()), depth + 1)
                });
                let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
                Some(quote!(#krate::models::#name::new(#(#arguments),*)))
            }
            TypeKind::Enum(values) => {
                let index = match values {
                    Enum::Strings(values) => values
                        .iter()
                        .position(|value| example.and_then(Json::as_str) == Some(value)),
                    Enum::Integers(values) => values
                        .iter()
                        .position(|value| example.and_then(Json::as_i64) == Some(*value)),
                };
                let variant = ident(names.variants.get(index.unwrap_or_default())?);
                Some(quote!(#krate::models::#name::#variant))
            }
        }
    }
}
