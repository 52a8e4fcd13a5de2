//! Names that stay: a lock keeps them while documents change, and without one their order changes none.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read what it tests fails"
)]

mod history;
mod order;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use specwright::{
    Input, LockFile, Report,
    diagnostic::{Severity, render::Style},
    generate,
};

/// All names of a client, by place and kind.
type Names = BTreeMap<(String, &'static str), String>;

/// The folder of the corpus, if it is there.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if folder.is_dir() {
        return Some(folder.canonicalize().unwrap());
    }
    println!("skipped: there is no `{}`", folder.display());
    None
}

/// Writes a configuration with a lock for `specs`, which are paths below `folder`.
fn configure(folder: &Path, specs: &[String]) {
    let list: Vec<String> = specs.iter().map(|path| format!("{path:?}")).collect();
    let text = format!(
        "spec = [{}]\nout = \"out\"\nnames_lock = \"names.lock\"\nmock = true\ncli = true\ntag_features = true\nallow_outside = true\n",
        list.join(", ")
    );
    fs::write(folder.join("codegen.toml"), text).unwrap();
}

fn run(folder: &Path) -> Report {
    let report = generate(&Input {
        config: Some(folder.join("codegen.toml")),
        ..Input::default()
    });
    let text = report.text(Severity::Error, Style::Plain);
    assert!(report.is_ok(), "{text}");
    report
}

fn names(report: &Report) -> Names {
    of_lock(report.output().unwrap().lock.as_ref().unwrap())
}

/// The names of a client whose sources are not made, and the lock that keeps them.
fn names_alone(folder: &Path) -> (Names, LockFile) {
    let lock = specwright::names(&Input {
        config: Some(folder.join("codegen.toml")),
        ..Input::default()
    });
    let lock = lock.map_err(|report| report.text(Severity::Error, Style::Plain));
    let lock = lock.unwrap();
    (of_lock(&lock), lock)
}

fn of_lock(lock: &LockFile) -> Names {
    let names = lock.names();
    names
        .map(|(place, kind, name)| ((place.to_owned(), kind), name))
        .collect()
}

/// There is a lock, or a report with errors, never both.
#[test]
fn names_of_a_document_with_errors_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let alone = || {
        let names = specwright::names(&Input {
            config: Some(folder.path().join("codegen.toml")),
            ..Input::default()
        });
        names.map_err(|report| report.text(Severity::Error, Style::Plain))
    };
    put(
        "api.yaml",
        "openapi: 3.1.1\ninfo: { title: A, version: '1' }\npaths:\n  /a: { get: { operationId: a, responses: { '204': { description: A. } } } }\n  /b: 1\n",
    );
    let config = "spec = \"api.yaml\"\nout = \"out\"\n";
    put(
        "codegen.toml",
        &format!("{config}names_lock = \"names.lock\"\n"),
    );
    let said = alone().unwrap_err();
    assert!(said.contains("error[openapi/wrong-type]"), "{said}");
    put(
        "codegen.toml",
        &format!("{config}names_lock = \"names.lock\"\nallow = [\"openapi/wrong-type\"]\n"),
    );
    assert!(alone().unwrap().names().count() > 0);
    assert!(!folder.path().join("names.lock").exists());
    put("codegen.toml", config);
    let said = alone().unwrap_err();
    assert!(said.contains("`names_lock` does not say where"), "{said}");
}
