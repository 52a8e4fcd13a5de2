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
        wire::files::{MOST, files},
    },
    ir::{Format, Ty, TypeDef, TypeId, TypeKind},
    name::TypeNames,
};

/// What a reader of `wire/` has to know.
const DOCS: &str = "\
How the types of `models` are read and written. The runtime does that for all of them, by what each says of itself
here; no type has code of its own for JSON or another format. What the names mean that are used here is said in the
sources of `specwright-runtime`, in `src/wire/`.

**An object** has as its `shape` a table of its members, and the index of a member in it is the number of that member
below. It is read into an `empty` value: each key is looked up in the table, and what stands behind it is read into the
`field` at that index. A member that is `Required` and does not come is an error, so that nobody sees what `empty` put
there. It is written by the `member` at each index. Where there is an index behind the last of the table, it is that of
all members that the table does not have.

- A `Slot` is where something is read into. That of an `Option` takes `null` for absent; `nullable_slot` is for one of
  which `null` is a value, `Some(None)`.
- A `Piece` is what is written. That of an `Option` is `null` where there is nothing; by `optional_piece` the member is
  left out then.

**An enum** is read by its `From`, and written as the value that this was given. Of text that looks up what it is given
in the list of its `shape`, and takes what stands at the same index of `ALL`, or else keeps it as `Unknown` (`listed`).
";

/// What one has to know besides where there are unions.
const UNIONS: &str = "
**A union** has as its `shape` what each variant looks like. A value that could be of several is tried as what fits it
best: by a member whose one value it has (`…Constant`; this is all that such a value is for, as reading the object takes
any), else by how many members are known, a listed text before any text, an integer before a number, the first of equal
ones. What would drop a member that another one knows is not tried. `variant` reads the one at an index, and `unknown`
keeps what none can be read from.
";

/// What one has to know besides where a member says which variant a union is.
const TAGS: &str = "
Where a member decides, the `shape` of a union has its name, and each variant the values of it that stand for that
variant; one that has such a value is tried as nothing else. A `Tag` is that member where the type of the variant does
not hold it itself.
";

/// What one has to know besides where bodies have several parts.
const PARTS: &str = "
**A body of several parts** is only written: `ToParts` gives its parts.
";

const TRAITS: &str = "
`implement!` implements the traits that it is given by the above; unions derive `PartialEq` in `models`. Two values are
the same if all of their pieces are, and these are what `Debug` shows. What is `#[inline]` is compiled where it is used,
and not with this crate.

What `models` says is another name of a second type has its code where that has it.
";

/// What one has to know besides where files are for several of `models`.
fn gathered() -> String {
    format!(
        "
A file here is for all files of `models` whose names begin with the words that are its name: with one word, or where
more than {MOST} files begin with that, with two, and so on."
    )
}

impl Emitter<'_> {
    pub(super) fn wire<'e>(&'e self, parts: &mut Parts<'e>) {
        let mut modules = self.modules();
        for types in modules.values_mut() {
            types.retain(|(id, ..)| !self.names.shared.contains_key(id));
        }
        modules.retain(|_, types| !types.is_empty());
        let files = files(modules.keys().copied(), self.names.features.is_some());
        let are_gathered = files.iter().any(|(name, modules)| modules != &[*name]);
        let docs = self.wire_docs(are_gathered);
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

    fn wire_docs(&self, are_gathered: bool) -> Vec<String> {
        let own = self.api.types.values();
        let own: Vec<_> = own.filter(|found| found.home == self.module).collect();
        let has = |is: &dyn Fn(&TypeKind) -> bool| own.iter().any(|found| is(&found.kind));
        let mut docs = DOCS.to_owned();
        if has(&|kind| matches!(kind, TypeKind::Union(_))) {
            docs.push_str(UNIONS);
        }
        if has(&|kind| matches!(kind, TypeKind::Union(union) if union.tag.is_some())) {
            docs.push_str(TAGS);
        }
        let is_form = |kind: &TypeKind| match kind {
            TypeKind::Struct(found) => matches!(found.format, Format::Multipart(_)),
            TypeKind::Enum(_) | TypeKind::Union(_) => false,
        };
        if has(&is_form) {
            docs.push_str(PARTS);
        }
        docs.push_str(TRAITS);
        if are_gathered {
            docs.push_str(&gathered());
        }
        docs.lines().map(str::to_owned).collect()
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
