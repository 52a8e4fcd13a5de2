//! What the keys of an object are: words of the specification, names, or data.

/// What the keys of an object are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Words of OpenAPI or JSON Schema.
    Words,
    /// Names that the API chose.
    Names,
    /// A value as it goes over the wire, as in `default`.
    Data,
}

/// Words whose objects have names for keys.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mapping",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
    "webhooks",
];

impl Keys {
    /// What the keys of the value at `key` are.
    pub(crate) fn below(self, key: &str) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::Names => Self::Words,
            Self::Words if matches!(key, "const" | "default" | "enum" | "example" | "value") => {
                Self::Data
            }
            Self::Words if key.starts_with("x-") => Self::Data,
            Self::Words if NAMES.contains(&key) => Self::Names,
            Self::Words => Self::Words,
        }
    }

    /// The same, where two words are told apart by whether the value is a list: components have parameters
    /// and examples by name, an operation lists its parameters, and a schema examples of its data.
    pub(crate) fn within(self, key: &str, is_list: bool) -> Self {
        match (self, key, is_list) {
            (Self::Words, "examples", true) => Self::Data,
            (Self::Words, "examples" | "parameters", false) => Self::Names,
            _ => self.below(key),
        }
    }

    /// Whether the value at `key` is for people only.
    pub(crate) fn is_soft(self, key: &str) -> bool {
        self == Self::Words && is_word(key)
    }
}

/// Whether a member only says something to people, or stands for the tools of others.
pub(crate) fn is_word(key: &str) -> bool {
    matches!(
        key,
        "description" | "summary" | "title" | "example" | "examples" | "externalDocs" | "$comment"
    ) || key.starts_with("x-")
}
