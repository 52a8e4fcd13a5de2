//! The files of `models/`: the types and nothing else.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident, paths::Imports, ty::Scope},
    ir::{Docs, TypeDef, TypeKind},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn models(&self, write: &mut dyn FnMut(File)) {
        let modules = self.modules();
        let declarations = modules
            .keys()
            .map(|module| (self.gate(module), ident(module)))
            .map(|(gate, module)| quote!(#gate mod #module;));
        let exports = modules.iter().map(|(module, types)| {
            let (gate, module) = (self.gate(module), ident(module));
            let mut names: Vec<_> = types
                .iter()
                .map(|(_, _, names)| ident(&names.ident))
                .collect();
            names.sort();
            match names.as_slice() {
                [name] => quote!(#gate pub use self::#module::#name;),
                names => quote!(#gate pub use self::#module::{#(#names),*};),
            }
        });
        write(File {
            path: "models/mod.rs".to_owned(),
            items: vec![declarations.collect(), exports.collect()],
            ..File::default()
        });
        for (module, types) in &modules {
            let imports = Imports::default();
            let scope = Scope::Models(module, &imports);
            let mut items: Vec<Vec<TokenStream>> = Vec::new();
            for (id, definition, names) in types {
                let shared = self.names.shared.get(id);
                if let Some(defined) = shared.and_then(|id| self.names.types.get(id)) {
                    items.push(vec![other_name(definition, names, defined)]);
                    continue;
                }
                let own = match &definition.kind {
                    TypeKind::Struct(found) => self.structure(definition, found, names, scope),
                    TypeKind::Enum(found) => self.enumeration(definition, found, names, &imports),
                    TypeKind::Union(found) => self.union(definition, found, names, scope),
                };
                items.extend(own.into_iter().map(|item| vec![item]));
            }
            let uses = imports.items();
            items.insert(0, uses);
            write(File {
                path: format!("models/{module}.rs"),
                items,
                ..File::default()
            });
        }
    }
}

/// Another name of a type that is `defined` elsewhere; an alias would not lead to its variants.
fn other_name(definition: &TypeDef, names: &TypeNames, defined: &TypeNames) -> TokenStream {
    let docs = doc::attributes(&lines(&definition.docs, &names.ident));
    let module = ident(&defined.module);
    let way = match defined.module == names.module {
        true => quote!(self),
        false => quote!(super::#module),
    };
    let (name, defined) = (ident(&names.ident), ident(&defined.ident));
    quote!(#docs pub use #way::#defined as #name;)
}

/// The documentation of a type or a field that is called `wire` in the document.
pub(super) fn lines(docs: &Docs, wire: &str) -> Vec<String> {
    let Docs {
        summary,
        description,
        deprecated,
        default,
        example,
        format,
        limits,
    } = docs;
    let mut lines: Vec<String> = summary.iter().flat_map(|text| doc::clean(text)).collect();
    if let Some(description) = description
        .as_ref()
        .filter(|text| Some(*text) != summary.as_ref())
    {
        let description = doc::clean(description);
        if !lines.is_empty() && !description.is_empty() {
            lines.push(String::new());
        }
        lines.extend(description);
    }
    if lines.is_empty() {
        lines.push(format!("{}.", doc::code(wire)));
    }
    let mut notes = Vec::new();
    notes.extend(deprecated.then(|| "Deprecated.".to_owned()));
    notes.extend(
        format
            .as_ref()
            .map(|format| format!("Format: {}.", doc::code(format))),
    );
    notes.extend(
        limits.iter().map(|(keyword, value)| {
            format!("Limit: {}.", doc::code(&format!("{keyword}: {value}")))
        }),
    );
    notes.extend(
        default
            .as_ref()
            .map(|value| format!("Default: {}.", doc::code(&value.to_string()))),
    );
    let plain = |value: &serde_json::Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    notes.extend(
        example
            .as_ref()
            .map(|value| format!("Example: {}.", doc::code(&plain(value)))),
    );
    for note in notes {
        lines.push(String::new());
        lines.push(note);
    }
    lines
}

/// `#[deprecated]`, if it is.
pub(super) fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote!(#[deprecated]))
}
