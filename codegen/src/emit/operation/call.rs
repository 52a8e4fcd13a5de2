//! A call that is not yet sent: its parameters, its setters, and sending it.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, doc, ident, models::deprecated, ty::Scope},
    ir::{
        Body, BodyFormat, Content, Encoding, Format, GroupId, Literal, NameSource, Operation,
        Outcome, Param, ParamPlace, ParamPresence, Struct, Style, Ty, TypeKind,
    },
    name::OperationNames,
};

impl Emitter<'_> {
    /// The items of all calls of a group.
    pub(super) fn calls(&self, group: Option<GroupId>) -> Vec<TokenStream> {
        let mut items = Vec::new();
        for (operation, names) in self.of(group) {
            items.push(self.description_of(operation, names));
            items.push(self.call_struct(operation, names));
            items.push(self.call_methods(operation, names));
            items.push(self.future(operation, names));
            items.extend(self.paged(operation, names));
            items.extend(self.outcome_items(operation, names));
            items.extend(self.header_items(operation, names));
        }
        items
    }

    fn description_of(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let (constant, method) = (ident(&names.constant), ident(operation.method.as_str()));
        let path = &operation.path;
        let id = match &operation.name.source {
            NameSource::Id(id) => id,
            NameSource::Route(route) => route,
        };
        let server = match &operation.server {
            Some(url) => quote!(Some(#url)),
            None => quote!(None),
        };
        let security = operation.security.iter().map(|schemes| {
            let schemes = schemes
                .iter()
                .filter_map(|(id, _)| self.names.schemes.get(id.0))
                .map(|name| ident(name));
            quote!(&[#(&schemes::#schemes),*])
        });
        let (accept, is_repeatable) = (accept(operation), operation.is_repeatable);
        let key = match &operation.idempotency_key {
            Some(name) => quote!(Some(#name)),
            None => quote!(None),
        };
        let reach = self.reach_of_descriptions();
        quote! {
            #reach static #constant: Operation = Operation {
                id: #id,
                method: Method::#method,
                path: #path,
                accept: #accept,
                security: &[#(#security),*],
                server: #server,
                is_repeatable: #is_repeatable,
                idempotency_key: #key,
            };
        }
    }

    fn call_struct(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let call = ident(&names.call);
        let owner = self.owner_of(operation);
        let method = names.method.trim_start_matches("r#");
        let docs = doc::attributes(&[format!("A call of [`{owner}::{method}`], not yet sent.")]);
        let params = operation
            .params
            .iter()
            .zip(&names.params)
            .map(|(param, names)| {
                let (name, ty) = (ident(&names.ident), self.outside(&param.ty));
                match param.presence {
                    ParamPresence::Optional => quote!(#name: Option<#ty>),
                    ParamPresence::Required | ParamPresence::Constant(_) => quote!(#name: #ty),
                }
            });
        let body = operation.body.as_ref().map(|body| {
            let ty = self.outside(&body.ty);
            if body.required {
                quote!(body: #ty,)
            } else {
                quote!(body: Option<#ty>,)
            }
        });
        quote! {
            #docs
            #[derive(Debug, Clone)]
            #[must_use = "the request is sent by `send` or `.await`"]
            pub struct #call {
                core: Core,
                #(#params,)*
                #body
            }
        }
    }

    /// The type whose method begins the call.
    pub(super) fn owner_of(&self, operation: &Operation) -> String {
        let group = operation
            .group
            .and_then(|group| self.names.groups.get(group.0));
        group.map_or_else(|| self.target.client.clone(), |group| group.ident.clone())
    }

    fn call_methods(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let call = ident(&names.call);
        let optional = operation.params.iter().zip(&names.params);
        let optional = optional.filter(|(param, _)| param.presence != ParamPresence::Required);
        let setters = optional.map(|(param, names)| {
            let (name, setter) = (ident(&names.ident), ident(&names.setter));
            let (argument, value) = self.outside_argument(&param.ty, &quote!(value));
            let docs = doc::attributes(&super::docs::param_lines(param));
            let deprecated = deprecated(&param.docs);
            let blank = doc::blank();
            let value = match param.presence {
                ParamPresence::Optional => quote!(Some(#value)),
                ParamPresence::Required | ParamPresence::Constant(_) => value,
            };
            quote! {
                #docs
                #deprecated
                pub fn #setter(mut self, value: #argument) -> Self {
                    self.#name = #value;
                    self
                }
                #blank
            }
        });
        let setters: Vec<TokenStream> = setters.collect();
        let body = self.body_setter(operation);
        let send = self.send(operation, names);
        let pages = Self::page_methods(operation);
        quote! {
            impl #call {
                #(#setters)*
                #body
                #send
                #pages
            }
        }
    }

    fn body_setter(&self, operation: &Operation) -> Option<TokenStream> {
        let body = operation.body.as_ref().filter(|body| !body.required)?;
        let (argument, value) = self.outside_argument(&body.ty, &quote!(value));
        let lines = body
            .description
            .as_ref()
            .map(|text| doc::clean(text))
            .filter(|lines| !lines.is_empty());
        let docs = doc::attributes(&lines.unwrap_or_else(|| vec!["Sets the body.".to_owned()]));
        let blank = doc::blank();
        Some(quote! {
            #docs
            pub fn body(mut self, value: #argument) -> Self {
                self.body = Some(#value);
                self
            }
            #blank
        })
    }

    fn send(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let constant = ident(&names.constant);
        let pairs = operation.params.iter().zip(&names.params);
        let params = pairs.map(|(param, names)| fill(param, &names.ident));
        let body = operation.body.as_ref().map(|body| self.send_body(body));
        let mutable = (!operation.params.is_empty() || body.is_some()).then(|| quote!(mut));
        let (success, error) = (
            self.success_ty(operation, names),
            self.error_ty(operation, names),
        );
        let checks = self.checks(operation, names);
        let finish = self.finish(operation, names);
        quote! {
            /// Sends the request and decodes the answer.
            pub fn send(self) -> ResponseFuture<#success, #error> {
                let #mutable request = Request::new(&#constant);
                #(#checks)*
                #(#params)*
                #body
                #finish
            }
        }
    }

    fn send_body(&self, body: &Body) -> TokenStream {
        let media = &body.media;
        let (value, is_optional) = match body.required {
            true => (quote!(&self.body), false),
            false => (quote!(body), true),
        };
        let send = match &body.format {
            BodyFormat::Json => quote!(request.json(#media, #value);),
            BodyFormat::Form(encodings) => {
                let encodings = encodings.iter().map(encoding);
                quote!(request.form(#media, #value, &[#(#encodings),*]);)
            }
            BodyFormat::Multipart if self.is_in_parts(&body.ty) => {
                quote!(request.multipart(#value);)
            }
            BodyFormat::Multipart => quote!(request.multipart(&Members(#value));),
            BodyFormat::Text => quote!(request.text(#media, #value);),
            BodyFormat::Octets => quote!(request.upload(#media, #value);),
        };
        if is_optional {
            quote!(if let Some(body) = &self.body { #send })
        } else {
            send
        }
    }

    /// Whether a type says itself how it is sent in parts.
    fn is_in_parts(&self, ty: &Ty) -> bool {
        let Ty::Named(id) = ty else { return false };
        let kind = self.api.types.get(id).map(|definition| &definition.kind);
        matches!(
            kind,
            Some(TypeKind::Struct(Struct {
                format: Format::Multipart(_),
                ..
            }))
        )
    }

    fn future(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let call = ident(&names.call);
        let (success, error) = (
            self.success_ty(operation, names),
            self.error_ty(operation, names),
        );
        let blank = doc::blank();
        quote! {
            impl IntoFuture for #call {
                type Output = Result<Response<#success>, Error<#error>>;
                type IntoFuture = ResponseFuture<#success, #error>;

                #blank
                fn into_future(self) -> Self::IntoFuture {
                    self.send()
                }
            }
        }
    }

    pub(super) fn outside_argument(
        &self,
        ty: &Ty,
        value: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        self.argument(ty, value, Scope::Elsewhere)
    }
}

/// The media types of the answers, those of success first.
fn accept(operation: &Operation) -> String {
    let mut accept: Vec<&str> = Vec::new();
    for outcome in operation.success.iter().chain(&operation.errors) {
        if let Some(media) = outcome
            .media
            .as_deref()
            .filter(|media| !accept.contains(media))
        {
            accept.push(media);
        }
    }
    // What an answer holds that nothing describes may be anything.
    let is_open = |outcome: &Outcome| {
        outcome.media.is_none() && matches!(outcome.content, Content::Stream | Content::Bytes)
    };
    if operation.success.iter().any(is_open) {
        accept.push("*/*");
    }
    if accept.is_empty() {
        "application/json".to_owned()
    } else {
        accept.join(", ")
    }
}

/// Puts a parameter into the request.
fn fill(param: &Param, name: &str) -> TokenStream {
    let (param, name) = (location(param), ident(name));
    quote!(request.param(#param, &self.#name);)
}

/// Where and how a parameter travels.
pub(in crate::emit) fn location(param: &Param) -> TokenStream {
    let wire = &param.wire;
    let place = match param.location.place {
        ParamPlace::Path => quote!(path),
        ParamPlace::Query | ParamPlace::Querystring => quote!(query),
        ParamPlace::Header => quote!(header),
        ParamPlace::Cookie => quote!(cookie),
    };
    let style = param.location.style.map(|found| {
        let style = style(found);
        quote!(.style(#style))
    });
    let default = match param.location.style {
        Some(style) => style == Style::Form,
        None => !matches!(param.location.place, ParamPlace::Path | ParamPlace::Header),
    };
    let explode = param.location.explode.filter(|explode| *explode != default);
    let explode = explode.map(|explode| quote!(.explode(#explode)));
    let reserved = param.location.reserved.then(|| quote!(.reserved()));
    let json = param.location.json.then(|| quote!(.json()));
    quote!(Param::#place(#wire)#style #explode #reserved #json)
}

fn style(style: Style) -> TokenStream {
    let name = ident(match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    });
    quote!(Style::#name)
}

/// How a member of a form is written.
pub(in crate::emit) fn encoding(encoding: &Encoding) -> TokenStream {
    let Encoding {
        property,
        style: found,
        explode,
        reserved,
        json,
    } = encoding;
    let found = found.unwrap_or(Style::Form);
    let explode = explode.unwrap_or(found == Style::Form);
    let style = style(found);
    quote!(Encoding { name: #property, style: #style, explode: #explode, reserved: #reserved, json: #json })
}

/// A value as it stands in code.
pub(in crate::emit) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::String(text) => quote!(#text),
        Literal::Int(value) => {
            let value = Token::i64_unsuffixed(*value);
            quote!(#value)
        }
        Literal::Bool(value) => quote!(#value),
    }
}
