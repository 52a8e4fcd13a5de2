//! The history of a real API: what stands in both versions of its documents is called the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use specwright::Report;

use crate::{Names, configure, corpus, names, names_alone, run};

fn copy(from: &Path, to: &Path) {
    for folder in ["apps", "common"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}

/// The documents that both versions have.
fn documents(corpus: &Path) -> Vec<String> {
    let old = fs::read_dir(corpus.join("highlevel-2025-09-18/apps")).unwrap();
    let names = old.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let both = names.filter(|name| corpus.join("highlevel/apps").join(name).is_file());
    let mut both: Vec<String> = both.map(|name| format!("apps/{name}")).collect();
    both.sort();
    both
}

/// Generates the old version, then the new one with the lock of the old one.
fn compare(corpus: &Path, specs: &[String]) -> [usize; 3] {
    let folder = tempfile::tempdir().unwrap();
    copy(&corpus.join("highlevel-2025-09-18"), folder.path());
    configure(folder.path(), specs);
    let report = run(folder.path());
    let old = names(&report);
    let lock = report.output().unwrap().lock.as_ref().unwrap();
    assert!(lock.write().unwrap());
    let before = items(&report);
    let types_before = defined(&report);
    drop(report);
    copy(&corpus.join("highlevel"), folder.path());
    let report = run(folder.path());
    let new = names(&report);
    none_joined(&types_before, &defined(&report));
    explained(&before, &items(&report), &old, &new);
    let [both, changed] = changes(specs, &old, &new);
    [old.len(), both, changed]
}

/// How many names stand for what both versions have, and how many of them changed, which is none.
fn changes(specs: &[String], old: &Names, new: &Names) -> [usize; 2] {
    let both = old
        .iter()
        .filter_map(|(item, name)| Some((item, name, new.get(item)?)));
    let changed = both.clone().filter(|(_, old, new)| old != new);
    let changed: BTreeMap<_, _> = changed.map(|(item, old, new)| (item, (old, new))).collect();
    assert!(changed.is_empty(), "{specs:?}: {changed:#?}");
    [both.count(), changed.len()]
}

/// The public types and fields that the sources have, and the methods of groups and calls, by their files.
fn items(report: &Report) -> BTreeSet<(String, String)> {
    let mut items = BTreeSet::new();
    for (path, text) in report.output().unwrap().files.files() {
        // What is written of a model beside its fields follows from its kind.
        let is_group = path.starts_with("operations/");
        for line in text.lines() {
            let line = line.trim_start();
            let rest = ["pub struct ", "pub enum "].iter();
            let rest = rest.chain(is_group.then_some(&"pub fn "));
            let mut rest = rest.filter_map(|start| line.strip_prefix(*start));
            let field = line.strip_prefix("pub ").filter(|rest| rest.contains(": "));
            let field = field.filter(|rest| !rest.contains('(') && !rest.starts_with("const "));
            let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '#');
            let name = rest.next().or(field);
            let name = name.and_then(|rest| rest.split(|letter| !is_name(letter)).next());
            items.extend(name.map(|name| (path.to_owned(), name.to_owned())));
        }
    }
    items
}

/// The type that each name of one is of.
fn defined(report: &Report) -> BTreeMap<String, String> {
    let mut defined = BTreeMap::new();
    for (_, text) in report.output().unwrap().files.files() {
        for line in text.lines() {
            let other_name = line.strip_prefix("pub use ").and_then(|rest| {
                let (way, name) = rest.trim_end_matches(';').split_once(" as ")?;
                Some((name, way.rsplit("::").next()?))
            });
            let kinds = ["pub struct ", "pub enum "];
            let own = kinds.iter().find_map(|start| line.strip_prefix(start));
            let own = own.and_then(|rest| rest.split([' ', ';', '(']).next());
            let found = other_name.or(own.map(|name| (name, name)));
            defined.extend(found.map(|(name, ty)| (name.to_owned(), ty.to_owned())));
        }
    }
    defined
}

/// Fails where names of several types are names of one.
fn none_joined(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) {
    let mut was: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (name, before) in old {
        let Some(after) = new.get(name) else { continue };
        let (other, known) = was.entry(after).or_insert((name, before));
        assert_eq!(known, before, "{name} and {other} are one");
    }
}

/// Fails for an item of the sources that is not there any more though no name of the lock is gone that
/// it could be.
fn explained(
    before: &BTreeSet<(String, String)>,
    after: &BTreeSet<(String, String)>,
    old: &Names,
    new: &Names,
) {
    let gone = old.iter().filter(|(item, _)| !new.contains_key(*item));
    let gone: BTreeSet<&str> = gone
        .map(|(_, name)| name.rsplit("::").next().unwrap())
        .collect();
    let lost = before.difference(after);
    let wrong: Vec<_> = lost
        .filter(|(_, name)| {
            // What a mock server has of an operation follows from the operation's own name.
            let mut ends = ["Mock", "Request"].iter();
            let base = ends.find_map(|end| name.strip_suffix(end));
            let mut names = base.into_iter().chain([name.as_str()]);
            !names.any(|name| gone.contains(name))
        })
        .collect();
    assert!(!before.is_empty() && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_document_keeps_its_names() {
    let Some(corpus) = corpus() else { return };
    for spec in documents(&corpus) {
        let [old, both, changed] = compare(&corpus, std::slice::from_ref(&spec));
        println!("{spec}: {old} names, {both} in both versions, {changed} changed");
    }
}

/// All documents as modules of one client: each name is held against each that both versions have.
#[test]
fn all_documents_keep_their_names() {
    let Some(corpus) = corpus() else { return };
    let specs = documents(&corpus);
    let folder = tempfile::tempdir().unwrap();
    copy(&corpus.join("highlevel-2025-09-18"), folder.path());
    configure(folder.path(), &specs);
    let (old, lock) = names_alone(folder.path());
    assert!(lock.write().unwrap());
    copy(&corpus.join("highlevel"), folder.path());
    let (new, _) = names_alone(folder.path());
    let [both, changed] = changes(&specs, &old, &new);
    println!(
        "{} documents: {} names, {both} in both versions, {changed} changed",
        specs.len(),
        old.len()
    );
}
