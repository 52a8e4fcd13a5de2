//! Pages in our own words, with the documents and the diagnostics that come of them.
//!
//! `NAME.md` is a page, `NAME.json` the document, `NAME.txt` what there is to say about it.
//! `UPDATE=1` rewrites what is expected, and fails if anything changed.

#![cfg(feature = "cli")]

use std::{fs, path::Path};

use specwright::{
    diagnostic::{Severity, render::Style},
    read_pages,
};

#[test]
fn pages_become_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (documents, report) = read_pages(&[(name.clone(), fs::read_to_string(&path).unwrap())]);
        let document = documents.first().unwrap().as_ref();
        let json = document
            .map(|document| format!("{}\n", serde_json::to_string_pretty(document).unwrap()));
        let said = report.text(Severity::Note, Style::Plain);
        for (end, actual) in [
            ("json", json),
            ("txt", Some(said).filter(|said| !said.is_empty())),
        ] {
            let path = path.with_extension(end);
            if fs::read_to_string(&path).ok() == actual {
                continue;
            }
            if std::env::var_os("UPDATE").is_some() {
                match &actual {
                    Some(actual) => fs::write(&path, actual).unwrap(),
                    None => fs::remove_file(&path).unwrap(),
                }
            }
            wrong.push(format!(
                "{}: {}",
                path.display(),
                actual.unwrap_or_default()
            ));
        }
    }
    assert!(count > 10, "{count}");
    assert!(
        wrong.is_empty(),
        "not what is expected:\n{}",
        wrong.join("\n")
    );
}
