//! What a schema of values looks like that were seen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The types of all values that were seen in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    types: BTreeSet<&'static str>,
    members: BTreeMap<String, Shape>,
    items: Option<Box<Shape>>,
}

impl Shape {
    /// Returns the shape of one value.
    pub(super) fn of(value: &Value) -> Self {
        let mut shape = Self::default();
        shape.types.insert(type_of(value));
        match value {
            Value::Object(map) => {
                let members = map
                    .iter()
                    .map(|(key, value)| (key.clone(), Self::of(value)));
                shape.members = members.collect();
            }
            Value::Array(list) => {
                let mut items = Self::default();
                list.iter().for_each(|item| items.merge(Self::of(item)));
                shape.items = Some(Box::new(items));
            }
            _ => {}
        }
        shape
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.types.extend(other.types);
        for (key, shape) in other.members {
            self.members.entry(key).or_default().merge(shape);
        }
        match (&mut self.items, other.items) {
            (Some(items), Some(other)) => items.merge(*other),
            (items @ None, other) => *items = other,
            (Some(_), None) => {}
        }
    }

    pub(super) fn is_known(&self) -> bool {
        !self.types.is_empty()
    }

    /// Returns the schema; nothing is required in it, and it quotes no value.
    pub(super) fn schema(&self, is_30: bool) -> Value {
        let mut types = self.types.clone();
        if types.contains("number") {
            types.remove("integer");
        }
        let nullable = types.remove("null");
        let mut schema = Map::new();
        match (types.len(), types.first()) {
            (1, Some(only)) if is_30 || !nullable => {
                schema.insert("type".to_owned(), json!(only));
            }
            (0, _) => return json!({}),
            _ if is_30 => {
                let all = types.iter().map(|name| plain(name));
                schema.insert("anyOf".to_owned(), all.collect());
                return Value::Object(schema);
            }
            _ => {
                let all = types.iter().copied().chain(nullable.then_some("null"));
                schema.insert("type".to_owned(), all.collect());
            }
        }
        if is_30 && nullable {
            schema.insert("nullable".to_owned(), json!(true));
        }
        if !self.members.is_empty() {
            let members = self.members.iter();
            let members = members.map(|(key, shape)| (key.clone(), shape.schema(is_30)));
            schema.insert("properties".to_owned(), Value::Object(members.collect()));
        }
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.schema(is_30));
        }
        Value::Object(schema)
    }
}

/// A schema of a type alone.
pub(super) fn plain(name: &str) -> Value {
    match name {
        "array" => json!({ "type": "array", "items": {} }),
        name => json!({ "type": name }),
    }
}

pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
