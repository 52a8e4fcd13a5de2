//! The files of `operations/`: a group each, with its calls and errors.

mod call;
mod docs;
mod outcomes;
mod paging;
mod value;

use std::collections::BTreeSet;

pub(in crate::emit) use call::{encoding, literal, location};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident, models::deprecated, ty::initializer},
    ir::{Group, GroupId, Literal, Operation, OperationId, ParamPresence},
    name::{GroupNames, OperationNames},
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

/// The module of operations without a tag.
pub(in crate::emit) const UNTAGGED: &str = "untagged";

impl<'a> Emitter<'a> {
    pub(super) fn operations_module(&self) -> File {
        let mut mods: Vec<TokenStream> = Vec::new();
        for (id, group, names) in self.own_groups() {
            let gate = self.group_gate(id);
            let docs = doc::attributes(&[format!("Operations tagged {}.", doc::code(&group.tag))]);
            let module = ident(&names.module);
            mods.push(quote!(#docs #gate pub mod #module;));
        }
        if self.of(None).next().is_some() {
            let module = ident(UNTAGGED);
            mods.push(quote!(#[doc = " Operations without a tag, which are methods of the client itself."] pub mod #module;));
        }
        mods.sort_by_key(|item| item.to_string().rsplit(" mod ").next().map(str::to_owned));
        File {
            path: "operations/mod.rs".to_owned(),
            items: vec![mods],
            ..File::default()
        }
    }

    pub(super) fn groups(&self, write: &mut dyn FnMut(File)) {
        for (id, group, names) in self.own_groups() {
            write(self.group(id, group, names));
        }
        if self.of(None).next().is_some() {
            let (module, client) = (self.paths.own("client"), ident(&self.target.client));
            let mut items = vec![self.methods(&quote!(#client), None, None)];
            items.extend(self.calls(None));
            let mut uses = self.uses(None, &items);
            uses.insert(0, quote!(use #module::#client;));
            write(file(UNTAGGED, uses, items));
        }
    }

    /// The operations of a group.
    pub(in crate::emit) fn of(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = (&'a Operation, &'a OperationNames)> {
        let all = self.of_with_ids(group);
        all.map(|(_, operation, names)| (operation, names))
    }

    /// The operations of a group, with their ids.
    pub(in crate::emit) fn of_with_ids(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = (OperationId, &'a Operation, &'a OperationNames)> {
        let (names, home) = (&self.names.operations, self.module);
        self.api
            .operations
            .iter()
            .filter(move |(_, operation)| operation.group == group && operation.home == home)
            .filter_map(move |(id, operation)| Some((*id, operation, names.get(id)?)))
    }

    fn group(&self, id: GroupId, group: &Group, names: &GroupNames) -> File {
        let name = ident(&names.ident);
        let mut docs = vec![format!("Operations tagged {}.", doc::code(&group.tag))];
        if let Some(description) = &group.description {
            docs.push(String::new());
            docs.extend(doc::clean(description));
        }
        docs.push(String::new());
        docs.push(self.accessor_docs(names));
        let docs = doc::attributes(&docs);
        let new = quote! {
            pub(crate) fn new(core: Core) -> Self {
                Self { core }
            }
        };
        let mut items = vec![
            quote! {
                #docs
                #[derive(Debug, Clone)]
                pub struct #name {
                    core: Core,
                }
            },
            self.methods(&quote!(#name), Some(id), Some(new)),
        ];
        items.extend(self.calls(Some(id)));
        file(&names.module, self.uses(Some(id), &items), items)
    }

    fn accessor_docs(&self, names: &GroupNames) -> String {
        let path = self
            .paths
            .own(&self.target.client)
            .to_string()
            .replace(' ', "");
        let accessor = names.accessor.trim_start_matches("r#");
        format!(
            "[`{client}::{accessor}`]({path}::{accessor}) gives it.",
            client = self.target.client
        )
    }

    /// What the file of a group imports: only what its items use.
    fn uses(&self, group: Option<GroupId>, items: &[TokenStream]) -> Vec<TokenStream> {
        let mentioned = mentioned(items);
        let import = |module, names: &[&str]| import(&mentioned, module, names);
        let needs_scheme =
            |operation: &Operation| operation.security.iter().any(|schemes| !schemes.is_empty());
        let mut uses = Vec::new();
        if self.of(group).any(|(operation, _)| needs_scheme(operation)) {
            let client = self.paths.own("client");
            uses.push(quote!(use #client::schemes;));
        }
        if mentioned.contains("models::") {
            let models = self.paths.own("models");
            uses.push(quote!(use #models;));
        }
        uses.extend(import(
            quote!(specwright_runtime::__private::v1),
            PRIVATE_TYPES,
        ));
        uses.extend(import(quote!(specwright_runtime), PUBLIC_TYPES));
        uses
    }

    /// The methods that begin the calls of a group.
    fn methods(
        &self,
        owner: &TokenStream,
        group: Option<GroupId>,
        first: Option<TokenStream>,
    ) -> TokenStream {
        let methods = self
            .of(group)
            .enumerate()
            .map(|(index, (operation, names))| {
                let method = self.method(operation, names);
                let blank = (index > 0 || first.is_some()).then(doc::blank);
                quote!(#blank #method)
            });
        let methods: Vec<TokenStream> = methods.collect();
        quote! {
            impl #owner {
                #first
                #(#methods)*
            }
        }
    }

    fn method(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let docs = doc::attributes(&self.operation_docs(operation, names));
        let deprecated = deprecated(&operation.docs);
        let (method, call) = (ident(&names.method), ident(&names.call));
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for (param, names) in operation.params.iter().zip(&names.params) {
            let name = ident(&names.ident);
            match &param.presence {
                ParamPresence::Required => {
                    let (argument, value) = self.outside_argument(&param.ty, &quote!(#name));
                    arguments.push(quote!(#name: #argument));
                    values.push(initializer(&name, &value));
                }
                ParamPresence::Optional => values.push(quote!(#name: None)),
                ParamPresence::Constant(constant) => {
                    let (ty, value) = (self.outside(&param.ty), literal(constant));
                    values.push(match constant {
                        Literal::Bool(_) => quote!(#name: #value),
                        Literal::String(_) | Literal::Int(_) => quote!(#name: #ty::from(#value)),
                    });
                }
            }
        }
        match &operation.body {
            Some(body) if body.required => {
                let (argument, value) = self.outside_argument(&body.ty, &quote!(body));
                arguments.push(quote!(body: #argument));
                values.push(initializer(&ident("body"), &value));
            }
            Some(_) => values.push(quote!(body: None)),
            None => {}
        }
        // `self` counts.
        let many = (arguments.len() >= 7).then(|| {
            quote!(#[expect(clippy::too_many_arguments, reason = "the service requires them all")])
        });
        quote! {
            #docs
            #deprecated
            #many
            pub fn #method(&self, #(#arguments),*) -> #call {
                #call { core: self.core.clone(), #(#values),* }
            }
        }
    }
}

fn file(module: &str, uses: Vec<TokenStream>, items: Vec<TokenStream>) -> File {
    let items = items.into_iter().map(|item| vec![item]);
    File {
        path: format!("operations/{module}.rs"),
        items: std::iter::once(uses).chain(items).collect(),
        ..File::default()
    }
}

/// The names that items mention, as far as they stand at the beginning of a path.
pub(in crate::emit) fn mentioned(items: &[TokenStream]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    items
        .iter()
        .for_each(|item| mention(item.clone(), &mut found));
    found
}

/// Imports those of `names` that are mentioned.
pub(in crate::emit) fn import(
    mentioned: &BTreeSet<String>,
    module: TokenStream,
    names: &[&str],
) -> Option<TokenStream> {
    let used = names.iter().filter(|name| mentioned.contains(**name));
    let used: Vec<_> = used.map(|name| ident(name)).collect();
    match used.as_slice() {
        [] => None,
        [name] => Some(quote!(use #module::#name;)),
        names => Some(quote!(use #module::{#(#names),*};)),
    }
}

/// Collects the names that stand at the beginning of a path, or alone.
pub(in crate::emit) fn mention(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut after_colons = 0;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if after_colons < 2 => {
                let is_colon = |next: &TokenTree| matches!(next, TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint);
                if tokens.peek().is_some_and(is_colon) {
                    found.insert(format!("{name}::"));
                }
                found.insert(name.to_string());
            }
            TokenTree::Group(group) => mention(group.stream(), found),
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                after_colons += 1;
                continue;
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        after_colons = 0;
    }
}
