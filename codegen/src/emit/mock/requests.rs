//! What the requests of an operation hold, and how they are read back.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, doc, ident,
        mock::{request, route},
        models::lines,
        operation::{encoding, location},
    },
    ir::{Body, BodyFormat, Operation, Param, ParamPresence},
    name::OperationNames,
};

impl Emitter<'_> {
    /// The type of what a request holds.
    pub(super) fn mock_request(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> TokenStream {
        let (name, docs) = (
            request(names),
            doc::attributes(&[format!("What a request of {} holds.", route(operation))]),
        );
        let params = operation.params.iter().zip(&names.params);
        let params = params.map(|(param, names)| {
            let docs = doc::attributes(&lines(&param.docs, &param.wire));
            let (name, ty) = (ident(&names.ident), self.outside(&param.ty));
            let ty = match param.presence {
                ParamPresence::Optional => self.option(&ty),
                ParamPresence::Required | ParamPresence::Constant(_) => ty,
            };
            quote!(#docs pub #name: #ty)
        });
        let body = operation.body.as_ref().map(|body| {
            let (docs, ty) = (doc::attributes(&[body_line(body)]), self.mock_body_ty(body));
            let ty = if body.required { ty } else { self.option(&ty) };
            quote!(#docs pub body: #ty)
        });
        let fields = params.chain(body);
        quote! {
            #docs
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields,)*
            }
        }
    }

    /// The type of a body as it is read back: parts stay as they came, and so do octets.
    fn mock_body_ty(&self, body: &Body) -> TokenStream {
        match body.format {
            BodyFormat::Json | BodyFormat::Form(_) => self.outside(&body.ty),
            BodyFormat::Text => self.std("string", "String"),
            BodyFormat::Multipart | BodyFormat::Octets => quote!(Bytes),
        }
    }

    /// The function that reads a request.
    pub(super) fn mock_read(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let (name, option) = (request(names), self.std("option", "Option"));
        if operation.params.is_empty() && operation.body.is_none() {
            return quote! {
                fn read(_: &mut Reading<'_>) -> #option<#name> {
                    Some(#name {})
                }
            };
        }
        let params: Vec<_> = operation.params.iter().zip(&names.params).collect();
        let reads = params.iter().map(|(param, names)| {
            let name = ident(&names.ident);
            let (read, location) = (ident(reader(param)), location(param));
            quote!(let #name = request.#read(#location);)
        });
        let values = params.iter().map(|(_, names)| {
            let name = ident(&names.ident);
            quote!(#name: #name?)
        });
        let body = operation.body.as_ref().map(read_body);
        let read_body = body.as_ref().map(|body| quote!(let body = #body;));
        let body_value = body.as_ref().map(|_| quote!(body: body?));
        let values = values.chain(body_value);
        let checks = self.mock_checks(operation, names);
        quote! {
            fn read(request: &mut Reading<'_>) -> #option<#name> {
                #(#reads)*
                #read_body
                #(#checks)*
                Some(#name { #(#values),* })
            }
        }
    }
}

fn body_line(body: &Body) -> String {
    match body.format {
        BodyFormat::Multipart => "The body as it came, parts and all.",
        BodyFormat::Json | BodyFormat::Form(_) | BodyFormat::Text | BodyFormat::Octets => {
            "The body."
        }
    }
    .to_owned()
}

/// The function that reads a parameter.
fn reader(param: &Param) -> &'static str {
    match (&param.presence, Emitter::is_foreign(&param.ty)) {
        (ParamPresence::Optional, false) => "optional",
        (ParamPresence::Optional, true) => "optional_foreign",
        (ParamPresence::Required | ParamPresence::Constant(_), false) => "required",
        (ParamPresence::Required | ParamPresence::Constant(_), true) => "required_foreign",
    }
}

fn read_body(body: &Body) -> TokenStream {
    let is_foreign = Emitter::is_foreign(&body.ty);
    let encodings = match &body.format {
        BodyFormat::Form(encodings) => {
            let encodings = encodings.iter().map(encoding);
            Some(quote!(&[#(#encodings),*]))
        }
        BodyFormat::Json | BodyFormat::Multipart | BodyFormat::Text | BodyFormat::Octets => None,
    };
    let read = ident(match (&body.format, is_foreign) {
        (BodyFormat::Json, false) => "json",
        (BodyFormat::Json, true) => "json_foreign",
        (BodyFormat::Form(_), false) => "form",
        (BodyFormat::Form(_), true) => "form_foreign",
        (BodyFormat::Text, _) => "text",
        (BodyFormat::Multipart | BodyFormat::Octets, _) => "octets",
    });
    match (body.required, encodings) {
        (true, encodings) => quote!(request.#read(#encodings)),
        (false, None) => quote!(request.maybe(Reading::#read)),
        (false, Some(encodings)) => quote!(request.maybe(|request| request.#read(#encodings))),
    }
}
