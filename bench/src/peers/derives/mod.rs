//! specwright's types alone, as they are and with serde derived instead of written out.
//!
//! A client that specwright made becomes one with its types and their docs, and nothing else but a function for
//! each type that an operation sends or receives, which encodes or decodes it: without these no code would be made
//! of what is derived, as it is generic. Clients have more to compile than that, so what this costs with derives
//! is the least that a client with derives could.

mod calls;
mod wire;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use quote::ToTokens;
use syn::{Attribute, Fields, File, Item, ItemEnum, ItemStruct, Type, parse_quote};

use self::{
    calls::calls,
    wire::{Names, Wire},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What of the client in `folder` is not the types and how they are read and written.
const REST: [&str; 5] = ["client", "examples", "mock", "oauth2", "operations"];

/// Leaves of the client in `folder` its types, with derives.
///
/// # Errors
///
/// Where it is not laid out as specwright's clients are.
pub(crate) fn derive(folder: &Path) -> Outcome<()> {
    alone(folder)?;
    for models in named("models", &folder.join("src"))? {
        let root = models.parent().ok_or("types stand in no folder")?;
        let wire = Wire::read(&files(&root.join("wire"))?)?;
        for file in files(&models)? {
            let mut parsed = parse(&file)?;
            types(&mut parsed, &wire);
            print(&file, &parsed)?;
        }
    }
    for file in roots(folder)? {
        let mut parsed = parse(&file)?;
        parsed.items.retain(|item| !is_module(item, &["wire"]));
        print(&file, &parsed)?;
    }
    Ok(())
}

/// Leaves of the client in `folder` its types, as they are.
///
/// # Errors
///
/// As [`derive`].
pub(crate) fn alone(folder: &Path) -> Outcome<()> {
    for models in named("models", &folder.join("src"))? {
        let root = models.parent().ok_or("types stand in no folder")?;
        let wire = Wire::read(&files(&root.join("wire"))?)?;
        fs::write(
            root.join("calls.rs"),
            calls(&files(&root.join("operations"))?, &wire)?,
        )?;
    }
    for file in roots(folder)? {
        let mut parsed = parse(&file)?;
        bare(&mut parsed);
        print(&file, &parsed)?;
    }
    depend(
        folder,
        "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n",
    )
}

/// The roots of the client's documents.
fn roots(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut roots = named("mod.rs", &folder.join("src"))?;
    roots.push(folder.join("src/lib.rs"));
    let mut found = Vec::new();
    for file in roots {
        let items = parse(&file)?.items;
        if items.iter().any(|item| is_module(item, &["wire"])) {
            found.push(file);
        }
    }
    Ok(found)
}

/// Adds a dependency to the manifest in `folder`.
fn depend(folder: &Path, dependency: &str) -> Outcome<()> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    let text = text.replacen(
        "[dependencies]\n",
        &format!("[dependencies]\n{dependency}"),
        1,
    );
    Ok(fs::write(&manifest, text)?)
}

/// Leaves of a module of the client only the types, and adds what calls them.
fn bare(file: &mut File) {
    file.items.retain(|item| match item {
        Item::Mod(_) => !is_module(item, &REST),
        Item::Use(item) => !item
            .tree
            .to_token_stream()
            .to_string()
            .starts_with("self :: client"),
        _ => true,
    });
    file.items.push(parse_quote!(
        pub mod calls;
    ));
}

fn is_module(item: &Item, names: &[&str]) -> bool {
    matches!(item, Item::Mod(module) if names.iter().any(|name| module.ident == name))
}

/// Leaves of a file of types only those, with what serde is told.
fn types(file: &mut File, wire: &Wire) {
    file.items.retain(|item| {
        matches!(
            item,
            Item::Struct(_) | Item::Enum(_) | Item::Mod(_) | Item::Use(_) | Item::Type(_)
        )
    });
    for item in &mut file.items {
        match item {
            Item::Struct(item) => structure(item, wire),
            Item::Enum(item) => enumeration(item, wire),
            _ => {}
        }
    }
}

