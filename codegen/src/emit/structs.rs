//! Objects.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, doc, ident,
        models::{deprecated, lines},
        ty::{Scope, initializer},
    },
    ir::{Field, Presence, Struct, Ty, TypeDef},
    name::{FieldNames, TypeNames},
};

/// Clippy counts from eight.
const MANY_ARGUMENTS: usize = 7;

impl Emitter<'_> {
    pub(super) fn structure(
        &self,
        definition: &TypeDef,
        found: &Struct,
        names: &TypeNames,
        scope: Scope<'_>,
    ) -> Vec<TokenStream> {
        let name = ident(&names.ident);
        let docs = doc::attributes(&lines(&definition.docs, &names.ident));
        let default = found.has_default.then(|| quote!(, Default));
        let mut fields: Vec<TokenStream> = found
            .fields
            .iter()
            .zip(&names.fields)
            .map(|(field, names)| self.field(field, names, scope))
            .collect();
        fields.extend(found.additional.as_ref().map(|ty| {
            let (name, ty) = (
                ident(&names.additional),
                self.ty(&Ty::Map(Box::new(ty.clone())), scope),
            );
            quote!(#[doc = " Members that the document does not name."] pub #name: #ty)
        }));
        let item = quote! {
            #docs
            #[derive(Debug, Clone, PartialEq #default)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields,)*
            }
        };
        let gate = match definition.usage.sent {
            true => Some(TokenStream::new()),
            // What only the service makes, its stand-in makes too.
            false => self.mock_gate(),
        };
        let construction = gate.map(|gate| self.construction(found, names, scope, &gate));
        std::iter::once(item).chain(construction).collect()
    }

    fn field(&self, field: &Field, names: &FieldNames, scope: Scope<'_>) -> TokenStream {
        let docs = doc::attributes(&lines(&field.docs, &field.wire));
        let name = ident(&names.ident);
        let ty = self.field_ty(&field.ty, field.presence, scope);
        quote!(#docs pub #name: #ty)
    }

    /// `new` with the required fields, and a setter for each other.
    ///
    /// They stand behind `gate`.
    fn construction(
        &self,
        found: &Struct,
        names: &TypeNames,
        scope: Scope<'_>,
        gate: &TokenStream,
    ) -> TokenStream {
        let name = ident(&names.ident);
        let new = self.new_function(found, names, scope);
        let pairs = found.fields.iter().zip(&names.fields);
        let optional = pairs
            .filter(|(field, _)| field.presence == Presence::Optional || field.constant.is_some());
        let mut setters: Vec<TokenStream> = optional
            .map(|(field, names)| self.setter(field, names, scope))
            .collect();
        setters.extend(found.additional.as_ref().map(|ty| {
            let field = ident(&names.additional);
            let (argument, value) = self.argument(ty, &quote!(value), scope);
            let (string, into) = (self.std("string", "String"), self.std("convert", "Into"));
            let blank = doc::blank();
            quote! {
                #blank
                /// Adds a member that the document does not name.
                #[must_use]
                pub fn insert(mut self, key: impl #into<#string>, value: #argument) -> Self {
                    self.#field.insert(key.into(), #value);
                    self
                }
            }
        }));
        let needs =
            |field: &Field| field.presence == Presence::Required && field.constant.is_none();
        let takes_nothing = !found.has_default && !found.fields.iter().any(needs);
        let default = takes_nothing.then(|| {
            let blank = doc::blank();
            quote! {
                #blank
                #gate
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        quote! {
            #gate
            impl #name {
                #new
                #(#setters)*
            }
            #default
        }
    }

    fn new_function(&self, found: &Struct, names: &TypeNames, scope: Scope<'_>) -> TokenStream {
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for (field, names) in found.fields.iter().zip(&names.fields) {
            let name = ident(&names.ident);
            match field.presence {
                Presence::Required if field.constant.is_some() => {
                    let value = self.constant(field, scope);
                    values.push(initializer(&name, &value));
                }
                Presence::Required => {
                    let (argument, value) = self.argument(&field.ty, &quote!(#name), scope);
                    arguments.push(quote!(#name: #argument));
                    values.push(initializer(&name, &value));
                }
                // A tag that may be absent is set, so that the service can tell what it gets.
                Presence::Optional if field.constant.is_some() => {
                    let value = self.constant(field, scope);
                    values.push(quote!(#name: Some(#value)));
                }
                Presence::Optional => values.push(quote!(#name: None)),
            }
        }
        if found.additional.is_some() {
            let name = ident(&names.additional);
            values.push(quote!(#name: std::collections::BTreeMap::new()));
        }
        let many = (arguments.len() > MANY_ARGUMENTS).then(|| {
            quote!(#[expect(clippy::too_many_arguments, reason = "the service requires them all")])
        });
        let has_constant = found.fields.iter().any(|field| field.constant.is_some());
        let summary = match (arguments.is_empty(), has_constant) {
            (true, false) => " Makes a value with nothing set.",
            (true, true) => " Makes a value with nothing set but what it always has.",
            (false, _) => " Makes a value of what is required; the rest is absent.",
        };
        let body = if found.has_default {
            quote!(Self::default())
        } else {
            quote!(Self { #(#values),* })
        };
        quote! {
            #[doc = #summary]
            #many
            pub fn new(#(#arguments),*) -> Self {
                #body
            }
        }
    }

    /// The one value that a field may have.
    fn constant(&self, field: &Field, scope: Scope<'_>) -> TokenStream {
        let Some(constant) = &field.constant else {
            return quote!(Default::default());
        };
        let value = super::operation::literal(constant);
        match &field.ty {
            Ty::Named(_) => {
                let ty = self.ty(&field.ty, scope);
                quote!(#ty::from(#value))
            }
            Ty::String => quote!(#value.to_owned()),
            _ => value,
        }
    }

    fn setter(&self, field: &Field, names: &FieldNames, scope: Scope<'_>) -> TokenStream {
        let (name, setter) = (ident(&names.ident), ident(&names.setter));
        let (deprecated, blank) = (deprecated(&field.docs), doc::blank());
        let (inner, is_nullable) = match &field.ty {
            Ty::Nullable(inner) => (&**inner, true),
            ty => (ty, false),
        };
        let (argument, value) = self.argument(inner, &quote!(value), scope);
        let summary = format!(
            " Sets [`{0}`](Self#structfield.{0}).",
            names.ident.trim_start_matches("r#")
        );
        let some = match (field.presence, is_nullable) {
            (Presence::Required, _) => value,
            (Presence::Optional, true) => quote!(Some(Some(#value))),
            (Presence::Optional, false) => quote!(Some(#value)),
        };
        let is_optional = field.presence == Presence::Optional;
        let null = (is_nullable && is_optional).then(|| {
            let null_setter = ident(&names.null_setter);
            let summary = format!(
                " Sets [`{0}`](Self#structfield.{0}) to null.",
                names.ident.trim_start_matches("r#")
            );
            quote! {
                #blank
                #[doc = #summary]
                #deprecated
                #[must_use]
                pub fn #null_setter(mut self) -> Self {
                    self.#name = Some(None);
                    self
                }
            }
        });
        quote! {
            #blank
            #[doc = #summary]
            #deprecated
            #[must_use]
            pub fn #setter(mut self, value: #argument) -> Self {
                self.#name = #some;
                self
            }
            #null
        }
    }
}
