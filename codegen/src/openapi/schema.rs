//! Schemas as written.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{At, Code, Place, Sink, place::unescape},
    openapi::{Reader, fields::Fields},
    source::{Node, Value},
};

/// A schema of a document; schemas refer to each other by it, so cycles are ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaId(usize);

/// All schemas of a document.
#[derive(Debug, Default)]
pub struct Schemas(Vec<Schema>);

impl Schemas {
    /// Returns a schema.
    pub fn get(&self, id: SchemaId) -> &Schema {
        #[expect(
            clippy::indexing_slicing,
            reason = "ids come from the queue, which reads each one"
        )]
        &self.0[id.0]
    }
}

/// A type of JSON Schema besides null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A schema as written.
#[derive(Debug)]
pub struct Schema {
    /// Where it stands.
    pub at: Place,
    /// What `$ref` leads to, and the tokens of its pointer.
    pub reference: Option<(SchemaId, Vec<String>)>,
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
    /// `properties`.
    pub properties: Vec<(String, SchemaId)>,
    /// `required`.
    pub required: Vec<(String, Place)>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `items`.
    pub items: Option<SchemaId>,
    /// `default`.
    pub default: Option<Node>,
    /// `example` and `examples`.
    pub examples: Vec<Node>,
    /// Limits on values, as `minLength` and its value.
    pub limits: Vec<(&'static str, Node)>,
    /// Keywords whose meaning is lost, with the diagnostic that says so.
    pub lost: Vec<(Code, &'static str, Place)>,
}

/// Keywords that limit values; they go into the docs.
const LIMITS: &[&str] = &[
    "multipleOf",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Keywords whose meaning is lost.
const LOST: &[(Code, &[&str])] = &[
    (
        Code::UnsupportedComposition,
        &["allOf", "oneOf", "anyOf", "not", "if"],
    ),
    (Code::UnsupportedTuple, &["prefixItems"]),
    (Code::UnsupportedPatternProperties, &["patternProperties"]),
    (
        Code::UnsupportedKeyword,
        &[
            "discriminator",
            "xml",
            "then",
            "else",
            "dependentSchemas",
            "dependentRequired",
            "contains",
            "minContains",
            "maxContains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "$id",
            "$anchor",
            "$dynamicRef",
            "$dynamicAnchor",
            "$vocabulary",
        ],
    ),
];

/// The schemas that were met, read or not.
#[derive(Debug, Default)]
pub(super) struct Queue<'a> {
    nodes: Vec<&'a Node>,
    ids: BTreeMap<Place, SchemaId>,
}

impl<'a> Queue<'a> {
    /// The id of the schema at `node`, which will be read later.
    pub(super) fn id(&mut self, node: &'a Node) -> SchemaId {
        *self.ids.entry(node.at).or_insert_with(|| {
            self.nodes.push(node);
            SchemaId(self.nodes.len() - 1)
        })
    }
}

impl<'a> Reader<'a> {
    /// Reads all schemas that were met, and those that they lead to.
    pub(super) fn schemas(&mut self) -> Schemas {
        let mut schemas = Vec::new();
        while let Some(node) = self.queue.nodes.get(schemas.len()).copied() {
            schemas.push(self.schema(node));
        }
        Schemas(schemas)
    }

    fn schema(&mut self, node: &'a Node) -> Schema {
        let mut schema = empty(node.at);
        if let Value::Bool(always) = node.value {
            schema.always = Some(always);
            return schema;
        }
        let Some(mut fields) = Fields::open(node, "a schema", self.sink) else {
            return schema;
        };
        if let Some(reference) = fields.take("$ref") {
            let text = reference.as_str().unwrap_or_default();
            let tokens = text.split('/').skip(1).map(unescape).collect();
            schema.reference = self
                .target(reference)
                .map(|node| (self.queue.id(node), tokens));
        }
        self.annotations(&mut schema, &mut fields);
        if schema.reference.is_some() && !self.version.reads_siblings() {
            for (key, node) in fields.rest() {
                let message = format!("`{key}` beside `$ref` is ignored, as OpenAPI 3.0 says");
                self.sink
                    .report(Code::ReferenceSibling, At::Key(node.at), message);
            }
        } else {
            self.assertions(&mut schema, &mut fields);
            // The members of these are read where they are referred to.
            fields.ignore(&[
                "$defs",
                "definitions",
                "$comment",
                "$schema",
                "externalDocs",
            ]);
            fields.finish(self.sink);
        }
        schema
    }

    fn annotations(&mut self, schema: &mut Schema, fields: &mut Fields<'a>) {
        schema.title = fields.text("title", self.sink);
        schema.description = fields.text("description", self.sink);
        schema.deprecated = fields.flag("deprecated", self.sink).unwrap_or_default();
        schema.default = fields.take("default").cloned();
        schema.examples = self.version.schema_examples(fields, self.sink);
    }

    fn assertions(&mut self, schema: &mut Schema, fields: &mut Fields<'a>) {
        (schema.types, schema.nullable) = self.version.types(fields, self.sink);
        schema.format = fields.str_at("format", self.sink);
        let constant = self.version.constant(fields, self.sink).cloned();
        schema.values = fields
            .take("enum")
            .map(|node| items(node, "enum", self.sink).to_vec());
        schema.values = constant
            .map(|constant| vec![constant])
            .or(schema.values.take());
        let properties = fields.map("properties", self.sink);
        schema.properties = properties
            .map(|(wire, node)| (wire.clone(), self.queue.id(node)))
            .collect();
        schema.required = self.required(fields);
        schema.additional = match fields.take("additionalProperties") {
            None => Additional::Unsaid,
            Some(Node {
                value: Value::Bool(false),
                ..
            }) => Additional::Denied,
            Some(Node {
                value: Value::Bool(true),
                ..
            }) => Additional::Any,
            Some(node) if node.as_map().is_some_and(indexmap::IndexMap::is_empty) => {
                Additional::Any
            }
            Some(node) => Additional::Schema(self.queue.id(node)),
        };
        schema.items = fields.take("items").map(|node| self.queue.id(node));
        for keyword in LIMITS {
            schema
                .limits
                .extend(fields.take(keyword).map(|node| (*keyword, node.clone())));
        }
        for (code, keywords) in LOST {
            for keyword in *keywords {
                schema
                    .lost
                    .extend(fields.take(keyword).map(|node| (*code, *keyword, node.at)));
            }
        }
        for keyword in ["readOnly", "writeOnly"] {
            let at = fields
                .take(keyword)
                .filter(|node| matches!(node.value, Value::Bool(true)));
            schema
                .lost
                .extend(at.map(|node| (Code::UnsupportedDirection, keyword, node.at)));
        }
    }

    fn required(&mut self, fields: &mut Fields<'a>) -> Vec<(String, Place)> {
        let Some(node) = fields.take("required") else {
            return Vec::new();
        };
        items(node, "required", self.sink)
            .iter()
            .filter_map(|name| {
                let text = name.as_str();
                if text.is_none() {
                    let message = format!(
                        "`required` is a list of strings, but this is {}",
                        name.kind()
                    );
                    self.sink.report(Code::WrongType, name.at, message);
                }
                Some((text?.to_owned(), name.at))
            })
            .collect()
    }
}

fn items<'n>(node: &'n Node, key: &str, sink: &mut Sink) -> &'n [Node] {
    node.as_list().unwrap_or_else(|| {
        sink.report(
            Code::WrongType,
            node.at,
            format!("`{key}` is a list, not {}", node.kind()),
        );
        &[]
    })
}

/// The schema that says nothing.
fn empty(at: Place) -> Schema {
    Schema {
        at,
        reference: None,
        always: None,
        types: Vec::new(),
        nullable: false,
        format: None,
        title: None,
        description: None,
        deprecated: false,
        values: None,
        properties: Vec::new(),
        required: Vec::new(),
        additional: Additional::Unsaid,
        items: None,
        default: None,
        examples: Vec::new(),
        limits: Vec::new(),
        lost: Vec::new(),
    }
}