/// What is derived of a struct or an enum; a client has these written out.
fn derives() -> Attribute {
    parse_quote!(#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)])
}

fn structure(item: &mut ItemStruct, wire: &Wire) {
    let Some(Names::Fields(names)) = wire.of(&item.ident) else {
        return;
    };
    item.attrs.push(derives());
    let Fields::Named(fields) = &mut item.fields else {
        return;
    };
    for field in &mut fields.named {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let is_option = matches!(&field.ty, Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "Option"));
        match names.get(&name) {
            Some(Some(name)) if is_option => field.attrs.push(parse_quote!(
                #[serde(rename = #name, default, skip_serializing_if = "Option::is_none")]
            )),
            Some(Some(name)) => field.attrs.push(parse_quote!(#[serde(rename = #name)])),
            Some(None) => field.attrs.push(parse_quote!(#[serde(flatten)])),
            None => field.attrs.push(parse_quote!(#[serde(default, skip)])),
        }
    }
}

fn enumeration(item: &mut ItemEnum, wire: &Wire) {
    let Some(names) = wire.of(&item.ident) else {
        return;
    };
    match names {
        // A client has it compare by its variants, by a derive.
        Names::Union => item.attrs.extend::<[Attribute; 2]>([
            parse_quote!(#[derive(Debug, serde::Serialize, serde::Deserialize)]),
            parse_quote!(#[serde(untagged)]),
        ]),
        Names::Fields(_) => {
            let hashed = parse_quote!(#[derive(Eq, Hash)]);
            let untagged = parse_quote!(#[serde(untagged)]);
            item.attrs.extend([derives(), hashed, untagged]);
        }
        Names::Values(values) => {
            let hashed = parse_quote!(#[derive(Eq, Hash)]);
            item.attrs.extend([derives(), hashed]);
            for (index, variant) in item.variants.iter_mut().enumerate() {
                match values.get(index) {
                    Some(value) => variant.attrs.push(parse_quote!(#[serde(rename = #value)])),
                    // The runtime's own type has no derive; text is what it holds.
                    None if variant.ident != "Unknown" => {}
                    None => {
                        variant.attrs.push(parse_quote!(#[serde(untagged)]));
                        variant.fields = Fields::Unnamed(parse_quote!((String)));
                    }
                }
            }
        }
    }
}

fn parse(file: &Path) -> Outcome<File> {
    let text = fs::read_to_string(file)?;
    syn::parse_file(&text).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn print(file: &Path, parsed: &File) -> Outcome<()> {
    Ok(fs::write(file, prettyplease::unparse(parsed))?)
}

/// All files and folders of this name below a folder.
pub(crate) fn named(name: &str, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let is_named = |path: &PathBuf| path.file_name().is_some_and(|found| found == name);
    Ok(below(folder)?.into_iter().filter(is_named).collect())
}

/// All files of Rust below a folder; none if there is no folder.
pub(crate) fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs");
    Ok(below(folder)?.into_iter().filter(is_rust).collect())
}

fn below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(models: &str, wire: &str) -> String {
        let wire = Wire::of_text(wire).unwrap();
        let mut file = syn::parse_file(models).unwrap();
        types(&mut file, &wire);
        prettyplease::unparse(&file)
    }

    #[test]
    fn a_struct_has_its_wire_names() {
        let text = derived(
            "pub struct Pet { pub id: i64, pub r#type: Option<String>, pub more: Map }\nimpl Pet { fn new() {} }",
            "impl Wire for models::Pet {
                fn shape() -> Shape { Shape::Object(&Table { fields: &[Required(\"petId\"), Optional(\"type\")] }) }
                fn field(&mut self, index: usize) -> Slot<'_> { match index { 0 => self.id.slot(), _ => Slot::Ignored } }
                fn member(&self, index: usize) -> Piece<'_> { match index { 0 => Wire::piece(&self.id),
                    1 => self.r#type.optional_piece(), 2 => foreign_piece(&self.more), _ => Piece::Absent } } }",
        );
        assert!(
            text.contains("#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]"),
            "{text}"
        );
        assert!(
            text.contains("#[serde(rename = \"petId\")]\n    pub id"),
            "{text}"
        );
        assert!(
            text.contains("rename = \"type\", default, skip_serializing_if"),
            "{text}"
        );
        assert!(text.contains("#[serde(flatten)]\n    pub more"), "{text}");
        assert!(!text.contains("impl"), "{text}");
    }

    /// What is read is what is generated now, and not only what it once was.
    #[test]
    fn a_generated_struct_has_all_of_its_wire_names() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
        let file = |folder: &str| fs::read_to_string(source.join(folder).join("conversation.rs"));
        let text = derived(&file("models").unwrap(), &file("wire").unwrap());
        for wire in ["id", "locationId", "lastMessageDate", "deleted"] {
            assert!(text.contains(&format!("rename = {wire:?}")), "{text}");
        }
        assert!(!text.contains("skip)]"), "{text}");
    }

    #[test]
    fn an_enum_has_its_values_and_a_union_no_tag() {
        let text = derived(
            "pub enum Mood { Happy, Unknown(UnknownValue) }\npub enum Animal { Cat(Cat), Unknown(Value) }",
            "impl Wire for models::Mood { fn shape() -> Shape { Shape::String(&[\"HPY\"]) } }
             impl Wire for models::Animal { fn piece(&self) -> Piece<'_> { match self { Self::Cat(it) => it.piece() } } }
             impl Union for models::Animal { }",
        );
        assert!(
            text.contains("#[serde(rename = \"HPY\")]\n    Happy"),
            "{text}"
        );
        assert!(
            text.contains("#[serde(untagged)]\n    Unknown(String)"),
            "{text}"
        );
        assert!(
            text.contains("#[derive(Debug, serde::Serialize, serde::Deserialize)]\n#[serde(untagged)]\npub enum Animal"),
            "{text}"
        );
    }
}
