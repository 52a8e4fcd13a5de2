//! Reading scraped documentation pages: against the official documents, against each other, and
//! what is left of a page that was damaged. The pages stand beside the repository and are not in
//! it; without them these tests say so and pass.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read what it tests fails"
)]

mod compare;
mod damage;
mod drift;
mod official;
mod whole;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::Value;
use specwright::{Report, read_pages};

use crate::compare::{Difference, compare};

/// The folder of pages, if it is there.
fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/docs-pages");
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// A row of the index.
struct Row {
    file: String,
    class: String,
    official: String,
    notes: String,
    duplicate: String,
    text: String,
}

fn rows(folder: &Path) -> Vec<Row> {
    let index = fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let mut lines = index.lines();
    let names: Vec<_> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| names.iter().position(|other| *other == name).unwrap();
    let (file, class) = (column("file"), column("page_class"));
    let (official, notes) = (column("official_file"), column("notes"));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
            Row {
                text: fs::read_to_string(folder.join("pages").join(cell(file))).unwrap(),
                file: cell(file),
                class: cell(class),
                official: cell(official),
                notes: cell(notes),
                duplicate: cell(column("duplicate_of")),
            }
        })
        .collect()
}

fn read(name: &str, text: &str) -> (Option<Value>, Report) {
    let (mut documents, report) = read_pages(&[(name.to_owned(), text.to_owned())]);
    (documents.remove(0), report)
}

fn model(document: &Value) -> Value {
    let own = official::Own(Rc::new(document.clone()));
    let (_, item) = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let (_, operation) = item.as_object().unwrap().iter().next().unwrap();
    official::model(&own, "", operation)
}

/// Where two documents differ.
fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&model(new), &model(old), String::new(), false, &mut found);
    found
}

#[test]
fn pages_that_are_not_whole_or_no_operation_are_refused() {
    let Some(folder) = folder() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&folder) {
        let code = match row.class.as_str() {
            "skeleton" => "import/skeleton",
            "first-response-only" => "import/partial",
            "not-an-operation" => "import/no-operation",
            _ => continue,
        };
        let (document, report) = read(&row.file, &row.text);
        assert_eq!(document, None, "{}", row.file);
        let said: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|found| found.code.id())
            .collect();
        assert_eq!(said, [code], "{}", row.file);
        *counts.entry(row.class).or_default() += 1;
    }
    println!("{counts:?}");
    assert_eq!(counts.values().sum::<usize>(), 19);
}

#[test]
fn all_pages_are_read_in_two_seconds() {
    let Some(folder) = folder() else { return };
    let rows = rows(&folder);
    let pages: Vec<_> = rows.into_iter().map(|row| (row.file, row.text)).collect();
    let start = std::time::Instant::now();
    let (documents, _) = read_pages(&pages);
    let took = start.elapsed();
    println!("{} pages in {took:?}", documents.len());
    // A debug build is several times slower, and still has no reason to take ten.
    let most = if cfg!(debug_assertions) { 10 } else { 2 };
    assert!(took.as_secs() < most, "{took:?}");
}
