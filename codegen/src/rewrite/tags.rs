//! What a discriminator takes for the name of a schema, where the schema has another name now.
//!
//! In: a document, and the schemas that were renamed. Out: the old names in `mapping`, wherever they were
//! values that stood for a schema without being written (OpenAPI 3.1.1, §4.8.25).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{escape, unescape},
    rewrite::keys::Keys,
};

const PREFIX: &str = "#/components/schemas/";

/// How far from a schema what it says of a property may stand.
const MAX_DEPTH: usize = 8;

/// Writes down which schema a value stands for; `renamed` has the old names by the new ones.
pub(crate) fn keep(document: &mut Value, renamed: &BTreeMap<String, String>) {
    if renamed.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut queue = vec![(String::new(), &*document, Keys::Words)];
    while let Some((pointer, value, keys)) = queue.pop() {
        match value {
            Value::Object(map) if keys != Keys::Data => {
                if keys == Keys::Words
                    && let Some(property) = property(map)
                {
                    let members = members(map).into_iter().chain(heirs(document, &pointer));
                    let own = members.filter(|name| renamed.contains_key(name));
                    let own = own.filter(|name| !says(document, name, property));
                    let own: BTreeSet<String> = own.collect();
                    found.push((format!("{pointer}/discriminator"), own));
                }
                queue.extend(map.iter().map(|(key, value)| {
                    let below = keys.within(key, value.is_array());
                    (format!("{pointer}/{}", escape(key)), value, below)
                }));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                queue.extend(items.map(|(index, item)| (format!("{pointer}/{index}"), item, keys)));
            }
            _ => {}
        }
    }
    for (pointer, names) in found {
        let discriminator = document.pointer_mut(&pointer);
        if let Some(map) = discriminator.and_then(Value::as_object_mut) {
            map_to(map, &names, renamed);
        }
    }
}

/// The property that tells the members of a schema apart.
fn property(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// Adds the old names to the mapping, where it says nothing about a schema.
fn map_to(
    discriminator: &mut Map<String, Value>,
    names: &BTreeSet<String>,
    renamed: &BTreeMap<String, String>,
) {
    for (name, old) in names.iter().filter_map(|name| renamed.get_key_value(name)) {
        let reference = format!("{PREFIX}{}", escape(name));
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let is_told = mapping.is_some_and(|mapping| {
            let is_it = |value: &Value| value == reference.as_str() || value == name.as_str();
            mapping.contains_key(old) || mapping.values().any(is_it)
        });
        if is_told {
            continue;
        }
        let mapping = discriminator
            .entry("mapping")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(mapping) = mapping.as_object_mut() {
            mapping.insert(old.clone(), reference.into());
        }
    }
}

/// The schemas that are alternatives of one.
fn members(schema: &Map<String, Value>) -> Vec<String> {
    let lists = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key));
    let items = lists.filter_map(Value::as_array).flatten();
    items.filter_map(referred).collect()
}

/// The schemas that are made of the one at `pointer`, which tells them apart.
fn heirs(document: &Value, pointer: &str) -> Vec<String> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object);
    let Some(parent) = pointer.strip_prefix("/components/schemas/") else {
        return Vec::new();
    };
    let mut known = BTreeSet::from([unescape(parent)]);
    loop {
        let is_new = |(name, schema): &(&String, &Value)| {
            let parts = schema.get("allOf").and_then(Value::as_array);
            let mut parts = parts.into_iter().flatten().filter_map(referred);
            !known.contains(*name) && parts.any(|part| known.contains(&part))
        };
        let more: Vec<String> = schemas
            .into_iter()
            .flatten()
            .filter(is_new)
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return known.into_iter().collect();
        }
        known.extend(more);
    }
}

/// The component that a schema refers to.
fn referred(schema: &Value) -> Option<String> {
    let reference = schema.get("$ref")?.as_str()?;
    Some(unescape(reference.strip_prefix(PREFIX)?))
}

/// Whether a schema says itself which values stand for it, or is a choice that its members stand for.
fn says(document: &Value, name: &str, property: &str) -> bool {
    let mut queue = vec![(format!("{PREFIX}{}", escape(name)), MAX_DEPTH)];
    while let Some((reference, left)) = queue.pop() {
        let Some(schema) = reference
            .strip_prefix('#')
            .and_then(|at| document.pointer(at))
        else {
            continue;
        };
        let mut parts = vec![schema];
        parts.extend(
            schema
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten(),
        );
        for part in parts {
            if part.get("oneOf").or(part.get("anyOf")).is_some() {
                return true;
            }
            let own = part.get("properties").and_then(|all| all.get(property));
            if own.is_some_and(|own| own.get("const").or(own.get("enum")).is_some()) {
                return true;
            }
            let further = [Some(part), own].into_iter().flatten();
            let further = further.filter_map(|schema| schema.get("$ref")?.as_str());
            queue.extend(
                further
                    .filter(|_| left > 0)
                    .map(|at| (at.to_owned(), left - 1)),
            );
        }
    }
    false
}
