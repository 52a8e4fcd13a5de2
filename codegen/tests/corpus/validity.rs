//! Whether an example is valid by its own schema, as the crate `jsonschema` has it.

#![expect(
    clippy::indexing_slicing,
    reason = "a member that is not there is null"
)]

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

/// Validates the examples of one document.
pub struct Judge {
    /// The document with its schemas as JSON Schema 2020-12 has them.
    document: Value,
    folder: std::path::PathBuf,
    /// Pointers of the schemas for which an example of `components/examples` stands.
    named: BTreeMap<String, Vec<String>>,
}

const ROOT: &str = "file:///corpus/apps/document.json";

impl Judge {
    pub fn new(path: &Path) -> Self {
        let mut document = read(path);
        let is_3_0 = document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.0"));
        if is_3_0 {
            modern(&mut document);
        }
        let mut named = BTreeMap::new();
        uses(&document, String::new(), &mut named);
        Self {
            document,
            folder: path.parent().unwrap().to_owned(),
            named,
        }
    }

    /// Whether the example at `pointer` is valid by one of its schemas; nothing if it has none.
    pub fn is_valid(&self, pointer: &str) -> Option<bool> {
        let example = self.document.pointer(pointer)?;
        let schemas = self.schemas(pointer);
        let results: Vec<bool> = schemas
            .iter()
            .filter_map(|schema| self.validate(schema, example))
            .collect();
        (!results.is_empty()).then(|| results.iter().all(|valid| *valid))
    }

    /// Whether the schemas of an example say a type.
    pub fn has_type(&self, pointer: &str) -> bool {
        let schemas = self.schemas(pointer);
        let mut found = schemas
            .iter()
            .filter_map(|schema| self.document.pointer(schema));
        found.all(|schema| schema.get("type").is_some() || schema.get("$ref").is_some())
    }

    /// The pointers of the schemas that an example is for.
    fn schemas(&self, pointer: &str) -> Vec<String> {
        if let Some(rest) = pointer.strip_prefix("/components/examples/") {
            let name = rest.split('/').next().unwrap_or_default();
            return self.named.get(name).cloned().unwrap_or_default();
        }
        let steps: Vec<&str> = pointer.split('/').collect();
        let keyword = steps
            .iter()
            .rposition(|step| matches!(*step, "example" | "examples"));
        let Some(owner) = keyword.and_then(|at| steps.get(..at)) else {
            return Vec::new();
        };
        let owner = owner.join("/");
        let within = format!("{owner}/schema");
        if self.document.pointer(&within).is_some() {
            return vec![within];
        }
        vec![owner]
    }

    fn validate(&self, schema: &str, example: &Value) -> Option<bool> {
        let common = self.folder.join("../common/common-schemas.json");
        let mut registry = jsonschema::Registry::new()
            .add(ROOT, self.document.clone())
            .ok()?;
        if common.is_file() {
            let mut document = read(&common);
            modern(&mut document);
            registry = registry
                .add("file:///corpus/common/common-schemas.json", document)
                .ok()?;
        }
        let registry = registry.prepare().ok()?;
        let reference = json!({ "$ref": format!("{ROOT}#{}", schema.replace('%', "%25").replace('{', "%7B").replace('}', "%7D")) });
        let validator = jsonschema::draft202012::options()
            .with_registry(&registry)
            .should_validate_formats(true)
            .build(&reference);
        match validator {
            Ok(validator) => Some(validator.is_valid(example)),
            Err(error) => {
                println!("{schema}: {error}");
                None
            }
        }
    }
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|end| end == "json") {
        return serde_json::from_str(&text).unwrap();
    }
    // Integers beyond 64 bits stand in limits only.
    let text = text.replace("-9223372036854776000", "-9223372036854775808");
    let text = text.replace(": 9223372036854776000", ": 9223372036854775807");
    serde_yaml::from_str(&text).unwrap()
}

/// Notes which schemas the examples of `components/examples` are for.
fn uses(node: &Value, pointer: String, named: &mut BTreeMap<String, Vec<String>>) {
    if let Some(examples) = node.get("examples").and_then(Value::as_object)
        && node.get("schema").is_some()
    {
        for example in examples.values() {
            let reference = example.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|text| text.strip_prefix("#/components/examples/"));
            if let Some(name) = name {
                let schemas = named.entry(name.to_owned()).or_default();
                schemas.push(format!("{pointer}/schema"));
            }
        }
    }
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                uses(item, format!("{pointer}/{index}"), named);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                uses(value, format!("{pointer}/{}", escape(key)), named);
            }
        }
        _ => {}
    }
}

/// Makes the schemas of OpenAPI 3.0 those of JSON Schema 2020-12: `nullable`, exclusive limits, and
/// what stands beside a reference.
fn modern(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(modern),
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum") {
                    modern(value);
                }
            }
            if members.get("$ref").is_some_and(Value::is_string) {
                members.retain(|key, _| key == "$ref");
            }
            for (exclusive, limit) in [
                ("exclusiveMinimum", "minimum"),
                ("exclusiveMaximum", "maximum"),
            ] {
                if let Some(Value::Bool(is_exclusive)) = members.remove(exclusive)
                    && is_exclusive
                    && let Some(limit) = members.remove(limit)
                {
                    members.insert(exclusive.to_owned(), limit);
                }
            }
            if members.remove("nullable") == Some(Value::Bool(true)) {
                allow_null(members);
            }
        }
        _ => {}
    }
}

/// Adds null to what a schema allows; nothing else within it moves, as far as that can be.
fn allow_null(members: &mut serde_json::Map<String, Value>) {
    if let Some(Value::Array(values)) = members.get_mut("enum") {
        values.push(Value::Null);
    }
    if let Some(kind) = members.get_mut("type") {
        *kind = json!([kind, "null"]);
        return;
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(Value::Array(choices)) = members.get_mut(choice) {
            choices.push(json!({ "type": "null" }));
            return;
        }
    }
    if let Some(all) = members.remove("allOf") {
        members.insert(
            "anyOf".to_owned(),
            json!([{ "allOf": all }, { "type": "null" }]),
        );
    }
}
