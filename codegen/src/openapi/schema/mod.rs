//! Schemas as written.

mod read;

pub(super) use read::Queue;

use crate::{diagnostic::Place, source::Node};

/// A schema of a document; schemas refer to each other by it, so cycles are ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(usize);

impl SchemaId {
    /// The schema that was met first.
    pub const FIRST: Self = Self(0);
}

/// All schemas of a document.
#[derive(Debug, Default)]
pub struct Schemas(Boxes);

/// Schemas are large and many: a list of them would take twice the memory while it grows.
pub(super) type Boxes = Vec<Box<Schema>>;

impl Schemas {
    pub(super) fn new(schemas: Boxes) -> Self {
        Self(schemas)
    }

    /// Returns a schema.
    pub fn get(&self, id: SchemaId) -> &Schema {
        #[expect(
            clippy::indexing_slicing,
            reason = "ids come from the queue, which reads each one"
        )]
        &self.0[id.0]
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns all schemas.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        let ids = (0..).map(SchemaId);
        ids.zip(self.0.iter().map(|schema| &**schema))
    }
}

/// A type of JSON Schema besides null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// True or false.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Type {
    /// Returns the type of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// Returns the type that a name of other languages most likely means.
    pub(super) fn guess(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        Some(match lower.as_str() {
            "bool" => Self::Boolean,
            "int" | "int32" | "int64" | "long" => Self::Integer,
            "float" | "double" | "decimal" => Self::Number,
            "str" | "text" | "file" | "date" | "datetime" | "date-time" | "uuid" | "enum" => {
                Self::String
            }
            "list" => Self::Array,
            "map" | "dict" | "json" => Self::Object,
            other => return Self::parse(other),
        })
    }
}

/// `additionalProperties`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additional {
    /// The document says nothing.
    Unsaid,
    /// `false`.
    Denied,
    /// `true` or `{}`.
    Any,
    /// Of one schema.
    Schema(SchemaId),
}

/// What `$ref` leads to.
#[derive(Debug)]
pub struct Reference {
    /// The schema; none where there is nothing.
    pub target: Option<SchemaId>,
    /// The tokens of its pointer.
    pub tokens: Vec<String>,
}

/// `discriminator` (OpenAPI 3.1.1, §4.8.25).
#[derive(Debug)]
pub struct Discriminator {
    /// The property that says which schema it is.
    pub property: String,
    /// Values of the property and the schemas that they stand for.
    pub mapping: Vec<(String, SchemaId)>,
}

/// A schema as written.
#[derive(Debug)]
pub struct Schema {
    /// Where it stands.
    pub at: Place,
    /// The index of its file in the bundle.
    pub home: usize,
    /// `$ref` and `$dynamicRef`.
    pub reference: Option<Reference>,
    /// `true` and `false` as schemas.
    pub always: Option<bool>,
    /// Types besides null; none if the document says nothing.
    pub types: Vec<Type>,
    /// Whether null is allowed by `type` or `nullable`.
    pub nullable: bool,
    /// `format`.
    pub format: Option<(String, Place)>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `enum`, or `const` as an enum of one.
    pub values: Option<Vec<Node>>,
    /// `x-enum-varnames`, in the order of the values.
    pub value_names: Vec<String>,
    /// `x-enum-descriptions`, in the order of the values.
    pub value_docs: Vec<String>,
    /// `properties`.
    pub properties: Vec<(String, SchemaId)>,
    /// `required`.
    pub required: Vec<(String, Place)>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// The schemas of `patternProperties`.
    pub patterns: Vec<SchemaId>,
    /// `items`.
    pub items: Option<SchemaId>,
    /// `prefixItems`, or `items` as a list.
    pub tuple: Vec<SchemaId>,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// Whether it only travels in answers.
    pub read_only: bool,
    /// Whether it only travels in requests.
    pub write_only: bool,
    /// Whether its text is octets, by `contentMediaType` without an encoding (OpenAPI 3.1.1, §4.8.15).
    pub octets: bool,
    /// `default`.
    pub default: Option<Node>,
    /// `example` and `examples`.
    pub examples: Vec<Node>,
    /// Limits on values, as `minLength` and its value.
    pub limits: Vec<(&'static str, Node)>,
    /// Keywords that are documented and not checked, with their places.
    pub unchecked: Vec<(&'static str, Place)>,
}

impl Schema {
    /// Returns whether it says what a value looks like, beside types and limits.
    pub fn has_structure(&self) -> bool {
        self.reference.is_some()
            || self.values.is_some()
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional != Additional::Unsaid
            || !self.patterns.is_empty()
            || self.items.is_some()
            || !self.tuple.is_empty()
            || self.has_composition()
    }

    /// Returns whether it is described by others.
    pub fn has_composition(&self) -> bool {
        !(self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty())
    }
}
