//! Everything that differs between OpenAPI 3.0 and 3.1.

use crate::{
    diagnostic::{At, Code, Place, Sink},
    openapi::{fields::Fields, schema::Type},
    source::{Bundle, Node, Value},
};

/// The version of the specification that a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0.x: schemas are a dialect of their own (OpenAPI 3.0.4, §4.7.24).
    V3_0,
    /// 3.1.x: schemas are JSON Schema 2020-12 (OpenAPI 3.1.1, §4.8.24).
    V3_1,
}

impl Version {
    /// Reads the version; one that is not supported is reported.
    pub(super) fn read(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Self> {
        if let Some(swagger) = fields.take("swagger") {
            sink.report(
                Code::NotOpenApi,
                At::Key(swagger.at),
                "this is Swagger 2.0, not OpenAPI 3",
            );
            return None;
        }
        let Some(node) = fields.take("openapi") else {
            sink.report(
                Code::NotOpenApi,
                fields.at(),
                "the document lacks `openapi`",
            );
            return None;
        };
        let version = node.scalar().and_then(|text| Self::parse(&text));
        if version.is_none() {
            let message = match node.scalar() {
                Some(text) => format!("OpenAPI {text} is not supported"),
                None => format!("`openapi` is a string, not {}", node.kind()),
            };
            sink.report(Code::NotOpenApi, node.at, message);
        }
        version
    }

    /// The version that the schemas of each file are written in: the one that it states, else the one
    /// of the file that first refers to it.
    pub(super) fn of_files(bundle: &Bundle) -> Vec<Self> {
        let mut versions: Vec<Self> = Vec::new();
        for (root, referrer) in bundle.files() {
            let own = root.and_then(|root| root.get("openapi")?.scalar());
            let own = own.and_then(|text| Self::parse(&text));
            let inherited = versions.get(referrer).copied();
            versions.push(own.or(inherited).unwrap_or(Self::V3_1));
        }
        versions
    }

    fn parse(text: &str) -> Option<Self> {
        // YAML makes a number of `3.0`.
        if is(text, "3.0") {
            return Some(Self::V3_0);
        }
        // What 3.2 adds is read by its own keys.
        (is(text, "3.1") || is(text, "3.2")).then_some(Self::V3_1)
    }

    /// Reports a key that only the other version has; it is read all the same.
    fn other(self, wanted: Self, at: Place, what: &str, sink: &mut Sink) {
        if self != wanted {
            let version = if wanted == Self::V3_0 { "3.0" } else { "3.1" };
            sink.report(
                Code::NewerNullable,
                At::Key(at),
                format!("{what} is of OpenAPI {version}"),
            );
        }
    }

    /// Reads `type` and `nullable`: the types without null, and whether null is one of them.
    pub(super) fn types(self, fields: &mut Fields<'_>, sink: &mut Sink) -> (Vec<Type>, bool) {
        let mut types = Vec::new();
        let mut nullable = false;
        let node = fields.take("type");
        let names = match node.map(|node| (node, &node.value)) {
            None => &[],
            Some((node, Value::String(_))) => std::slice::from_ref(node),
            Some((node, Value::List(names))) => {
                self.other(Self::V3_1, node.at, "a list of types", sink);
                names.as_slice()
            }
            Some((node, _)) => {
                sink.report(
                    Code::IgnoredValue,
                    node.at,
                    format!("`type` is a string or a list, not {}", node.kind()),
                );
                &[]
            }
        };
        for name in names {
            match name.as_str() {
                Some("null") => nullable = true,
                text => match text.and_then(Type::parse) {
                    Some(found) => types.push(found),
                    None => {
                        let text = text.unwrap_or("this");
                        let guess = Type::guess(text);
                        types.extend(guess);
                        let code = match guess {
                            Some(_) => Code::GuessedType,
                            None => Code::UnknownType,
                        };
                        let message = format!("`{text}` is not a type of JSON Schema");
                        sink.report(code, name.at, message);
                    }
                },
            }
        }
        nullable |= self.nullable(fields, sink);
        (types, nullable)
    }

    /// Reads `nullable`.
    pub(super) fn nullable(self, fields: &mut Fields<'_>, sink: &mut Sink) -> bool {
        let Some(node) = fields.take("nullable") else {
            return false;
        };
        self.other(Self::V3_0, node.at, "`nullable`", sink);
        let Value::Bool(value) = node.value else {
            let message = format!("`nullable` is a boolean, not {}", node.kind());
            sink.report(Code::IgnoredValue, node.at, message);
            return false;
        };
        value
    }

    /// Whether what stands beside `$ref` in a schema counts (OpenAPI 3.0.4, §4.7.23: it does not).
    pub(super) fn reads_siblings(self) -> bool {
        self == Self::V3_1
    }

    /// Reads `example` and, in a schema, the list `examples`.
    pub(super) fn schema_examples(self, fields: &mut Fields<'_>, sink: &mut Sink) -> Vec<Node> {
        let mut examples: Vec<Node> = fields.take("example").cloned().into_iter().collect();
        if let Some(node) = fields.take("examples") {
            self.other(Self::V3_1, node.at, "`examples` in a schema", sink);
            match &node.value {
                Value::List(items) => examples.extend(items.iter().cloned()),
                // As a media type has them: by name.
                Value::Map(map) => {
                    examples.extend(
                        map.values()
                            .filter_map(|example| example.get("value").cloned()),
                    );
                }
                _ => sink.report(
                    Code::IgnoredValue,
                    node.at,
                    format!("`examples` is a list, not {}", node.kind()),
                ),
            }
        }
        examples
    }

    /// Reads `const`.
    pub(super) fn constant<'n>(self, fields: &mut Fields<'n>, sink: &mut Sink) -> Option<&'n Node> {
        let node = fields.take("const")?;
        self.other(Self::V3_1, node.at, "`const`", sink);
        Some(node)
    }
}

/// Whether `text` is the version `version`, or a patch of it.
fn is(text: &str, version: &str) -> bool {
    let rest = text.strip_prefix(version);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}
