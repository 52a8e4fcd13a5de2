//! `mock/models/`: how tests make the types that only the service makes, a file for each of `models/`.

use std::collections::BTreeMap;

use quote::quote;

use crate::{
    emit::{Emitter, File, imports::Imports, parts::Parts, text::Text, ty::Scope},
    ir::{Struct, TypeKind},
    name::TypeNames,
};

/// The types of each file of `models/` that only the service makes.
pub(super) type Made<'a> = BTreeMap<&'a str, Vec<(&'a Struct, &'a TypeNames)>>;

impl<'a> Emitter<'a> {
    /// The types that only the service makes, and so its stand-in.
    pub(super) fn made(&self) -> Made<'a> {
        let mut made = Made::new();
        for (module, types) in self.modules() {
            for (id, definition, names) in types {
                let is_other_name = self.names.shared.contains_key(&id);
                match &definition.kind {
                    TypeKind::Struct(found) if !definition.is_made && !is_other_name => {
                        made.entry(module).or_default().push((found, names));
                    }
                    TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => {}
                }
            }
        }
        made
    }

    /// The files, if there are such types.
    pub(super) fn makers<'e>(&'e self, made: Made<'a>, parts: &mut Parts<'e>)
    where
        'a: 'e,
    {
        if made.is_empty() {
            return;
        }
        let mut text = Text::default();
        self.declare(made.keys().copied(), &mut text);
        parts.file(|| File {
            path: "mock/models/mod.rs".to_owned(),
            docs: vec![
                "How tests make the types of `models` that only the service makes.".to_owned(),
            ],
            text: text.into_string(),
            ..File::default()
        });
        for (module, types) in made {
            parts.file(move || self.makers_of(module, &types));
        }
    }

    /// A file.
    fn makers_of(&self, module: &str, types: &[(&Struct, &TypeNames)]) -> File {
        let (imports, mut text) = (Imports::default(), Text::default());
        imports.add(self.paths.root(), "models");
        for (found, names) in types {
            let name = format!("models::{}", names.ident);
            self.construction(found, names, &name, Scope::Elsewhere, &mut text);
        }
        imports.file(format!("mock/models/{module}.rs"), &text)
    }
}

/// The root of `mock/` where there is nothing to call.
pub(super) fn made_root() -> File {
    File {
        path: "mock/mod.rs".to_owned(),
        docs: vec!["What tests need beside the types.".to_owned()],
        items: vec![vec![quote!(
            mod models;
        )]],
        ..File::default()
    }
}
