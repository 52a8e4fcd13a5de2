//! Where schemas stand in an operation.

use serde_json::Value;

/// The methods that a path item may have (OpenAPI 3.1.1, §4.8.9.1).
pub(crate) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Where a schema stands in an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place<'v> {
    Body,
    Response(&'v str),
    Header(&'v str),
    Parameter(&'v str),
}

/// All operations of a document as path, method and operation.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let members = item.as_object().into_iter().flatten();
        let methods = members.filter(|(key, _)| METHODS.contains(&key.as_str()));
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// A path whose parameters have no names: two paths with the same shape are one.
pub(super) fn shape(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    let parts = parts.map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Calls `visit` for each schema of an operation that stands in no other.
pub(super) fn schemas_mut(operation: &mut Value, visit: &mut impl FnMut(Place<'_>, &mut Value)) {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(schema) = parameter.get_mut("schema") {
            visit(Place::Parameter(&name), schema);
        }
        contents_mut(parameter, &mut |schema| {
            visit(Place::Parameter(&name), schema)
        });
    }
    if let Some(body) = operation.get_mut("requestBody") {
        contents_mut(body, &mut |schema| visit(Place::Body, schema));
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        contents_mut(response, &mut |schema| {
            visit(Place::Response(status), schema)
        });
        let headers = response.get_mut("headers").and_then(Value::as_object_mut);
        for (name, header) in headers.into_iter().flatten() {
            if let Some(schema) = header.get_mut("schema") {
                visit(Place::Header(name), schema);
            }
        }
    }
}

fn contents_mut(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    let content = value.get_mut("content").and_then(Value::as_object_mut);
    for (_, media) in content.into_iter().flatten() {
        if let Some(schema) = media.get_mut("schema") {
            visit(schema);
        }
    }
}
