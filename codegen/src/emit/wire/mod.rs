//! The files of `wire/`: how the types of `models/` are read and written.

mod enums;
mod object;
mod parts;
mod unions;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, File, ident, paths::Imports, ty::Scope},
    ir::{Format, Ty, TypeDef, TypeKind},
    name::TypeNames,
};

/// The module of the runtime that generated code calls.
pub(super) const PRIVATE: &str = "specwright_runtime::__private::v1";

impl Emitter<'_> {
    pub(super) fn wire(&self, write: &mut dyn FnMut(File)) {
        let mut modules = self.modules();
        for types in modules.values_mut() {
            types.retain(|(id, ..)| !self.names.shared.contains_key(id));
        }
        modules.retain(|_, types| !types.is_empty());
        let declarations = modules
            .keys()
            .map(|module| (self.gate(module), ident(module)))
            .map(|(gate, module)| quote!(#gate mod #module;));
        write(File {
            path: "wire/mod.rs".to_owned(),
            docs: vec!["How the types of `models` are read and written.".to_owned()],
            items: vec![declarations.collect()],
        });
        for (module, types) in &modules {
            let imports = Imports::default();
            let mut items = vec![Vec::new()];
            for (_, definition, names) in types {
                let own = self.implementations(definition, names, &imports);
                items.extend(own.into_iter().map(|item| vec![item]));
                let limited = self.limited(definition, names, &imports);
                items.extend(limited.map(|item| vec![item]));
            }
            let models = self.paths.own("models");
            let uses = std::iter::once(quote!(use #models;))
                .chain(imports.items())
                .collect();
            if let Some(first) = items.first_mut() {
                *first = uses;
            }
            write(File {
                path: format!("wire/{module}.rs"),
                docs: Vec::new(),
                items,
            });
        }
    }

    fn implementations(
        &self,
        definition: &TypeDef,
        names: &TypeNames,
        imports: &Imports,
    ) -> Vec<TokenStream> {
        match &definition.kind {
            TypeKind::Struct(found) => match &found.format {
                Format::Json => self.object(found, names, imports),
                Format::Multipart(media_types) => {
                    vec![self.to_parts(found, media_types, names, imports)]
                }
            },
            TypeKind::Enum(values) => enums::enumeration(definition, values, names, imports),
            TypeKind::Union(found) => self.union_wire(found, names, imports),
        }
    }

    /// The type as `wire` and other files write it.
    pub(super) fn outside(&self, ty: &Ty) -> TokenStream {
        self.ty(ty, Scope::Elsewhere)
    }
}

/// What all types have: `Empty`, `Read`, `Deserialize` and `Serialize`, of the expressions that make
/// an empty value, a shape, a value read from `deserializer`, and one written to `serializer`.
struct Codec {
    empty: TokenStream,
    shape: TokenStream,
    read: TokenStream,
    write: TokenStream,
}

impl Codec {
    fn items(self, name: &Ident, imports: &Imports) -> Vec<TokenStream> {
        let Self {
            empty,
            shape,
            read,
            write,
        } = self;
        for name in [
            "Deserialize",
            "Deserializer",
            "Empty",
            "Read",
            "Serialize",
            "Serializer",
            "Shape",
        ] {
            imports.add(PRIVATE, name);
        }
        vec![
            quote! {
                impl Empty for models::#name {
                    fn empty() -> Self {
                        #empty
                    }
                }
            },
            quote! {
                impl Read for models::#name {
                    fn shape() -> Shape {
                        #shape
                    }
                }
            },
            quote! {
                impl<'de> Deserialize<'de> for models::#name {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        #read
                    }
                }
            },
            quote! {
                impl Serialize for models::#name {
                    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        #write
                    }
                }
            },
        ]
    }
}
