//! What a call answers: the types of its successes and errors, and how they are decoded.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, doc, ident},
    ir::{Operation, Outcome, Status},
    name::OperationNames,
};

impl Emitter<'_> {
    pub(super) fn success_ty(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        match operation.success_ty() {
            Some(Some(ty)) => self.outside(ty),
            Some(None) => quote!(()),
            None => {
                let name = ident(&names.success);
                quote!(#name)
            }
        }
    }

    pub(super) fn error_ty(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        if operation.errors.is_empty() {
            return quote!(std::convert::Infallible);
        }
        let name = ident(&names.error);
        quote!(#name)
    }

    /// The functions that decode successes and errors.
    pub(super) fn decoders(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> (TokenStream, TokenStream) {
        let success = match operation.success_ty() {
            Some(_) => {
                let value = |outcome: &Outcome| match outcome.ty {
                    Some(_) => quote!(Decoded::json(answer, std::convert::identity)),
                    None => quote!(Decoded::Value(())),
                };
                let pairs = operation
                    .success
                    .iter()
                    .map(|outcome| (outcome.status, value(outcome)));
                let (status, body) = by_status(&pairs.collect::<Vec<_>>());
                let answer = answer(&operation.success);
                quote!(|#status, #answer| #body)
            }
            None => {
                let name = ident(&names.success);
                quote!(#name::decode)
            }
        };
        let failure = if operation.errors.is_empty() {
            quote!(no_errors)
        } else {
            let name = ident(&names.error);
            quote!(#name::decode)
        };
        (success, failure)
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
        if operation.success_ty().is_none() {
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
            let body = outcome
                .ty
                .as_ref()
                .map(|ty| self.outside(ty))
                .map(|ty| quote!((#ty)));
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

/// The function that makes a variant of an answer.
fn decode(name: &Ident, outcomes: &[Outcome], variants: &[String]) -> TokenStream {
    let pairs = outcomes.iter().zip(variants).map(|(outcome, variant)| {
        let variant = ident(variant);
        let value = match outcome.ty {
            Some(_) => quote!(Decoded::json(answer, Self::#variant)),
            None => quote!(Decoded::Value(Self::#variant)),
        };
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
    let arms = values
        .iter()
        .map(|(status, value)| (pattern(*status), value));
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
    let has_body = outcomes.iter().any(|outcome| outcome.ty.is_some());
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
    match description.split_first() {
        Some((first, rest)) => std::iter::once(format!("{status}: {first}"))
            .chain(rest.iter().cloned())
            .collect(),
        None => vec![format!("{status}.")],
    }
}

fn pattern(status: Status) -> TokenStream {
    let number = |value: u16| Literal::u16_unsuffixed(value);
    match status {
        Status::Exact(status) => {
            let status = number(status);
            quote!(#status)
        }
        Status::Range(digit) => {
            let (first, last) = (number(digit * 100), number(digit * 100 + 99));
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}
