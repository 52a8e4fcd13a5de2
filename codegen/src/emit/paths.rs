//! Every path out of a generated file, and whether a name can be imported.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use proc_macro2::TokenStream;

use crate::{
    emit::{Target, ident, text::Text},
    ir::{Api, ModuleId},
    name::Names,
};

/// The paths of a client.
pub(super) struct Paths {
    /// The client's own root, as in `crate`.
    root: String,
    /// The models of all modules, where there are several.
    models: Vec<String>,
    /// Names of schemas, which must not be imported from elsewhere.
    taken: BTreeSet<String>,
}

impl Paths {
    pub(super) fn new(api: &Api, names: &Names, target: &Target, module: ModuleId) -> Self {
        let root = |depth| -> String {
            let modules = target.modules.iter().take(depth);
            let modules = modules.map(|module| format!("::{}", ident(module)));
            std::iter::once("crate".to_owned()).chain(modules).collect()
        };
        let outer = root(target.modules.len().saturating_sub(1));
        let others = names.modules.iter();
        let models = others.map(|module| format!("{outer}::{module}::models"));
        let own = api.types.iter();
        let own = own.filter(|(_, definition)| definition.home == module);
        let taken = own
            .filter_map(|(id, _)| names.types.get(id))
            .map(|names| names.ident.clone())
            .collect();
        Self {
            root: root(target.modules.len()),
            models: models.collect(),
            taken,
        }
    }

    /// A module of the client.
    pub(super) fn own(&self, module: &str) -> TokenStream {
        self.own_text(module).parse().unwrap_or_default()
    }

    /// A module of the client, as text.
    pub(super) fn own_text(&self, module: &str) -> String {
        format!("{}::{module}", self.root)
    }

    /// The models of another module.
    pub(super) fn models_of(&self, module: ModuleId) -> &str {
        self.models.get(module.0).map_or("models", String::as_str)
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
    /// Notes that `name` is used from `module`.
    pub(super) fn add(&self, module: &str, name: &str) {
        let mut modules = self.modules.borrow_mut();
        match modules.get_mut(module) {
            Some(names) if names.contains(name) => {}
            Some(names) => _ = names.insert(name.to_owned()),
            None => _ = modules.insert(module.to_owned(), BTreeSet::from([name.to_owned()])),
        }
    }

    /// Adds the `use` items.
    pub(super) fn write(&self, text: &mut Text) {
        for (module, names) in &*self.modules.borrow() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            text.uses(&format!("use {module}"), &names);
        }
    }
}
