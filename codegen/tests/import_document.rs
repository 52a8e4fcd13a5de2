//! Importing into a document: what changes, and that nothing else does.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read what it tests fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use serde_json::{Value, json};
use specwright::{
    ChangeKind, Import, ImportSource, Imported, Input, Words, diagnostic::Severity, generate, merge,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/merge")
}

fn shop() -> (String, Value) {
    let text = fs::read_to_string(folder().join("shop.yaml")).unwrap();
    let upstream = fs::read_to_string(folder().join("upstream.json")).unwrap();
    (text, serde_json::from_str(&upstream).unwrap())
}

/// Compares with a file, which `UPDATE` writes.
fn compare(name: &str, found: &str) {
    let path = folder().join(name);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected != found {
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, found).unwrap();
        }
        panic!("{name} is stale: UPDATE=1 rewrites it\n{found}");
    }
}

#[test]
fn only_what_differs_in_meaning_is_touched() {
    let (text, upstream) = shop();
    let (merged, changes) = merge(&text, false, &upstream, Words::Kept).unwrap();
    compare("merged.yaml", &merged);
    let changes: Vec<_> = changes
        .iter()
        .map(|change| format!("{} {}", change.kind.as_str(), change.part))
        .collect();
    assert_eq!(
        changes,
        [
            "added DELETE /pets/{id}",
            "added schema BadRequest",
            "added tag pets",
            "changed GET /pets/{id}",
            "changed schema Pet",
            "changed schema PetSize",
        ]
    );
    let (again, changes) = merge(&merged, false, &upstream, Words::Kept).unwrap();
    assert_eq!(again, merged);
    assert!(
        changes.iter().all(|change| change.kind == ChangeKind::Same),
        "{changes:?}"
    );
}

#[test]
fn json_is_edited_in_its_own_layout() {
    let (_, upstream) = shop();
    let text = "{\n   \"openapi\": \"3.0.3\", \"info\": {\"title\": \"t\", \"version\": \"1\"},\n   \"paths\": {\"/pets/{id}\": {\"get\": {\"responses\": {\n      \"200\": {\"description\": \"d\", \"content\": {\"application/json\": {\"schema\": {\n         \"type\": \"object\",\n         \"properties\": {\"name\": {\"type\": \"string\"}, \"old\": {\"type\": \"string\"}}\n      }}}}\n   }}}}\n}\n";
    let (merged, _) = merge(text, true, &upstream, Words::Kept).unwrap();
    compare("merged.json", &merged);
    let (again, _) = merge(&merged, true, &upstream, Words::Kept).unwrap();
    assert_eq!(again, merged);
    // 3.0 has no null among the types.
    let value: Value = serde_json::from_str(&merged).unwrap();
    let born = value.pointer(
        "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/properties/born",
    );
    assert_eq!(born.unwrap()["nullable"], true);
}

#[test]
fn the_same_in_other_words_changes_no_byte() {
    let (text, _) = shop();
    let upstream = json!({
        "openapi": "3.0.3",
        "paths": { "/shelves": { "get": {
            "operationId": "other",
            "summary": "Other words.",
            "responses": { "400": { "description": "x", "content": { "application/json": { "schema": {
                "description": "words", "allOf": [{ "$ref": "#/components/schemas/Other" }] } } } } }
        } } },
        "components": { "schemas": { "Other": {
            "properties": { "code": { "description": "words", "type": "integer", "nullable": false } }, "type": "object"
        } } }
    });
    let (merged, changes) = merge(&text, false, &upstream, Words::Kept).unwrap();
    assert_eq!(merged, text);
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].kind, ChangeKind::Same);
    let (merged, _) = merge(&text, false, &upstream, Words::Imported).unwrap();
    assert!(merged.contains("summary: Other words.") && merged.contains("# huge"));
}

