//! Reading schemas, keyword by keyword (JSON Schema 2020-12; OpenAPI 3.1.1, §4.8.24).

use std::collections::BTreeMap;

use crate::{
    diagnostic::{At, Code, Place, Step, place::unescape},
    openapi::{
        Reader,
        fields::Fields,
        schema::{Additional, Discriminator, Reference, Schema, SchemaId, Type},
    },
    source::{Node, Value, percent_decode},
};

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

/// Keywords that no Rust type expresses: what they forbid is for the service to refuse.
const UNCHECKED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
    "contentSchema",
];

/// Keywords that say nothing about a value in JSON.
const IRRELEVANT: &[&str] = &[
    "$defs",
    "definitions",
    "$comment",
    "$schema",
    "$id",
    "id",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "externalDocs",
    "xml",
];

/// The schemas that were met, read or not.
#[derive(Debug, Default)]
pub(in crate::openapi) struct Queue<'a> {
    nodes: Vec<&'a Node>,
    ids: BTreeMap<Place, SchemaId>,
}

impl<'a> Queue<'a> {
    /// The id of the schema at `node`, which will be read later.
    pub(in crate::openapi) fn id(&mut self, node: &'a Node) -> SchemaId {
        *self.ids.entry(node.at).or_insert_with(|| {
            self.nodes.push(node);
            SchemaId(self.nodes.len() - 1)
        })
    }
}

impl<'a> Reader<'a> {
    /// Reads all schemas that were met, and those that they lead to.
    pub(in crate::openapi) fn read_schemas(&mut self) {
        while let Some(node) = self.queue.nodes.get(self.schemas.len()).copied() {
            let schema = self.schema(node);
            self.schemas.push(Box::new(schema));
        }
    }

    fn schema(&mut self, node: &'a Node) -> Schema {
        let home = self.bundle.index(self.places, node.at, self.home);
        self.version = self.versions.get(home).copied().unwrap_or(self.version);
        let mut schema = empty(node.at, home);
        if let Value::Bool(always) = node.value {
            schema.always = Some(always);
            return schema;
        }
        let Some(mut fields) = Fields::open(node, "a schema", self.sink) else {
            return schema;
        };
        let reference = fields.take("$ref").or_else(|| fields.take("$dynamicRef"));
        if let Some(reference) = reference {
            let target = self.target(reference);
            let tokens = self.tokens(reference, target);
            let target = target.map(|node| self.queue.id(node));
            schema.reference = Some(Reference { target, tokens });
        }
        self.annotations(&mut schema, &mut fields);
        if schema.reference.is_some() && !self.version.reads_siblings() {
            // Many documents have it there, and a service that sends null means it.
            schema.nullable = self.version.nullable(&mut fields, self.sink);
            for (key, node) in fields.rest() {
                let message = format!("`{key}` beside `$ref` is ignored, as OpenAPI 3.0 says");
                self.sink
                    .report(Code::ReferenceSibling, At::Key(node.at), message);
            }
        } else {
            self.assertions(&mut schema, &mut fields);
            self.structure(&mut schema, &mut fields);
            // The members of some of these are read where they are referred to.
            fields.ignore(IRRELEVANT);
            fields.finish(self.sink);
        }
        schema
    }

    /// The tokens of a reference's pointer; of one without, those of its target, or the file's name.
    fn tokens(&self, reference: &Node, target: Option<&Node>) -> Vec<String> {
        let text = reference.as_str().unwrap_or_default();
        let pointer = text.split_once('#').map_or("", |(_, pointer)| pointer);
        let pointer = percent_decode(pointer);
        let (false, Some(target)) = (pointer.starts_with('/'), target) else {
            return pointer.split('/').skip(1).map(unescape).collect();
        };
        let steps = self.places.pointer(target.at).steps;
        if steps.is_empty() {
            let file = self.bundle.index(self.places, target.at, self.home);
            return self
                .bundle
                .stems()
                .into_iter()
                .nth(file)
                .into_iter()
                .collect();
        }
        let token = |step| match step {
            Step::Key(key) => String::from(key),
            Step::Index(index) => index.to_string(),
        };
        steps.into_iter().map(token).collect()
    }

    fn annotations(&mut self, schema: &mut Schema, fields: &mut Fields<'a>) {
        schema.title = self.text(fields, "title");
        schema.description = self.text(fields, "description");
        schema.deprecated = fields.flag("deprecated", self.sink).unwrap_or_default();
        schema.default = fields.take("default").cloned();
        schema.examples = self.version.schema_examples(fields, self.sink);
        schema.read_only = fields.flag("readOnly", self.sink).unwrap_or_default();
        schema.write_only = fields.flag("writeOnly", self.sink).unwrap_or_default();
    }

