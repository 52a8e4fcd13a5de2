//! Gathering: names, sharing, and that nothing is lost.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    diagnostic::{At, FileId, Sink},
    import::document::{
        Page,
        flatten::flatten,
        gather,
        meaning::Meanings,
        places::{operations, schemas_mut},
    },
    rewrite::{Version, bundle, convert, is_word},
    source::{Reach, SourceMap},
};

fn page(path: &str, method: &str, operation: Value, date: &str) -> Page {
    let document = json!({
        "openapi": "3.1.1",
        "info": { "title": "pets", "version": "1" },
        "servers": [{ "url": "https://api.shop.example" }],
        "paths": { path: { method: operation } },
    });
    Page {
        at: At::File(FileId(0)),
        date: date.to_owned(),
        document,
    }
}

fn answer(schema: &Value) -> Value {
    json!({ "description": "x", "content": { "application/json": { "schema": schema } } })
}

fn pages() -> Vec<Page> {
    let size = json!({ "type": "string", "enum": ["big", "small"], "description": "How large." });
    let pet = json!({ "type": "object", "required": ["size"], "properties": { "size": size, "status": { "enum": ["in", "out"] } } });
    let wrong = json!({ "type": "object", "properties": { "code": { "type": "number" } } });
    let shelf = json!({ "type": "object", "properties": { "pets": { "type": "array", "items": pet }, "status": { "enum": ["full", "free"] },
        "owner": { "type": "string", "x-specwright-name": "OwnerRef" } } });
    vec![
        page(
            "/pets/{id}",
            "get",
            json!({ "operationId": "get-pet", "responses": { "200": answer(&pet), "400": answer(&wrong) } }),
            "",
        ),
        page(
            "/shelves",
            "get",
            json!({ "operationId": "get-shelf", "responses": { "200": answer(&shelf), "400": answer(&wrong) } }),
            "",
        ),
        page(
            "/shelves",
            "post",
            json!({ "operationId": "get-shelf", "responses": { "400": answer(&json!({ "type": "object", "properties": { "other": {} } })) } }),
            "",
        ),
    ]
}

#[test]
fn equal_schemas_are_shared_and_named_by_where_they_stand() {
    let document = gather(&pages(), &mut Sink::default()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let names: Vec<_> = schemas.keys().map(String::as_str).collect();
    let expected = [
        // Most operations answer so; the other error is called after its operation too.
        "BadRequest",
        "GetGetShelfResponseDto",
        // Two enums are called `status`, so that neither is plainly.
        "GetGetShelfResponseStatus",
        "GetPetResponseStatus",
        "OwnerRef",
        // The answer of one operation and an item of another's.
        "Pet",
        "PostGetShelfBadRequest",
        "Size",
    ];
    assert_eq!(names, expected);
    assert!(!document.to_string().contains("x-specwright-name"));
}

#[test]
fn the_order_of_pages_changes_nothing() {
    let forwards = gather(&pages(), &mut Sink::default()).unwrap();
    let backwards: Vec<_> = pages().into_iter().rev().collect();
    assert_eq!(
        forwards.to_string(),
        gather(&backwards, &mut Sink::default())
            .unwrap()
            .to_string()
    );
}

#[test]
fn of_two_pages_that_disagree_the_newest_is_believed_and_it_is_said() {
    let operation = |text: &str| json!({ "operationId": "a", "responses": { "200": answer(&json!({ "type": text })) } });
    let pages = [
        page("/a", "get", operation("string"), "2031"),
        page("/a", "get", operation("number"), "2030"),
    ];
    let mut sink = Sink::default();
    let document = gather(&pages, &mut sink).unwrap();
    assert_eq!(sink.len(), 1);
    assert_eq!(
        document
            .pointer("/paths/~1a/get/responses/200/content/application~1json/schema/type")
            .unwrap(),
        "string"
    );
}

/// What an operation means in a document.
fn meaning(operation: &Value, document: &Value) -> Value {
    let mut operation = operation.clone();
    let mut meanings = Meanings::new(document);
    schemas_mut(&mut operation, &mut |_, schema| {
        *schema = meanings.of(schema)
    });
    if let Some(map) = operation.as_object_mut() {
        map.retain(|key, _| {
            !is_word(key) && !matches!(key.as_str(), "operationId" | "security" | "tags")
        });
        map.sort_keys();
    }
    operation
}

/// Puts schemas in the place of references; none where one contains itself.
fn inlined(schema: &Value, document: &Value, depth: usize) -> Option<Value> {
    if depth > 40 {
        return None;
    }
    match schema {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                let target = document.pointer(target.strip_prefix('#')?)?;
                let mut target = inlined(target, document, depth + 1)?;
                let beside = map.iter().filter(|(key, _)| *key != "$ref");
                target
                    .as_object_mut()?
                    .extend(beside.map(|(key, value)| (key.clone(), value.clone())));
                return Some(target);
            }
            map.iter()
                .map(|(key, value)| Some((key.clone(), inlined(value, document, depth + 1)?)))
                .collect()
        }
        Value::Array(list) => list
            .iter()
            .map(|value| inlined(value, document, depth + 1))
            .collect(),
        other => Some(other.clone()),
    }
}

/// Each official document is taken apart into operations with everything inline, and put together again.
#[test]
fn what_is_taken_apart_and_gathered_means_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let mut checked = 0;
    for release in ["highlevel/apps", "highlevel-2025-09-18/apps"] {
        for entry in fs::read_dir(folder.join(release)).unwrap() {
            let path = entry.unwrap().path();
            let (mut sources, mut sink) = (SourceMap::default(), Sink::default());
            let root = sources.load(&path, &mut sink).unwrap();
            let reach = Reach {
                outside: true,
                ..Reach::default()
            };
            let (document, _) = bundle(path.clone(), &root, reach, &mut sources, &mut sink);
            let mut document = flatten(&document);
            convert(&mut document, Version::New);
            let mut pages = Vec::new();
            for (at, method, operation) in operations(&document) {
                let mut own = operation.clone();
                let mut whole = true;
                schemas_mut(
                    &mut own,
                    &mut |_, schema| match inlined(schema, &document, 0) {
                        Some(inline) => *schema = inline,
                        None => whole = false,
                    },
                );
                if whole {
                    pages.push(page(at, method, own, ""));
                }
            }
            let Some(gathered) = gather(&pages, &mut sink) else {
                continue;
            };
            checked += compared(&gathered, &pages, &path);
        }
    }
    println!("{checked} operations");
    assert!(checked > 900, "{checked}");
}

fn compared(gathered: &Value, pages: &[Page], path: &Path) -> usize {
    let mut checked = 0;
    for page in pages {
        for (at, method, operation) in operations(&page.document) {
            let found = gathered
                .pointer("/paths")
                .unwrap()
                .get(at)
                .and_then(|item| item.get(method));
            let Some(found) = found else { continue };
            assert_eq!(
                meaning(found, gathered),
                meaning(operation, &page.document),
                "{} {method} {at}",
                path.display()
            );
            checked += 1;
        }
    }
    checked
}
