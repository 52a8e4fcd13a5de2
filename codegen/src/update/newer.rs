//! OpenAPI 3.0 in the words of 3.1, so that the two can be compared.

use serde_json::{Map, Value, json};

use crate::update::view::Keys;

/// Rewrites a document of version 3.0; any other stays as it is.
pub(super) fn newer(document: Value) -> Value {
    let version = document.get("openapi").and_then(Value::as_str);
    if !version.is_some_and(|version| version.starts_with("3.0")) {
        return document;
    }
    let mut document = rewritten(document, Keys::Words);
    if let Value::Object(map) = &mut document {
        map.insert("openapi".to_owned(), json!("3.1.1"));
    }
    document
}

fn rewritten(value: Value, keys: Keys) -> Value {
    match value {
        Value::Object(map) if keys != Keys::Data => {
            let members = map.into_iter().map(|(key, value)| {
                let below = keys.below(&key);
                let value = match keys.is_soft(&key) {
                    true => value,
                    false => rewritten(value, below),
                };
                (key, value)
            });
            let mut map: Map<String, Value> = members.collect();
            if keys == Keys::Words {
                nullable(&mut map);
                exclusive(&mut map, "exclusiveMinimum", "minimum");
                exclusive(&mut map, "exclusiveMaximum", "maximum");
            }
            Value::Object(map)
        }
        Value::Array(items) if keys != Keys::Data => {
            let items = items.into_iter().map(|item| rewritten(item, keys));
            items.collect()
        }
        other => other,
    }
}

/// `nullable: true` is one more type; without a type it says nothing (OpenAPI 3.0.4, §4.7.24.2).
fn nullable(map: &mut Map<String, Value>) {
    let Some(Value::Bool(is_nullable)) = map.get("nullable") else {
        return;
    };
    let is_nullable = *is_nullable;
    // Beside a reference it is what many documents mean, and is read as that.
    let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return;
    };
    map.shift_remove("nullable");
    if !is_nullable {
        return;
    }
    map.insert("type".to_owned(), json!([name, "null"]));
    // An enum lists every value there is, null too.
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// A flag in 3.0 is the limit itself in 3.1.
fn exclusive(map: &mut Map<String, Value>, flag: &str, limit: &str) {
    let Some(Value::Bool(is_exclusive)) = map.get(flag) else {
        return;
    };
    let is_exclusive = *is_exclusive;
    map.shift_remove(flag);
    if !is_exclusive {
        return;
    }
    if let Some(limit) = map.shift_remove(limit) {
        map.insert(flag.to_owned(), limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_3_0_says_the_same_in_3_1() {
        let old = json!({ "openapi": "3.0.3", "components": { "schemas": { "A": {
            "properties": {
                "nullable": { "type": "string", "nullable": true, "enum": ["a"] },
                "b": { "type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 3, "exclusiveMaximum": false, "nullable": false },
                "c": { "default": { "type": "x", "nullable": true }, "example": { "type": "x", "nullable": true } },
            },
        } } } });
        let new = json!({ "openapi": "3.1.1", "components": { "schemas": { "A": {
            "properties": {
                "nullable": { "type": ["string", "null"], "enum": ["a", null] },
                "b": { "type": "integer", "exclusiveMinimum": 1, "maximum": 3 },
                "c": { "default": { "type": "x", "nullable": true }, "example": { "type": "x", "nullable": true } },
            },
        } } } });
        assert_eq!(newer(old), new);
        assert_eq!(newer(new.clone()), new);
    }
}
