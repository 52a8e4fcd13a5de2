//! The same input gives the same bytes, in whichever order the document has it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read what it tests fails"
)]

use std::{fs, path::Path};

use specwright::{Input, generate};

fn cases() -> impl Iterator<Item = std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = ["ok/schema", "ok/operation", "ok/response", "names", "whole"];
    let files = folders
        .into_iter()
        .flat_map(move |folder| fs::read_dir(root.join(folder)).unwrap());
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
}

fn output(path: &Path) -> Vec<(String, String)> {
    let report = generate(&Input {
        spec: Some(path.to_owned()),
        ..Input::default()
    });
    let output = report.output().unwrap();
    output
        .files
        .files()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

/// Writes `document` as JSON and generates from that.
fn output_of(document: &serde_json::Value) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    fs::write(&path, document.to_string()).unwrap();
    output(&path)
}

/// A document as JSON, where the numbers beyond 64 bits that some documents have cannot stand.
fn document(path: &Path) -> serde_json::Value {
    let text = fs::read_to_string(path).unwrap();
    let text = text.replace("9223372036854776000", "9223372036854775807");
    serde_yaml::from_str(&text).unwrap()
}

#[test]
fn twice_is_the_same() {
    let mut compared = 0;
    for path in cases() {
        assert_eq!(output(&path), output(&path), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn json_is_the_same_as_yaml() {
    let beyond_64_bits = |path: &std::path::PathBuf| {
        fs::read_to_string(path)
            .unwrap()
            .contains("9223372036854776000")
    };
    for path in cases().filter(|path| !beyond_64_bits(path)) {
        assert_eq!(
            output(&path),
            output_of(&document(&path)),
            "{}",
            path.display()
        );
    }
}

/// Names follow from where things stand, so turning every object around renames nothing.
#[test]
fn the_order_of_members_changes_no_name() {
    for path in cases() {
        let document = document(&path);
        let (before, after) = (output_of(&document), output_of(&reversed(&document)));
        assert_eq!(items(&before), items(&after), "{}", path.display());
    }
}

#[test]
fn a_new_schema_renames_nothing() {
    for path in cases() {
        let mut document = document(&path);
        let before = output_of(&document);
        let added = serde_json::json!({
            "get": {
                "operationId": "added",
                "responses": { "200": {
                    "description": "New.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Added" } } }
                } }
            }
        });
        document["paths"]["/added"] = added;
        let schema = serde_json::json!({ "type": "object", "properties": { "part": { "type": "object", "properties": { "a": {} } } } });
        document["components"]["schemas"]["Added"] = schema;
        let after = items(&output_of(&document));
        let lost: Vec<_> = items(&before)
            .into_iter()
            .filter(|item| !after.contains(item))
            .collect();
        assert!(lost.is_empty(), "{}: {lost:?}", path.display());
    }
}

/// What several schemas have in common is called after the one that describes it.
#[test]
fn a_new_property_renames_nothing() {
    let leaf = serde_json::json!({ "$ref": "#/components/schemas/Leaf" });
    let mut document = serde_json::json!({
        "openapi": "3.1.1",
        "info": { "title": "Cases", "version": "1" },
        "paths": {},
        "components": { "schemas": {
            "Node": {
                "type": "object",
                "properties": {
                    "inner": { "type": "object", "properties": { "deep": { "type": "object", "properties": { "a": {} } } } },
                    "kind": { "type": "string", "enum": ["a", "b"] },
                    "list": { "type": "array", "items": { "type": "object", "properties": { "a": {} } } },
                    "child": leaf
                },
                "additionalProperties": { "type": "string", "enum": ["c"] }
            },
            "Leaf": { "allOf": [
                { "$ref": "#/components/schemas/Node" },
                { "properties": { "own": { "type": "string", "enum": ["d"] } } }
            ] }
        } }
    });
    let before = items(&output_of(&document));
    let properties = &mut document["components"]["schemas"]["Node"]["properties"];
    let old = properties.take();
    *properties = serde_json::json!({ "added": leaf });
    for (name, property) in old.as_object().unwrap() {
        properties[name] = property.clone();
    }
    let after = items(&output_of(&document));
    let lost: Vec<_> = before.iter().filter(|item| !after.contains(item)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let is_named = |name: &str| before.iter().any(|item| item.ends_with(name));
    assert!(is_named("NodeInnerDeep") && is_named("NodeKind") && is_named("LeafOwn"));
}

fn reversed(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => members
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), reversed(value)))
            .collect(),
        serde_json::Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

/// What a caller can name: the public items, fields and variants of each file, in no order; another name of a type
/// has what that type has.
fn items(files: &[(String, String)]) -> Vec<String> {
    let mut items = Vec::new();
    let mut names = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("wire")) {
        let mut owner = String::new();
        for line in text.lines() {
            let line_text = line.trim();
            let other_name = line.strip_prefix("pub use ");
            if let Some((way, name)) = other_name.and_then(|rest| rest.split_once(" as ")) {
                let (file, ty) = way.rsplit_once("::").unwrap();
                let file = match file.strip_prefix("super::") {
                    Some(module) => format!("models/{module}.rs"),
                    None => path.clone(),
                };
                names.push((file, ty, path, name.trim_end_matches(';')));
                continue;
            }
            let is_item = line_text.starts_with("pub ");
            if let Some(rest) = line.strip_prefix("pub ").or(line.strip_prefix("impl ")) {
                // What a call answers is no name: of two media types alike the order decides.
                let named = rest.split(" = Call<").next().unwrap_or_default();
                owner = named.trim_end_matches(" {").to_owned();
            }
            let is_variant = owner.starts_with("enum ")
                && line_text.ends_with([',', ')'])
                && !line_text.starts_with("//");
            if is_item || is_variant {
                let name = line_text
                    .split(['(', ':', '=', '{'])
                    .next()
                    .unwrap_or_default()
                    .trim_end();
                items.push((path.clone(), format!("{owner} {name}")));
            }
        }
    }
    let defined = items.clone();
    for (file, ty, path, name) in names {
        let is_own = |word: &str| word == ty;
        let own = defined
            .iter()
            .filter(|(found, item)| *found == file && item.split(' ').take(2).any(is_own));
        items.extend(own.map(|(_, item)| {
            let words = item
                .split(' ')
                .map(|word| if is_own(word) { name } else { word });
            (path.clone(), words.collect::<Vec<_>>().join(" "))
        }));
    }
    let items = items
        .into_iter()
        .map(|(path, item)| format!("{path} {item}"));
    let mut items: Vec<String> = items.collect();
    items.sort();
    items
}
