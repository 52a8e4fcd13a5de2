//! The documents that are mutated.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use crate::{
    SEED,
    mutations::KEYWORDS,
    random::Random,
    tree::{children, children_mut},
    workshop::pretty,
};

/// A document larger than this is cut into parts.
const LARGE: usize = 12_000;

/// A document that is mutated, with the folder that it is in where others are needed.
#[derive(Debug)]
pub struct Document {
    pub name: String,
    pub text: Vec<u8>,
    /// Nothing where it cannot be read.
    pub tree: Option<Value>,
    /// The file's name and that of the document that is generated from.
    pub file: String,
    pub spec: String,
    pub config: bool,
    pub beside: Option<PathBuf>,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> (Vec<u8>, Option<Value>) {
    let text = fs::read(path).expect("a document");
    let tree = if path.extension().is_some_and(|end| end == "json") {
        serde_json::from_slice(&text).ok()
    } else {
        serde_yaml::from_slice(&text).ok()
    };
    (text, tree)
}

pub fn cases() -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut documents = Vec::new();
    for path in files(&root) {
        let (text, tree) = read(&path);
        let parent = path.ancestors().skip(1);
        let beside = parent
            .take_while(|folder| **folder != *root)
            .find(|folder| folder.join("spec.yaml").is_file())
            .map(Path::to_owned);
        let name = |folder: &Path| {
            let name = path.strip_prefix(folder).expect("it is in there");
            name.display().to_string()
        };
        let file = name(beside.as_deref().or(path.parent()).expect("a folder"));
        documents.push(Document {
            name: name(&root),
            spec: if beside.is_some() {
                "spec.yaml".to_owned()
            } else {
                file.clone()
            },
            config: beside
                .as_ref()
                .is_some_and(|folder| folder.join("codegen.toml").is_file()),
            text,
            tree,
            file,
            beside,
        });
    }
    documents
}

/// Writes the documents of the corpus into `folder`, large ones in parts.
pub fn write_corpus(folder: &Path) {
    let folder = folder.join("corpus");
    fs::create_dir(&folder).expect("a writable folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let mut seen = BTreeSet::new();
    for path in files(&root) {
        let name = path.strip_prefix(&root).expect("it is in there");
        let name = name.display().to_string().replace('/', "-");
        let (text, Some(tree)) = read(&path) else {
            continue;
        };
        if !seen.insert(text.clone()) {
            continue;
        }
        let parts = if text.len() < LARGE {
            0
        } else {
            (text.len() / (5 * LARGE)).clamp(1, 12)
        };
        let mut random = Random::new(SEED, text.len() as u64);
        for part in 0..parts.max(1) {
            let tree = match parts {
                0 => tree.clone(),
                _ => cut(&tree, &mut random),
            };
            let text = pretty(&tree);
            // What hangs together so much that no part is small is left out.
            if text.len() < 3 * LARGE {
                let file = folder.join(format!("{name}-{part}.json"));
                fs::write(file, text).expect("a writable folder");
            }
        }
    }
}

pub fn corpus(folder: &Path) -> Vec<Document> {
    let document = |path: PathBuf| {
        let (text, tree) = read(&path);
        let name = path.file_name().unwrap_or_default().display();
        Document {
            name: format!("corpus/{name}"),
            text,
            tree,
            file: "spec.json".to_owned(),
            spec: "spec.json".to_owned(),
            config: false,
            beside: None,
        }
    };
    files(folder).into_iter().map(document).collect()
}

/// A few paths of `document` with the components that they need.
fn cut(document: &Value, random: &mut Random) -> Value {
    let mut smallest: Option<Value> = None;
    for count in [3, 2, 1, 1, 1] {
        let part = cut_paths(document, count, random);
        let length = part.to_string().len();
        if smallest
            .as_ref()
            .is_none_or(|smallest| length < smallest.to_string().len())
        {
            smallest = Some(part);
        }
        if length < LARGE {
            break;
        }
    }
    smallest.unwrap_or_default()
}

fn cut_paths(document: &Value, count: usize, random: &mut Random) -> Value {
    let mut part = Map::new();
    let mut queue = Vec::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("paths", Value::Object(paths)) if !paths.is_empty() => {
                let chosen: Map<String, Value> = (0..count)
                    .filter_map(|_| paths.iter().nth(random.below(paths.len())))
                    .map(|(path, item)| (path.clone(), item.clone()))
                    .collect();
                queue.push(Value::Object(chosen.clone()));
                part.insert(key.clone(), Value::Object(chosen));
            }
            ("components", _) => {
                let schemes = value.get("securitySchemes").cloned();
                part.insert(
                    key.clone(),
                    json!({ "securitySchemes": schemes.unwrap_or(json!({})) }),
                );
            }
            ("tags" | "x-tagGroups" | "webhooks" | "x-webhooks", _) => {}
            _ => {
                part.insert(key.clone(), value.clone());
            }
        }
    }
    let mut part = Value::Object(part);
    while let Some(next) = queue.pop() {
        let mut references = Vec::new();
        refers_to(&next, &mut references);
        for (section, name) in references {
            let found = &document["components"][&section][&name];
            if part["components"][&section].get(&name).is_none() && !found.is_null() {
                part["components"][&section][&name] = found.clone();
                queue.push(found.clone());
            }
        }
    }
    shorten(&mut part);
    part
}

/// The components that `value` names.
fn refers_to(value: &Value, found: &mut Vec<(String, String)>) {
    if let Some(rest) = value
        .as_str()
        .and_then(|text| text.strip_prefix("#/components/"))
    {
        let mut parts = rest.split('/');
        if let (Some(section), Some(name)) = (parts.next(), parts.next()) {
            found.push((section.to_owned(), name.to_owned()));
        }
    }
    children(value).for_each(|child| refers_to(child, found));
}

/// Cuts texts that would take most of the time.
fn shorten(value: &mut Value) {
    if let Value::String(text) = value {
        let end = text.char_indices().nth(200).map(|(end, _)| end);
        end.into_iter().for_each(|end| text.truncate(end));
    }
    children_mut(value).for_each(shorten);
}

/// The members of all cases that are keywords, for use elsewhere.
pub fn known(documents: &[Document]) -> Vec<(String, Value)> {
    fn walk(value: &Value, keywords: &[&str], seen: &mut BTreeSet<String>) {
        for (key, member) in value.as_object().into_iter().flatten() {
            if keywords.contains(&key.as_str()) {
                seen.extend(Some(json!([key, member]).to_string()).filter(|text| text.len() < 400));
            }
        }
        children(value).for_each(|child| walk(child, keywords, seen));
    }
    let keywords: Vec<&str> = KEYWORDS.split_whitespace().collect();
    let mut seen = BTreeSet::new();
    for document in documents.iter().filter(|it| !it.name.starts_with("corpus")) {
        let tree = document.tree.as_ref();
        tree.into_iter()
            .for_each(|tree| walk(tree, &keywords, &mut seen));
    }
    // Every keyword as often as every other, however many values it has.
    let mut known: Vec<(String, Value)> = seen
        .iter()
        .map(|text| serde_json::from_str(text).expect("it was written above"))
        .collect();
    for keyword in keywords {
        let own: Vec<_> = known
            .iter()
            .filter(|(key, _)| key == keyword)
            .cloned()
            .collect();
        for _ in 1..(20 / own.len().max(1)) {
            known.extend(own.iter().cloned());
        }
    }
    known
}
