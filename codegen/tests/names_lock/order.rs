//! Without a lock, the order of files, paths, schemas and properties changes no name.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{Names, configure, corpus, names_alone};

/// A sequence of numbers that is the same on all machines (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

/// The same document with the members of each object in another order, but for media types, the first of which
/// is preferred.
fn shuffled(value: Value, random: &mut Random) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().collect();
            random.shuffle(&mut members);
            let members = members.into_iter();
            members
                .map(|(key, value)| match key.as_str() {
                    "content" => (key, value),
                    _ => (key, shuffled(value, random)),
                })
                .collect()
        }
        Value::Array(items) => {
            let items = items.into_iter();
            items.map(|item| shuffled(item, random)).collect()
        }
        other => other,
    }
}

fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().rev();
            members
                .map(|(key, value)| match key.as_str() {
                    "content" => (key, value),
                    _ => (key, reversed(value)),
                })
                .collect()
        }
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}

/// A document, where the numbers beyond 64 bits that some documents have cannot stand.
fn document(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    let text = text.replace("9223372036854776000", "9223372036854775807");
    match path.extension().is_some_and(|end| end == "json") {
        true => serde_json::from_str(&text).unwrap(),
        false => serde_yaml::from_str(&text).unwrap(),
    }
}

fn differences(one: &Names, other: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    for (item, name) in one {
        let found = other.get(item);
        if found != Some(name) {
            lines.push(format!("{item:?}: {name}, {found:?}"));
        }
    }
    let new = other.iter().filter(|(item, _)| !one.contains_key(*item));
    lines.extend(new.map(|(item, name)| format!("{item:?}: new, {name}")));
    lines
}

/// Compares the names of documents, given below `folder`, with those of the same in other orders; returns how
/// many there are.
fn check(folder: &Path, specs: &[String]) -> usize {
    let place = |folder: &Path, specs: &[String], turn: &mut dyn FnMut(Value) -> Value| {
        let work = tempfile::tempdir().unwrap();
        for spec in crate::order::files(folder) {
            let target = work.path().join(&spec);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            let text = turn(document(&folder.join(&spec))).to_string();
            fs::write(target, text).unwrap();
        }
        configure(work.path(), specs);
        names_alone(work.path()).0
    };
    let first = place(folder, specs, &mut |value| value);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..2 {
        let mut order = specs.to_vec();
        let mut turn = |value| match round {
            0 => reversed(value),
            _ => shuffled(value, &mut random),
        };
        match round {
            0 => order.reverse(),
            _ => Random(round).shuffle(&mut order),
        }
        let found = differences(&first, &place(folder, &order, &mut turn));
        assert!(found.is_empty(), "{specs:?} {round}: {found:#?}");
    }
    first.len()
}

/// All JSON and YAML files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(next) = queue.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let is_data = path
                .extension()
                .is_some_and(|end| end == "json" || end == "yaml");
            if path.is_dir() {
                queue.push(path);
            } else if is_data {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found
}

/// Checks one of the documents in `folder`, with those that it refers to.
fn one_of(folder: &Path, app: &str) -> usize {
    let work = tempfile::tempdir().unwrap();
    for part in ["apps", "common"] {
        fs::create_dir_all(work.path().join(part)).unwrap();
    }
    for shared in fs::read_dir(folder.join("common")).unwrap() {
        let path = shared.unwrap().path();
        if path.is_file() {
            let target = work.path().join("common").join(path.file_name().unwrap());
            fs::copy(path, target).unwrap();
        }
    }
    let spec = format!("apps/{app}");
    fs::copy(folder.join(&spec), work.path().join(&spec)).unwrap();
    check(work.path(), &[spec])
}

#[test]
fn each_document_of_a_real_api() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("highlevel");
    let apps = fs::read_dir(folder.join("apps")).unwrap();
    let apps = apps.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut total = 0;
    for app in apps {
        total += one_of(&folder, &app);
    }
    println!("{total} names, in three orders each");
}

/// All documents as modules of one client.
#[test]
fn all_documents_of_a_real_api() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("highlevel");
    let mut specs: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder.join("apps")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        specs.push(format!("apps/{name}"));
    }
    specs.sort();
    let count = check(&folder, &specs);
    println!("{} documents: {count} names, in three orders", specs.len());
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn other_real_documents() {
    let Some(corpus) = corpus() else { return };
    for name in ["box/openapi.json", "openai/openapi.yaml"] {
        let work = tempfile::tempdir().unwrap();
        let text = document(&corpus.join(name)).to_string();
        fs::write(work.path().join("spec.json"), text).unwrap();
        let count = check(work.path(), &["spec.json".to_owned()]);
        println!("{name}: {count} names, in three orders");
    }
}

#[test]
fn small_documents() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut checked = 0;
    for part in [
        "ok/schema",
        "ok/operation",
        "ok/response",
        "ok/union",
        "names",
        "whole",
    ] {
        for path in files(&cases.join(part)) {
            let path = cases.join(part).join(path);
            if path.ends_with("spec.yaml") || path.with_file_name("spec.yaml").is_file() {
                continue;
            }
            let work = tempfile::tempdir().unwrap();
            let text = document(&path).to_string();
            fs::write(work.path().join("spec.json"), text).unwrap();
            check(work.path(), &["spec.json".to_owned()]);
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}
