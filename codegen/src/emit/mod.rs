//! The IR and its names to tokens: no decisions left.
//!
//! In: an [`Api`] after the passes and its [`Names`]. Out: one [`File`] of items for each source file.
//! This cannot fail, and asks no OpenAPI question.

mod client;
mod doc;
mod enums;
mod examples;
pub mod manifest;
mod models;
mod operation;
mod paths;
mod structs;
mod ty;
mod wire;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    emit::paths::Paths,
    ir::{Api, TypeDef, TypeId},
    name::{Names, TypeNames},
};

/// A source file.
#[derive(Debug)]
pub struct File {
    /// Its path below `src/`.
    pub path: String,
    /// The file's own documentation.
    pub docs: Vec<String>,
    /// Its items; those in one group stand without blank lines between them.
    pub items: Vec<Vec<TokenStream>>,
}

/// What emitting needs to know beside the API.
#[derive(Debug, Clone)]
pub struct Target {
    /// The crate's name as an identifier, for examples in the documentation.
    pub krate: String,
    /// What the client's type is called.
    pub client: String,
    /// The modules within the crate that the client stands in; none at the crate's root.
    pub modules: Vec<String>,
}

/// Emits all files.
pub fn emit(api: &Api, names: &Names, target: &Target) -> Vec<File> {
    let paths = Paths::new(names, target);
    let emitter = Emitter {
        api,
        names,
        target,
        paths,
    };
    let mut files = vec![
        emitter.root(),
        emitter.client(),
        emitter.operations_module(),
    ];
    files.extend(emitter.models());
    files.extend(emitter.wire());
    files.extend(emitter.groups());
    files.extend(emitter.examples());
    files
}

/// What all emitting has at hand.
struct Emitter<'a> {
    api: &'a Api,
    names: &'a Names,
    target: &'a Target,
    paths: Paths,
}

impl<'a> Emitter<'a> {
    /// The types of each module of `models`, in the document's order.
    fn modules(&self) -> BTreeMap<&'a str, Vec<(TypeId, &'a TypeDef, &'a TypeNames)>> {
        let mut modules: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (id, definition) in &self.api.types {
            if let Some(names) = self.names.types.get(id) {
                modules
                    .entry(names.module.as_str())
                    .or_default()
                    .push((*id, definition, names));
            }
        }
        modules
    }

    fn root(&self) -> File {
        let client = ident(&self.target.client);
        let models = doc::attributes(&[format!("The types of {}.", doc::line(&self.api.title))]);
        let operations = "The operations: what calls hold and what they answer.".to_owned();
        let operations = doc::attributes(&[operations]);
        // The files are formatted already, and would be stale if rustfmt formatted them again.
        let skip = quote! { #[rustfmt::skip] };
        let mut mods = vec![quote! { #skip mod client; }];
        if self.examples().is_some() {
            mods.push(quote! { #[cfg(test)] #skip mod examples; });
        }
        mods.extend([
            quote! { #models #skip pub mod models; },
            quote! { #operations #skip pub mod operations; },
            quote! { #skip mod wire; },
        ]);
        let uses = vec![
            quote!(pub use self::client::{#client, ClientBuilder};),
            quote!(
                pub use specwright_runtime::{BuildError, Credential, DecodeError, Error, SendError};
            ),
            quote!(
                pub use specwright_runtime::{RawResponse, Response, UnknownValue, Value, http};
            ),
            quote!(
                pub use specwright_runtime::{Transport, TransportError};
            ),
        ];
        let path = if self.target.modules.is_empty() {
            "lib.rs"
        } else {
            "mod.rs"
        };
        File {
            path: path.to_owned(),
            docs: self.root_docs(),
            items: vec![mods, uses],
        }
    }

    fn root_docs(&self) -> Vec<String> {
        let mut docs = vec![format!("A client of {}.", doc::line(&self.api.title))];
        if let Some(description) = &self.api.description {
            docs.push(String::new());
            docs.extend(doc::clean(description));
        }
        if let Some(version) = &self.api.version {
            docs.push(String::new());
            docs.push(format!("Version of the document: {}.", doc::code(version)));
        }
        docs.push(String::new());
        docs.push(format!(
            "Calls begin at a [`{}`]; [`models`] has the types that they take and give.",
            self.target.client
        ));
        docs
    }
}

/// An identifier from the names, which may be written `r#…`.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
