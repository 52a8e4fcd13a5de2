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
#[ignore = "takes minutes and gigabytes; run by hand"]
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
