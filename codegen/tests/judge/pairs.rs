//! The pairs of documents: small ones of our own, and real ones where they are.

use std::{fs, path::Path, path::PathBuf};

/// An API before and after a change.
pub(crate) struct Pair {
    /// A name that is one of a crate too.
    pub(crate) name: String,
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
}

/// Documents of one API at two times; small enough to compile in a test.
const REAL: &[&str] = &[
    "businesses",
    "companies",
    "locations",
    "medias",
    "oauth",
    "phone-system",
    "surveys",
];

/// All pairs; with `PAIR=enum`, those with `enum` in their name.
pub(crate) fn all() -> Vec<Pair> {
    let mut pairs = found();
    if let Ok(part) = std::env::var("PAIR") {
        pairs.retain(|pair| pair.name.contains(&part));
    }
    pairs
}

fn found() -> Vec<Pair> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pairs = Vec::new();
    for entry in fs::read_dir(root.join("tests/diff")).unwrap() {
        let folder = entry.unwrap().path();
        pairs.push(Pair {
            name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            old: folder.join("old.yaml"),
            new: folder.join("new.yaml"),
        });
    }
    pairs.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(pairs.len() >= 35, "{}", pairs.len());
    let corpus = root.join("../../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped the real pairs: ../shared/corpus is not there");
        return pairs;
    }
    for name in REAL {
        let of = |when: &str| corpus.join(when).join("apps").join(format!("{name}.json"));
        pairs.push(Pair {
            name: format!("real-{name}"),
            old: of("highlevel-2025-09-18"),
            new: of("highlevel"),
        });
    }
    pairs
}
