//! Documents that are wrong in ways nobody thought of: each is refused or becomes code that parses.
//!
//! Every document of `cases/`, and of the corpus if it is beside the repository, is changed at random
//! in one to three places, many thousand times. The generator may neither panic nor abort nor take
//! long. Workers are processes of their own, so that an abort or a document without end is found too.
//!
//! A failure names its mutant. `MUTANT=seed:index` tries that one again and makes it small;
//! `MUTANTS=seed:count` tries others.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read what it tests fails"
)]

use std::{
    any::Any,
    collections::BTreeSet,
    env, fs,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, mpsc},
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};
use specwright::{
    Input, Runtime,
    diagnostic::{Severity, render::Style},
    generate,
};

/// The seed and the number of mutants of the run that is always made.
const SEED: u64 = 2025;
const MUTANTS: u64 = 20_000;

/// How long one mutant may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A document larger than this is cut into parts.
const LARGE: usize = 12_000;

// ---- Random numbers

/// Splitmix64.
struct Random(u64);

impl Random {
    fn new(seed: u64, index: u64) -> Self {
        let mut random = Self(seed);
        let seed = random.next();
        Self(seed ^ index.wrapping_mul(0xa076_1d64_78bd_642f))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not zero.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).expect("48 bits") % end
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

// ---- Trees

/// The values directly within `value`.
fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn children_mut(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values_mut()),
        Value::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

/// All JSON pointers of those values that `wanted` holds for, the root's first.
fn pointers(value: &Value, wanted: &dyn Fn(&Value) -> bool) -> Vec<String> {
    fn walk(
        value: &Value,
        at: &mut String,
        wanted: &dyn Fn(&Value) -> bool,
        found: &mut Vec<String>,
    ) {
        if wanted(value) {
            found.push(at.clone());
        }
        let keys: Vec<String> = match value {
            Value::Object(members) => members
                .keys()
                .map(|key| key.replace('~', "~0").replace('/', "~1"))
                .collect(),
            Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        for (key, child) in keys.iter().zip(children(value)) {
            let length = at.len();
            at.push('/');
            at.push_str(key);
            walk(child, at, wanted, found);
            at.truncate(length);
        }
    }
    let mut found = Vec::new();
    walk(value, &mut String::new(), wanted, &mut found);
    found
}

/// A node other than the root, if there is one.
fn node<'a>(root: &'a mut Value, random: &mut Random) -> Option<&'a mut Value> {
    let all = pointers(root, &|_| true);
    let others = all.get(1..).filter(|others| !others.is_empty())?;
    root.pointer_mut(random.pick(others).as_str())
}

/// An object or list that has something in it.
fn container<'a>(
    root: &'a mut Value,
    random: &mut Random,
    wanted: fn(&Value) -> bool,
) -> Option<&'a mut Value> {
    let all = pointers(root, &|value| {
        wanted(value) && children(value).next().is_some()
    });
    if all.is_empty() {
        return None;
    }
    root.pointer_mut(random.pick(&all).as_str())
}

/// Renames the member at `index`, which keeps its place.
fn rename_member(members: &mut Map<String, Value>, index: usize, key: &str) {
    let old = std::mem::take(members);
    for (place, (name, value)) in old.into_iter().enumerate() {
        let name = if place == index { key.to_owned() } else { name };
        members.insert(name, value);
    }
}

// ---- Mutations

const KEYWORDS: &str = "$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $self \
    $vocabulary additionalItems additionalOperations additionalProperties allOf allowEmptyValue \
    allowReserved anyOf application/json attribute authorizationCode authorizationUrl bearerFormat \
    callbacks clientCredentials components const contact contains content contentEncoding \
    contentMediaType contentSchema cookie default defaultMapping definitions delete dependentRequired \
    dependentSchemas deprecated description discriminator else encoding enum example examples \
    exclusiveMaximum exclusiveMinimum explode externalDocs externalValue flows format get head header \
    headers if implicit in info items itemEncoding itemSchema jsonSchemaDialect license links mapping \
    maxContains maxItems maxLength maxProperties maximum mediaTypes minContains minItems minLength \
    minProperties minimum multipart/form-data multipleOf name namespace not nullable oneOf \
    openIdConnectUrl openapi operationId operationRef options parameters password patch path pathItems \
    paths pattern patternProperties post prefix prefixEncoding prefixItems properties propertyName \
    propertyNames put query querystring readOnly refreshUrl requestBodies requestBody required \
    responses schema schemas scheme scopes security securitySchemes server servers style summary tags \
    termsOfService text/event-stream then title tokenUrl trace type unevaluatedItems \
    unevaluatedProperties uniqueItems url value variables version webhooks wrapped writeOnly \
    x-enum-descriptions x-enum-varnames x-extension xml";

