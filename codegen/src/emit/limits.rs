//! What is checked before a request is sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, ident, print::tokens},
    ir::{Body, BodyFormat, Bound, Format, Limit, Limits, Operation, Ty, TypeDef, TypeKind},
    name::{OperationNames, TypeNames},
};

impl Emitter<'_> {
    /// The checks that an operation makes of its parameters and its body, whose values `own` leads to.
    pub(super) fn checks(
        &self,
        operation: &Operation,
        names: &OperationNames,
        own: &TokenStream,
    ) -> Vec<TokenStream> {
        let some = quote!(Some(body));
        let body = operation.body.as_ref().filter(|_| operation.is_checked);
        let body = body.and_then(|body| {
            let is_there = match body.required {
                true => None,
                false => Some(&some),
            };
            self.body_check(body, own, is_there)
        });
        let params = self.param_checks(operation, names, own);
        params.into_iter().chain(body).collect()
    }

    /// The checks that a mock server makes of what it has read; parts and octets stay as they came.
    pub(super) fn mock_checks(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Vec<TokenStream> {
        let body = operation.body.as_ref().filter(|body| {
            let is_read = !matches!(body.format, BodyFormat::Multipart | BodyFormat::Octets);
            operation.is_checked && is_read
        });
        let body = body.and_then(|body| {
            // What cannot be read is nothing.
            let is_there = match body.required {
                true => quote!(Some(body)),
                false => quote!(Some(Some(body))),
            };
            self.body_check(body, &TokenStream::new(), Some(&is_there))
        });
        let params = self.param_checks(operation, names, &TokenStream::new());
        params.into_iter().chain(body).collect()
    }

    /// The checks of parameters, whose values `own` leads to.
    fn param_checks(
        &self,
        operation: &Operation,
        names: &OperationNames,
        own: &TokenStream,
    ) -> Vec<TokenStream> {
        if !operation.is_checked {
            return Vec::new();
        }
        let params = operation.params.iter().zip(&names.params);
        // What is absent is null, which has no limits.
        let checks = params.filter_map(|(param, names)| {
            let (wire, name) = (&param.wire, ident(&names.ident));
            let limits = self.limits(&param.ty, &param.limits)?;
            Some(quote!(request.check(#wire, &#own #name, const { &#limits });))
        });
        checks.collect()
    }

    /// The check of a body that `own` leads to; it is one where it is as `is_there` says, or always.
    fn body_check(
        &self,
        body: &Body,
        own: &TokenStream,
        is_there: Option<&TokenStream>,
    ) -> Option<TokenStream> {
        let parts = match &body.ty {
            Ty::Upload => return None,
            Ty::Named(id) => match &self.api.types.get(id)?.kind {
                TypeKind::Struct(found) if found.format != Format::Json => Some((id, found)),
                _ => None,
            },
            _ => None,
        };
        let Some((id, parts)) = parts else {
            let limits = self.limits(&body.ty, &body.limits)?;
            return Some(quote!(request.check("body", &#own body, const { &#limits });));
        };
        let fields = parts.fields.iter().zip(&self.names.types.get(id)?.fields);
        let value = match is_there {
            None => quote!(#own body),
            Some(_) => quote!(body),
        };
        let checks = fields.filter_map(|(field, names)| {
            // A file is not read before it is sent.
            let is_text = *field.ty.innermost() != Ty::Upload;
            let limits = self.limits(&field.ty, &field.limits).filter(|_| is_text)?;
            let (place, name) = (format!("body.{}", field.wire), ident(&names.ident));
            Some(quote!(request.check(#place, &#value.#name, const { &#limits });))
        });
        let checks: Vec<TokenStream> = checks.collect();
        match (is_there, checks.is_empty()) {
            (_, true) => None,
            (None, _) => Some(quote!(#(#checks)*)),
            (Some(is_there), _) => Some(quote!(if let #is_there = &#own body { #(#checks)* })),
        }
    }

    /// What the document allows of the members of a type.
    pub(super) fn limited(&self, definition: &TypeDef, names: &TypeNames) -> Option<TokenStream> {
        if !definition.is_limited {
            return None;
        }
        let name = ident(&names.ident);
        let limits = match &definition.kind {
            TypeKind::Struct(found) if found.format != Format::Json => return None,
            TypeKind::Struct(found) => {
                let members = found.fields.iter().filter_map(|field| {
                    let (wire, limits) = (&field.wire, self.limits(&field.ty, &field.limits)?);
                    Some(quote!((#wire, #limits)))
                });
                quote!(Limits::new(&[]).members(&[#(#members),*]))
            }
            TypeKind::Union(union) => {
                let tag = union.tag.as_ref()?;
                let empty = Limits::default();
                let kinds = union.variants.iter().flat_map(|variant| {
                    let limits = self.limits(&variant.ty, &empty);
                    let tags = variant.tags.iter();
                    tags.filter_map(move |tag| {
                        let limits = limits.clone()?;
                        Some(quote!((#tag, #limits)))
                    })
                });
                quote!(Limits::new(&[]).kinds(#tag, &[#(#kinds),*]))
            }
            TypeKind::Enum(_) => return None,
        };
        Some(quote! {
            impl Limited for models::#name {
                fn limits() -> &'static Limits {
                    static LIMITS: Limits = #limits;
                    &LIMITS
                }
            }
        })
    }

    /// What a value has to fit; nothing if anything does.
    fn limits(&self, ty: &Ty, limits: &Limits) -> Option<TokenStream> {
        let within = self.within(ty, limits);
        if limits.own.is_empty() && within.is_none() {
            return None;
        }
        let own = limits.own.iter().map(limit);
        Some(quote!(Limits::new(&[#(#own),*])#within))
    }

    fn within(&self, ty: &Ty, limits: &Limits) -> Option<TokenStream> {
        let empty = Limits::default();
        let inner = |ty: &Ty, limits: &Option<Box<Limits>>| {
            self.limits(ty, limits.as_deref().unwrap_or(&empty))
        };
        match ty {
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.within(ty, limits),
            Ty::List(ty) => inner(ty, &limits.items).map(|limits| quote!(.items(&#limits))),
            Ty::Map(ty) => inner(ty, &limits.values).map(|limits| quote!(.values(&#limits))),
            Ty::Named(id) if self.api.types.get(id)?.is_limited => {
                let ty = self.outside(ty);
                Some(quote!(.of::<#ty>()))
            }
            _ => None,
        }
    }
}

fn limit(limit: &Limit) -> TokenStream {
    let number = |number: &u64| Literal::u64_unsuffixed(*number);
    match limit {
        Limit::MinLength(least) => count("MinLength", number(least)),
        Limit::MaxLength(most) => count("MaxLength", number(most)),
        Limit::Pattern(pattern) => quote!(Limit::Pattern(#pattern)),
        Limit::Minimum(least) => bound("Minimum", *least),
        Limit::Maximum(most) => bound("Maximum", *most),
        Limit::ExclusiveMinimum(least) => bound("ExclusiveMinimum", *least),
        Limit::ExclusiveMaximum(most) => bound("ExclusiveMaximum", *most),
        Limit::MultipleOf(factor) => bound("MultipleOf", *factor),
        Limit::MinItems(least) => count("MinItems", number(least)),
        Limit::MaxItems(most) => count("MaxItems", number(most)),
        Limit::UniqueItems => quote!(Limit::UniqueItems),
        Limit::MinProperties(least) => count("MinProperties", number(least)),
        Limit::MaxProperties(most) => count("MaxProperties", number(most)),
    }
}

fn count(name: &str, number: Literal) -> TokenStream {
    let name = ident(name);
    quote!(Limit::#name(#number))
}

fn bound(name: &str, bound: Bound) -> TokenStream {
    let name = ident(name);
    let bound = match bound {
        Bound::Int(whole) => {
            let whole = tokens(&whole.to_string());
            quote!(Bound::Int(#whole))
        }
        Bound::Float(number) => {
            let number = tokens(&format!("{number:?}"));
            quote!(Bound::Float(#number))
        }
    };
    quote!(Limit::#name(#bound))
}
