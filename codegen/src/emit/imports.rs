//! What a file that is written as text imports: only what its lines use.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    emit::{Emitter, File, text::Text, ty::Scope},
    ir::Ty,
};

/// The module of the runtime that generated code calls.
pub(super) const PRIVATE: &str = "specwright_runtime::__private::v1";

/// The runtime, as far as users know it.
pub(super) const PUBLIC: &str = "specwright_runtime";

/// What the limits of values are written with.
const LIMITS: [&str; 3] = ["Bound", "Limit", "Limits"];

/// The names that a file imports, by the modules that they are from.
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

    /// Notes that `name` is used from the private part of the runtime, and returns it.
    pub(super) fn private(&self, name: &'static str) -> &'static str {
        self.add(PRIVATE, name);
        name
    }

    /// Notes that `name` is used from the runtime, and returns it.
    pub(super) fn public(&self, name: &'static str) -> &'static str {
        self.add(PUBLIC, name);
        name
    }

    /// The file of `lines` below what they import.
    pub(super) fn file(self, path: String, lines: &Text) -> File {
        let mut modules: Vec<_> = self.modules.into_inner().into_iter().collect();
        // As rustfmt sorts them.
        modules.sort_by_cached_key(|(module, names)| match names.first() {
            Some(name) if names.len() == 1 && name.starts_with(char::is_lowercase) => {
                format!("{module}::{name}")
            }
            _ => format!("{module}::{{"),
        });
        let mut text = Text::default();
        for (module, names) in &modules {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            text.uses(&format!("use {module}"), &names);
        }
        text.printed(lines.as_str());
        File {
            path,
            text: text.into_string(),
            ..File::default()
        }
    }
}

impl Emitter<'_> {
    /// A type as files other than those of `models` write it.
    pub(super) fn written(&self, ty: &Ty, imports: &Imports) -> String {
        self.note_models(ty, imports);
        self.ty_text(ty, Scope::Elsewhere)
    }

    /// What a caller may give for a value of `ty`, and what makes the value of `value`.
    pub(super) fn given(&self, ty: &Ty, value: &str, imports: &Imports) -> (String, String) {
        self.note_models(ty, imports);
        self.argument_text(ty, value, Scope::Elsewhere)
    }

    fn note_models(&self, ty: &Ty, imports: &Imports) {
        ty.visit(&mut |id| {
            if self.is_own(id) {
                imports.add(self.paths.root(), "models");
            }
        });
    }

    /// Notes what lines use that were printed of tokens.
    pub(super) fn note_printed(&self, lines: &str, imports: &Imports) {
        for name in LIMITS {
            if lines.contains(&format!("{name}::")) {
                imports.private(name);
            }
        }
        if lines.contains("models::") {
            imports.add(self.paths.root(), "models");
        }
    }
}