const KEYS: &[&str] = &[
    "", " ", "a", "self", "Self", "crate", "_", "0", "200", "2XX", "default", "/", "/{",
    "/{a}/{a}", "a b", "a/b", "a~b", "é", "\u{202e}", "\u{0}", "*/", "\"", "\n", "-", "String",
    "r#type",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "null",
    "string",
    "object",
    "array",
    "integer",
    "binary",
    "int64",
    "*/",
    "\"#",
    "\n\n",
    "\r",
    "\t",
    "```",
    "{",
    "{}",
    "/{a}",
    "é",
    "\u{2028}",
    "\u{202e}",
    "\u{0}",
    "\\",
    "//",
    "http://",
    "https://a.example:99999/",
    "application/json; charset=x",
    "deepObject",
    "self",
    "multipart/form-data",
    "2025-02-30",
    "99999999999999999999",
    "[a](https://",
    "<https://",
    "é```",
];

type Mutation = fn(&mut Value, &[(String, Value)], &mut Random);

const MUTATIONS: &[Mutation] = &[
    delete, delete, duplicate, retype, retype, refer, swap, rename, insert, insert, insert,
    transplant, deepen,
];

fn keyword(random: &mut Random) -> String {
    let all: Vec<&str> = KEYWORDS.split_whitespace().collect();
    (*random.pick(&all)).to_owned()
}

fn delete(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    match container(root, random, |_| true) {
        Some(Value::Object(members)) => {
            let index = random.below(members.len());
            let key = members.keys().nth(index).cloned();
            key.and_then(|key| members.shift_remove(&key));
        }
        Some(Value::Array(items)) => {
            items.remove(random.below(items.len()));
        }
        _ => {}
    }
}

fn duplicate(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    match container(root, random, |_| true) {
        Some(Value::Object(members)) => {
            let index = random.below(members.len());
            let (key, value) = members.iter().nth(index).expect("it is below the length");
            let name = match random.below(5) {
                0 => format!("{key}_"),
                1 => key.to_uppercase(),
                2 => keyword(random),
                3 => (*random.pick(KEYS)).to_owned(),
                _ => format!("{key}{key}"),
            };
            let value = value.clone();
            members.insert(name, value);
        }
        Some(Value::Array(items)) => {
            let item = random.pick(items).clone();
            items.insert(random.below(items.len() + 1), item);
        }
        _ => {}
    }
}

fn retype(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let value = match random.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(u64::MAX),
        5 => json!(i64::MIN),
        6 => json!(-1),
        7 => json!(f64::MAX),
        8 => json!(1e-320),
        9 => json!(0.1),
        10 => json!([]),
        11 => json!({}),
        12 => json!([null, 1, "a", [], {}]),
        13 => json!({ "a": null, "type": 1 }),
        _ => json!(*random.pick(TEXTS)),
    };
    if let Some(node) = node(root, random) {
        *node = value;
    }
}

/// Puts a reference in the place of a node: to itself, to nothing, to the root or to another node.
fn refer(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|_| true);
    let at = random.pick(&all).clone();
    let other = random.pick(&all).clone();
    let schemas: Vec<_> = all
        .iter()
        .filter(|pointer| pointer.starts_with("/components/") && pointer.split('/').count() == 4)
        .collect();
    let to = match random.below(9) {
        0 => format!("#{at}"),
        1 => "#/components/schemas/Missing".to_owned(),
        2 => "#".to_owned(),
        3 => "missing.yaml#/a".to_owned(),
        4 => "#/%ff~2".to_owned(),
        5 => format!("#{at}/allOf/0"),
        6 if !schemas.is_empty() => format!("#{}", random.pick(&schemas)),
        _ => format!("#{other}"),
    };
    let wrapped = random.below(4);
    let reference = json!({ "$ref": to });
    if let Some(node) = root.pointer_mut(&at).filter(|_| !at.is_empty()) {
        *node = match wrapped {
            0 => json!({ "allOf": [reference, node.clone()] }),
            1 => json!({ "oneOf": [reference, { "type": "null" }, node.clone()] }),
            _ => reference,
        };
    }
}

