//! Schemas as the version of a document writes them.
//!
//! In: a document of OpenAPI 3.0 or 3.1. Out: the same in the other version, as far as null, references
//! with something beside them, constants and exclusive limits go.

use serde_json::{Map, Value, json};

use crate::rewrite::keys::{Keys, is_word};

/// Which of the two ways a document writes schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// 3.0, and what comes before.
    Old,
    /// 3.1 and later.
    New,
}

impl Version {
    pub(crate) fn of(document: &Value) -> Self {
        match document.get("openapi").and_then(Value::as_str) {
            Some(version) if version.starts_with("3.0") => Self::Old,
            _ => Self::New,
        }
    }

    fn number(self) -> &'static str {
        match self {
            Self::Old => "3.0.4",
            Self::New => "3.1.1",
        }
    }
}

/// Members that say something of the place where a schema stands, and not of its values.
const OF_THE_PLACE: &[&str] = &["default", "deprecated", "readOnly", "writeOnly"];

/// A limit, and the word that excludes it.
const LIMITS: &[(&str, &str)] = &[
    ("exclusiveMinimum", "minimum"),
    ("exclusiveMaximum", "maximum"),
];

/// Rewrites a document for `version`, wherever a schema stands in it.
pub(crate) fn convert(document: &mut Value, version: Version) {
    if Version::of(document) == version {
        return;
    }
    schemas(document, Keys::Words, false, &|schema| match version {
        Version::Old => down(schema),
        Version::New => up(schema),
    });
    if let Some(number) = document.get_mut("openapi") {
        *number = version.number().into();
    }
}

/// Calls `visit` for each schema, those around others first; `is_schema` says that `value` is one, or holds
/// some by name or in a list.
fn schemas(
    value: &mut Value,
    keys: Keys,
    is_schema: bool,
    visit: &impl Fn(&mut Map<String, Value>),
) {
    match value {
        _ if keys == Keys::Data => {}
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| schemas(item, keys, is_schema, visit)),
        Value::Object(map) => {
            if keys == Keys::Words && is_schema {
                visit(map);
            }
            for (key, value) in map {
                let is_schema = match (keys, key.as_str()) {
                    (Keys::Words, "schema" | "schemas" | "itemSchema") => true,
                    (Keys::Words, "discriminator" | "xml" | "externalDocs") => false,
                    (Keys::Words, "dependentRequired") => false,
                    _ => is_schema,
                };
                schemas(value, keys.within(key, value.is_array()), is_schema, visit);
            }
        }
        _ => {}
    }
}

/// Whether a member stays where it is when null is put beside a schema, or the schema into an `allOf`.
fn is_beside(key: &str) -> bool {
    is_word(key) || OF_THE_PLACE.contains(&key)
}

/// A schema of 3.1 in the words of 3.0.
fn down(map: &mut Map<String, Value>) {
    let mut is_nullable = without_null(map);
    if let Some(Value::Array(types)) = map.get("type") {
        let rest: Vec<_> = types
            .iter()
            .filter(|name| **name != "null")
            .cloned()
            .collect();
        if let [only] = rest.as_slice() {
            is_nullable |= types.len() > 1;
            map.insert("type".to_owned(), only.clone());
        } else if !rest.is_empty() && !map.contains_key("anyOf") {
            is_nullable |= types.len() > rest.len();
            let choices = rest.iter().map(|name| json!({ "type": name }));
            let choices = Value::Array(choices.collect());
            map.shift_remove("type");
            map.insert("anyOf".to_owned(), choices);
        }
    }
    if let Some(value) = map.shift_remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
    for (flag, limit) in LIMITS {
        if let Some(value) = map.get(*flag).filter(|value| value.is_number()).cloned() {
            // Of two limits the stricter one is left.
            let other = map.get(*limit).and_then(Value::as_f64);
            let is_looser = other.zip(value.as_f64()).is_some_and(|(other, value)| {
                if *limit == "minimum" {
                    other > value
                } else {
                    other < value
                }
            });
            if is_looser {
                map.shift_remove(*flag);
                continue;
            }
            map.insert((*limit).to_owned(), value);
            map.insert((*flag).to_owned(), true.into());
        }
    }
    if is_nullable {
        map.insert("nullable".to_owned(), true.into());
    }
    // A reference of 3.0 has nothing beside it (OpenAPI 3.0.4, §4.7.23.2).
    if map.len() > 1
        && let Some(reference) = map.shift_remove("$ref")
    {
        let reference = json!({ "$ref": reference });
        match map.get_mut("allOf") {
            Some(Value::Array(parts)) => parts.insert(0, reference),
            _ => drop(map.insert("allOf".to_owned(), json!([reference]))),
        }
    }
}

