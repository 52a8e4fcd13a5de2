//! The files of `models/`: the types and nothing else.

use crate::{
    emit::{Emitter, File, doc, imports::Imports, parts::Parts, text::Text, ty::Scope},
    ir::{Docs, TypeDef, TypeId, TypeKind},
    name::TypeNames,
};

/// What a reader of `models/` has to know.
const DOCS: &str = "\
`None` is a member that is absent, or `null` where it always comes; where it may be either, `Some(None)` is `null`. A
value that the document does not list is kept as `Unknown` and written back as it came. Members that it does not name
are kept where a type has `additional_properties`.

The traits of these types that are not derived here stand in `wire`: `Debug`, `Serialize`, `Deserialize` and `PartialEq`,
and for enums `Display`, `Eq`, `Hash` and, of text, `FromStr`. `Debug` shows what travels, by the names that it has
there.";

/// The types of a file.
type Types<'a> = [(TypeId, &'a TypeDef, &'a TypeNames)];

impl Emitter<'_> {
    pub(super) fn models<'e>(&'e self, parts: &mut Parts<'e>) {
        let modules = self.modules();
        let mut text = Text::default();
        self.declare(modules.keys().copied(), &mut text);
        text.gap();
        for (module, types) in &modules {
            self.export(module, types, &mut text);
        }
        parts.file(|| File {
            path: "models/mod.rs".to_owned(),
            docs: DOCS.lines().map(str::to_owned).collect(),
            text: text.into_string(),
            ..File::default()
        });
        for (module, types) in modules {
            parts.file(move || self.types(module, &types));
        }
    }

    /// Exports what a file has.
    fn export(&self, module: &str, types: &Types<'_>, text: &mut Text) {
        let names = types.iter().map(|(_, _, names)| names.ident.as_str());
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        self.gate(module, text);
        text.uses(&format!("pub use self::{module}"), &names);
    }

    /// A file.
    fn types(&self, module: &str, types: &Types<'_>) -> File {
        let imports = Imports::default();
        let scope = Scope::Models(module, &imports);
        let mut text = Text::default();
        for (id, definition, names) in types {
            let shared = self.names.shared.get(id);
            if let Some(defined) = shared.and_then(|id| self.names.types.get(id)) {
                other_name(definition, names, defined, &mut text);
                continue;
            }
            match &definition.kind {
                TypeKind::Struct(found) => {
                    self.structure(definition, found, names, scope, &mut text);
                }
                TypeKind::Enum(found) => {
                    self.enumeration(definition, found, names, &imports, &mut text);
                }
                TypeKind::Union(found) => self.union(definition, found, names, scope, &mut text),
            }
        }
        imports.file(format!("models/{module}.rs"), &text)
    }
}

/// Another name of a type that is `defined` elsewhere; an alias would not lead to its variants.
fn other_name(definition: &TypeDef, names: &TypeNames, defined: &TypeNames, text: &mut Text) {
    let way = match defined.module == names.module {
        true => "self".to_owned(),
        false => format!("super::{}", defined.module),
    };
    let (name, defined) = (&names.ident, &defined.ident);
    text.gap();
    let note = format!("Another name of [`{defined}`](super::{defined}).");
    let mut lines = lines(&definition.docs, name);
    match lines.first_mut() {
        // Where the document says nothing, its name says less.
        Some(first) if *first == doc::code(name) + "." => *first = note,
        _ => lines.extend([String::new(), note]),
    }
    text.docs(0, &lines);
    text.line(0, format_args!("pub use {way}::{defined} as {name};"));
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
        lines.push(doc::code(wire) + ".");
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
