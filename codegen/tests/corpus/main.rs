//! Real documents: each becomes a crate that is clean, with no operation left out.
//!
//! They are in `../shared/corpus`; where that is absent these tests say so and pass. They take long:
//! `cargo test --release -p specwright --test corpus -- --ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read what it tests fails"
)]

mod validity;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use specwright::{
    Input, Report, Runtime,
    diagnostic::{Code, Severity, render::Style},
    generate,
};

/// The folder of the corpus, if it is there.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if folder.is_dir() {
        return Some(folder.canonicalize().unwrap());
    }
    println!("skipped: there is no `{}`", folder.display());
    None
}

/// All documents: a name for a crate, and the path.
fn documents() -> Vec<(String, PathBuf)> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (prefix, folder) in [("new", "highlevel"), ("old", "highlevel-2025-09-18")] {
        let entries = fs::read_dir(corpus.join(folder).join("apps")).unwrap();
        for path in entries.map(|entry| entry.unwrap().path()) {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            found.push((format!("{prefix}-{stem}"), path));
        }
    }
    for (name, path) in [
        ("box", "box/openapi.json"),
        ("openai", "openai/openapi.yaml"),
        ("github", "github/api.github.com.json"),
    ] {
        found.push((format!("big-{name}"), corpus.join(path)));
    }
    found.sort();
    found
}

fn input(paths: &[PathBuf]) -> Input {
    let mut paths = paths.iter().cloned();
    Input {
        spec: paths.next(),
        more: paths.collect(),
        allow_outside: true,
        ..Input::default()
    }
}

fn checked(name: &str, paths: &[PathBuf]) -> Report {
    let report = generate(&input(paths));
    assert!(
        report.is_ok(),
        "{name}: {}",
        report.text(Severity::Error, Style::Plain)
    );
    let left_out = report.output().unwrap().summary.left_out;
    assert_eq!(left_out, 0, "{name}");
    report
}

/// The documents as crates of one workspace, those of HighLevel together as one more.
fn workspace() -> Option<PathBuf> {
    let documents = documents();
    if documents.is_empty() {
        return None;
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let runtime = Runtime::Path(runtime.canonicalize().unwrap().display().to_string());
    let mut crates: Vec<(String, Vec<PathBuf>)> = Vec::new();
    let new = documents
        .iter()
        .filter(|(name, _)| name.starts_with("new-"));
    crates.push((
        "all-highlevel".to_owned(),
        new.map(|(_, path)| path.clone()).collect(),
    ));
    crates.extend(documents.into_iter().map(|(name, path)| (name, vec![path])));
    for (name, paths) in &crates {
        let report = checked(name, paths);
        let tree = report.into_output().unwrap().into_crate(name, &runtime);
        tree.write(&root.join(name)).unwrap();
        // Each is a member here, not a workspace of its own.
        let manifest = root.join(name).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, text.replace("[workspace]\n", "")).unwrap();
    }
    let members: Vec<_> = crates.iter().map(|(name, _)| format!("{name:?}")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    Some(root)
}

#[test]
#[ignore = "compiles every document, which takes the better part of an hour"]
fn every_document_becomes_a_crate_that_is_clean() {
    let Some(root) = workspace() else { return };
    for arguments in [
        &[
            "clippy",
            "--workspace",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ][..],
        &["doc", "--workspace", "--no-deps"],
        // The examples of the documents, each decoded and encoded again.
        &["test", "--workspace", "--lib"],
    ] {
        println!("cargo {}", arguments.join(" "));
        let status = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&root)
            .env("RUSTDOCFLAGS", "-D warnings")
            .env("CARGO_TARGET_DIR", root.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .status()
            .unwrap();
        assert!(status.success(), "cargo {}", arguments.join(" "));
    }
}

/// What becomes `Value` or is passed over, by its reason.
#[test]
#[ignore = "reads every document"]
fn what_is_degraded_has_a_reason() {
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (name, path) in documents() {
        let report = checked(&name, &[path]);
        for diagnostic in report.diagnostics() {
            let key = (diagnostic.severity, diagnostic.code.id());
            *counts.entry(key).or_default() += 1;
        }
    }
    for ((severity, code), count) in counts.iter().rev() {
        println!("{count:6} {} {code}", severity.as_str());
    }
    let broken = counts
        .keys()
        .filter(|(severity, _)| *severity == Severity::Error);
    assert_eq!(broken.count(), 0);
}

/// An example that becomes no test is one that is not valid by its own schema.
#[test]
#[ignore = "validates every example that becomes no test"]
fn valid_examples_become_tests() {
    let (mut invalid, mut unknown, mut untyped, mut valid) = (0, 0, 0, Vec::new());
    for (name, path) in documents() {
        let report = checked(&name, std::slice::from_ref(&path));
        let untested: Vec<String> = report
            .json()
            .as_array()
            .into_iter()
            .flatten()
            .filter(|found| found["code"] == Code::BadExample.id())
            .filter(|found| found["file"] == path.display().to_string())
            .map(|found| found["pointer"].as_str().unwrap().to_owned())
            .collect();
        let judge = validity::Judge::new(&path);
        for pointer in untested {
            match judge.is_valid(&pointer) {
                // Without a `type` its keywords are about objects, and a value of any other is valid.
                Some(true) if !judge.has_type(&pointer) => untyped += 1,
                Some(true) => valid.push(format!("{name}{pointer}")),
                Some(false) => invalid += 1,
                None => unknown += 1,
            }
        }
    }
    println!(
        "untested: {invalid} invalid, {unknown} without a schema, {untyped} of schemas without a type, {} valid",
        valid.len()
    );
    for pointer in &valid {
        println!("  {pointer}");
    }
    assert!(
        valid.is_empty(),
        "{} valid examples become no test",
        valid.len()
    );
}
