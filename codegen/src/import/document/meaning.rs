//! What a schema means, without its words.
//!
//! In: a schema and the document that its references lead into. Out: a value that is equal for schemas
//! that allow the same: references followed, `nullable` of 3.0 and `null` among the types of 3.1 made
//! one, members sorted, descriptions, examples and extensions taken out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::rewrite::is_word;

/// Members that hold schemas by name, one schema, or a list of them.
const NAMED: &[&str] = &[
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
];
const SINGLE: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
];
const LISTED: &[&str] = &["allOf", "oneOf", "anyOf", "prefixItems"];

/// What a schema refers to if it is a reference with at most words beside; in 3.0 it stands alone in
/// `allOf` then.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    let map = schema.as_object()?;
    if let Some(reference) = map.get("$ref") {
        return reference.as_str();
    }
    let [only] = map.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    let is_alone = map.keys().all(|key| key == "allOf" || is_word(key));
    only.get("$ref").filter(|_| is_alone)?.as_str()
}

/// Calls `visit` for each schema directly below `schema`, with the member that holds it and its name
/// there.
pub(super) fn children<'v>(schema: &'v Value, mut visit: impl FnMut(&'v str, String, &'v Value)) {
    for (key, value) in schema.as_object().into_iter().flatten() {
        match value {
            Value::Object(map) if NAMED.contains(&key.as_str()) => {
                map.iter()
                    .for_each(|(name, child)| visit(key, name.clone(), child));
            }
            Value::Object(_) if SINGLE.contains(&key.as_str()) => visit(key, String::new(), value),
            Value::Array(list) if LISTED.contains(&key.as_str()) => {
                list.iter()
                    .enumerate()
                    .for_each(|(at, child)| visit(key, at.to_string(), child));
            }
            _ => {}
        }
    }
}

/// As [`children`], to change them.
pub(super) fn children_mut(schema: &mut Value, mut visit: impl FnMut(&str, String, &mut Value)) {
    for (key, value) in schema.as_object_mut().into_iter().flatten() {
        match value {
            Value::Object(map) if NAMED.contains(&key.as_str()) => {
                map.iter_mut()
                    .for_each(|(name, child)| visit(key, name.clone(), child));
            }
            value @ Value::Object(_) if SINGLE.contains(&key.as_str()) => {
                visit(key, String::new(), value)
            }
            Value::Array(list) if LISTED.contains(&key.as_str()) => {
                list.iter_mut()
                    .enumerate()
                    .for_each(|(at, child)| visit(key, at.to_string(), child));
            }
            _ => {}
        }
    }
}

/// The meanings of the schemas of a document.
pub(super) struct Meanings<'v> {
    root: &'v Value,
    known: BTreeMap<String, Value>,
    open: Vec<String>,
    /// How many of the open references a cycle led back into, so that what is within is not kept.
    cycles: usize,
}

impl<'v> Meanings<'v> {
    pub(super) fn new(root: &'v Value) -> Self {
        Self {
            root,
            known: BTreeMap::new(),
            open: Vec::new(),
            cycles: 0,
        }
    }

    /// What `schema` means.
    pub(super) fn of(&mut self, schema: &Value) -> Value {
        let Some(map) = schema.as_object() else {
            return schema.clone();
        };
        let mut meaning = Map::new();
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            self.reference(reference, &mut meaning);
        }
        let mut nullable = map.get("nullable") == Some(&Value::Bool(true));
        for (key, value) in map {
            if !is_word(key) && key != "$ref" && key != "nullable" {
                self.member(key, value, &mut meaning, &mut nullable);
            }
        }
        if nullable {
            meaning.insert("nullable".to_owned(), true.into());
        }
        meaning.sort_keys();
        Value::Object(meaning)
    }

    fn reference(&mut self, reference: &str, meaning: &mut Map<String, Value>) {
        if let Some(Value::Object(known)) = self.known.get(reference) {
            meaning.extend(known.clone());
            return;
        }
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| self.root.pointer(pointer));
        let Some(target) = target.filter(|_| !self.open.iter().any(|open| open == reference))
        else {
            self.cycles += 1;
            meaning.insert("$ref".to_owned(), reference.into());
            return;
        };
        let before = self.cycles;
        self.open.push(reference.to_owned());
        let found = self.of(target);
        self.open.pop();
        if before == self.cycles || self.open.is_empty() {
            self.known.insert(reference.to_owned(), found.clone());
        }
        if let Value::Object(found) = found {
            meaning.extend(found);
        }
    }

    fn member(
        &mut self,
        key: &str,
        value: &Value,
        meaning: &mut Map<String, Value>,
        nullable: &mut bool,
    ) {
        let value = match (key, value) {
            (_, Value::Object(named)) if NAMED.contains(&key) => {
                let mut named: Map<_, _> = named
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.of(schema)))
                    .collect();
                named.sort_keys();
                Value::Object(named)
            }
            (_, Value::Object(_)) if SINGLE.contains(&key) => self.of(value),
            ("allOf", Value::Array(list)) if list.len() == 1 => {
                // A reference of 3.0 stands alone in `allOf` to have words beside it.
                if let Some(Value::Object(only)) = list.first().map(|only| self.of(only)) {
                    meaning.extend(only);
                }
                return;
            }
            (_, Value::Array(list)) if LISTED.contains(&key) => {
                list.iter().map(|schema| self.of(schema)).collect()
            }
            ("type" | "enum", Value::Array(list)) => {
                *nullable |= list
                    .iter()
                    .any(|item| item.is_null() || key == "type" && item == "null");
                let rest = list
                    .iter()
                    .filter(|item| !item.is_null() && (key == "enum" || *item != "null"));
                sorted(rest, key == "type")
            }
            ("required", Value::Array(list)) => sorted(list.iter(), false),
            ("const", value) => {
                meaning.insert("enum".to_owned(), json!([value]));
                return;
            }
            (_, value) => number(value),
        };
        let is_empty = match (key, &value) {
            ("properties" | "additionalProperties" | "items", Value::Object(map)) => map.is_empty(),
            ("required", Value::Array(list)) => list.is_empty(),
            ("additionalProperties", value) => *value == true,
            ("deprecated" | "readOnly" | "writeOnly" | "uniqueItems", value) => *value == false,
            ("minLength" | "minItems" | "minProperties", value) => *value == 0,
            _ => false,
        };
        if !is_empty {
            meaning.insert(key.to_owned(), value);
        }
    }
}

/// Items sorted, each once; one alone without its list, if asked for.
fn sorted<'v>(items: impl Iterator<Item = &'v Value>, unwrap: bool) -> Value {
    let mut items: Vec<_> = items.map(number).collect();
    items.sort_by_cached_key(Value::to_string);
    items.dedup();
    match items.as_slice() {
        [only] if unwrap => only.clone(),
        _ => Value::Array(items),
    }
}

/// `1.0` is `1`.
fn number(value: &Value) -> Value {
    match value.as_f64() {
        Some(float) if value.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
            (float as i64).into()
        }
        _ => value.clone(),
    }
}