/// Takes null out of the choices of a schema, and says whether it was one; of a single other choice
/// beside which nothing is said, the schema is made.
fn without_null(map: &mut Map<String, Value>) -> bool {
    for key in ["anyOf", "oneOf"] {
        let is_null = |choice: &Value| {
            *choice == json!({ "type": "null" })
                || *choice == json!({ "const": null })
                || *choice == json!({ "enum": [null] })
        };
        let Some(Value::Array(choices)) = map.get_mut(key) else {
            continue;
        };
        let count = choices.len();
        if count < 2 || !choices.iter().any(is_null) {
            continue;
        }
        choices.retain(|choice| !is_null(choice));
        let only = match choices.as_slice() {
            [Value::Object(only)] => Some(only.clone()),
            _ => None,
        };
        let is_alone = map.keys().all(|other| other == key || is_beside(other));
        if let Some(only) = only.filter(|_| is_alone) {
            map.shift_remove(key);
            for (key, value) in only {
                map.entry(key).or_insert(value);
            }
        }
        return true;
    }
    false
}

/// A schema of 3.0 in the words of 3.1.
fn up(map: &mut Map<String, Value>) {
    // Of what stands beside a reference, these are read all the same.
    if map.contains_key("$ref") {
        map.retain(|key, _| matches!(key.as_str(), "$ref" | "nullable") || is_beside(key));
    }
    let is_nullable = nullable_part(map) | (map.shift_remove("nullable") == Some(true.into()));
    if let Some([Value::Object(only)]) = map
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        && only.len() == 1
        && let Some(reference) = only.get("$ref").cloned()
        && map.keys().all(|key| key == "allOf" || is_beside(key))
    {
        map.shift_remove("allOf");
        map.shift_insert(0, "$ref".to_owned(), reference);
    }
    for (flag, limit) in LIMITS {
        if let Some(Value::Bool(is_exclusive)) = map.get(*flag) {
            let is_exclusive = *is_exclusive;
            map.shift_remove(*flag);
            if let Some(value) = map.shift_remove(*limit) {
                let key = if is_exclusive { flag } else { limit };
                map.insert((*key).to_owned(), value);
            }
        }
    }
    if is_nullable {
        with_null(map);
    }
}

/// Lets a schema allow null.
fn with_null(map: &mut Map<String, Value>) {
    match map.get("type").cloned() {
        Some(Value::String(name)) => {
            map.insert("type".to_owned(), json!([name, "null"]));
            // An enum lists every value there is, null too.
            if let Some(Value::Array(values)) = map.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
        }
        // Without a type the letter of 3.0 has it say nothing (OpenAPI 3.0.4, §4.7.24.2); many documents
        // have it beside a reference or an `allOf` all the same, and a service that sends null means it.
        None if map.keys().any(|key| !is_beside(key)) => {
            let inner = std::mem::take(map);
            let (beside, inner): (Map<_, _>, Map<_, _>) =
                inner.into_iter().partition(|(key, _)| is_beside(key));
            map.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            map.extend(beside);
        }
        _ => {}
    }
}

