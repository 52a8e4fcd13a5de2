//! Unions: one of some types, or a value that fits none of them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, doc, ident,
        models::{deprecated, lines},
        ty::Scope,
    },
    ir::{Ty, TypeDef, Union, Variant},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn union(
        &self,
        definition: &TypeDef,
        union: &Union,
        names: &TypeNames,
        scope: Scope<'_>,
    ) -> Vec<TokenStream> {
        let name = ident(&names.ident);
        let docs = doc::attributes(&lines(&definition.docs, &names.ident));
        let pairs = union.variants.iter().zip(&names.variants);
        let variants = pairs.map(|(variant, names)| {
            let docs = doc::attributes(&lines(&variant.docs, &variant.name));
            let (deprecated, name) = (deprecated(&variant.docs), ident(names));
            let ty = self.ty(&variant.ty, scope);
            quote!(#docs #deprecated #name(#ty))
        });
        let value = self.ty(&Ty::Json, scope);
        let item = quote! {
            #docs
            #[allow(clippy::large_enum_variant, reason = "boxing by size would change the type when a schema grows")]
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                /// A value that fits none of the types that the document lists.
                Unknown(#value),
            }
        };
        std::iter::once(item)
            .chain(self.conversions(union, names, scope))
            .collect()
    }

    /// `From` for each variant whose type is not like another's.
    fn conversions<'a>(
        &'a self,
        union: &'a Union,
        names: &'a TypeNames,
        scope: Scope<'a>,
    ) -> impl Iterator<Item = TokenStream> + 'a {
        let name = ident(&names.ident);
        let from = self.std("convert", "From");
        let blank = doc::blank();
        let defined = |ty: &Ty| {
            let mut ty = unboxed(ty).clone();
            ty.rename(&|id| self.defined(id));
            ty
        };
        let is_alone = move |(variant, _): &(&Variant, &String)| {
            let ty = defined(&variant.ty);
            let same = union.variants.iter();
            same.filter(|other| defined(&other.ty) == ty).count() == 1
        };
        let pairs = union.variants.iter().zip(&names.variants);
        pairs.filter(is_alone).map(move |(variant, variant_name)| {
            let variant_name = ident(variant_name);
            let (inner, value) = match &variant.ty {
                Ty::Boxed(inner) => {
                    let pointer = self.std("boxed", "Box");
                    (&**inner, quote!(#pointer::new(value)))
                }
                ty => (ty, quote!(value)),
            };
            let ty = self.ty(inner, scope);
            let allow = deprecated(&variant.docs).map(|_| quote!(#[allow(deprecated)]));
            let text = matches!(inner, Ty::String).then(|| {
                quote! {
                    #allow
                    impl #from<&str> for #name {
                        fn from(value: &str) -> Self {
                            Self::#variant_name(value.to_owned())
                        }
                    }
                }
            });
            quote! {
                #blank
                #allow
                impl #from<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant_name(#value)
                    }
                }
                #text
            }
        })
    }
}

/// A type without the pointer that it may stand behind.
fn unboxed(ty: &Ty) -> &Ty {
    match ty {
        Ty::Boxed(inner) => inner,
        ty => ty,
    }
}