#[test]
fn what_is_not_certain_does_not_replace_what_is_known() {
    let (text, mut upstream) = shop();
    let open = json!({ "type": "object", "x-specwright-uncertain": "the page does not say" });
    *upstream
        .pointer_mut("/components/schemas/GetPetResponseDto")
        .unwrap() = open;
    let (merged, changes) = merge(&text, false, &upstream, Words::Kept).unwrap();
    assert!(changes.iter().any(|change| change.kind == ChangeKind::Kept));
    let pet = |text: &str| {
        text.split("    Pet:\n")
            .nth(1)
            .unwrap()
            .split("    # The sizes")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(pet(&merged), pet(&text));
}

#[test]
fn a_text_that_cannot_be_edited_is_left_alone() {
    let (_, upstream) = shop();
    let text = "openapi: 3.1.1\nx: &x\n  get: &get\n    responses: {}\npaths:\n  /pets/{id}:\n    <<: *x\n  /other: *x\n";
    match merge(text, false, &upstream, Words::Kept) {
        // Whatever is written says what it has to.
        Ok((merged, _)) => assert!(merged.contains("/other: *x")),
        Err(why) => assert!(why.to_string().contains("laid out")),
    }
    assert!(merge("a: [", false, &upstream, Words::Kept).is_err());
}

#[test]
fn line_endings_and_a_missing_last_one_stay() {
    let (text, upstream) = shop();
    let (plain, _) = merge(&text, false, &upstream, Words::Kept).unwrap();
    let (dos, _) = merge(&text.replace('\n', "\r\n"), false, &upstream, Words::Kept).unwrap();
    assert_eq!(dos, plain.replace('\n', "\r\n"));
    let (open, _) = merge(text.trim_end(), false, &upstream, Words::Kept).unwrap();
    assert_eq!(open, plain.trim_end());
}

/// Files that are beside the repository, if they are there.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn import(from: &Import) -> Imported {
    specwright::import(from, &mut |_| {})
}

fn of(path: &Path) -> Import {
    Import {
        sources: vec![ImportSource::Path(path.to_owned())],
        allow_outside: true,
        skip_refused: true,
        ..Import::default()
    }
}

#[test]
fn all_pages_become_one_document_without_errors() {
    let Some(pages) = shared("docs-pages/pages") else {
        return;
    };
    let start = Instant::now();
    let text = import(&of(&pages)).text.unwrap();
    let took = start.elapsed();
    println!("imported in {took:?}");
    // A debug build is several times slower, and still has no reason to take ten seconds.
    let most = if cfg!(debug_assertions) { 10 } else { 2 };
    assert!(took.as_secs() < most, "{took:?}");
    let scratch = tempfile::tempdir().unwrap();
    let spec = scratch.path().join("spec.yaml");
    fs::write(&spec, &text).unwrap();
    let report = generate(&Input {
        spec: Some(spec.clone()),
        ..Input::default()
    });
    assert_eq!(report.count(Severity::Error), 0, "{}", report.json());
    assert!(report.output().unwrap().summary.operations >= 160);
    assert!(!text.contains("x-specwright-name"));
    let again = import(&Import {
        into: Some(spec),
        ..of(&pages)
    });
    assert!(
        again.text.unwrap() == text,
        "importing once more changes the document"
    );
}

#[test]
fn the_page_of_the_first_operation_changes_nothing_here() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/highlevel.yaml");
    let (Some(page), Ok(text)) = (
        shared("upstream/update-conversation.md"),
        fs::read_to_string(&spec),
    ) else {
        return;
    };
    let imported = import(&Import {
        into: Some(spec),
        ..of(&page)
    });
    assert!(imported.text.unwrap() == text);
}

#[test]
fn newer_documents_merge_and_merging_again_changes_nothing() {
    let Some(old) = shared("corpus/highlevel-2025-09-18/apps") else {
        return;
    };
    let Some(new) = shared("corpus/highlevel/apps") else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    for name in [
        "conversations.json",
        "contacts.json",
        "links.json",
        "objects.json",
    ] {
        for json in [true, false] {
            let path = scratch
                .path()
                .join(if json { "spec.json" } else { "spec.yaml" });
            let started = import(&Import {
                json,
                ..of(&old.join(name))
            });
            fs::write(&path, started.text.unwrap()).unwrap();
            let merged = import(&Import {
                into: Some(path.clone()),
                ..of(&new.join(name))
            });
            let merged = merged.text.unwrap();
            fs::write(&path, &merged).unwrap();
            let again = import(&Import {
                into: Some(path),
                ..of(&new.join(name))
            });
            assert!(again.text.unwrap() == merged, "{name}");
        }
    }
}
