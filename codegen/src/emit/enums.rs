//! Enums, which keep a value that the document does not list.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, doc, ident, models::lines, paths::Imports},
    ir::{Enum, TypeDef},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn enumeration(
        &self,
        definition: &TypeDef,
        values: &Enum,
        names: &TypeNames,
        imports: &Imports,
    ) -> Vec<TokenStream> {
        let name = ident(&names.ident);
        let docs = doc::attributes(&lines(&definition.docs, &names.ident));
        let wires: Vec<(String, Option<&String>)> = match values {
            Enum::Strings(values) => values
                .iter()
                .map(|value| (value.value.clone(), value.docs.as_ref()))
                .collect(),
            Enum::Integers(values) => values
                .iter()
                .map(|value| (value.value.to_string(), value.docs.as_ref()))
                .collect(),
        };
        let variants = names
            .variants
            .iter()
            .zip(&wires)
            .map(|(variant, (wire, text))| {
                let mut lines = vec![format!("{}.", doc::code(wire))];
                if let Some(text) = text {
                    lines.push(String::new());
                    lines.extend(doc::clean(text));
                }
                let docs = doc::attributes(&lines);
                let variant = ident(variant);
                quote!(#docs #variant)
            });
        let unknown = match values {
            Enum::Strings(_) if self.paths.is_taken("UnknownValue") => {
                quote!(specwright_runtime::UnknownValue)
            }
            Enum::Strings(_) => imports.add("specwright_runtime", "UnknownValue"),
            Enum::Integers(_) => quote!(i64),
        };
        let item = quote! {
            #docs
            #[derive(Debug, Clone, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                /// A value that the document did not list when this client was generated.
                Unknown(#unknown),
            }
        };
        vec![item, constants(values, names)]
    }
}

/// The list of values, and the accessor.
fn constants(values: &Enum, names: &TypeNames) -> TokenStream {
    let name = ident(&names.ident);
    let idents: Vec<_> = names
        .variants
        .iter()
        .map(|variant| ident(variant))
        .collect();
    let blank = doc::blank();
    let accessor = match values {
        Enum::Strings(values) => {
            let values = values.iter().map(|value| &value.value);
            quote! {
                /// Returns the value as it is on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#idents => #values,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }
        }
        Enum::Integers(values) => {
            let values = values
                .iter()
                .map(|value| Literal::i64_unsuffixed(value.value));
            quote! {
                /// Returns the value as it is on the wire.
                pub fn as_i64(&self) -> i64 {
                    match self {
                        #(Self::#idents => #values,)*
                        Self::Unknown(value) => *value,
                    }
                }
            }
        }
    };
    quote! {
        impl #name {
            /// The values that the document lists, in its order.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            #blank
            #accessor
        }
    }
}
