//! The impls that a macro of the runtime stands for.

const SERDE: &str = "specwright_runtime::__private::v1::wire";
const NEVER: &str = "type Err = std::convert::Infallible;";

/// One for each trait of `Debug, Serialize, PartialEq for models::Pet`, with the types that are within it.
pub fn items(tokens: &str) -> Vec<syn::ItemImpl> {
    let (traits, ty) = tokens.split_once(" for ").unwrap();
    let traits = traits.split(" by ").next().unwrap();
    let traits = traits.split(',').map(str::trim);
    let item = |name| match name {
        "Deserialize" => format!("impl<'de> {SERDE}::Deserialize<'de> for {ty} {{}}"),
        "Serialize" => format!("impl {SERDE}::Serialize for {ty} {{}}"),
        "Debug" | "Display" => format!("impl std::fmt::{name} for {ty} {{}}"),
        "Hash" => format!("impl std::hash::Hash for {ty} {{}}"),
        "FromStr" => format!("impl std::str::FromStr for {ty} {{ {NEVER} }}"),
        other => format!("impl {other} for {ty} {{}}"),
    };
    traits
        .map(|name| syn::parse_str(&item(name)).unwrap())
        .collect()
}
