//! What a call answers: the types of its successes and errors, and how they are decoded.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, doc, ident, models::lines},
    ir::{Content, Operation, Outcome, Status},
    name::OperationNames,
};

impl Emitter<'_> {
    pub(super) fn success_ty(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        match operation.success_content() {
            Some(content) => self.content_ty(content).unwrap_or_else(|| quote!(())),
            None => {
                let name = ident(&names.success);
                quote!(#name)
            }
        }
    }

    /// The type of what an answer holds, if it holds something.
    fn content_ty(&self, content: &Content) -> Option<TokenStream> {
        Some(match content {
            Content::Empty => return None,
            Content::Json(ty) => self.outside(ty),
            Content::Text => self.std("string", "String"),
            Content::Bytes => quote!(Bytes),
            Content::Stream => quote!(ByteStream),
            Content::Events(ty) => {
                let item = match ty {
                    Some(ty) => self.outside(ty),
                    None => self.std("string", "String"),
                };
                quote!(EventStream<#item>)
            }
            Content::Lines(ty) => {
                let item = self.outside(ty);
                quote!(JsonLines<#item>)
            }
        })
    }

    pub(in crate::emit) fn error_ty(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> TokenStream {
        if operation.errors.is_empty() {
            return quote!(std::convert::Infallible);
        }
        let name = ident(&names.error);
        quote!(#name)
    }

    /// Sends the request and turns the answer into what the call gives.
    pub(super) fn finish(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let failure = if operation.errors.is_empty() {
            quote!(specwright_runtime::__private::v1::no_errors)
        } else {
            let name = ident(&names.error);
            quote!(#name::decode)
        };
        match operation.success_content() {
            Some(content) if content.is_streamed() => {
                let statuses = operation.success.iter().map(|outcome| outcome.status);
                let patterns = joined(&statuses.collect::<Vec<_>>());
                let make = match content {
                    Content::Events(Some(ty)) if Self::is_foreign(ty) => quote!(EventStream::json),
                    Content::Events(Some(_)) => quote!(EventStream::read),
                    Content::Events(None) => quote!(EventStream::text),
                    Content::Lines(ty) if Self::is_foreign(ty) => quote!(JsonLines::new),
                    Content::Lines(_) => quote!(JsonLines::read),
                    _ => quote!(std::convert::identity),
                };
                quote! {
                    let is_success = |status: StatusCode| matches!(status.as_u16(), #patterns);
                    self.core.call_stream(request, is_success, #make, #failure)
                }
            }
            Some(_) => {
                let pairs = operation.success.iter().map(|outcome| {
                    let value = decoded(&outcome.content, &quote!(std::convert::identity));
                    let value = value.unwrap_or_else(|| quote!(Decoded::Value(())));
                    (outcome.status, value)
                });
                let (status, body) = by_status(&pairs.collect::<Vec<_>>());
                let answer = answer(&operation.success);
                quote!(self.core.call(request, |#status, #answer| #body, #failure))
            }
            None => {
                let name = ident(&names.success);
                quote!(self.core.call(request, #name::decode, #failure))
            }
        }
    }

    /// The type of the headers of successes, if there are any.
    pub(super) fn header_items(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Vec<TokenStream> {
        if operation.headers.is_empty() {
            return Vec::new();
        }
        let name = ident(&names.headers);
        let (owner, method) = (
            self.owner_of(operation),
            names.method.trim_start_matches("r#"),
        );
        let docs = doc::attributes(&[
            format!("The headers of what [`{owner}::{method}`] answers."),
            String::new(),
            format!(
                "`{}::from(answer.headers())` reads them; one that is absent, or not as the document has it, is `None`.",
                names.headers
            ),
        ]);
        let option = self.std("option", "Option");
        let pairs = || operation.headers.iter().zip(&names.header_fields);
        let fields = pairs().map(|(header, field)| {
            let docs = doc::attributes(&lines(&header.docs, &header.wire));
            let (field, ty) = (ident(field), self.outside(&header.ty));
            quote!(#docs pub #field: #option<#ty>)
        });
        let reads = pairs().map(|(header, field)| {
            let (field, wire) = (ident(field), &header.wire);
            quote!(#field: specwright_runtime::__private::v1::header(headers, #wire))
        });
        vec![
            quote! {
                #docs
                #[derive(Debug, Clone, PartialEq)]
                #[non_exhaustive]
                pub struct #name {
                    #(#fields,)*
                }
            },
            quote! {
                impl From<&HeaderMap> for #name {
                    fn from(headers: &HeaderMap) -> Self {
                        Self { #(#reads),* }
                    }
                }
            },
        ]
    }

    /// The enums of successes, if they differ, and of errors, if there are any.
    pub(super) fn outcome_items(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Vec<TokenStream> {
        let owner = self.owner_of(operation);
        let method = names.method.trim_start_matches("r#");
        let mut items = Vec::new();
        if operation.success_content().is_none() {
            let docs = format!("What [`{owner}::{method}`] answers.");
            items.extend(self.outcomes(
                &operation.success,
                &names.success,
                &names.success_variants,
                docs,
            ));
        }
        if !operation.errors.is_empty() {
            let docs = format!("The errors that the document describes for [`{owner}::{method}`].");
            items.extend(self.outcomes(
                &operation.errors,
                &names.error,
                &names.error_variants,
                docs,
            ));
        }
        items
    }

    /// An enum with a variant for each outcome, and its `decode`.
    fn outcomes(
        &self,
        outcomes: &[Outcome],
        name: &str,
        variants: &[String],
        docs: String,
    ) -> [TokenStream; 2] {
        let (name, docs) = (ident(name), doc::attributes(&[docs]));
        let items = outcomes.iter().zip(variants).map(|(outcome, variant)| {
            let (docs, variant) = (doc::attributes(&outcome_lines(outcome)), ident(variant));
            let body = self.content_ty(&outcome.content).map(|ty| quote!((#ty)));
            quote!(#docs #variant #body)
        });
        let sizes = (outcomes.len() > 1).then(|| {
            quote!(#[allow(clippy::large_enum_variant, reason = "one answer is held at a time")])
        });
        let item = quote! {
            #docs
            #sizes
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#items,)*
            }
        };
        [item, decode(&name, outcomes, variants)]
    }
}

/// Decodes what an answer holds and passes it to `make`; nothing if it holds nothing.
fn decoded(content: &Content, make: &TokenStream) -> Option<TokenStream> {
    let function = match content {
        Content::Empty => return None,
        Content::Json(ty) if Emitter::is_foreign(ty) => quote!(foreign),
        Content::Json(_) => quote!(json),
        Content::Text | Content::Events(_) | Content::Lines(_) => quote!(text),
        Content::Bytes | Content::Stream => quote!(bytes),
    };
    Some(quote!(Decoded::#function(answer, #make)))
}

/// The function that makes a variant of an answer.
fn decode(name: &Ident, outcomes: &[Outcome], variants: &[String]) -> TokenStream {
    let pairs = outcomes.iter().zip(variants).map(|(outcome, variant)| {
        let variant = ident(variant);
        let value = decoded(&outcome.content, &quote!(Self::#variant));
        let value = value.unwrap_or_else(|| quote!(Decoded::Value(Self::#variant)));
        (outcome.status, value)
    });
    let (status, body) = by_status(&pairs.collect::<Vec<_>>());
    let answer = answer(outcomes);
    quote! {
        impl #name {
            fn decode(#status: StatusCode, #answer: &RawResponse) -> Decoded<Self> {
                #body
            }
        }
    }
}

/// The argument for the status, and the expression that chooses a value by it.
fn by_status(values: &[(Status, TokenStream)]) -> (TokenStream, TokenStream) {
    if let [(Status::Default, value)] = values {
        return (quote!(_), value.clone());
    }
    let exact: Vec<u16> = values
        .iter()
        .filter_map(|(status, _)| exact(*status))
        .collect();
    let arms = values
        .iter()
        .map(|(status, value)| (pattern(*status, &exact), value));
    let arms = arms.map(|(pattern, value)| quote!(#pattern => #value,));
    let has_rest = values.iter().any(|(status, _)| *status == Status::Default);
    let rest = (!has_rest).then(|| quote!(_ => Decoded::Undocumented,));
    (
        quote!(status),
        quote!(match status.as_u16() { #(#arms)* #rest }),
    )
}

/// The argument for the answer, if an outcome has a body.
fn answer(outcomes: &[Outcome]) -> TokenStream {
    let has_body = outcomes
        .iter()
        .any(|outcome| outcome.content != Content::Empty);
    if has_body { quote!(answer) } else { quote!(_) }
}

/// The documentation of a variant for an outcome.
pub(super) fn outcome_lines(outcome: &Outcome) -> Vec<String> {
    let status = match outcome.status {
        Status::Exact(status) => format!("`{status}`"),
        Status::Range(digit) => format!("`{digit}XX`"),
        Status::Default => "Any other status".to_owned(),
    };
    let description = outcome
        .description
        .as_ref()
        .map(|text| doc::clean(text))
        .unwrap_or_default();
    // Behind other words a fence would open nothing, and its end would open what follows.
    let is_text = |first: &String| first.starts_with(|next: char| next.is_alphanumeric());
    match description.split_first() {
        Some((first, _)) if !is_text(first) => {
            let head = [format!("{status}:"), String::new()];
            head.into_iter().chain(description).collect()
        }
        Some((first, rest)) => std::iter::once(format!("{status}: {first}"))
            .chain(rest.iter().cloned())
            .collect(),
        None => vec![format!("{status}.")],
    }
}

/// One pattern for all statuses, in which those that follow each other are a range.
fn joined(statuses: &[Status]) -> TokenStream {
    if statuses.contains(&Status::Default) {
        return quote!(_);
    }
    let mut all: Vec<u16> = Vec::new();
    for status in statuses {
        match status {
            Status::Exact(status) => all.push(*status),
            Status::Range(digit) => all.extend((digit * 100)..=(digit * 100 + 99)),
            Status::Default => {}
        }
    }
    all.sort_unstable();
    all.dedup();
    let runs = all.chunk_by(|one, next| one + 1 == *next);
    let patterns = runs.filter_map(|run| {
        let first = Literal::u16_unsuffixed(*run.first()?);
        let last = Literal::u16_unsuffixed(*run.last()?);
        Some(match run.len() {
            1 => quote!(#first),
            2 => quote!(#first | #last),
            _ => quote!(#first..=#last),
        })
    });
    quote!(#(#patterns)|*)
}

fn exact(status: Status) -> Option<u16> {
    match status {
        Status::Exact(status) => Some(status),
        Status::Range(_) | Status::Default => None,
    }
}

/// The pattern of an arm; a range begins after those of its first statuses that have an arm themselves.
fn pattern(status: Status, exact: &[u16]) -> TokenStream {
    let number = |value: u16| Literal::u16_unsuffixed(value);
    match status {
        Status::Exact(status) => {
            let status = number(status);
            quote!(#status)
        }
        Status::Range(digit) => {
            let all = (digit * 100)..=(digit * 100 + 99);
            let mut rest = all.skip_while(|status| exact.contains(status));
            let (first, last) = (rest.next(), number(digit * 100 + 99));
            let first = number(first.unwrap_or(digit * 100));
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}