fn swap(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|_| true);
    let (first, second) = (random.pick(&all).clone(), random.pick(&all).clone());
    // One within the other cannot be swapped.
    if first.starts_with(&second) || second.starts_with(&first) {
        return;
    }
    let taken = root.pointer_mut(&first).map(Value::take);
    let other = root.pointer_mut(&second);
    if let (Some(mut taken), Some(other)) = (taken, other) {
        std::mem::swap(&mut taken, other);
        if let Some(place) = root.pointer_mut(&first) {
            *place = taken;
        }
    }
}

fn rename(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    if let Some(Value::Object(members)) = container(root, random, Value::is_object) {
        let index = random.below(members.len());
        let key = if random.one_in(3) {
            (*random.pick(KEYS)).to_owned()
        } else {
            keyword(random)
        };
        rename_member(members, index, &key);
    }
}

/// Adds a keyword with a value that it has in some document, or that something else here has.
fn insert(root: &mut Value, known: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|value| value.to_string().len() < 5_000);
    let (key, value) = if random.one_in(2) && !all.is_empty() {
        let value = root.pointer(random.pick(&all).as_str());
        (keyword(random), value.cloned().unwrap_or_default())
    } else {
        random.pick(known).clone()
    };
    let objects = pointers(root, &Value::is_object);
    if objects.is_empty() {
        return;
    }
    if let Some(Value::Object(members)) = root.pointer_mut(random.pick(&objects).as_str()) {
        members.insert(key, value);
    }
}

/// Replaces a member's value by one that the same member has in some document.
fn transplant(root: &mut Value, known: &[(String, Value)], random: &mut Random) {
    for _ in 0..20 {
        let (key, value) = random.pick(known);
        let all = pointers(root, &|value| value.get(key).is_some());
        if all.is_empty() {
            continue;
        }
        if let Some(place) = root
            .pointer_mut(random.pick(&all).as_str())
            .and_then(|object| object.get_mut(key))
        {
            *place = value.clone();
        }
        return;
    }
}

fn deepen(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let depth = 5 + random.below(56);
    let kind = random.below(7);
    let mixed = random.one_in(3);
    let Some(node) = node(root, random) else {
        return;
    };
    let mut nested = node.take();
    for _ in 0..depth {
        let kind = if mixed { random.below(7) } else { kind };
        nested = match kind {
            0 => json!({ "type": "array", "items": nested }),
            1 => json!({ "allOf": [nested] }),
            2 => json!({ "type": "object", "properties": { "a": nested } }),
            3 => json!({ "oneOf": [nested, { "type": "null" }] }),
            4 => json!({ "anyOf": [{ "type": "string" }, nested] }),
            5 => json!({ "additionalProperties": nested }),
            _ => json!([nested]),
        };
    }
    *node = nested;
}

/// Changes bytes: the document ends early, a bit is another, a line is missing or stands twice.
fn mutate_text(text: &mut Vec<u8>, random: &mut Random) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    let begin = text[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |found| found + 1);
    let end = text[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |found| at + found + 1);
    match random.below(6) {
        0 => text.truncate(at),
        1 => text[at] ^= 1 << random.below(8),
        2 => text[at] = *random.pick(b" \n\t-:{}[]\"'#&*!|>%@`,~0aZ"),
        3 | 4 => drop(text.drain(begin..end)),
        _ => {
            let line = text[begin..end].to_vec();
            text.splice(begin..begin, line);
        }
    }
}

// ---- Documents

