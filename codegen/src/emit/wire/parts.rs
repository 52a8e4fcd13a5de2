//! Bodies that are sent as `multipart/form-data`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, ident, paths::Imports, wire::PRIVATE},
    ir::{Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    /// How a struct is sent as `multipart/form-data`.
    pub(super) fn to_parts(
        &self,
        found: &Struct,
        media_types: &[(String, String)],
        names: &TypeNames,
        imports: &Imports,
    ) -> TokenStream {
        for name in ["Parts", "ToParts"] {
            imports.add(PRIVATE, name);
        }
        let name = ident(&names.ident);
        let argument = match found.fields.is_empty() {
            true => quote!(_),
            false => quote!(parts),
        };
        let parts = found
            .fields
            .iter()
            .zip(&names.fields)
            .map(|(field, names)| {
                let (wire, name) = (&field.wire, ident(&names.ident));
                let media = media_types.iter().find(|(property, _)| property == wire);
                let media = match media {
                    Some((_, media)) => quote!(Some(#media)),
                    None => quote!(None),
                };
                let method = match field.ty.innermost() {
                    Ty::Upload => quote!(file),
                    _ => quote!(field),
                };
                quote!(parts.#method(#wire, &self.#name, #media);)
            });
        quote! {
            impl ToParts for models::#name {
                fn to_parts(&self, #argument: &mut Parts) {
                    #(#parts)*
                }
            }
        }
    }
}
