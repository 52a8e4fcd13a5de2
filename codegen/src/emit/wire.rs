//! The files of `wire/`: how the types of `models/` are read and written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident, paths::Imports, ty::Scope},
    ir::{Enum, Field, Presence, Struct, Ty, TypeDef, TypeKind},
    name::{FieldNames, TypeNames},
};

/// The module of the runtime that generated code calls.
pub(super) const PRIVATE: &str = "specwright_runtime::__private::v1";

impl Emitter<'_> {
    pub(super) fn wire(&self) -> Vec<File> {
        let modules = self.modules();
        let declarations = modules
            .keys()
            .map(|module| ident(module))
            .map(|module| quote!(mod #module;));
        let root = File {
            path: "wire/mod.rs".to_owned(),
            docs: vec!["How the types of `models` are read and written.".to_owned()],
            items: vec![declarations.collect()],
        };
        let files = modules.iter().map(|(module, types)| {
            let imports = Imports::default();
            let mut items = vec![Vec::new()];
            for (_, definition, names) in types {
                let own = self.implementations(definition, names, &imports);
                items.extend(own.into_iter().map(|item| vec![item]));
            }
            let models = self.paths.own("models");
            let uses = std::iter::once(quote!(use #models;))
                .chain(imports.items())
                .collect();
            if let Some(first) = items.first_mut() {
                *first = uses;
            }
            File {
                path: format!("wire/{module}.rs"),
                docs: Vec::new(),
                items,
            }
        });
        std::iter::once(root).chain(files).collect()
    }

    fn implementations(
        &self,
        definition: &TypeDef,
        names: &TypeNames,
        imports: &Imports,
    ) -> Vec<TokenStream> {
        for name in [
            "Deserialize",
            "Deserializer",
            "Empty",
            "Serialize",
            "Serializer",
        ] {
            imports.add(PRIVATE, name);
        }
        match &definition.kind {
            TypeKind::Struct(found) => self.object(found, names, imports),
            TypeKind::Enum(values) => enumeration(values, names, imports),
        }
    }

    fn object(&self, found: &Struct, names: &TypeNames, imports: &Imports) -> Vec<TokenStream> {
        for name in ["Field", "MapAccess", "Object", "Writer"] {
            imports.add(PRIVATE, name);
        }
        let name = ident(&names.ident);
        let deserialize = imports.add(PRIVATE, "deserialize");
        let fields: Vec<(&Field, &FieldNames)> = found.fields.iter().zip(&names.fields).collect();
        let mut empties: Vec<TokenStream> = fields
            .iter()
            .map(|(_, names)| ident(&names.ident))
            .map(|name| quote!(#name: Empty::empty()))
            .collect();
        let additional = found.additional.as_ref().map(|_| ident(&names.additional));
        empties.extend(additional.iter().map(|name| quote!(#name: Empty::empty())));
        let read = self.read(found, names, imports);
        let writes = fields.iter().map(|(field, names)| {
            let (wire, name) = (&field.wire, ident(&names.ident));
            let method = match field.presence {
                Presence::Required => quote!(required),
                Presence::Optional => quote!(optional),
            };
            quote!(writer.#method(#wire, &self.#name)?;)
        });
        let rest = additional
            .iter()
            .map(|name| quote!(writer.additional(&self.#name)?;));
        vec![
            quote! {
                impl Empty for models::#name {
                    fn empty() -> Self {
                        Self { #(#empties),* }
                    }
                }
            },
            read,
            quote! {
                impl<'de> Deserialize<'de> for models::#name {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        #deserialize(deserializer)
                    }
                }
            },
            quote! {
                impl Serialize for models::#name {
                    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        let mut writer = Writer::<S>::begin(serializer)?;
                        #(#writes)*
                        #(#rest)*
                        writer.end()
                    }
                }
            },
        ]
    }

    /// `Object`: which fields there are, and how one of them is read.
    fn read(&self, found: &Struct, names: &TypeNames, imports: &Imports) -> TokenStream {
        let name = ident(&names.ident);
        let text = names.ident.as_str();
        let fields = found.fields.iter().map(|field| {
            let wire = &field.wire;
            let function = match field.presence {
                Presence::Required => imports.add(PRIVATE, "required"),
                Presence::Optional => imports.add(PRIVATE, "optional"),
            };
            quote!(#function(#wire))
        });
        let pairs = found.fields.iter().zip(&names.fields);
        let arms = pairs.enumerate().map(|(index, (field, names))| {
            let function = match (&field.ty, field.presence) {
                (Ty::Nullable(_) | Ty::Json, Presence::Optional) => "nullable",
                (_, Presence::Optional | Presence::Required) => "field",
            };
            let function = imports.add(PRIVATE, function);
            let (index, name) = (Literal::usize_unsuffixed(index), ident(&names.ident));
            quote!(#index => #function(&mut self.#name, map),)
        });
        let (keeps, other) = match &found.additional {
            None => (None, None),
            Some(_) => {
                let function = imports.add(PRIVATE, "additional");
                let member = ident(&names.additional);
                let blank = doc::blank();
                let other = quote! {
                    #blank
                    fn read_other<'de, A: MapAccess<'de>>(&mut self, key: String, map: &mut A) -> Result<(), A::Error> {
                        #function(&mut self.#member, key, map)
                    }
                };
                (
                    Some(quote!(
                        const KEEPS_OTHERS: bool = true;
                    )),
                    Some(other),
                )
            }
        };
        let blank = doc::blank();
        quote! {
            impl Object for models::#name {
                const NAME: &'static str = #text;
                const FIELDS: &'static [Field] = &[#(#fields),*];
                #keeps

                #blank
                fn read<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
                    match index {
                        #(#arms)*
                        _ => Ok(()),
                    }
                }
                #other
            }
        }
    }

    /// The type as `wire` and other files write it.
    pub(super) fn outside(&self, ty: &Ty) -> TokenStream {
        self.ty(ty, Scope::Elsewhere)
    }
}

fn enumeration(values: &Enum, names: &TypeNames, imports: &Imports) -> Vec<TokenStream> {
    let name = ident(&names.ident);
    let idents: Vec<_> = names
        .variants
        .iter()
        .map(|variant| ident(variant))
        .collect();
    imports.add("std", "fmt");
    let mut items = match values {
        Enum::Strings(values) => string_conversions(&name, values, &idents),
        Enum::Integers(values) => vec![integer_conversion(&name, values, &idents)],
    };
    let (function, display, serialize, empty) = match values {
        Enum::Strings(_) => (
            imports.add(PRIVATE, "deserialize_string_enum"),
            quote!(f.write_str(self.as_str())),
            quote!(serializer.serialize_str(self.as_str())),
            quote!(Self::from("")),
        ),
        Enum::Integers(_) => (
            imports.add(PRIVATE, "deserialize_integer_enum"),
            quote!(fmt::Display::fmt(&self.as_i64(), f)),
            quote!(serializer.serialize_i64(self.as_i64())),
            quote!(Self::Unknown(0)),
        ),
    };
    items.extend([
        quote! {
            impl fmt::Display for models::#name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    #display
                }
            }
        },
        quote! {
            impl Empty for models::#name {
                fn empty() -> Self {
                    #empty
                }
            }
        },
        quote! {
            impl<'de> Deserialize<'de> for models::#name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #function(deserializer)
                }
            }
        },
        quote! {
            impl Serialize for models::#name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    #serialize
                }
            }
        },
    ]);
    items
}

fn integer_conversion(name: &Ident, values: &[i64], idents: &[Ident]) -> TokenStream {
    let values = values.iter().map(|value| Literal::i64_unsuffixed(*value));
    quote! {
        impl From<i64> for models::#name {
            fn from(value: i64) -> Self {
                match value {
                    #(#values => Self::#idents,)*
                    other => Self::Unknown(other),
                }
            }
        }
    }
}

fn string_conversions(name: &Ident, values: &[String], idents: &[Ident]) -> Vec<TokenStream> {
    let blank = doc::blank();
    vec![
        quote! {
            impl From<&str> for models::#name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#idents,)*
                        other => Self::Unknown(specwright_runtime::UnknownValue::new(other)),
                    }
                }
            }
        },
        quote! {
            impl std::str::FromStr for models::#name {
                type Err = std::convert::Infallible;

                #blank
                fn from_str(value: &str) -> Result<Self, Self::Err> {
                    Ok(Self::from(value))
                }
            }
        },
    ]
}
