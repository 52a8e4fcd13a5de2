//! Every path out of a generated file, and whether a name can be imported.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Target, ident},
    ir::{Api, ModuleId},
    name::Names,
};

/// The paths of a client.
pub(super) struct Paths {
    /// The client's own root, as in `crate`.
    root: TokenStream,
    /// The roots of all modules, where there are several.
    others: Vec<TokenStream>,
    /// Names of schemas, which must not be imported from elsewhere.
    taken: BTreeSet<String>,
}

impl Paths {
    pub(super) fn new(api: &Api, names: &Names, target: &Target, module: ModuleId) -> Self {
        let modules = target.modules.iter().map(|module| ident(module));
        let root = quote!(crate #(::#modules)*);
        let depth = target.modules.len().saturating_sub(1);
        let outer = target
            .modules
            .iter()
            .take(depth)
            .map(|module| ident(module));
        let outer: Vec<_> = outer.collect();
        let others = names.modules.iter().map(|module| ident(module));
        let own = api.types.iter();
        let own = own.filter(|(_, definition)| definition.home == module);
        let taken = own
            .filter_map(|(id, _)| names.types.get(id))
            .map(|names| names.ident.clone())
            .collect();
        Self {
            root,
            others: others
                .map(|module| quote!(crate #(::#outer)* ::#module))
                .collect(),
            taken,
        }
    }

    /// A module of the client.
    pub(super) fn own(&self, module: &str) -> TokenStream {
        let (root, module) = (&self.root, ident(module));
        quote!(#root::#module)
    }

    /// The models of another module.
    pub(super) fn models_of(&self, module: ModuleId) -> TokenStream {
        let root = self.others.get(module.0).unwrap_or(&self.root);
        quote!(#root::models)
    }

    /// Whether a schema is called `name`.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// The names that a file imports.
#[derive(Default)]
pub(super) struct Imports {
    modules: RefCell<BTreeMap<String, BTreeSet<String>>>,
}

impl Imports {
    /// Notes that `name` is used from `module`, and returns it.
    pub(super) fn add(&self, module: &str, name: &str) -> TokenStream {
        self.modules
            .borrow_mut()
            .entry(module.to_owned())
            .or_default()
            .insert(name.to_owned());
        let name = ident(name);
        quote!(#name)
    }

    /// The `use` items.
    pub(super) fn items(&self) -> Vec<TokenStream> {
        let modules = self.modules.borrow();
        let uses = modules.iter().map(|(module, names)| {
            let module = module.split("::").map(ident);
            let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [name] => quote!(use #(#module)::*::#name;),
                names => quote!(use #(#module)::*::{#(#names),*};),
            }
        });
        uses.collect()
    }
}
