//! The files of `wire/`: how the types of `models/` are read and written.

mod enums;
mod object;
mod parts;
mod unions;

use proc_macro2::TokenStream;

use crate::{
    emit::{Emitter, File, code, imports::Imports, text::Text, ty::Scope},
    ir::{Format, Ty, TypeDef, TypeKind},
    name::TypeNames,
};

/// What a reader of `wire/` has to know.
const DOCS: [&str; 6] = [
    "How the types of `models` are read and written.",
    "",
    "An object has one table of its members, `FIELDS`, and `read_field` reads the one at an index of it.",
    "One function of the runtime reads all objects: it makes an `empty` value, looks each key up in the table,",
    "has that member read in place, and fails where a required one did not come.",
    "Members are written one after the other, and what fails is kept until `end`, so that no line has a branch.",
];

impl Emitter<'_> {
    pub(super) fn wire(&self, write: &mut dyn FnMut(File)) {
        let mut modules = self.modules();
        for types in modules.values_mut() {
            types.retain(|(id, ..)| !self.names.shared.contains_key(id));
        }
        modules.retain(|_, types| !types.is_empty());
        let mut text = Text::default();
        self.declare(modules.keys().copied(), &mut text);
        write(File {
            path: "wire/mod.rs".to_owned(),
            docs: DOCS.map(str::to_owned).into(),
            text: text.into_string(),
            ..File::default()
        });
        for (module, types) in &modules {
            let (imports, mut text) = (Imports::default(), Text::default());
            imports.add(self.paths.root(), "models");
            for (_, definition, names) in types {
                self.implementations(definition, names, &imports, &mut text);
                if let Some(limited) = self.limited(definition, names) {
                    let limited = code(limited);
                    imports.private("Limited");
                    self.note_printed(&limited, &imports);
                    text.printed(&limited);
                }
            }
            write(imports.file(format!("wire/{module}.rs"), &text));
        }
    }

    fn implementations(
        &self,
        definition: &TypeDef,
        names: &TypeNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        match &definition.kind {
            TypeKind::Struct(found) => match &found.format {
                Format::Json => Self::object(found, names, imports, text),
                Format::Multipart(media_types) => {
                    Self::to_parts(found, media_types, names, imports, text);
                }
            },
            TypeKind::Enum(values) => enums::enumeration(definition, values, names, imports, text),
            TypeKind::Union(found) => self.union_wire(found, names, imports, text),
        }
    }

    /// The type as `wire` and other files write it.
    pub(super) fn outside(&self, ty: &Ty) -> TokenStream {
        self.ty(ty, Scope::Elsewhere)
    }
}

/// What all types have: `Read`, `Deserialize` and `Serialize`.
struct Codec<'a> {
    /// What stands before each of the items.
    attribute: &'static str,
    /// Writes what `Read` consists of, one step indented.
    read: &'a dyn Fn(&mut Text),
    /// What reads a value from `deserializer`.
    deserialize: &'static str,
    /// Writes the expression for a value that is written to `serializer`, two steps indented.
    write: &'a dyn Fn(&mut Text),
}

impl Codec<'_> {
    fn items(&self, names: &TypeNames, imports: &Imports, text: &mut Text) {
        for name in [
            "Deserialize",
            "Deserializer",
            "Read",
            "Serialize",
            "Serializer",
        ] {
            imports.private(name);
        }
        imports.private(self.deserialize);
        let (attribute, name) = (self.attribute, &names.ident);
        text.item(format_args!("{attribute}impl Read for models::{name} {{"));
        (self.read)(text);
        text.lines(0, "}");
        text.item(format_args!(
            "{attribute}impl<'de> Deserialize<'de> for models::{name} {{"
        ));
        text.lines(
            1,
            "fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {",
        );
        text.line(2, format_args!("{}(deserializer)", self.deserialize));
        text.lines(0, "    }\n}");
        text.item(format_args!(
            "{attribute}impl Serialize for models::{name} {{"
        ));
        text.lines(
            1,
            "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {",
        );
        (self.write)(text);
        text.lines(0, "    }\n}");
    }
}

/// `empty` and `shape`, which a type that is no object says of itself.
fn empty_and_shape(empty: &str, shape: &str, imports: &Imports, text: &mut Text) {
    imports.private("Shape");
    text.lines(1, "#[inline]\nfn empty() -> Self {");
    text.lines(2, empty);
    text.lines(1, "}\n\n#[inline]\nfn shape() -> Shape {");
    text.lines(2, shape);
    text.lines(1, "}");
}
