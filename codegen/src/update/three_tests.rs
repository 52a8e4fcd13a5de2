//! What upstream changed, and what becomes of what was changed here.

use serde_json::{Value, json};

use super::*;
use crate::update::{bare::bare, edit::apply};

/// A page as upstream has it: all inline.
fn upstream() -> Value {
    json!({ "openapi": "3.1.1", "paths": { "/pets/{id}": { "put": {
        "operationId": "update-pet",
        "description": "Changes a pet.",
        "parameters": [
            { "name": "Version", "in": "header", "required": true, "schema": { "type": "string", "enum": ["one"] } },
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
        ],
        "responses": { "200": { "description": "Done.", "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["mood"],
            "properties": {
                "mood": { "type": "string", "description": "How it feels.", "enum": ["happy", "sad"] },
                "age": { "type": "number" },
                "nick": { "type": "string" },
            },
        } } } } },
    } } } })
}

/// The same as somebody here wrote it: with components, own words and corrections.
fn local() -> Value {
    json!({ "openapi": "3.1.1", "info": { "title": "Pets" },
        "paths": {
            "/pets/{id}": { "put": {
                "operationId": "update-pet",
                "description": "Own words.",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "$ref": "#/components/parameters/Version" },
                ],
                "responses": { "200": { "description": "Own words.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } } },
            } },
            "/own": { "get": { "responses": { "200": { "description": "Ours.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Mood" } } } } } } },
        },
        "components": {
            "parameters": { "Version": { "name": "Version", "in": "header", "required": true, "schema": { "$ref": "#/components/schemas/ApiVersion" } } },
            "schemas": {
                "ApiVersion": { "type": "string", "enum": ["one"] },
                "Mood": { "type": "string", "description": "How it feels.", "enum": ["happy", "sad", "own"] },
                "Pet": { "type": "object", "required": ["mood"], "properties": {
                    "mood": { "$ref": "#/components/schemas/Mood" },
                    "age": { "type": "integer" },
                    "nick": { "type": "string" },
                } },
            },
        },
    })
}

const SCHEMA: &str = "/paths/~1pets~1{id}/put/responses/200/content/application~1json/schema";

/// What comes of a change upstream: the document here, and what is to be said.
fn changed(change: impl FnOnce(&mut Value), winner: Winner) -> (Value, Outcome) {
    let mut new = upstream();
    change(&mut new);
    let mut document = local();
    let outcome = merge(&bare(&upstream()), &new, &document, winner);
    apply(&mut document, &outcome.edits);
    (document, outcome)
}

fn at<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    value.pointer_mut(pointer).unwrap()
}

#[test]
fn nothing_changes_where_upstream_changed_nothing() {
    let (document, outcome) = changed(|_| {}, Winner::Upstream);
    assert_eq!(document, local());
    assert!(outcome.edits.is_empty() && outcome.conflicts.is_empty());
}

#[test]
fn a_change_is_made_where_the_local_document_keeps_the_thing() {
    let (mut document, outcome) = changed(
        |new| {
            at(new, "/paths/~1pets~1{id}/put/parameters/0/schema")["enum"] = json!(["two"]);
            let schema = at(new, SCHEMA);
            schema["properties"]["mood"]["enum"] = json!(["happy", "calm", "sad"]);
            schema["properties"]["size"] = json!({ "type": "string", "description": "New words." });
            schema["required"] = json!(["mood", "size"]);
            schema["properties"]
                .as_object_mut()
                .unwrap()
                .shift_remove("nick");
        },
        Winner::Local,
    );
    assert_eq!(outcome.conflicts, []);
    let schemas = at(&mut document, "/components/schemas");
    assert_eq!(schemas["ApiVersion"]["enum"], json!(["two"]));
    // In upstream's order, and what was added here stays.
    assert_eq!(
        schemas["Mood"]["enum"],
        json!(["happy", "calm", "sad", "own"])
    );
    assert_eq!(schemas["Pet"]["required"], json!(["mood", "size"]));
    assert_eq!(
        schemas["Pet"]["properties"],
        json!({
            "mood": { "$ref": "#/components/schemas/Mood" },
            "age": { "type": "integer" },
            "size": { "type": "string", "description": "New words." },
        })
    );
    let mut rest = document;
    at(&mut rest, "/components")["schemas"] = local()["components"]["schemas"].clone();
    assert_eq!(rest, local());
}

#[test]
fn what_both_changed_is_a_conflict_and_stays_unless_told_otherwise() {
    let change = |new: &mut Value| at(new, SCHEMA)["properties"]["age"]["type"] = json!("string");
    let (document, outcome) = changed(change, Winner::Local);
    assert_eq!(document, local());
    let [conflict] = outcome.conflicts.as_slice() else {
        panic!("{:?}", outcome.conflicts);
    };
    assert_eq!(
        conflict.local,
        "/components/schemas/Pet/properties/age/type"
    );
    assert_eq!(conflict.upstream, format!("{SCHEMA}/properties/age/type"));
    let (mut document, _) = changed(change, Winner::Upstream);
    let age = at(&mut document, "/components/schemas/Pet/properties/age");
    assert_eq!(*age, json!({ "type": "string" }));

    // What is removed upstream and was corrected here is the same.
    let remove = |new: &mut Value| {
        let properties = at(new, SCHEMA)["properties"].as_object_mut().unwrap();
        properties.shift_remove("age");
    };
    let (document, outcome) = changed(remove, Winner::Local);
    assert_eq!((document, outcome.conflicts.len()), (local(), 1));
    let (mut document, _) = changed(remove, Winner::Upstream);
    assert!(
        at(&mut document, "/components/schemas/Pet/properties")
            .get("age")
            .is_none()
    );
}