/// Takes parts that say nothing but `nullable` out of an `allOf`, and says whether there were any: it is how
/// some write a nullable reference.
fn nullable_part(map: &mut Map<String, Value>) -> bool {
    let says_only_that = |part: &Value| {
        part.get("nullable") == Some(&Value::Bool(true))
            && part
                .as_object()
                .is_some_and(|part| part.keys().all(|key| key == "nullable" || is_word(key)))
    };
    let Some(Value::Array(parts)) = map.get_mut("allOf") else {
        return false;
    };
    let count = parts.len();
    if parts.iter().all(says_only_that) {
        return false;
    }
    parts.retain(|part| !says_only_that(part));
    parts.len() < count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Schemas of 3.0 beside the same of 3.1; the third is how they come back, if otherwise.
    fn pairs() -> Vec<(Value, Value, Option<Value>)> {
        let data = json!({ "default": { "type": "x", "nullable": true }, "example": { "type": "x", "nullable": true }, "examples": [{ "const": 1 }] });
        vec![
            (
                json!({ "type": "string", "enum": ["a"], "nullable": true }),
                json!({ "type": ["string", "null"], "enum": ["a", null] }),
                Some(json!({ "type": "string", "enum": ["a", null], "nullable": true })),
            ),
            (
                json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 3, "exclusiveMaximum": false, "nullable": false }),
                json!({ "type": "integer", "maximum": 3, "exclusiveMinimum": 1 }),
                Some(
                    json!({ "type": "integer", "maximum": 3, "exclusiveMinimum": true, "minimum": 1 }),
                ),
            ),
            (
                json!({ "$ref": "#/a", "nullable": true, "type": "object", "description": "d" }),
                json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "null" }], "description": "d" }),
                Some(json!({ "description": "d", "nullable": true, "allOf": [{ "$ref": "#/a" }] })),
            ),
            (
                json!({ "allOf": [{ "$ref": "#/a" }], "description": "d" }),
                json!({ "$ref": "#/a", "description": "d" }),
                None,
            ),
            (
                json!({ "allOf": [{ "$ref": "#/a" }, { "nullable": true }] }),
                json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "null" }] }),
                Some(json!({ "allOf": [{ "$ref": "#/a" }], "nullable": true })),
            ),
            (
                json!({ "oneOf": [{ "type": "string", "nullable": true }, { "$ref": "#/a" }], "nullable": true }),
                json!({ "anyOf": [{ "oneOf": [{ "type": ["string", "null"] }, { "$ref": "#/a" }] }, { "type": "null" }] }),
                None,
            ),
            // Anything goes, null too.
            (json!({ "nullable": true }), json!({}), Some(json!({}))),
            (data.clone(), data, None),
        ]
    }

    /// A document with a schema in every place that has one (OpenAPI 3.1.1, §4.8).
    fn everywhere(version: &str, schema: &Value) -> Value {
        let content = json!({ "j": { "schema": schema, "encoding": { "nullable": { "headers": { "const": { "schema": schema } } } },
            "example": { "schema": { "nullable": true, "type": "x", "const": 1 } } } });
        let parameter = json!({ "name": "p", "in": "query", "schema": schema, "examples": { "schema": { "value": { "schema": { "const": 1, "nullable": true, "type": "x" } } } } });
        let operation = json!({ "parameters": [parameter, { "name": "q", "in": "query", "content": content }],
            "requestBody": { "content": content },
            "responses": { "200": { "description": "d", "headers": { "h": { "schema": schema } }, "content": content } } });
        let called = json!({ "/a": { "parameters": [parameter], "get": operation } });
        let mut calling = operation.clone();
        calling["callbacks"] = json!({ "default": called });
        json!({ "openapi": version, "paths": { "/b": { "get": calling } }, "webhooks": called, "components": {
            "schemas": { "default": schema, "type": { "properties": { "schema": schema, "const": schema, "x-a": schema }, "items": schema, "not": schema,
                "discriminator": { "mapping": { "const": "a" } } } },
            "parameters": { "example": parameter },
            "headers": { "schema": { "schema": schema } },
            "requestBodies": { "value": { "content": content } },
            "responses": { "nullable": { "description": "d", "content": content } },
            "callbacks": { "x-c": called },
            "pathItems": { "default": called["/a"] },
        } })
    }

    #[test]
    fn a_document_says_the_same_in_the_other_version_wherever_a_schema_stands() {
        for (old, new, back) in pairs() {
            let mut document = everywhere("3.0.3", &old);
            convert(&mut document, Version::New);
            assert_eq!(document, everywhere("3.1.1", &new));
            convert(&mut document, Version::New);
            assert_eq!(document, everywhere("3.1.1", &new));
            convert(&mut document, Version::Old);
            assert_eq!(document, everywhere("3.0.4", &back.unwrap_or(old)));
        }
    }

    #[test]
    fn what_only_the_newer_has_is_said_in_other_words() {
        for (new, old) in [
            (
                json!({ "$ref": "#/a", "allOf": [{ "required": ["b"] }] }),
                json!({ "allOf": [{ "$ref": "#/a" }, { "required": ["b"] }] }),
            ),
            (
                json!({ "minimum": 5, "exclusiveMinimum": 3, "maximum": 7, "exclusiveMaximum": 6 }),
                json!({ "minimum": 5, "maximum": 6, "exclusiveMaximum": true }),
            ),
            (
                json!({ "type": ["string", "integer", "null"] }),
                json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/a" }, { "const": null }] }),
                json!({ "nullable": true, "allOf": [{ "$ref": "#/a" }] }),
            ),
        ] {
            let mut document = everywhere("3.1.0", &new);
            convert(&mut document, Version::Old);
            assert_eq!(document, everywhere("3.0.4", &old));
        }
        let mut document = everywhere(
            "3.1.0",
            &json!({ "$ref": "#/a", "description": "d", "const": 1 }),
        );
        convert(&mut document, Version::Old);
        let old = json!({ "description": "d", "enum": [1], "allOf": [{ "$ref": "#/a" }] });
        assert_eq!(document, everywhere("3.0.4", &old));
        // A parameter is no schema, and what stands beside a reference to it is nothing to keep.
        let mut document = json!({ "openapi": "3.1.0", "components": { "parameters": { "A": { "$ref": "#/b", "summary": "s" } } } });
        let before = document["components"].clone();
        convert(&mut document, Version::Old);
        assert_eq!(document["components"], before);
    }
}
