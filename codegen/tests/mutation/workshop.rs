//! Making one mutant and trying it.

use std::{
    any::Any,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Mutex,
};

use serde_json::Value;
use specwright::{
    Input, Runtime,
    diagnostic::{Severity, render::Style},
    generate,
};

use crate::{
    documents::{Document, cases, corpus, known},
    mutations::{MUTATIONS, mutate_text},
    random::Random,
    tree::pointers,
};

pub struct Mutant {
    pub document: usize,
    pub contents: Contents,
}

pub enum Contents {
    Tree(Value),
    Text(Vec<u8>),
}

pub struct Workshop {
    pub documents: Vec<Document>,
    /// The index of a document for each chance of being taken.
    lots: Vec<usize>,
    known: Vec<(String, Value)>,
    folder: tempfile::TempDir,
}

impl Workshop {
    pub fn new(parts: &Path) -> Self {
        let mut documents = cases();
        documents.extend(corpus(&parts.join("corpus")));
        let known = known(&documents);
        let mut lots = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            let count = (60_000 / (document.text.len() + 1_000)).max(1);
            lots.extend(std::iter::repeat_n(index, count));
        }
        Self {
            documents,
            lots,
            known,
            // The parent removes it even if this process is killed.
            folder: tempfile::tempdir_in(parts).expect("a writable folder"),
        }
    }

    pub fn mutant(&self, seed: u64, index: u64) -> Mutant {
        let mut random = Random::new(seed, index);
        let chosen = *random.pick(&self.lots);
        let document = &self.documents[chosen];
        let count = 1 + random.below(3);
        let contents = match &document.tree {
            Some(tree) if !random.one_in(8) => {
                let mut tree = tree.clone();
                for _ in 0..count {
                    random.pick(MUTATIONS)(&mut tree, &self.known, &mut random);
                }
                Contents::Tree(tree)
            }
            _ => {
                let mut text = document.text.clone();
                (0..count).for_each(|_| mutate_text(&mut text, &mut random));
                Contents::Text(text)
            }
        };
        Mutant {
            document: chosen,
            contents,
        }
    }

    /// Writes the mutant and returns what to generate from.
    fn write(&self, mutant: &Mutant) -> Input {
        let document = &self.documents[mutant.document];
        let folder = self.folder.path().join(mutant.document.to_string());
        if !folder.is_dir() {
            match &document.beside {
                Some(beside) => copy(beside, &folder),
                None => fs::create_dir(&folder).expect("a folder"),
            }
        }
        let is_spec = document.file == document.spec;
        let (file, bytes) = match &mutant.contents {
            // JSON is read as YAML too, which is how others refer to it.
            Contents::Tree(tree) if is_spec => ("mutant.json".to_owned(), pretty(tree)),
            Contents::Tree(tree) => (document.file.clone(), pretty(tree)),
            Contents::Text(text) => (document.file.clone(), text.clone()),
        };
        fs::write(folder.join(&file), bytes).expect("a writable folder");
        let spec = folder.join(if is_spec { &file } else { &document.spec });
        Input {
            spec: Some(spec),
            config: document.config.then(|| folder.join("codegen.toml")),
            ..Input::default()
        }
    }

    pub fn run(&self, mutant: &Mutant) -> Result<Outcome, String> {
        let input = self.write(mutant);
        LAST_PANIC.lock().expect("no panic while it is set").clear();
        catch_unwind(AssertUnwindSafe(|| outcome(&input))).unwrap_or_else(|panic| {
            let place = LAST_PANIC.lock().expect("no panic while it is set").clone();
            Err(format!("panic at {place}: {}", message(&*panic)))
        })
    }

    /// Takes away all that the failure does not need.
    pub fn minimised(&self, mutant: Mutant, failure: &str) -> Mutant {
        let Contents::Tree(mut tree) = mutant.contents else {
            return mutant;
        };
        let document = mutant.document;
        let fails = |tree: &Value| {
            let contents = Contents::Tree(tree.clone());
            let result = self.run(&Mutant { document, contents });
            result.is_err_and(|other| kind(&other) == kind(failure))
        };
        loop {
            let mut smaller = false;
            let mut skip = 1;
            while let Some(at) = pointers(&tree, &|_| true).get(skip) {
                let without = without(&tree, at);
                if fails(&without) {
                    tree = without;
                    smaller = true;
                } else {
                    skip += 1;
                }
            }
            if !smaller {
                break;
            }
        }
        Mutant {
            document,
            contents: Contents::Tree(tree),
        }
    }
}

/// A folder in memory where there is one.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir());
    folder.expect("a folder")
}

pub fn pretty(tree: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(tree).expect("a tree")
}

fn without(tree: &Value, at: &str) -> Value {
    let mut tree = tree.clone();
    let (parent, key) = at.rsplit_once('/').expect("it is not the root");
    match tree.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            items.remove(key.parse().expect("an index"));
        }
        _ => {}
    }
    tree
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            // Without the permissions, which may be those of a checkout that is not to be changed.
            fs::write(to, fs::read(path).expect("a file")).expect("a writable folder");
        }
    }
}

/// Where the last panic was.
pub static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

/// What is alike in failures for the same reason.
fn kind(failure: &str) -> &str {
    let end = failure.match_indices(": ").nth(1).map(|(at, _)| at);
    end.map_or(failure, |end| &failure[..end])
}

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Refused,
    Generated,
}

fn outcome(input: &Input) -> Result<Outcome, String> {
    let report = generate(input);
    let text = report.text(Severity::Note, Style::Plain);
    let json = report.json();
    if text.is_empty() != json.as_array().is_none_or(Vec::is_empty) {
        return Err(format!("the text says other than the JSON: {text}"));
    }
    if !report.is_ok() {
        let errors = report.count(Severity::Error);
        return if errors > 0 && text.contains("error[") {
            Ok(Outcome::Refused)
        } else {
            Err(format!("no output, and no reason: {text}"))
        };
    }
    let Some(output) = report.into_output() else {
        return Err("there is no output".to_owned());
    };
    for (path, text) in output.into_crate("mutant", &Runtime::Published).files() {
        let end = Path::new(path).extension().and_then(|end| end.to_str());
        let wrong = match end {
            Some("rs") => syn::parse_file(text).err().map(|error| error.to_string()),
            Some("toml") => toml::from_str::<toml::Table>(text)
                .err()
                .map(|error| error.to_string()),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(format!("`{path}` does not parse: {wrong}\n{text}"));
        }
    }
    Ok(Outcome::Generated)
}
