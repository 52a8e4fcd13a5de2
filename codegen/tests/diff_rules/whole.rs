//! Whole documents: what is the same is no change, whatever its order, and real history.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use specwright::{
    Input,
    diff::{Bump, Comparison, Effect},
};

fn difference(old: &Path, new: &Path) -> Option<Comparison> {
    let input = |path: &Path| Input {
        spec: Some(path.to_owned()),
        allow_outside: true,
        ..Input::default()
    };
    specwright::diff(&input(old), &input(new)).into_comparison()
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = [
        "ok/schema",
        "ok/operation",
        "ok/response",
        "ok/union",
        "names",
        "whole",
    ];
    let files = folders
        .into_iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let files = files.map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect()
}

/// The members of each object turned around, but for media types, of which the first is the one that
/// the service likes best.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let turned = |(key, value): (&String, &Value)| match (key.as_str(), value) {
                ("content", Value::Object(media)) => {
                    let media = media.iter();
                    let kept = media.map(|(name, value)| (name.clone(), reversed(value)));
                    (key.clone(), kept.collect())
                }
                _ => (key.clone(), reversed(value)),
            };
            map.iter().rev().map(turned).collect()
        }
        Value::Array(list) => list.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_document_is_as_itself() {
    let mut compared = 0;
    for path in cases() {
        let Some(comparison) = difference(&path, &path) else {
            continue;
        };
        assert!(
            comparison.is_empty(),
            "{}: {}",
            path.display(),
            comparison.to_text()
        );
        assert_eq!(comparison.verdict(), None);
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// The order of members is no change, but where Rust takes arguments by it.
#[test]
fn the_order_of_members_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for path in cases() {
        let text = fs::read_to_string(&path).unwrap();
        // `serde_json` has no numbers beyond 64 bits. What two unions narrow alike is still called
        // after the one that comes first, which the comparison rightly reports.
        if text.contains("9223372036854776000") || path.ends_with("union/narrowed.yaml") {
            continue;
        }
        let document: Value = serde_yaml::from_str(&text).unwrap();
        let (old, new) = (
            folder.path().join("old.json"),
            folder.path().join("new.json"),
        );
        fs::write(&old, document.to_string()).unwrap();
        fs::write(&new, reversed(&document).to_string()).unwrap();
        let Some(mut comparison) = difference(&old, &new) else {
            continue;
        };
        comparison
            .changes
            .retain(|change| change.rule != "new-arguments-reordered");
        assert!(
            comparison.is_empty(),
            "{}: {}",
            path.display(),
            comparison.to_text()
        );
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// Some documents have several operations on one path, told apart by a fragment of it.
#[test]
fn operations_on_one_path_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.yaml");
    let operation = |id: &str, name: &str| {
        let param =
            format!("{{name: {name}, in: query, required: true, schema: {{type: string}}}}");
        let responses = "{'204': {description: Done.}}";
        format!("{{get: {{operationId: {id}, parameters: [{param}], responses: {responses}}}}}")
    };
    let (first, second) = (operation("one", "a"), operation("two", "b"));
    let head = "openapi: 3.1.0\ninfo: {title: Paths, version: '1'}\npaths:";
    fs::write(&path, format!("{head}\n  /a: {first}\n  /a#b: {second}\n")).unwrap();
    let comparison = difference(&path, &path).unwrap();
    assert!(comparison.is_empty(), "{}", comparison.to_text());
}

/// The folder of real documents, if it is there.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no `{}`", folder.display());
    None
}

#[test]
fn real_history_compares_the_same_twice() {
    let Some(corpus) = corpus() else { return };
    let (old, new) = (
        corpus.join("highlevel-2025-09-18/apps"),
        corpus.join("highlevel/apps"),
    );
    let mut compared = 0;
    for entry in fs::read_dir(&old).unwrap() {
        let name = entry.unwrap().file_name();
        let (old, new) = (old.join(&name), new.join(&name));
        if !new.is_file() {
            continue;
        }
        let comparison = difference(&old, &new).unwrap();
        assert_eq!(Some(&comparison), difference(&old, &new).as_ref());
        for change in &comparison.changes {
            let spots = [&change.before.spot, &change.after.spot];
            assert!(spots.iter().any(|spot| spot.is_some()), "{change:#?}");
        }
        assert!(difference(&new, &new).unwrap().is_empty(), "{name:?}");
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
}

/// What became of the message types of conversations is additive.
#[test]
fn new_message_types_are_a_minor_change() {
    let Some(corpus) = corpus() else { return };
    let path = |folder: &str| corpus.join(folder).join("apps/conversations.json");
    let comparison = difference(&path("highlevel-2025-09-18"), &path("highlevel")).unwrap();
    let of_types = comparison.changes.iter().filter(|change| {
        let is_value = change
            .after
            .wire
            .as_deref()
            .is_some_and(|wire| wire.starts_with("TYPE_"));
        is_value && change.subject.contains("LastMessageType")
    });
    let of_types: Vec<_> = of_types.collect();
    assert!(!of_types.is_empty());
    for change in of_types {
        assert_eq!(
            (change.code, change.effect),
            (Bump::Minor, Effect::Works),
            "{change:#?}"
        );
    }
}

/// Megabytes of real documents; `cargo test --release -- --ignored` runs it.
#[test]
#[ignore = "takes minutes without --release; run by hand"]
fn large_documents_are_as_themselves() {
    let Some(corpus) = corpus() else { return };
    for name in [
        "box/openapi.json",
        "openai/openapi.yaml",
        "github/api.github.com.json",
    ] {
        let path = corpus.join(name);
        let comparison = difference(&path, &path).unwrap();
        assert!(comparison.is_empty(), "{name}: {}", comparison.to_text());
        println!("{name}: the same");
    }
}

/// Words for people that changed beside a change of the same thing are not told of, and by themselves are.
#[test]
fn words_that_changed_are_told_only_where_nothing_else_of_the_same_thing_did() {
    let document = |limit: &str, name: &str, age: &str, pet: &str| -> Value {
        let text = format!(
            r##"{{ "openapi": "3.1.1", "info": {{ "title": "Pets", "version": "1" }}, "servers": [{{ "url": "https://pets.example" }}],
            "paths": {{ "/pets": {{ "get": {{ "operationId": "pets", "parameters": [{{ "name": "limit", "in": "query", {limit} }}],
                "responses": {{ "200": {{ "description": "d", "content": {{ "application/json": {{ "schema": {{ "$ref": "#/components/schemas/Pet" }} }} }} }} }} }} }} }},
            "components": {{ "schemas": {{ "Pet": {{ "type": "object", "description": "{pet}", "properties": {{ "name": {{ {name} }}, "age": {{ {age} }} }} }} }} }} }}"##
        );
        serde_json::from_str(&text).unwrap()
    };
    let old = document(
        r#""description": "How many.", "schema": { "type": "integer" }"#,
        r#""type": "string", "description": "What it is called.""#,
        r#""type": "integer", "description": "In years.""#,
        "A pet.",
    );
    let new = document(
        r#""description": "How many at most.", "schema": { "type": "string" }"#,
        r#""type": "integer", "description": "Its number.""#,
        r#""type": "integer", "description": "In months.""#,
        "An animal.",
    );
    let comparison = crate::compare(&old, &new, None);
    let told = comparison.changes.iter();
    let told: Vec<_> = told
        .map(|change| (change.rule.as_str(), change.subject.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("request-parameter-type-changed", "GET /pets query limit"),
            ("response-property-type-changed", "Pet.name"),
            ("type-docs-changed", "Pet"),
            ("property-docs-changed", "Pet.age"),
        ],
        "{}",
        comparison.to_text()
    );
}
