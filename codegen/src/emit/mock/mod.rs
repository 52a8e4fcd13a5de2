//! `mock/`: a server that stands in for the service in tests, behind the cargo feature `mock`.
//!
//! A file for each group, with what its operations answer and what their requests hold, the root with the
//! server itself, and how tests make what only the service makes.

mod answers;
mod made;
mod requests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, File, doc, ident,
        mock::made::made_root,
        operation::{UNTAGGED, import, mentioned},
        parts::Parts,
    },
    ir::{GroupId, Operation, OperationId},
    name::OperationNames,
};

/// What files of groups may import from the private part of the runtime.
const PRIVATE: &[&str] = &[
    "Answer",
    "Bound",
    "Description",
    "Encoding",
    "Limit",
    "Limits",
    "Param",
    "Reading",
    "Reply",
    "Sent",
    "Style",
    "check",
];

/// A group with its condition, if it has one, its module and its tag.
type Part<'a> = (
    Option<GroupId>,
    Option<TokenStream>,
    &'a str,
    Option<&'a str>,
);

impl<'a> Emitter<'a> {
    /// The condition of what a mock server needs, if there is one.
    pub(super) fn mock_gate(&self) -> Option<TokenStream> {
        self.names
            .mocks
            .as_ref()
            .map(|_| quote!(#[cfg(feature = "mock")]))
    }

    /// What makes descriptions of operations seen outside the files that they stand in.
    pub(super) fn reach_of_descriptions(&self) -> &'static str {
        match self.names.mocks.is_some() || self.names.commands.is_some() {
            true => "pub(crate) ",
            false => "",
        }
    }

    /// The module, in the root; where there is nothing to call it only holds how types are made.
    pub(super) fn mock_declaration(&self) -> Option<TokenStream> {
        let (gate, complex) = (self.mock_gate()?, self.allow_complex());
        if !self.has_client() {
            let is_empty = self.made().is_empty();
            return (!is_empty).then(|| quote!(#gate #complex #[rustfmt::skip] mod mock;));
        }
        Some(quote! {
            #[doc = " A server that stands in for the service, in tests."]
            #gate
            #complex
            #[rustfmt::skip]
            pub mod mock;
        })
    }

    /// The files, if there is a mock server.
    pub(super) fn mock<'e>(&'e self, files: &mut Parts<'e>) {
        if self.names.mocks.is_none() {
            return;
        }
        let made = self.made();
        let has_made = !made.is_empty();
        match self.has_client() {
            true => files.file(move || self.mock_root(has_made)),
            false if !has_made => return,
            false => files.file(made_root),
        }
        for (group, _, module, _) in self.parts() {
            files.file(move || self.mock_group(group, module));
        }
        self.makers(made, files);
    }

    /// The groups, and the operations without one, by their modules.
    fn parts(&self) -> Vec<Part<'a>> {
        let groups = self.own_groups().map(|(id, group, names)| {
            let (module, tag) = (names.module.as_str(), group.tag.as_str());
            (Some(id), self.group_gate(id), module, Some(tag))
        });
        let has_untagged = self.of(None).next().is_some();
        let untagged = has_untagged.then_some((None, None, UNTAGGED, None));
        let mut parts: Vec<Part<'_>> = groups.chain(untagged).collect();
        parts.sort_by_key(|(_, _, module, _)| *module);
        parts
    }

    /// The root, which has makers where `has_made`.
    fn mock_root(&self, has_made: bool) -> File {
        let parts = self.parts();
        let client = self.mocked_client();
        let mods = parts.iter().map(|(_, gate, module, tag)| {
            let docs = match tag {
                Some(tag) => format!("Operations tagged {}.", doc::code(tag)),
                None => "Operations without a tag.".to_owned(),
            };
            let (docs, module) = (doc::attributes(&[docs]), ident(module));
            quote!(#docs #gate pub mod #module;)
        });
        let own = has_made.then(|| {
            quote!(
                mod models;
            )
        });
        let all = parts.iter().map(|(_, gate, module, _)| {
            let module = ident(module);
            quote!(#gate #module::OPERATIONS)
        });
        let uses = quote! {
            use specwright_runtime::__private::v1::Description;
            pub use specwright_runtime::mock::{Arrived, Problem, Received, Script};
        };
        let items = vec![
            vec![uses],
            own.into_iter().chain(mods).collect(),
            vec![self.mock_server()],
            vec![self.mock_start()],
            vec![quote! {
                impl std::ops::Deref for Server {
                    type Target = specwright_runtime::mock::Server<#client>;

                    fn deref(&self) -> &Self::Target {
                        &self.inner
                    }
                }
            }],
            vec![quote!(static OPERATIONS: &[&[&Description]] = &[#(#all),*];)],
        ];
        File {
            path: "mock/mod.rs".to_owned(),
            docs: vec!["A server that stands in for the service, in tests.".to_owned()],
            items,
            ..File::default()
        }
    }

    /// The client's type, with its path: it may be called as one of the types here.
    fn mocked_client(&self) -> TokenStream {
        let (client, module) = (ident(&self.target.client), self.paths.own("client"));
        quote!(#module::#client)
    }

    fn mock_server(&self) -> TokenStream {
        let client = self.mocked_client();
        let docs = doc::attributes(&[
            format!("Stands in for {}, at a port of its own.", self.title()),
            String::new(),
            "Each operation is a method, whose [`Script`] says what it answers and which requests reached it.".to_owned(),
            "An operation of which nothing is said answers with the document's example, or with a value made of its schema.".to_owned(),
            "The rest is what it derefs to: [`specwright_runtime::mock::Server`].".to_owned(),
        ]);
        quote! {
            #docs
            #[derive(Debug)]
            pub struct Server {
                inner: specwright_runtime::mock::Server<#client>,
            }
        }
    }

    fn mock_start(&self) -> TokenStream {
        let blank = doc::blank();
        quote! {
            impl Server {
                /// Starts a server on the tokio runtime that this is called on, or else on a thread of its own.
                pub async fn start() -> Self {
                    Self {
                        inner: specwright_runtime::mock::Server::start(OPERATIONS).await,
                    }
                }
                #blank

                /// Starts a server on a thread of its own, for tests that block theirs.
                pub fn start_blocking() -> Self {
                    Self {
                        inner: specwright_runtime::mock::Server::start_blocking(OPERATIONS),
                    }
                }
            }
        }
    }

    /// The file of a group.
    fn mock_group(&self, group: Option<GroupId>, module: &str) -> File {
        let operations: Vec<_> = self.of_with_ids(group).collect();
        let methods = operations
            .iter()
            .enumerate()
            .map(|(index, (id, operation, names))| {
                let blank = (index > 0).then(doc::blank);
                let method = self.mock_method(*id, operation, names);
                quote!(#blank #method)
            });
        let constants = operations
            .iter()
            .map(|(_, _, names)| ident(&names.constant));
        let mut items = vec![
            quote!(impl Server { #(#methods)* }),
            quote!(pub(super) const OPERATIONS: &[&Description] = &[#(&#constants),*];),
        ];
        for (_, operation, names) in &operations {
            items.push(self.mock_request(operation, names));
            items.extend(self.mock_operation(operation, names));
            items.push(self.mock_description(operation, names));
        }
        let uses = self.mock_uses(module, &items);
        let items = items.into_iter().map(|item| vec![item]);
        File {
            path: format!("mock/{module}.rs"),
            items: std::iter::once(uses).chain(items).collect(),
            ..File::default()
        }
    }

    fn mock_uses(&self, module: &str, items: &[TokenStream]) -> Vec<TokenStream> {
        let mentioned = mentioned(items);
        let (mock, operations) = (self.paths.own("mock"), self.paths.own("operations"));
        let module = ident(module);
        let mut uses = vec![quote!(use #mock::{Script, Server};)];
        if mentioned.contains("models::") {
            let models = self.paths.own("models");
            uses.push(quote!(use #models;));
        }
        if mentioned.contains("operations::") {
            uses.push(quote!(use #operations::#module as operations;));
        }
        let private = quote!(specwright_runtime::__private::v1);
        uses.extend(import(&mentioned, private, PRIVATE));
        if mentioned.contains("Bytes") {
            uses.push(quote!(
                use specwright_runtime::Bytes;
            ));
        }
        uses.push(quote!(
            use specwright_runtime::mock::Mocked;
        ));
        uses
    }

    fn mock_method(
        &self,
        id: OperationId,
        operation: &Operation,
        names: &OperationNames,
    ) -> TokenStream {
        let method = self.names.mocks.as_ref().and_then(|mocks| mocks.get(&id));
        let method = ident(method.unwrap_or(&names.method));
        let summary = operation.docs.summary.as_ref();
        let mut docs = summary.map(|text| doc::clean(text)).unwrap_or_default();
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(route(operation));
        let (docs, marker) = (doc::attributes(&docs), marker(names));
        quote! {
            #docs
            pub fn #method(&self) -> Script<#marker> {
                self.inner.script()
            }
        }
    }
}

/// The type that stands for an operation.
fn marker(names: &OperationNames) -> proc_macro2::Ident {
    ident(&format!("{}Mock", names.base))
}

/// The type of what a request holds.
fn request(names: &OperationNames) -> proc_macro2::Ident {
    ident(&format!("{}Request", names.base))
}

/// Method and path of an operation, as code.
fn route(operation: &Operation) -> String {
    doc::code(&format!("{} {}", operation.method.as_str(), operation.path))
}
