//! Names that are not to be had.

/// Keywords of Rust, all editions, reserved ones included (The Rust Reference, Keywords).
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written `r#…`.
pub(super) const NOT_RAW: &[&str] = &["Self", "_", "crate", "self", "super"];

/// Types: a schema called so is called `…_`.
pub(super) const TYPES: &[&str] = &[];

/// Modules: a file cannot be called `mod.rs`, and keywords read badly as modules.
pub(super) const MODULES: &[&str] = KEYWORDS;

/// Variants: the one that keeps what the document does not list.
pub(super) const VARIANTS: &[&str] = &["Unknown"];

/// Methods that users expect to mean something else than a setter.
pub(super) const METHODS: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "into_future",
    "ne",
    "new",
    "not",
    "partial_cmp",
    "send",
    "serialize",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "add",
    "sub",
    "mul",
    "div",
    "rem",
    "neg",
    "shl",
    "shr",
    "bitand",
    "bitor",
    "bitxor",
];

/// Parameters: what the call itself holds.
pub(super) const PARAMS: &[&str] = &["body", "core", "request"];

/// Methods of the client beside the accessors of groups.
pub(super) const CLIENT: &[&str] = &["builder", "clone", "from_core"];
