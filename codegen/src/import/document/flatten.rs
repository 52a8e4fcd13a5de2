//! A document in which only schemas are referred to.
//!
//! In: an OpenAPI document. Out: the same with parameters, bodies, answers and headers in their places,
//! the parameters of a path item and the security of the document in each operation.

use serde_json::Value;

use crate::import::document::{meaning::reference, places::METHODS};

/// Puts everything but schemas in its place.
pub(super) fn flatten(document: &Value) -> Value {
    let mut result = document.clone();
    let security = document.get("security");
    let paths = result.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        let shared: Vec<_> = item
            .get("parameters")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let shared: Vec<_> = shared.iter().map(|own| follow(own, document)).collect();
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        item.shift_remove("parameters");
        for (_, operation) in item
            .iter_mut()
            .filter(|(key, _)| METHODS.contains(&key.as_str()))
        {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            let own = operation.get("parameters").and_then(Value::as_array);
            let mut parameters: Vec<_> = own
                .into_iter()
                .flatten()
                .map(|own| follow(own, document))
                .collect();
            for inherited in &shared {
                if !parameters.iter().any(|own| same_parameter(own, inherited)) {
                    parameters.push(inherited.clone());
                }
            }
            if !parameters.is_empty() {
                operation.insert("parameters".to_owned(), parameters.into());
            }
            if let Some(body) = operation.get_mut("requestBody") {
                *body = follow(body, document);
            }
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                *response = follow(response, document);
                let headers = response.get_mut("headers").and_then(Value::as_object_mut);
                for (_, header) in headers.into_iter().flatten() {
                    *header = follow(header, document);
                }
            }
            if let (Some(security), false) = (security, operation.contains_key("security")) {
                operation.insert("security".to_owned(), security.clone());
            }
        }
    }
    result
}

/// Whether two parameters are the same one.
pub(super) fn same_parameter(one: &Value, other: &Value) -> bool {
    one.get("name").is_some()
        && one.get("name") == other.get("name")
        && one.get("in") == other.get("in")
}

/// What a reference leads to within the document, if it does.
pub(super) fn follow(value: &Value, document: &Value) -> Value {
    let mut value = value;
    // References that lead to each other in a circle lead nowhere.
    for _ in 0..16 {
        let target = reference(value).and_then(|text| text.strip_prefix('#'));
        let Some(target) = target.and_then(|pointer| document.pointer(pointer)) else {
            break;
        };
        value = target;
    }
    value.clone()
}
