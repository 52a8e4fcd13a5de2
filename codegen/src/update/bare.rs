//! What is kept of an upstream document: what means something on the wire, and of words for people no
//! more than a digest.
//!
//! A digest tells whether upstream worded something anew, and whether what stands in a document here
//! are upstream's words or somebody's own, without its words being kept.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::update::view::{Keys, pointer};

/// `document` without words for people and without what nothing refers to.
pub(super) fn bare(document: &Value) -> Value {
    let Some(map) = document.as_object() else {
        return document.clone();
    };
    let kept = map.iter().filter(|(key, _)| {
        matches!(
            key.as_str(),
            "openapi" | "paths" | "security" | "servers" | "webhooks" | "components"
        )
    });
    let kept = kept.map(|(key, value)| (key.clone(), strip(value, Keys::Words.below(key))));
    let mut map: Map<String, Value> = kept.collect();
    let needed = needed(&map);
    if let Some(components) = map.get_mut("components").and_then(Value::as_object_mut) {
        for (section, members) in components.iter_mut() {
            if let (Value::Object(members), false) = (members, section == "securitySchemes") {
                let is_needed = |name: &String| {
                    needed.contains(&pointer(&[
                        COMPONENTS.to_owned(),
                        section.clone(),
                        name.clone(),
                    ]))
                };
                members.retain(|name, _| is_needed(name));
                // Their names have no order, so that what is kept changes no more than upstream does.
                members.sort_keys();
            }
        }
    }
    Value::Object(map)
}

/// The key of what is referred to.
const COMPONENTS: &str = "components";

/// The places of the components that are referred to, by what is not one or by one that is needed.
fn needed(document: &Map<String, Value>) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let others = document.iter().filter(|(key, _)| *key != COMPONENTS);
    let mut queue: Vec<&Value> = others.map(|(_, value)| value).collect();
    let components = document.get(COMPONENTS);
    while let Some(value) = queue.pop() {
        match value {
            Value::Object(map) => {
                let reference = map.get("$ref").and_then(Value::as_str);
                let place = reference.and_then(|reference| reference.strip_prefix("#/components"));
                if let Some(place) = place
                    && needed.insert(format!("/components{place}"))
                {
                    queue.extend(components.and_then(|all| all.pointer(place)));
                }
                queue.extend(map.values());
            }
            Value::Array(items) => queue.extend(items),
            _ => {}
        }
    }
    needed
}

fn strip(value: &Value, keys: Keys) -> Value {
    match value {
        Value::Object(map) if keys != Keys::Data => {
            let stripped = map.iter().map(|(key, value)| {
                let value = match keys.is_soft(key) {
                    true => Value::String(digest(value)),
                    false => strip(value, keys.below(key)),
                };
                (key.clone(), value)
            });
            Value::Object(stripped.collect())
        }
        Value::Array(items) if keys != Keys::Data => {
            items.iter().map(|item| strip(item, keys)).collect()
        }
        other => other.clone(),
    }
}

/// A short text that differs where `value` differs: FNV-1a of 64 bits over its JSON, which is the same
/// on every machine and in every version.
pub(super) fn digest(value: &Value) -> String {
    let bytes = value.to_string();
    let hash = bytes.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("~{hash:016x}")
}
