//! What an operation answers: how its types are written, and what the document shows of them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use crate::{
    emit::{
        Emitter, doc, examples, ident,
        mock::{marker, request, route},
        operation::error_ty,
        print::tokens,
    },
    ir::{BodyFormat, Content, Operation, Outcome, Status},
    name::OperationNames,
};

impl Emitter<'_> {
    /// The type that stands for an operation, and what a mock server has to know of it.
    pub(super) fn mock_operation(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> [TokenStream; 2] {
        let (name, request, constant) = (marker(names), request(names), ident(&names.constant));
        let docs = format!("Stands for {} in [`Script`].", route(operation));
        let docs = doc::attributes(&[docs]);
        let (success, error) = (
            self.mock_success_ty(operation, names),
            Self::mock_error_ty(operation, names),
        );
        let (write_success, write_error) = (
            self.write_success(operation, names, &success),
            write_error(operation, names, &error),
        );
        let (read, blank) = (self.mock_read(operation, names), doc::blank());
        let item = quote! {
            #docs
            #[derive(Debug)]
            pub enum #name {}
        };
        let implementation = quote! {
            impl Mocked for #name {
                type Success = #success;
                type Error = #error;
                type Request = #request;

                const DESCRIPTION: &'static Description = &#constant;

                #blank
                #write_success
                #blank
                #write_error
                #blank
                #read
            }
        };
        [item, implementation]
    }

    /// What the document says of an operation, beside what a client needs.
    pub(super) fn mock_description(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> TokenStream {
        let (constant, name) = (ident(&names.constant), marker(names));
        let body = match &operation.body {
            Some(body) => {
                // The client says the boundary too.
                let media = match body.format {
                    BodyFormat::Multipart => "multipart/form-data",
                    BodyFormat::Json
                    | BodyFormat::Form(_)
                    | BodyFormat::Text
                    | BodyFormat::Octets => &body.media,
                };
                let required = body.required;
                quote!(Some(Sent { media: #media, required: #required }))
            }
            None => quote!(None),
        };
        let outcomes = || operation.success.iter().chain(&operation.errors);
        let statuses: Vec<Status> = outcomes().map(|outcome| outcome.status).collect();
        let answers = outcomes().map(|outcome| answer(outcome, &statuses));
        quote! {
            static #constant: Description = Description {
                operation: &operations::#constant,
                body: #body,
                answers: &[#(#answers),*],
                check: check::<#name>,
            };
        }
    }

    /// The type of what a success holds: all items of a stream, and octets at once.
    fn mock_success_ty(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let Some(content) = operation.success_content() else {
            let name = ident(&names.success);
            return quote!(operations::#name);
        };
        let vec = self.std("vec", "Vec");
        match content {
            Content::Empty => quote!(()),
            Content::Json(ty) => self.outside(ty),
            Content::Text => self.std("string", "String"),
            Content::Bytes | Content::Stream => quote!(Bytes),
            Content::Events(Some(ty)) | Content::Lines(ty) => {
                let item = self.outside(ty);
                quote!(#vec<#item>)
            }
            Content::Events(None) => {
                let item = self.std("string", "String");
                quote!(#vec<#item>)
            }
        }
    }

    fn mock_error_ty(operation: &Operation, names: &OperationNames) -> TokenStream {
        let error = tokens(error_ty(operation, names));
        match operation.errors.is_empty() {
            true => error,
            false => quote!(operations::#error),
        }
    }

    fn write_success(
        &self,
        operation: &Operation,
        names: &OperationNames,
        ty: &TokenStream,
    ) -> TokenStream {
        let statuses: Vec<Status> = all_statuses(operation);
        let body = match (operation.success_content(), operation.success.first()) {
            (Some(_), Some(first)) => {
                let writing = write(first, &statuses, &quote!(value), &quote!(&value));
                if first.content == Content::Empty {
                    return quote!(fn success((): ()) -> Reply { #writing });
                }
                writing
            }
            _ => {
                let variants = operation.success.iter().zip(&names.success_variants);
                let arms = variants.map(|(outcome, variant)| arm(outcome, variant, ty, &statuses));
                quote!(match value { #(#arms)* })
            }
        };
        quote! {
            fn success(value: #ty) -> Reply {
                #body
            }
        }
    }
}

fn write_error(operation: &Operation, names: &OperationNames, ty: &TokenStream) -> TokenStream {
    let statuses = all_statuses(operation);
    let variants = operation.errors.iter().zip(&names.error_variants);
    let arms = variants.map(|(outcome, variant)| arm(outcome, variant, ty, &statuses));
    quote! {
        fn error(error: #ty) -> Reply {
            match error { #(#arms)* }
        }
    }
}

fn all_statuses(operation: &Operation) -> Vec<Status> {
    let outcomes = operation.success.iter().chain(&operation.errors);
    outcomes.map(|outcome| outcome.status).collect()
}

/// Writes a variant for an outcome.
fn arm(outcome: &Outcome, variant: &str, ty: &TokenStream, all: &[Status]) -> TokenStream {
    let (writing, variant) = (
        write(outcome, all, &quote!(body), &quote!(&body)),
        ident(variant),
    );
    match outcome.content {
        Content::Empty => quote!(#ty::#variant => #writing,),
        _ => quote!(#ty::#variant(body) => #writing,),
    }
}

/// Writes an answer of a value, which stands for itself and by reference.
fn write(
    outcome: &Outcome,
    all: &[Status],
    owned: &TokenStream,
    borrowed: &TokenStream,
) -> TokenStream {
    let status = number(one_of(outcome.status, all));
    let media = media(outcome);
    match &outcome.content {
        Content::Empty => quote!(Reply::empty(#status)),
        Content::Json(_) => quote!(Reply::json(#status, #media, #borrowed)),
        Content::Text => quote!(Reply::octets(#status, Some(#media), #owned.into())),
        Content::Bytes | Content::Stream => quote!(Reply::octets(#status, Some(#media), #owned)),
        Content::Events(Some(_)) => quote!(Reply::events(#status, #media, #borrowed)),
        Content::Events(None) => quote!(Reply::event_texts(#status, #media, #borrowed)),
        Content::Lines(_) => quote!(Reply::lines(#status, #media, #borrowed)),
    }
}

/// The media type that an answer says to be of.
fn media(outcome: &Outcome) -> String {
    let fallback = match outcome.content {
        Content::Empty | Content::Json(_) => "application/json",
        Content::Text => "text/plain",
        Content::Bytes | Content::Stream => "application/octet-stream",
        Content::Events(_) => "text/event-stream",
        Content::Lines(_) => "application/x-ndjson",
    };
    let own = outcome
        .media
        .as_deref()
        .filter(|media| !media.contains('*'));
    own.unwrap_or(fallback).to_owned()
}

/// What the document shows of an outcome.
fn answer(outcome: &Outcome, all: &[Status]) -> TokenStream {
    let (first, last) = match outcome.status {
        Status::Exact(status) => (status, status),
        Status::Range(digit) => (digit * 100, digit * 100 + 99),
        Status::Default => (100, 599),
    };
    let status = number(one_of(outcome.status, all));
    let (first, last) = (number(first), number(last));
    let media = match outcome.content {
        Content::Empty => quote!(None),
        _ => {
            let media = media(outcome);
            quote!(Some(#media))
        }
    };
    let body = match body(outcome) {
        Some(body) => quote!(Some(#body)),
        None => quote!(None),
    };
    quote! {
        Answer {
            statuses: (#first, #last),
            status: #status,
            media: #media,
            body: #body,
        }
    }
}

/// The example of an outcome as it is sent.
fn body(outcome: &Outcome) -> Option<TokenStream> {
    let example = outcome.example.as_ref();
    let text = |fallback: &str| match example {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => fallback.to_owned(),
    };
    Some(match &outcome.content {
        Content::Empty => quote!(""),
        Content::Json(_) => examples::text(example?),
        Content::Text => plain(&text("text")),
        Content::Bytes | Content::Stream => quote!("octets"),
        Content::Events(Some(_)) => examples::literal(&format!("data: {}\n\n", example?)),
        Content::Events(None) => {
            let lines: String = text("text")
                .lines()
                .map(|line| format!("data: {line}\n"))
                .collect();
            examples::literal(&format!("{lines}\n"))
        }
        Content::Lines(_) => examples::literal(&format!("{}\n", example?)),
    })
}

/// A text as a literal, which is raw only where that spares escapes.
fn plain(text: &str) -> TokenStream {
    match text.contains(['"', '\\', '\n']) {
        true => examples::literal(text),
        false => quote!(#text),
    }
}

/// One of the statuses that an outcome is for and no other one is for.
fn one_of(status: Status, all: &[Status]) -> u16 {
    let is_free = |found: &u16| {
        !all.iter().any(|other| match other {
            Status::Exact(other) => other == found,
            Status::Range(digit) => status == Status::Default && *digit == found / 100,
            Status::Default => false,
        })
    };
    match status {
        Status::Exact(status) => status,
        Status::Range(digit) => {
            let mut range = (digit * 100)..=(digit * 100 + 99);
            range.find(is_free).unwrap_or(digit * 100)
        }
        Status::Default => (500..=599).chain(400..=499).find(is_free).unwrap_or(500),
    }
}

fn number(status: u16) -> Literal {
    Literal::u16_unsuffixed(status)
}
