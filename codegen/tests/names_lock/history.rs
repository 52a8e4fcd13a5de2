//! The history of a real API: what stands in both versions of its documents is called the same.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{configure, corpus, names, run};

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
fn compare(corpus: &Path, specs: &[String], keep: bool) -> [usize; 3] {
    let folder = tempfile::tempdir().unwrap();
    copy(&corpus.join("highlevel-2025-09-18"), folder.path());
    configure(folder.path(), specs);
    let report = run(folder.path());
    let old = names(&report);
    if keep {
        let lock = report.output().unwrap().lock.as_ref().unwrap();
        assert!(lock.write().unwrap());
    }
    drop(report);
    copy(&corpus.join("highlevel"), folder.path());
    let new = names(&run(folder.path()));
    let both = old
        .iter()
        .filter_map(|(item, name)| Some((item, name, new.get(item)?)));
    let changed = both.clone().filter(|(_, old, new)| old != new);
    let changed: BTreeMap<_, _> = changed.map(|(item, old, new)| (item, (old, new))).collect();
    if keep {
        assert!(changed.is_empty(), "{specs:?}: {changed:#?}");
    }
    [old.len(), both.count(), changed.len()]
}

#[test]
fn each_document_keeps_its_names() {
    let Some(corpus) = corpus() else { return };
    for spec in documents(&corpus) {
        let start = std::time::Instant::now();
        let [old, both, changed] = compare(&corpus, &[spec.clone()], true);
        println!(
            "{spec}: {old} names, {both} in both versions, {changed} changed {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn all_documents_keep_their_names() {
    let Some(corpus) = corpus() else { return };
    let specs = documents(&corpus);
    let [old, both, changed] = compare(&corpus, &specs, true);
    println!(
        "{} documents: {old} names, {both} in both versions, {changed} changed",
        specs.len()
    );
}
