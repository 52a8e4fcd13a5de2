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

/// Files that are devices where Windows runs.
pub(super) const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Modules: one is of operations without a tag, three are those that they would stand in, and two are crates
/// that what stands beside them names.
pub(super) const MODULES: &[&str] = &[
    "untagged",
    "models",
    "operations",
    "wire",
    "std",
    "specwright_runtime",
];

/// Constants: the list of a group's operations.
pub(super) const CONSTANTS: &[&str] = &["OPERATIONS"];

/// Modules of a client of several documents, which stand in its root beside macros and crates.
pub(super) const HOMES: &[&str] = &[
    "std",
    "core",
    "alloc",
    "specwright_runtime",
    "cli",
    "client",
    "models",
    "operations",
    "wire",
    "lib",
    "main",
    "mod_",
];

/// Methods of a group beside its operations, which the client has too.
///
/// Beside those of its own, those of traits that clippy would take one for.
pub(super) const GROUP: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "deref",
    "deref_mut",
    "drop",
    "eq",
    "fmt",
    "hash",
    "index",
    "index_mut",
    "new",
    "next",
];

/// Types that the file of a group imports.
pub(super) const IMPORTED: &[&str] = &[
    "Box",
    "BoxFuture",
    "ByteStream",
    "Bytes",
    "Call",
    "Core",
    "Decoded",
    "Encoding",
    "Error",
    "EventStream",
    "From",
    "HeaderMap",
    "Into",
    "IntoFuture",
    "JsonLines",
    "Members",
    "Method",
    "Operation",
    "Option",
    "Param",
    "RawResponse",
    "Request",
    "Response",
    "ResponseFuture",
    "Result",
    "Self",
    "StatusCode",
    "String",
    "Style",
    "Vec",
];

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
    "index",
    "insert",
    "into",
    "into_future",
    "into_iter",
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

/// Methods of a call that has pages.
pub(super) const PAGED: &[&str] = &["items", "pages"];

/// Methods of the client beside the accessors of groups and those that a group has too.
pub(super) const CLIENT: &[&str] = &[
    "builder",
    "from_core",
    "rate_limits",
    "request",
    "with",
    "with_token",
];

/// Methods of a mock server beside its operations.
pub(super) const MOCK: &[&str] = &[
    "client_builder",
    "problems",
    "requests",
    "script",
    "start",
    "start_blocking",
    "url",
    "verify",
];

/// Cargo features that have a meaning already.
pub(super) const FEATURES: &[&str] = &[
    "blocking",
    "cli",
    "default",
    "full",
    "hyper",
    "mock",
    "native-tls",
    "oauth2",
    "reqwest",
    "retry",
    "rustls",
    "throttle",
    "time",
    "tower",
    "tracing",
];

/// Sub-commands that a program has of its own.
pub(super) const COMMANDS: &[&str] = &["completions", "help"];

/// Flags that all commands have.
pub(super) const FLAGS: &[&str] = &[
    "base-url",
    "body",
    "dry-run",
    "header",
    "help",
    "include",
    "out",
    "output",
    "server-variable",
    "timeout",
    "verbose",
];
