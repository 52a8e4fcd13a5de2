//! Which names Rust and cargo take.

/// Whether cargo takes `name` for a package and Rust for a crate.
pub fn is_crate_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase())
        && characters.all(|rest| {
            rest.is_ascii_lowercase() || rest.is_ascii_digit() || matches!(rest, '-' | '_')
        })
        && !crate::name::is_keyword(&name.replace('-', "_"))
        && !matches!(name, "std" | "core" | "alloc" | "test" | "proc_macro")
}

/// Whether `name` can be written after `mod`.
pub(crate) fn is_module_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase())
        && characters.all(|rest| rest.is_ascii_alphanumeric() || rest == '_')
        && !crate::name::is_keyword(name)
}

/// Names that stand beside the client's type.
const BESIDE_CLIENT: &[&str] = &[
    "ApiDescription",
    "BuildError",
    "ClientBuilder",
    "Core",
    "Credential",
    "DecodeError",
    "Described",
    "Error",
    "RawResponse",
    "Response",
    "ResponseFuture",
    "Self",
    "SendError",
    "Transport",
    "TransportError",
    "UnknownValue",
    "Value",
];

/// Whether the client's type may be called `name`.
pub(super) fn is_type_name(name: &str) -> bool {
    is_pascal(name) && !BESIDE_CLIENT.contains(&name)
}

/// Whether `name` is written as types are.
pub(super) fn is_pascal(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_uppercase())
        && characters.all(|rest| rest.is_ascii_alphanumeric())
        && name != "Self"
}