    /// What is said of scalars, and of values one by one.
    fn assertions(&mut self, schema: &mut Schema, fields: &mut Fields<'a>) {
        (schema.types, schema.nullable) = self.version.types(fields, self.sink);
        schema.format = fields.str_at("format", self.sink);
        let constant = self.version.constant(fields, self.sink).cloned();
        let values = self.list(fields, "enum").to_vec();
        schema.values = Some(constant.map_or(values, |constant| vec![constant]))
            .filter(|values| !values.is_empty());
        for key in ["x-enum-varnames", "x-enumNames", "x-enum-names"] {
            schema.value_names.extend(texts(fields.take(key)));
        }
        for key in ["x-enum-descriptions", "x-enumDescriptions"] {
            let node = fields.take(key);
            let by_value = node.and_then(Node::as_map);
            schema.value_docs.extend(match by_value {
                None => texts(node),
                Some(map) => schema
                    .values
                    .iter()
                    .flatten()
                    .map(|value| value.as_str().and_then(|value| map.get(value)?.as_str()))
                    .map(|text| text.unwrap_or_default().to_owned())
                    .collect(),
            });
        }
        let encoding = fields.str_at("contentEncoding", self.sink);
        schema.octets = fields.take("contentMediaType").is_some() && encoding.is_none();
        let encoding = encoding.map(|(encoding, at)| match encoding.to_lowercase().as_str() {
            "base64" => ("byte".to_owned(), at),
            _ => (encoding, at),
        });
        schema.format = schema.format.take().or(encoding);
        // What Kubernetes calls a string, and sends as an integer as often.
        if schema
            .format
            .as_ref()
            .is_some_and(|(format, _)| format == "int-or-string")
        {
            schema.types = vec![Type::Integer, Type::String];
            schema.format = None;
        }
        for keyword in LIMITS {
            schema
                .limits
                .extend(fields.take(keyword).map(|node| (*keyword, node.clone())));
        }
        for keyword in UNCHECKED {
            schema
                .unchecked
                .extend(fields.take(keyword).map(|node| (*keyword, node.at)));
        }
    }

    /// What is said of objects and lists, and by other schemas.
    fn structure(&mut self, schema: &mut Schema, fields: &mut Fields<'a>) {
        let properties = self.map(fields, "properties");
        schema.properties = properties
            .map(|(wire, node)| (wire.clone(), self.queue.id(node)))
            .collect();
        schema.required = self.required(fields);
        schema.additional = match fields.take("additionalProperties") {
            None => Additional::Unsaid,
            Some(node) => match &node.value {
                Value::Bool(false) => Additional::Denied,
                Value::Bool(true) => Additional::Any,
                Value::Map(map) if map.is_empty() => Additional::Any,
                _ => Additional::Schema(self.queue.id(node)),
            },
        };
        let patterns = self.map(fields, "patternProperties");
        schema.patterns = patterns.map(|(_, node)| self.queue.id(node)).collect();
        schema.tuple = self.many(fields, "prefixItems");
        if let Some(node) = fields.take("items") {
            match node.as_list() {
                Some(nodes) if schema.tuple.is_empty() => {
                    schema.tuple = nodes.iter().map(|node| self.queue.id(node)).collect();
                }
                Some(_) => {}
                None => schema.items = Some(self.queue.id(node)),
            }
        }
        schema.all_of = self.many(fields, "allOf");
        schema.one_of = self.many(fields, "oneOf");
        schema.any_of = self.many(fields, "anyOf");
        schema.discriminator = self.discriminator(fields);
    }

    fn many(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Vec<SchemaId> {
        let nodes = self.list(fields, key);
        nodes.iter().map(|node| self.queue.id(node)).collect()
    }

    fn discriminator(&mut self, fields: &mut Fields<'a>) -> Option<Discriminator> {
        let node = fields.take("discriminator")?;
        // Some documents name the property and nothing else, as Swagger 2.0 had it.
        if let Some(property) = node.as_str() {
            return Some(Discriminator {
                property: property.to_owned(),
                mapping: Vec::new(),
            });
        }
        let mut fields = self.open(node, "a discriminator")?;
        let property = fields.require_str("propertyName", self.sink)?.to_owned();
        let mut mapping = Vec::new();
        for (value, target) in self.map(&mut fields, "mapping") {
            let found = self.mapped(target);
            mapping.extend(found.map(|node| (value.clone(), self.queue.id(node))));
        }
        fields.ignore(&["defaultMapping"]);
        fields.finish(self.sink);
        Some(Discriminator { property, mapping })
    }

    fn required(&mut self, fields: &mut Fields<'a>) -> Vec<(String, Place)> {
        self.list(fields, "required")
            .iter()
            .filter_map(|name| {
                let text = name.as_str();
                if text.is_none() {
                    let message = format!(
                        "`required` is a list of strings, but this is {}",
                        name.kind()
                    );
                    self.sink.report(Code::IgnoredValue, name.at, message);
                }
                Some((text?.to_owned(), name.at))
            })
            .collect()
    }
}

/// The strings of a list, with nothing in place of what is none.
fn texts(node: Option<&Node>) -> Vec<String> {
    let items = node.and_then(Node::as_list).unwrap_or_default();
    let text = |node: &Node| node.as_str().unwrap_or_default().to_owned();
    items.iter().map(text).collect()
}

/// The schema that says nothing.
fn empty(at: Place, home: usize) -> Schema {
    Schema {
        at,
        home,
        reference: None,
        always: None,
        types: Vec::new(),
        nullable: false,
        format: None,
        title: None,
        description: None,
        deprecated: false,
        values: None,
        value_names: Vec::new(),
        value_docs: Vec::new(),
        properties: Vec::new(),
        required: Vec::new(),
        additional: Additional::Unsaid,
        patterns: Vec::new(),
        items: None,
        tuple: Vec::new(),
        all_of: Vec::new(),
        one_of: Vec::new(),
        any_of: Vec::new(),
        discriminator: None,
        read_only: false,
        write_only: false,
        octets: false,
        default: None,
        examples: Vec::new(),
        limits: Vec::new(),
        unchecked: Vec::new(),
    }
}
