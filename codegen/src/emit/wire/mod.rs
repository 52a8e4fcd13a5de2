//! The files of `wire/`: how the types of `models/` are read and written.

mod enums;
mod files;
mod object;
mod parts;
mod unions;

use proc_macro2::TokenStream;

use crate::{
    emit::{
        Emitter, File, code,
        imports::Imports,
        parts::Parts,
        text::{Text, WIDTH},
        ty::Scope,
        wire::files::files,
    },
    ir::{Format, Ty, TypeDef, TypeId, TypeKind},
    name::TypeNames,
};

/// What a reader of `wire/` has to know.
const DOCS: [&str; 14] = [
    "How the types of `models` are read and written.",
    "",
    "An object says by its `shape` which members it has: `field` is the place that the one at an index is read",
    "into, and `member` what is written of it. The runtime reads all objects: it makes an `empty` value, looks each",
    "key up in the table, reads into the `Slot` of that member, and fails where a required one did not come. It writes",
    "all objects by the `Piece` of each member. Neither needs code of the type itself for a format, so that",
    "`Deserialize` and `Serialize` have nothing left to do but to ask the runtime, and by the pieces of two values it",
    "is told whether they are the same, and what `Debug` shows.",
    "",
    "An enum or a union gives the `slot` and the `piece` of its whole value. A union also makes its `variant` at an",
    "index out of a value, and derives how it compares; a `Tag` is written of a variant whose own type does not hold it.",
    "",
    "What is the same for all types is written once, in the runtime: `implement!` names the traits that a type has, and",
    "makes them of the above.",
];

/// What one has to know besides where files are for several of `models`.
const GATHERED: [&str; 2] = [
    "",
    "A file here is for all files of `models` whose names begin with its name.",
];

impl Emitter<'_> {
    pub(super) fn wire<'e>(&'e self, parts: &mut Parts<'e>) {
        let mut modules = self.modules();
        for types in modules.values_mut() {
            types.retain(|(id, ..)| !self.names.shared.contains_key(id));
        }
        modules.retain(|_, types| !types.is_empty());
        let names = modules.keys().copied();
        // With features each file of types has a condition.
        let files = match &self.names.features {
            Some(_) => names.map(|name| (name, vec![name])).collect(),
            None => files(names),
        };
        let mut docs = DOCS.map(str::to_owned).to_vec();
        if files.iter().any(|(name, modules)| modules != &[*name]) {
            docs.extend(GATHERED.map(str::to_owned));
        }
        let mut text = Text::default();
        self.declare(files.keys().copied(), &mut text);
        parts.file(|| File {
            path: "wire/mod.rs".to_owned(),
            docs,
            text: text.into_string(),
            ..File::default()
        });
        for (file, names) in files {
            let types = names.iter().filter_map(|name| modules.remove(name));
            let types: Vec<_> = types.flatten().collect();
            parts.file(move || self.wire_of(file, &types));
        }
    }

    /// A file.
    fn wire_of(&self, name: &str, types: &[(TypeId, &TypeDef, &TypeNames)]) -> File {
        let (imports, mut text) = (Imports::default(), Text::default());
        imports.add(self.paths.root(), "models");
        imports.add(WIRE, "*");
        for (_, definition, names) in types {
            self.implementations(definition, names, &mut text);
            if let Some(limited) = self.limited(definition, names) {
                text.printed(&code(limited));
            }
        }
        imports.file(format!("wire/{name}.rs"), &text)
    }

    fn implementations(&self, definition: &TypeDef, names: &TypeNames, text: &mut Text) {
        match &definition.kind {
            TypeKind::Struct(found) => match &found.format {
                Format::Json => self.object(found, names, text),
                Format::Multipart(media_types) => {
                    Self::to_parts(found, media_types, names, text);
                }
            },
            TypeKind::Enum(values) => enums::enumeration(definition, values, names, text),
            TypeKind::Union(found) => self.union_wire(found, names, text),
        }
    }

    /// The type as `wire` and other files write it.
    pub(super) fn outside(&self, ty: &Ty) -> TokenStream {
        self.ty(ty, Scope::Elsewhere)
    }
}

/// The module of the runtime whose names these files have.
const WIRE: &str = "specwright_runtime::__private::v1::wire";

/// What all types have: `Wire`, and what follows from it.
struct Codec<'a> {
    /// What stands before each of the items.
    attribute: &'static str,
    /// Writes what `Wire` consists of, one step indented.
    wire: &'a dyn Fn(&mut Text),
    /// The traits that the runtime implements by that, as its macro lists them.
    traits: &'static str,
}

impl Codec<'_> {
    fn items(&self, names: &TypeNames, text: &mut Text) {
        let (attribute, name) = (self.attribute, &names.ident);
        text.item(format_args!("{attribute}impl Wire for models::{name} {{"));
        (self.wire)(text);
        text.lines(0, "}");
        text.gap();
        let traits = self.traits;
        let line = format!("implement!({traits} for models::{name});");
        match line.len() > WIDTH {
            true => text.lines(
                0,
                &format!("implement!(\n    {traits}\n    for models::{name}\n);"),
            ),
            false => text.lines(0, &line),
        }
    }
}

/// A method whose body is `body`.
fn method(signature: &str, body: &str, text: &mut Text) {
    text.lines(1, "#[inline]");
    text.line(1, format_args!("fn {signature} {{"));
    text.lines(2, body);
    text.lines(1, "}");
}

/// How a type says what it is that is no object.
struct Own<'a> {
    empty: &'a str,
    shape: &'a str,
    slot: &'a str,
    piece: &'a str,
}

impl Own<'_> {
    fn write(&self, text: &mut Text) {
        method("empty() -> Self", self.empty, text);
        text.gap();
        method("shape() -> Shape", self.shape, text);
        text.gap();
        method("slot(&mut self) -> Slot<'_>", self.slot, text);
        text.gap();
        method("piece(&self) -> Piece<'_>", self.piece, text);
    }
}
