//! Every path out of a generated file, and whether a name can be imported.

use foldhash::fast::RandomState;
use indexmap::IndexSet;
use proc_macro2::TokenStream;

use crate::{
    emit::{Target, ident, print::tokens},
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
    taken: IndexSet<String, RandomState>,
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

    /// The client's own root.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// A module of the client.
    pub(super) fn own(&self, module: &str) -> TokenStream {
        tokens(&self.own_text(module))
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
