//! One test per case of `cases/`.
//!
//! `ok/` and `names/` hold a document and, beside it, the files of the output that its first line
//! names (`# show: models/thing.rs`) and what there is to say about it. `bad/` holds documents that are
//! refused, and why. `UPDATE=1` rewrites what is expected, and the run fails all the same if that
//! changed anything, so that a person reads the difference. Whether the output compiles is tried in
//! `e2e`, which generates it afresh.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot read what it tests fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use libtest_mimic::{Arguments, Failed, Trial};
use specwright::{
    Input, Report,
    diagnostic::{Severity, render::Style},
    generate,
};

fn main() -> ExitCode {
    // So that files are named alike on every machine.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::env::set_current_dir(root).expect("the cases are there");
    let mut trials = Vec::new();
    let mut expected = Vec::new();
    for folder in ["ok", "names", "bad"] {
        for spec in documents(Path::new(folder)) {
            let name = spec.with_extension("").display().to_string();
            expected.extend([spec.with_extension("rs"), spec.with_extension("txt")]);
            trials.push(Trial::test(name, move || check(&spec)));
        }
    }
    trials.push(Trial::test(
        "no_expected_file_without_an_input",
        move || orphans(&expected),
    ));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// All documents in a folder: `….yaml` and `….json`, or `spec.yaml` beside a `codegen.toml`.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let is_document = |path: &PathBuf| {
        let is_data = path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "json");
        // In a folder with a `spec.yaml` all others are what it refers to.
        let mut folders = path.ancestors().skip(1);
        let belongs = folders.any(|folder| folder.join("spec.yaml").is_file());
        is_data && (!belongs || path.ends_with("spec.yaml"))
    };
    files(folder).into_iter().filter(is_document).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of cases").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path))
        } else {
            files.push(path)
        }
    }
    files.sort();
    files
}

fn check(spec: &Path) -> Result<(), Failed> {
    let config = Some(spec.with_file_name("codegen.toml")).filter(|path| path.is_file());
    let report = generate(&Input {
        spec: Some(spec.to_owned()),
        config,
        ..Input::default()
    });
    let is_bad = spec.starts_with("bad");
    if report.is_ok() == is_bad {
        return Err(report.text(Severity::Note, Style::Plain).into());
    }
    match is_bad {
        true => every_error_has_a_place(&report)?,
        false => laid_out(&report)?,
    }
    let text = report.text(Severity::Note, Style::Plain);
    expect(&spec.with_extension("txt"), &text)?;
    expect(&spec.with_extension("rs"), &shown(spec, &report)?)
}

fn every_error_has_a_place(report: &Report) -> Result<(), Failed> {
    for diagnostic in report.json().as_array().into_iter().flatten() {
        if !(diagnostic["line"].is_u64() && diagnostic["column"].is_u64()) {
            return Err(format!("no place: {diagnostic}").into());
        }
    }
    Ok(())
}

/// The files that are written as text are laid out as the printer of all else would; those of `wire/` are
/// not, whose lines are as long as they are.
fn laid_out(report: &Report) -> Result<(), Failed> {
    let output = report.output().ok_or("there is no output")?;
    let is_text = |part: &str| matches!(part, "models" | "operations" | "examples.rs");
    for (path, text) in output.files.files() {
        if !path.split('/').any(is_text) {
            continue;
        }
        // The printer keeps no comments and blank lines.
        let items = text.lines().filter(|line| !line.is_empty());
        let items: String = items
            .filter(|line| !line.starts_with("// "))
            .flat_map(|line| [line, "\n"])
            .collect();
        let printed = prettyplease::unparse(&syn::parse_file(&items)?);
        if printed != items {
            return Err(format!(
                "`{path}` is laid out otherwise\n{}",
                unified(&items, &printed)
            )
            .into());
        }
    }
    Ok(())
}

/// The files that the first line of the document names.
fn shown(spec: &Path, report: &Report) -> Result<String, Failed> {
    let document = fs::read_to_string(spec)?;
    let Some(paths) = document
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# show: "))
    else {
        return Ok(String::new());
    };
    let output = report.output().ok_or("there is no output")?;
    let mut text = String::new();
    for path in paths.split(", ") {
        let found = output.files.files().find(|(found, _)| *found == path);
        let (_, file) = found.ok_or_else(|| format!("there is no `{path}`"))?;
        text.push_str(&format!("// ---- {path}\n{file}"));
    }
    Ok(text)
}

/// Compares a file with what it should be; an empty one is not there.
fn expect(path: &Path, actual: &str) -> Result<(), Failed> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if std::env::var_os("UPDATE").is_some() {
        if actual.is_empty() {
            fs::remove_file(path)?
        } else {
            fs::write(path, actual)?
        }
        return Err(format!("`{}` was rewritten: read the difference", path.display()).into());
    }
    Err(format!(
        "`{}` differs; UPDATE=1 rewrites it\n{}",
        path.display(),
        unified(&expected, actual)
    )
    .into())
}

fn unified(expected: &str, actual: &str) -> String {
    let difference = similar::TextDiff::from_lines(expected, actual);
    let mut unified = difference.unified_diff();
    unified.header("expected", "actual").to_string()
}

fn orphans(expected: &[PathBuf]) -> Result<(), Failed> {
    let is_expectation = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end == "rs" || end == "txt")
    };
    let all = ["ok", "names", "bad"]
        .into_iter()
        .flat_map(|folder| files(Path::new(folder)));
    let orphans: Vec<_> = all
        .filter(is_expectation)
        .filter(|path| !expected.contains(path))
        .collect();
    if orphans.is_empty() {
        Ok(())
    } else {
        Err(format!("{orphans:?} belong to no input").into())
    }
}
