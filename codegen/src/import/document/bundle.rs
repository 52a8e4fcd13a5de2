//! A document that holds all that it refers to.
//!
//! In: an OpenAPI document with references into other files. Out: the same with what they lead to among
//! its own components, by the names that it has there.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{At, Code, FileId, Sink},
    import::document::names::{numbered, stated},
    source::{SourceMap, is_url, percent_decode, plain},
};

/// What references may lead to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach<'a> {
    /// Where the document is.
    pub(crate) path: &'a Path,
    /// Whether they may lead out of its folder.
    pub(crate) outside: bool,
}

/// Takes into `document` whatever it refers to in other files.
pub(crate) fn bundle(
    document: &mut Value,
    file: FileId,
    reach: Reach<'_>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) {
    let mut bundler = Bundler {
        file,
        reach,
        sources,
        sink,
        files: BTreeMap::new(),
        names: BTreeMap::new(),
        parts: Vec::new(),
        taken: BTreeMap::new(),
    };
    for (kind, members) in document
        .get("components")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let names = members
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone());
        bundler.taken.insert(kind.clone(), names.collect());
    }
    bundler.visit(document, &plain(reach.path), true);
    // What is taken in may refer to more.
    let mut at = 0;
    while let Some((_, _, value, home)) = bundler.parts.get(at) {
        let (mut value, home) = (value.clone(), home.clone());
        bundler.visit(&mut value, &home, false);
        if let Some(part) = bundler.parts.get_mut(at) {
            part.2 = value;
        }
        at += 1;
    }
    put(document, bundler.parts);
}

/// Puts what was taken in among the components of the document.
fn put(document: &mut Value, parts: Vec<(String, String, Value, PathBuf)>) {
    let Some(map) = document.as_object_mut().filter(|_| !parts.is_empty()) else {
        return;
    };
    let components = map
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()));
    for (kind, name, value, _) in parts {
        let Some(components) = components.as_object_mut() else {
            return;
        };
        let members = components
            .entry(kind)
            .or_insert_with(|| Value::Object(Map::new()));
        members
            .as_object_mut()
            .into_iter()
            .for_each(|members| drop(members.insert(name.clone(), value.clone())));
    }
}

struct Bundler<'a> {
    file: FileId,
    reach: Reach<'a>,
    sources: &'a mut SourceMap,
    sink: &'a mut Sink,
    files: BTreeMap<PathBuf, Option<Value>>,
    /// The pointers of components by where they come from.
    names: BTreeMap<(PathBuf, String), String>,
    /// Kind, name, value and file of what is taken in.
    parts: Vec<(String, String, Value, PathBuf)>,
    taken: BTreeMap<String, Vec<String>>,
}

/// Words of OpenAPI and JSON Schema behind which data stands.
const DATA: &[&str] = &["const", "default", "enum", "example", "value"];

/// Words behind which parts stand by name.
const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "definitions",
    "dependentSchemas",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];

impl Bundler<'_> {
    fn visit(&mut self, value: &mut Value, home: &Path, is_root: bool) {
        self.visit_within(value, home, is_root, false);
    }

    /// `is_named` says that the keys of `value` are names and not words of OpenAPI.
    fn visit_within(&mut self, value: &mut Value, home: &Path, is_root: bool, is_named: bool) {
        match value {
            Value::Object(map) => {
                let reference = map.get("$ref").and_then(Value::as_str).map(str::to_owned);
                if let Some(reference) = reference.filter(|text| !is_root || !text.starts_with('#'))
                {
                    match self.taken_in(&reference, home) {
                        Some(own) => drop(map.insert("$ref".to_owned(), own.into())),
                        None => drop(map.shift_remove("$ref")),
                    }
                }
                for (key, value) in map {
                    // What is data may have members of any name.
                    let is_data = DATA.contains(&key.as_str()) || key.starts_with("x-");
                    if is_named || !is_data {
                        let is_named = !is_named && NAMED.contains(&key.as_str());
                        self.visit_within(value, home, is_root, is_named);
                    }
                }
            }
            Value::Array(list) => list
                .iter_mut()
                .for_each(|value| self.visit_within(value, home, is_root, false)),
            _ => {}
        }
    }

    /// The reference within the document that stands for one out of it.
    fn taken_in(&mut self, reference: &str, home: &Path) -> Option<String> {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let target = match path {
            "" => home.to_owned(),
            path => plain(&home.parent().unwrap_or(Path::new("")).join(path)),
        };
        let root = plain(self.reach.path);
        if target == root {
            return Some(format!("#{pointer}"));
        }
        let key = (target.clone(), pointer.to_owned());
        if let Some(known) = self.names.get(&key) {
            return Some(known.clone());
        }
        let Some(value) = self.load(path, &target, pointer) else {
            let message = format!("`{reference}` cannot be followed");
            self.sink
                .report(Code::ImportReference, At::File(self.file), message);
            return None;
        };
        let mut steps = pointer.rsplit('/');
        let last = steps.next().filter(|name| !name.is_empty());
        let kinds = [
            "parameters",
            "responses",
            "requestBodies",
            "headers",
            "examples",
        ];
        let kind = steps
            .next()
            .filter(|kind| kinds.contains(kind))
            .unwrap_or("schemas");
        let file = target
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("Shared");
        let name = stated(last.unwrap_or(file)).unwrap_or_else(|| "Shared".to_owned());
        let taken = self.taken.entry(kind.to_owned()).or_default();
        let is_taken = |name: &str| taken.iter().any(|own| own == name);
        let name = if is_taken(&name) {
            numbered(&name, is_taken)
        } else {
            name
        };
        taken.push(name.clone());
        let own = format!("#/components/{kind}/{name}");
        self.names.insert(key, own.clone());
        self.parts.push((kind.to_owned(), name, value, target));
        Some(own)
    }

    fn load(&mut self, path: &str, target: &Path, pointer: &str) -> Option<Value> {
        let folder = plain(self.reach.path.parent()?);
        if is_url(path) || !(self.reach.outside || target.starts_with(folder)) {
            return None;
        }
        if !self.files.contains_key(target) {
            let node = self.sources.load(target, self.sink);
            self.files
                .insert(target.to_owned(), node.map(|node| node.to_json()));
        }
        let pointer = percent_decode(pointer);
        self.files.get(target)?.as_ref()?.pointer(&pointer).cloned()
    }
}