/// A document that is mutated, with the folder that it is in where others are needed.
#[derive(Debug)]
struct Document {
    name: String,
    text: Vec<u8>,
    /// Nothing where it cannot be read.
    tree: Option<Value>,
    /// The file's name and that of the document that is generated from.
    file: String,
    spec: String,
    config: bool,
    beside: Option<PathBuf>,
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

fn cases() -> Vec<Document> {
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
fn write_corpus(folder: &Path) {
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

fn corpus(folder: &Path) -> Vec<Document> {
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
fn known(documents: &[Document]) -> Vec<(String, Value)> {
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

// ---- One mutant

struct Mutant {
    document: usize,
    contents: Contents,
}

enum Contents {
    Tree(Value),
    Text(Vec<u8>),
}

struct Workshop {
    documents: Vec<Document>,
    /// The index of a document for each chance of being taken.
    lots: Vec<usize>,
    known: Vec<(String, Value)>,
    folder: tempfile::TempDir,
}

impl Workshop {
    fn new(parts: &Path) -> Self {
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

    fn mutant(&self, seed: u64, index: u64) -> Mutant {
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

    fn run(&self, mutant: &Mutant) -> Result<Outcome, String> {
        let input = self.write(mutant);
        LAST_PANIC.lock().expect("no panic while it is set").clear();
        catch_unwind(AssertUnwindSafe(|| outcome(&input))).unwrap_or_else(|panic| {
            let place = LAST_PANIC.lock().expect("no panic while it is set").clone();
            Err(format!("panic at {place}: {}", message(&*panic)))
        })
    }

    /// Takes away all that the failure does not need.
    fn minimised(&self, mutant: Mutant, failure: &str) -> Mutant {
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
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir());
    folder.expect("a folder")
}

fn pretty(tree: &Value) -> Vec<u8> {
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
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

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
enum Outcome {
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

// ---- Workers

/// `seed:first:step:end`, for a worker.
const WORKER: &str = "MUTANT_WORKER";
/// The folder with the documents of the corpus, in which a worker may write.
const PARTS: &str = "MUTANT_PARTS";

fn numbers(variable: &str) -> Option<Vec<u64>> {
    let text = env::var(variable).ok()?;
    let numbers = text.split(':').map(str::parse);
    Some(
        numbers
            .collect::<Result<_, _>>()
            .expect("numbers with colons between them"),
    )
}

/// Runs on a thread with a stack that is deep enough for syn.
fn with_stack(run: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(256 << 20)
            .spawn_scoped(scope, run)
            .expect("a thread");
    });
}

/// Notes where a panic was, rather than to print it.
fn keep_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        *LAST_PANIC.lock().expect("no panic while it is set") = place;
    }));
}

/// Says each mutant before it is tried, and then what came of it.
fn work(seed: u64, first: u64, step: u64, end: u64) {
    let parts = env::var_os(PARTS).expect("a parent");
    let workshop = Workshop::new(Path::new(&parts));
    keep_panics();
    let mut out = std::io::stdout();
    writeln!(out, "\n>ready").expect("a parent");
    for index in (first..end).step_by(usize::try_from(step).expect("a few")) {
        let mutant = workshop.mutant(seed, index);
        let name = &workshop.documents[mutant.document].name;
        writeln!(out, ">begin {index} {name}").expect("a parent");
        let said = match workshop.run(&mutant) {
            Ok(Outcome::Refused) => ">refused".to_owned(),
            Ok(Outcome::Generated) => ">generated".to_owned(),
            Err(failure) => format!(">failed {}", failure.replace('\n', "\n| ")),
        };
        writeln!(out, "{said}").expect("a parent");
    }
    writeln!(out, ">end").expect("a parent");
}

#[derive(Debug, Default)]
struct Tally {
    refused: u64,
    generated: u64,
    failures: Vec<String>,
    slowest: (Duration, String),
}

fn spawn(range: &str, parts: &Path, errors: &File) -> Child {
    let program = env::current_exe().expect("this program");
    let mut command = if cfg!(unix) {
        // So that a document that takes all memory fails rather than the machine.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 6000000; exec \"$0\" \"$@\""]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .args(["mutants_are_refused_or_become_code", "--exact"])
        .args(["--nocapture", "--test-threads=1"])
        .env(WORKER, range)
        .env(PARTS, parts)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors.try_clone().expect("a file"))
        .spawn()
        .expect("a worker")
}

/// Has every `step`th mutant tried from the `first`, by as many processes as that takes.
fn supervise(seed: u64, first: u64, step: u64, end: u64, parts: &Path) -> Tally {
    let mut tally = Tally::default();
    let mut next = first;
    while next < end && tally.failures.len() < 100 {
        let errors = tempfile::NamedTempFile::new().expect("a file");
        let range = format!("{seed}:{next}:{step}:{end}");
        let mut child = spawn(&range, parts, errors.as_file());
        let (send, lines) = mpsc::channel();
        let stdout = child.stdout.take().expect("it is piped");
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.for_each(|line| drop(send.send(line)));
        });
        let current = follow(seed, &lines, &mut tally);
        let _ = child.kill();
        let status = child.wait().expect("a worker");
        let Some((index, name, why)) = current else {
            break;
        };
        let mut said = String::new();
        let _ = errors
            .reopen()
            .map(|mut file| file.read_to_string(&mut said));
        tally.failures.push(format!(
            "MUTANT={seed}:{index} ({name}): {why}, {status}: {said}"
        ));
        next = index + step;
    }
    tally
}

/// Reads what a worker says until it ends; the mutant that it did not survive.
fn follow(
    seed: u64,
    lines: &mpsc::Receiver<String>,
    tally: &mut Tally,
) -> Option<(u64, String, &'static str)> {
    let mut current: Option<(u64, String)> = None;
    let mut begun = Instant::now();
    // The documents are read first.
    let mut patience = 4 * PATIENCE;
    loop {
        let line = match lines.recv_timeout(patience) {
            Ok(line) => line,
            Err(error) => {
                let why = match error {
                    mpsc::RecvTimeoutError::Timeout => "it takes too long",
                    mpsc::RecvTimeoutError::Disconnected => "it aborts",
                };
                let (index, name) = current.unwrap_or_else(|| panic!("a worker: {why}"));
                return Some((index, name, why));
            }
        };
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let taken = begun.elapsed();
        if matches!(word, ">refused" | ">generated") && taken > tally.slowest.0 {
            tally.slowest = (taken, format!("{current:?}"));
        }
        match word {
            ">begin" => {
                let (index, name) = rest.split_once(' ').expect("an index and a name");
                current = Some((index.parse().expect("an index"), name.to_owned()));
                begun = Instant::now();
                patience = PATIENCE;
            }
            ">refused" => tally.refused += 1,
            ">generated" => tally.generated += 1,
            ">failed" => {
                let (index, name) = current.as_ref().expect("it has begun");
                tally
                    .failures
                    .push(format!("MUTANT={seed}:{index} ({name}): {rest}"));
            }
            "|" => {
                let last = tally.failures.last_mut().expect("it has failed");
                last.push_str(&format!("\n    {rest}"));
            }
            ">end" => return None,
            _ => {}
        }
    }
}

/// Tries one mutant again, here, and prints it as small as it fails.
fn replay(seed: u64, index: u64) {
    let parts = folder();
    write_corpus(parts.path());
    let workshop = Workshop::new(parts.path());
    let mutant = workshop.mutant(seed, index);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{seed}-{index}"));
    let write = |mutant: &Mutant| {
        let bytes = match &mutant.contents {
            Contents::Tree(tree) => pretty(tree),
            Contents::Text(text) => text.clone(),
        };
        fs::write(&kept, bytes).expect("a writable folder");
    };
    write(&mutant);
    let name = &workshop.documents[mutant.document].name;
    eprintln!("{name}, mutated, is {}", kept.display());
    keep_panics();
    let result = workshop.run(&mutant);
    if let Err(failure) = &result {
        write(&workshop.minimised(mutant, failure));
    }
    drop(std::panic::take_hook());
    let outcome = result.unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{outcome:?}");
}

#[test]
fn mutants_are_refused_or_become_code() {
    if let Some(numbers) = numbers(WORKER) {
        with_stack(|| work(numbers[0], numbers[1], numbers[2], numbers[3]));
        return;
    }
    if let Some(numbers) = numbers("MUTANT") {
        with_stack(|| replay(numbers[0], numbers[1]));
        return;
    }
    let numbers = numbers("MUTANTS").unwrap_or(vec![SEED, MUTANTS]);
    let (seed, count) = (numbers[0], numbers[1]);
    let workers = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let begun = Instant::now();
    let parts = folder();
    write_corpus(parts.path());
    eprintln!("the corpus is read after {:?}", begun.elapsed());
    let parts = parts.path();
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let supervise = |first| scope.spawn(move || supervise(seed, first, workers, count, parts));
        let threads: Vec<_> = (0..workers).map(supervise).collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|tally| tally.expect("a worker")).collect()
    });
    let sum = |each: fn(&Tally) -> u64| tallies.iter().map(each).sum::<u64>();
    let (refused, generated) = (sum(|tally| tally.refused), sum(|tally| tally.generated));
    for tally in &tallies {
        eprintln!("slowest: {:?}", tally.slowest);
    }
    eprintln!(
        "{refused} refused, {generated} generated, {:?}",
        begun.elapsed()
    );
    let failures: Vec<String> = tallies.into_iter().flat_map(|it| it.failures).collect();
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(refused + generated, count);
    // Mutants that are all refused would try little.
    assert!(generated > count / 3, "{generated} of {count}");
}

#[test]
fn random_numbers_are_the_same_everywhere() {
    let mut random = Random(0);
    assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
    assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
}
