//! Flags: the parameters of an operation and the members of its body.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, doc, operation::location},
    ir::{Body, Docs, Enum, Field, Format, Literal, Param, ParamPresence, Presence, Ty, TypeKind},
};

impl Emitter<'_> {
    pub(super) fn param_flag(&self, param: &Param, name: &str) -> TokenStream {
        let (param_location, kind) = (location(param), self.kind(&param.ty));
        let need = match &param.presence {
            ParamPresence::Required => Some(quote!(.required())),
            ParamPresence::Optional => None,
            ParamPresence::Constant(literal) => Some(constant(literal)),
        };
        let help = help(&param.docs);
        quote!(Flag::param(#name, #param_location, #kind) #need #help)
    }

    pub(super) fn member_flag(&self, body: &Body, field: &Field, name: &str) -> TokenStream {
        let (wire, kind) = (&field.wire, self.kind(&field.ty));
        let need = match (&field.constant, field.presence) {
            (_, Presence::Optional) => None,
            (None, Presence::Required) => Some(quote!(.required())),
            (Some(literal), Presence::Required) => Some(constant(literal)),
        };
        let media = match self.api.body_struct(body).map(|(_, found)| &found.format) {
            Some(Format::Multipart(medias)) => medias.iter().find(|(name, _)| name == wire),
            Some(Format::Json) | None => None,
        };
        let media = media.map(|(_, media)| quote!(.media(#media)));
        let help = help(&field.docs);
        quote!(Flag::member(#name, #wire, #kind) #need #media #help)
    }

    /// What values a flag takes.
    fn kind(&self, ty: &Ty) -> TokenStream {
        let kind = match ty {
            Ty::Bool => quote!(Boolean),
            Ty::Int(_) => quote!(Integer),
            Ty::Float => quote!(Number),
            Ty::String | Ty::Base64 | Ty::Date | Ty::DateTime | Ty::Uuid => quote!(Text),
            Ty::Json | Ty::Foreign(_) => quote!(Any),
            Ty::Upload => quote!(File),
            Ty::Nullable(inner) | Ty::Boxed(inner) => return self.kind(inner),
            Ty::List(item) if self.is_list(item) => quote!(Json),
            Ty::List(item) => {
                let item = self.kind(item);
                quote!(List(&#item))
            }
            Ty::Tuple(_) | Ty::Map(_) => quote!(Json),
            Ty::Named(id) => match self.api.types.get(id).map(|found| &found.kind) {
                Some(TypeKind::Enum(Enum::Strings(values))) => {
                    let values = values.iter().map(|value| &value.value);
                    quote!(Choice(&[#(#values),*]))
                }
                Some(TypeKind::Enum(Enum::Integers(values))) => {
                    let values = values.iter().map(|value| value.value.to_string());
                    quote!(IntegerChoice(&[#(#values),*]))
                }
                Some(TypeKind::Struct(_)) => quote!(Json),
                Some(TypeKind::Union(_)) | None => quote!(Any),
            },
        };
        quote!(Kind::#kind)
    }

    /// Whether values of `ty` are lists, of which a list is written as JSON.
    fn is_list(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Nullable(inner) | Ty::Boxed(inner) => self.is_list(inner),
            other => matches!(other, Ty::List(_)),
        }
    }
}

fn constant(literal: &Literal) -> TokenStream {
    let text = literal.to_string();
    quote!(.constant(#text))
}

/// What a flag is for, in a line.
fn help(docs: &Docs) -> Option<TokenStream> {
    let text = docs.summary.as_ref().or(docs.description.as_ref());
    let mut text = text
        .map(|text| doc::terminal_line(text))
        .unwrap_or_default();
    if docs.deprecated {
        text = format!("{text} (deprecated)").trim().to_owned();
    }
    (!text.is_empty()).then(|| quote!(.help(#text)))
}
