//! What a file of operations imports: only what its items use.

use std::{cell::RefCell, collections::BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, ident, ty::Scope},
    ir::Ty,
};

/// What files of operations may import from the private part of the runtime.
const PRIVATE_TYPES: &[&str] = &[
    "Bound",
    "Core",
    "Decoded",
    "Encoding",
    "Limit",
    "Limits",
    "Members",
    "Operation",
    "Param",
    "Request",
    "Style",
];

/// What files of operations may import from the runtime.
const PUBLIC_TYPES: &[&str] = &[
    "ByteStream",
    "Bytes",
    "Error",
    "EventStream",
    "HeaderMap",
    "JsonLines",
    "Method",
    "RawResponse",
    "Response",
    "ResponseFuture",
    "StatusCode",
];

/// The names that the items of a file were written with.
#[derive(Default)]
pub(in crate::emit) struct Uses(RefCell<BTreeSet<&'static str>>);

impl Uses {
    /// Notes that `name` is used, and returns it.
    pub(super) fn note(&self, name: &'static str) -> &'static str {
        self.0.borrow_mut().insert(name);
        name
    }

    /// Notes what code of tokens uses.
    pub(super) fn note_all(&self, code: &str) {
        let known = PRIVATE_TYPES.iter().chain(PUBLIC_TYPES);
        for name in known.filter(|name| code.contains(&format!("{name}::"))) {
            self.note(name);
        }
        if code.contains("models::") {
            self.note("models");
        }
    }

    pub(in crate::emit) fn has(&self, name: &str) -> bool {
        self.0.borrow().contains(name)
    }

    fn import(&self, module: TokenStream, names: &[&str]) -> Option<TokenStream> {
        let used = names.iter().filter(|name| self.has(name));
        let used: Vec<_> = used.map(|name| ident(name)).collect();
        match used.as_slice() {
            [] => None,
            [name] => Some(quote!(use #module::#name;)),
            names => Some(quote!(use #module::{#(#names),*};)),
        }
    }
}

impl Emitter<'_> {
    /// The `use` items of a file that was written with `uses`.
    pub(super) fn uses(&self, uses: &Uses) -> Vec<TokenStream> {
        let mut items = Vec::new();
        let (client, models) = (self.paths.own("client"), self.paths.own("models"));
        items.extend(uses.has("schemes").then(|| quote!(use #client::schemes;)));
        items.extend(uses.has("models").then(|| quote!(use #models;)));
        let private = quote!(specwright_runtime::__private::v1);
        items.extend(uses.import(private, PRIVATE_TYPES));
        items.extend(uses.import(quote!(specwright_runtime), PUBLIC_TYPES));
        items
    }

    /// A type as a file of operations writes it.
    pub(in crate::emit) fn written(&self, ty: &Ty, uses: &Uses) -> String {
        self.note_models(ty, uses);
        self.ty_text(ty, Scope::Elsewhere)
    }

    /// What a caller may give for a value of `ty`, and what makes the value of `value`.
    pub(super) fn given(&self, ty: &Ty, value: &str, uses: &Uses) -> (String, String) {
        self.note_models(ty, uses);
        self.argument_text(ty, value, Scope::Elsewhere)
    }

    fn note_models(&self, ty: &Ty, uses: &Uses) {
        ty.visit(&mut |id| {
            if self.is_own(id) {
                uses.note("models");
            }
        });
    }
}
