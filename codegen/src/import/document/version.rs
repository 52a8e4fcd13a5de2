//! Schemas as the version of a document writes them.
//!
//! In: schemas of OpenAPI 3.0 or 3.1. Out: the same in the other version, as far as null, references
//! with something beside them, and exclusive limits go.

use serde_json::{Map, Value, json};

use crate::import::document::{
    meaning::{children_mut, reference},
    places::schemas_mut,
};

/// Which of the two ways a document writes schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 3.0, and what comes before.
    Old,
    /// 3.1 and later.
    New,
}

impl Version {
    pub(super) fn of(document: &Value) -> Self {
        match document.get("openapi").and_then(Value::as_str) {
            Some(version) if version.starts_with("3.0") => Self::Old,
            _ => Self::New,
        }
    }
}

/// Rewrites all schemas of a document for `version`.
pub(super) fn convert(document: &mut Value, version: Version) {
    if Version::of(document) == version {
        return;
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for operation in items
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
        .flatten()
    {
        schemas_mut(operation.1, &mut |_, schema| rewrite(schema, version));
    }
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    schemas
        .into_iter()
        .flatten()
        .for_each(|(_, schema)| rewrite(schema, version));
}

fn rewrite(schema: &mut Value, version: Version) {
    children_mut(schema, |_, _, child| rewrite(child, version));
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    match version {
        Version::Old => down(map),
        Version::New => up(map),
    }
}

fn down(map: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = map.get("type") {
        let is_null = types.contains(&json!("null"));
        let rest: Vec<_> = types
            .iter()
            .filter(|name| **name != "null")
            .cloned()
            .collect();
        if let [only] = rest.as_slice() {
            map.insert("type".to_owned(), only.clone());
            if is_null {
                map.insert("nullable".to_owned(), true.into());
            }
        }
    }
    if let Some(value) = map.shift_remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
    for (key, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(value) = map.get(key).filter(|value| value.is_number()).cloned() {
            map.insert(limit.to_owned(), value);
            map.insert(key.to_owned(), true.into());
        }
    }
    // A reference of 3.0 has nothing beside it.
    if map.len() > 1
        && let Some(reference) = map.shift_remove("$ref")
    {
        map.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

fn up(map: &mut Map<String, Value>) {
    let whole = Value::Object(map.clone());
    if let (Some(reference), true) = (reference(&whole), map.contains_key("allOf")) {
        map.shift_remove("allOf");
        map.shift_insert(0, "$ref".to_owned(), reference.into());
    }
    if map.shift_remove("nullable") == Some(Value::Bool(true)) {
        match map.get("type").cloned() {
            Some(Value::String(name)) => {
                map.insert("type".to_owned(), json!([name, "null"]));
                if let Some(Value::Array(values)) = map.get_mut("enum")
                    && !values.contains(&Value::Null)
                {
                    values.push(Value::Null);
                }
            }
            _ => {
                let inner = std::mem::take(map);
                map.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            }
        }
    }
    for (key, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match map.get(key) {
            Some(Value::Bool(true)) => {
                map.shift_remove(key);
                if let Some(value) = map.shift_remove(limit) {
                    map.insert(key.to_owned(), value);
                }
            }
            Some(Value::Bool(false)) => {
                map.shift_remove(key);
            }
            _ => {}
        }
    }
}
