//! The files of `operations/`: a group each, with its calls and errors.

mod call;
mod docs;
mod outcomes;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident, models::deprecated, ty::initializer},
    ir::{Group, GroupId, Operation, ParamPresence},
    name::{GroupNames, OperationNames},
};

/// The module of operations without a tag.
const UNTAGGED: &str = "untagged";

impl<'a> Emitter<'a> {
    pub(super) fn operations_module(&self) -> File {
        let mut mods: Vec<TokenStream> = Vec::new();
        for (group, names) in self.api.groups.iter().zip(&self.names.groups) {
            let docs = doc::attributes(&[format!("Operations tagged {}.", doc::code(&group.tag))]);
            let module = ident(&names.module);
            mods.push(quote!(#docs pub mod #module;));
        }
        if self.of(None).next().is_some() {
            let module = ident(UNTAGGED);
            mods.push(quote!(#[doc = " Operations without a tag, which are methods of the client itself."] pub mod #module;));
        }
        mods.sort_by_key(|item| item.to_string().rsplit(" mod ").next().map(str::to_owned));
        File {
            path: "operations/mod.rs".to_owned(),
            docs: Vec::new(),
            items: vec![mods],
        }
    }

    pub(super) fn groups(&self) -> Vec<File> {
        let pairs = self.api.groups.iter().zip(&self.names.groups).enumerate();
        let mut files: Vec<File> = pairs
            .map(|(index, (group, names))| self.group(GroupId(index), group, names))
            .collect();
        if self.of(None).next().is_some() {
            let (module, client) = (self.paths.own("client"), ident(&self.target.client));
            let mut items = vec![self.uses(None)];
            if let Some(first) = items.first_mut() {
                first.insert(0, quote!(use #module::#client;));
            }
            items.push(vec![self.methods(&quote!(#client), None, None)]);
            items.extend(self.calls(None));
            files.push(File {
                path: format!("operations/{UNTAGGED}.rs"),
                docs: Vec::new(),
                items,
            });
        }
        files
    }

    /// The operations of a group.
    fn of(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = (&'a Operation, &'a OperationNames)> {
        let names = &self.names.operations;
        self.api
            .operations
            .iter()
            .filter(move |(_, operation)| operation.group == group)
            .filter_map(move |(id, operation)| Some((operation, names.get(id)?)))
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
            self.uses(Some(id)),
            vec![quote! {
                #docs
                #[derive(Debug, Clone)]
                pub struct #name {
                    core: Core,
                }
            }],
            vec![self.methods(&quote!(#name), Some(id), Some(new))],
        ];
        items.extend(self.calls(Some(id)));
        File {
            path: format!("operations/{}.rs", names.module),
            docs: Vec::new(),
            items,
        }
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

    /// What the file of a group imports: only what it uses.
    fn uses(&self, group: Option<GroupId>) -> Vec<TokenStream> {
        let operations: Vec<&Operation> = self.of(group).map(|(operation, _)| operation).collect();
        let mut private = vec!["Core", "Decoded", "Operation", "Request"];
        if operations
            .iter()
            .any(|operation| operation.errors.is_empty())
        {
            private.push("no_errors");
        }
        let decodes = |operation: &&Operation| {
            operation.success_ty().is_none() || !operation.errors.is_empty()
        };
        let mut public = vec!["BoxFuture", "Error", "Method", "Response"];
        if operations.iter().any(decodes) {
            public.extend(["RawResponse", "StatusCode"]);
            public.sort_unstable();
        }
        let (private, public) = (
            private.into_iter().map(ident),
            public.into_iter().map(ident),
        );
        let needs_scheme =
            |operation: &&Operation| operation.security.iter().any(|schemes| !schemes.is_empty());
        let mut uses = Vec::new();
        let mut uses_models = false;
        let mut note = |ty: &crate::ir::Ty| ty.visit(&mut |_| uses_models = true);
        for operation in &operations {
            operation.visit_sent(&mut note);
            operation.visit_received(&mut note);
        }
        if operations.iter().any(needs_scheme) {
            let client = self.paths.own("client");
            uses.push(quote!(use #client::schemes;));
        }
        if uses_models {
            let models = self.paths.own("models");
            uses.push(quote!(use #models;));
        }
        uses.push(quote!(use specwright_runtime::__private::v1::{#(#private),*};));
        uses.push(quote!(use specwright_runtime::{#(#public),*};));
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
                ParamPresence::Constant(literal) => {
                    let (ty, value) = (self.outside(&param.ty), call::literal(literal));
                    values.push(quote!(#name: #ty::from(#value)));
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
