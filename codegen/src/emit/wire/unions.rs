//! Unions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, doc, ident,
        paths::Imports,
        wire::{Codec, PRIVATE},
    },
    ir::{Tagging, Ty, Union, Variant},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn union_wire(
        &self,
        union: &Union,
        names: &TypeNames,
        imports: &Imports,
    ) -> Vec<TokenStream> {
        for name in ["Union", "Value", "Variant"] {
            imports.add(PRIVATE, name);
        }
        let name = ident(&names.ident);
        let idents: Vec<_> = names.variants.iter().map(|name| ident(name)).collect();
        let pairs = || union.variants.iter().zip(&idents);
        let variants = pairs().map(|(variant, name)| self.variant_wire(variant, name, imports));
        let tag = match &union.tag {
            Some(tag) => quote!(Some(#tag)),
            None => quote!(None),
        };
        let shapes = union.variants.iter().map(|variant| self.shape(&variant.ty));
        let writes = pairs().map(|(variant, name)| self.write(union, variant, name, imports));
        let function = imports.add(PRIVATE, "deserialize_union");
        let codec = Codec {
            empty: quote!(Self::Unknown(Value::Null)),
            shape: quote!(Shape::Union(const { &[#(#shapes),*] })),
            read: quote!(#function(deserializer)),
            write: quote! {
                match self {
                    #(#writes)*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            },
        };
        let is_deprecated = |variant: &Variant| variant.docs.deprecated;
        let allow = union.variants.iter().any(is_deprecated);
        let allow = allow.then(|| quote!(#[allow(deprecated)]));
        let blank = doc::blank();
        let choice = quote! {
            impl Union for models::#name {
                const TAG: Option<&'static str> = #tag;
                const VARIANTS: &'static [Variant<Self>] = &[#(#variants),*];

                #blank
                fn unknown(value: Value) -> Self {
                    Self::Unknown(value)
                }
            }
        };
        let items = std::iter::once(choice).chain(codec.items(&name, imports));
        items.map(|item| quote!(#allow #item)).collect()
    }

    /// A variant as the driver knows it.
    fn variant_wire(&self, variant: &Variant, name: &Ident, imports: &Imports) -> TokenStream {
        let (tags, shape) = (&variant.tags, self.shape(&variant.ty));
        let function = match Self::is_foreign(&variant.ty) {
            true => imports.add(PRIVATE, "deserialize_value"),
            false => imports.add(PRIVATE, "read_value"),
        };
        quote! {
            Variant {
                tags: &[#(#tags),*],
                shape: #shape,
                read: |value| #function(value).map(Self::#name),
            }
        }
    }

    fn shape(&self, ty: &Ty) -> TokenStream {
        if Self::is_foreign(ty) {
            return quote!(|| Shape::Any);
        }
        let ty = self.outside(ty);
        quote!(<#ty as Read>::shape)
    }

    /// How a variant is written.
    fn write(
        &self,
        union: &Union,
        variant: &Variant,
        name: &Ident,
        imports: &Imports,
    ) -> TokenStream {
        let Some((tag, value)) = union.tag.as_ref().zip(variant.tags.first()) else {
            return quote!(Self::#name(value) => value.serialize(serializer),);
        };
        let function = match self.api.tagging(tag, variant) {
            Tagging::Own => return quote!(Self::#name(value) => value.serialize(serializer),),
            Tagging::First => imports.add(PRIVATE, "serialize_tagged"),
            Tagging::UnlessThere => imports.add(PRIVATE, "serialize_with_tag"),
        };
        quote!(Self::#name(value) => #function(#tag, #value, value, serializer),)
    }
}
