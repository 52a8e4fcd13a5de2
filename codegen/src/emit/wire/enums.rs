//! Enums of strings and of integers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{
        doc, ident,
        paths::Imports,
        wire::{Codec, PRIVATE},
    },
    ir::{Enum, TypeDef},
    name::TypeNames,
};

pub(super) fn enumeration(
    definition: &TypeDef,
    values: &Enum,
    names: &TypeNames,
    imports: &Imports,
) -> Vec<TokenStream> {
    let name = ident(&names.ident);
    let idents: Vec<_> = names
        .variants
        .iter()
        .map(|variant| ident(variant))
        .collect();
    imports.add("std", "fmt");
    let (mut items, display, codec) = match values {
        Enum::Strings(values) => {
            let values: Vec<&String> = values.iter().map(|value| &value.value).collect();
            let function = imports.add(PRIVATE, "deserialize_string_enum");
            let codec = Codec {
                empty: match idents.first() {
                    Some(first) => quote!(Self::#first),
                    None => quote!(Self::from("")),
                },
                shape: quote!(Shape::String(&[#(#values),*])),
                read: quote!(#function(deserializer)),
                write: quote!(serializer.serialize_str(self.as_str())),
            };
            let others = match definition.is_open {
                true => Others::Allowed,
                false => Others::Unknown,
            };
            let items = string_conversions(&name, &values, &idents, others);
            (items, quote!(f.write_str(self.as_str())), codec)
        }
        Enum::Integers(values) => {
            let values: Vec<i64> = values.iter().map(|value| value.value).collect();
            let function = imports.add(PRIVATE, "deserialize_integer_enum");
            let codec = Codec {
                empty: quote!(Self::Unknown(0)),
                shape: quote!(Shape::Integer),
                read: quote!(#function(deserializer)),
                write: quote!(serializer.serialize_i64(self.as_i64())),
            };
            let unknown = imports.add(PRIVATE, "unknown_integer");
            let items = vec![integer_conversion(&name, &values, &idents, &unknown)];
            (items, quote!(fmt::Display::fmt(&self.as_i64(), f)), codec)
        }
    };
    items.push(quote! {
        impl fmt::Display for models::#name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                #display
            }
        }
    });
    items.extend(codec.items(&name, imports));
    items
}

/// What the document says of values that it does not list.
#[derive(Clone, Copy)]
enum Others {
    Unknown,
    Allowed,
}

fn integer_conversion(
    name: &Ident,
    values: &[i64],
    idents: &[Ident],
    unknown: &TokenStream,
) -> TokenStream {
    let values = values.iter().map(|value| Literal::i64_unsuffixed(*value));
    quote! {
        impl From<i64> for models::#name {
            fn from(value: i64) -> Self {
                match value {
                    #(#values => Self::#idents,)*
                    other => Self::Unknown(#unknown(other)),
                }
            }
        }
    }
}

fn string_conversions(
    name: &Ident,
    values: &[&String],
    idents: &[Ident],
    others: Others,
) -> Vec<TokenStream> {
    let blank = doc::blank();
    let make = match others {
        Others::Unknown => quote!(new),
        Others::Allowed => quote!(allowed),
    };
    vec![
        quote! {
            impl From<&str> for models::#name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#idents,)*
                        other => Self::Unknown(specwright_runtime::UnknownValue::#make(other)),
                    }
                }
            }
        },
        quote! {
            impl std::str::FromStr for models::#name {
                type Err = std::convert::Infallible;

                #blank
                fn from_str(value: &str) -> Result<Self, std::convert::Infallible> {
                    Ok(Self::from(value))
                }
            }
        },
    ]
}