#[test]
fn parameters_come_and_go_by_name() {
    let (mut document, outcome) = changed(
        |new| {
            *at(new, "/paths/~1pets~1{id}/put/parameters") = json!([
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } },
                { "name": "dry", "in": "query", "schema": { "type": "boolean" } },
            ]);
        },
        Winner::Local,
    );
    assert_eq!(outcome.conflicts, []);
    assert_eq!(
        *at(&mut document, "/paths/~1pets~1{id}/put/parameters"),
        json!([
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } },
            { "name": "dry", "in": "query", "schema": { "type": "boolean" } },
        ])
    );
}

#[test]
fn words_are_upstreams_only_where_they_were_upstreams() {
    let (mut document, outcome) = changed(
        |new| {
            at(new, SCHEMA)["properties"]["mood"]["description"] = json!("How it feels now.");
            at(new, "/paths/~1pets~1{id}/put")["description"] = json!("Other words.");
        },
        Winner::Local,
    );
    // One was taken from upstream word by word, the other was not; nothing else changed.
    assert_eq!(
        at(&mut document, "/components/schemas/Mood")["description"],
        "How it feels now."
    );
    assert_eq!(
        at(&mut document, "/paths/~1pets~1{id}/put")["description"],
        "Own words."
    );
    assert_eq!(outcome.reworded, 1);
    let kept = bare(&upstream()).to_string();
    assert!(
        !kept.contains("feels") && !kept.contains("Changes a pet"),
        "{kept}"
    );
}

#[test]
fn a_new_operation_brings_what_it_refers_to() {
    let (mut document, outcome) = changed(
        |new| {
            new["paths"]["/zoo"] = json!({ "get": { "security": [{ "key": [] }], "responses": { "200": { "description": "All.", "content": { "j": { "schema": { "$ref": "#/components/schemas/Zoo" } } } } } } });
            new["components"] = json!({ "schemas": {
                "Zoo": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } },
                // Of the same name as one here, and another thing.
                "Pet": { "type": "object", "properties": { "zoo": { "$ref": "#/components/schemas/Zoo" } } },
            } });
        },
        Winner::Local,
    );
    assert_eq!(outcome.conflicts, []);
    let schemas = at(&mut document, "/components/schemas");
    assert_eq!(schemas["Zoo"]["items"]["$ref"], "#/components/schemas/Pet2");
    assert_eq!(
        schemas["Pet2"]["properties"]["zoo"]["$ref"],
        "#/components/schemas/Zoo"
    );
    assert_eq!(schemas["Pet"], local()["components"]["schemas"]["Pet"]);
}

#[test]
fn a_new_property_refers_where_upstream_refers() {
    let (mut document, _) = changed(
        |new| {
            at(new, SCHEMA)["properties"]["size"] = json!({ "$ref": "#/components/schemas/Size" });
            new["components"] = json!({ "schemas": { "Size": { "type": "string" } } });
        },
        Winner::Local,
    );
    let schemas = at(&mut document, "/components/schemas");
    assert_eq!(
        schemas["Pet"]["properties"]["size"],
        json!({ "$ref": "#/components/schemas/Size" })
    );
    assert_eq!(schemas["Size"], json!({ "type": "string" }));
}

#[test]
fn without_a_base_what_is_missing_is_added_and_what_differs_is_said() {
    let mut new = upstream();
    at(&mut new, SCHEMA)["properties"]["size"] = json!({ "type": "string" });
    let mut document = local();
    let outcome = merge(&json!({}), &new, &document, Winner::Local);
    apply(&mut document, &outcome.edits);
    let places: Vec<_> = outcome
        .conflicts
        .iter()
        .map(|it| it.local.as_str())
        .collect();
    assert_eq!(places, ["/components/schemas/Pet/properties/age/type"]);
    let pet = at(&mut document, "/components/schemas/Pet/properties");
    assert_eq!(pet["size"], json!({ "type": "string" }));
    assert_eq!(pet["age"], json!({ "type": "integer" }));
    assert!(document["paths"]["/own"].is_object());
}

#[test]
fn an_operation_that_shares_what_changed_is_named() {
    let mut two = upstream();
    two["paths"]["/own"] = json!({ "get": local()["paths"]["/own"]["get"].clone() });
    two["components"] =
        json!({ "schemas": { "Mood": { "type": "string", "enum": ["happy", "sad", "own"] } } });
    let mut new = two.clone();
    at(&mut new, SCHEMA)["properties"]["mood"]["enum"] = json!(["happy", "sad", "calm"]);
    let base = bare(&two);
    let mut document = local();
    let outcome = merge(&base, &new, &document, Winner::Local);
    apply(&mut document, &outcome.edits);
    let reached = crate::update::adopt::reached(&base, &new, &local(), &document);
    assert_eq!(reached, ["/paths/~1own/get"]);
    let (document, _) = changed(|_| {}, Winner::Local);
    assert!(crate::update::adopt::reached(&base, &two, &local(), &document).is_empty());
}
