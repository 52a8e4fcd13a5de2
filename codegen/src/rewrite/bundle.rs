//! A document and all files that it refers to, as one document.
//!
//! In: an OpenAPI document with references into other files. Out: the same with what they lead to among
//! its own components, by the names that it has there. What no component may be in every version stands
//! in the place of the reference: path items, and texts.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::PathBuf,
};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Code, FileId, Place, Pointer, Sink, Step, escape},
    rewrite::{
        elsewhere::lone_reference,
        keys::Keys,
        names::{numbered, stated},
        tags,
    },
    source::{Bundle, Node, Reach, Resolved, SourceMap, Value as Tree},
};

/// A reference that leads out of the document and cannot be followed; it is left out.
#[derive(Debug)]
pub(crate) struct Lost {
    /// Where it stands.
    pub(crate) at: Place,
    /// What it says.
    pub(crate) reference: String,
    /// What is wrong with it.
    pub(crate) code: Code,
    /// The same in words.
    pub(crate) message: String,
}

/// Puts what other files hold among the components of `root`, which is at `path`, so that every reference
/// stays within.
///
/// What is wrong within those files is reported; references to what cannot be had are for the caller to
/// report.
pub(crate) fn bundle(
    path: PathBuf,
    root: &Node,
    reach: Reach,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> (Value, Vec<Lost>) {
    let bundle = Bundle::load(vec![(path, root.clone())], reach, sources);
    bundle.report(sink);
    let mut bundler = Bundler {
        bundle: &bundle,
        sources,
        file: sources.places.file(root.at),
        names: BTreeMap::new(),
        taken: BTreeSet::new(),
        queue: VecDeque::new(),
        open: Vec::new(),
        inlined: 0,
        renamed: BTreeMap::new(),
        lost: Vec::new(),
    };
    bundler.take(root);
    let mut document = bundler.written(root, Keys::Words, "");
    while let Some(((section, name), node)) = bundler.queue.pop_front() {
        let value = bundler.written(node, Keys::Words, section);
        put(&mut document, section, name, value);
    }
    tags::keep(&mut document, &bundler.renamed);
    (document, bundler.lost)
}

/// Sections of the components, but for schemas and path items.
const SECTIONS: &[&str] = &[
    "callbacks",
    "examples",
    "headers",
    "links",
    "parameters",
    "requestBodies",
    "responses",
    "securitySchemes",
];
/// How many references are replaced by what they refer to, and how many of them within one another.
const MAX_INLINED: usize = 20_000;
const MAX_OPEN: usize = 32;

pub(super) const COMPONENTS: &str = "components";
const SCHEMAS: &str = "schemas";
const PATH_ITEMS: &str = "pathItems";
/// Values that may be references without saying so.
const MAPPING: &str = "mapping";

/// The section for what stands at `key` of something that belongs into the section `around`.
fn section(around: &'static str, keys: Keys, key: &str) -> &'static str {
    let own = SECTIONS.iter().find(|section| **section == key);
    match (keys, key, own) {
        (Keys::Names | Keys::Data, ..) => around,
        (_, "paths" | "webhooks" | PATH_ITEMS, _) => PATH_ITEMS,
        (_, "requestBody", _) => "requestBodies",
        (_, MAPPING, _) => MAPPING,
        // Of the document itself, which belongs into nothing.
        (_, COMPONENTS, _) if around.is_empty() => COMPONENTS,
        (_, _, Some(section)) => section,
        // The keys of a callback are expressions.
        _ if around == "callbacks" => PATH_ITEMS,
        _ => SCHEMAS,
    }
}

/// Whether a reference may stand for all members of such an object.
fn is_whole(keys: Keys, part: &str) -> bool {
    part == COMPONENTS || keys == Keys::Names && part != MAPPING
}

struct Bundler<'a> {
    bundle: &'a Bundle,
    sources: &'a SourceMap,
    /// The document's own file.
    file: FileId,
    /// The names of what stands in other files, by the section of the components that it is put into.
    names: BTreeMap<(FileId, String, &'static str), String>,
    /// Sections and names that are not free.
    taken: BTreeSet<(String, String)>,
    /// What is still to be put there.
    queue: VecDeque<((&'static str, String), &'a Node)>,
    /// Schemas that are called otherwise than where they come from, by their names here.
    renamed: BTreeMap<String, String>,
    /// What is being written in the place of a reference.
    open: Vec<Place>,
    /// How often something was.
    inlined: usize,
    lost: Vec<Lost>,
}

/// What becomes of a reference.
enum Found<'a> {
    /// It is written so.
    Reference(String),
    /// This stands in its place.
    Inline(&'a Node),
    /// It leads nowhere.
    Nothing,
}

impl<'a> Bundler<'a> {
    /// Notes the names that the document's own components have, wherever they stand.
    fn take(&mut self, root: &Node) {
        let components = root.get(COMPONENTS).map(|node| self.behind(node));
        let components = components.and_then(Node::as_map);
        for (key, members) in components.into_iter().flatten() {
            let section = section(COMPONENTS, Keys::Words, key);
            let members = self.behind(members).as_map();
            for (name, node) in members.into_iter().flatten() {
                self.taken.insert((key.clone(), name.clone()));
                let pointer = self.sources.places.pointer(node.at);
                if pointer.file != self.file {
                    let key = (pointer.file, pointer.to_string(), section);
                    self.names.insert(key, name.clone());
                }
            }
        }
    }

    /// What stands at `node`, or what a reference that stands there alone leads to.
    fn behind<'n>(&self, node: &'n Node) -> &'n Node
    where
        'a: 'n,
    {
        let target =
            lone_reference(node).and_then(|(at, reference)| self.target(at, reference).ok());
        target.unwrap_or(node)
    }

    /// What stands in the place of a reference to all paths, components or members of a section of them. The
    /// specification has none there (OpenAPI 3.1.1, §4.8.8), and so no component that it could lead to.
    fn whole(&mut self, node: &Node, keys: Keys, part: &'static str) -> Option<Value> {
        let (at, reference) = lone_reference(node).filter(|_| is_whole(keys, part))?;
        let found = self
            .target(at, reference)
            .and_then(|target| self.endless(target).map_or(Ok(target), Err));
        Some(match found {
            Ok(target) => {
                self.open.push(target.at);
                let value = self.written(target, keys, part);
                self.open.pop();
                value
            }
            Err((code, message)) => {
                let code = match part {
                    PATH_ITEMS => Code::LostOperation,
                    COMPONENTS => Code::LostComponents,
                    _ => code,
                };
                self.lose(at, reference, code, message);
                Value::Object(Map::new())
            }
        })
    }

    /// Refuses a reference to all paths, components or members of a section with others beside it.
    fn beside(&mut self, at: &Node, reference: &str, part: &'static str) {
        let code = match part {
            PATH_ITEMS => Code::LostOperation,
            _ => Code::LostComponents,
        };
        let message = "other members stand beside this reference; put all into one place";
        self.lose(at, reference, code, message.to_owned());
    }

    fn lose(&mut self, at: &Node, reference: &str, code: Code, message: String) {
        self.lost.push(Lost {
            at: at.at,
            reference: reference.to_owned(),
            code,
            message,
        });
    }

    /// The value at `node`, of something that belongs into `part` of the components.
    fn written(&mut self, node: &Node, keys: Keys, part: &'static str) -> Value {
        if let Some(value) = self.whole(node, keys, part) {
            return value;
        }
        match &node.value {
            Tree::Map(map) if keys != Keys::Data => {
                let mut object = Map::new();
                for (key, value) in &**map {
                    let is_whole = is_whole(keys, part);
                    let is_reference = (keys == Keys::Words || is_whole) && key == "$ref";
                    let Some(reference) = value.as_str().filter(|_| is_reference) else {
                        let is_list = value.as_list().is_some();
                        let inner = section(part, keys, key);
                        let value = self.written(value, keys.within(key, is_list), inner);
                        object.insert(key.clone(), value);
                        continue;
                    };
                    if is_whole {
                        self.beside(value, reference, part);
                        continue;
                    }
                    match self.reference(value, reference, part) {
                        Found::Reference(own) => {
                            object.insert(key.clone(), own.into());
                        }
                        Found::Inline(target) => match self.inline(target, part) {
                            Value::Object(members) => object.extend(members),
                            other => return other,
                        },
                        Found::Nothing => {}
                    }
                }
                Value::Object(object)
            }
            Tree::List(items) if keys != Keys::Data => items
                .iter()
                .map(|item| self.written(item, keys, part))
                .collect(),
            Tree::String(text) if part == MAPPING && keys == Keys::Words => {
                match self.target(node, text) {
                    Ok(target) if self.is_out(node, text) => self.place(target, SCHEMAS).into(),
                    _ => node.to_json(),
                }
            }
            _ => node.to_json(),
        }
    }

    /// What stands in the place of a reference to it.
    fn inline(&mut self, target: &Node, part: &'static str) -> Value {
        self.open.push(target.at);
        let value = self.written(target, Keys::Words, part);
        self.open.pop();
        value
    }

    /// Whether a reference is to be written otherwise in the one document.
    fn is_out(&self, node: &Node, reference: &str) -> bool {
        let is_own = self.sources.places.file(node.at) == self.file;
        !is_own || !reference.starts_with("#/")
    }

    fn reference(&mut self, node: &Node, reference: &str, part: &'static str) -> Found<'a> {
        if !self.is_out(node, reference) {
            return Found::Reference(reference.to_owned());
        }
        let target = match self.target(node, reference) {
            Ok(target) => target,
            Err((code, message)) => {
                self.lose(node, reference, code, message);
                return Found::Nothing;
            }
        };
        let is_elsewhere = self.sources.places.file(target.at) != self.file;
        let is_text = matches!(target.value, Tree::String(_));
        match is_elsewhere && (part == PATH_ITEMS || is_text) {
            true => match self.endless(target) {
                None => Found::Inline(target),
                Some((code, message)) => {
                    self.lose(node, reference, code, message);
                    Found::Nothing
                }
            },
            false => Found::Reference(self.place(target, part)),
        }
    }

    /// Why `target` cannot be written in the place of a reference to it, if it cannot.
    fn endless(&mut self, target: &Node) -> Option<(Code, String)> {
        self.inlined += 1;
        if self.open.contains(&target.at) {
            let message = "what this refers to leads back to it".to_owned();
            return Some((Code::CircularReference, message));
        }
        let is_much = self.inlined > MAX_INLINED || self.open.len() >= MAX_OPEN;
        is_much.then(|| {
            let message = format!(
                "more than {MAX_INLINED} path items stand in other files, or {MAX_OPEN} in one another"
            );
            (Code::TooLarge, message)
        })
    }

    fn target(&self, node: &Node, reference: &str) -> Result<&'a Node, (Code, String)> {
        let places = &self.sources.places;
        match self.bundle.resolve(places, node.at, 0, reference) {
            Resolved::Found(target) => Ok(target),
            Resolved::Missing(..) => {
                Err((Code::BadReference, format!("`{reference}` leads nowhere")))
            }
            Resolved::Refused(code, message) => Err((code, message)),
        }
    }

    /// A reference to `target` within the one document.
    fn place(&mut self, target: &'a Node, part: &'static str) -> String {
        let pointer = self.sources.places.pointer(target.at);
        if pointer.file == self.file {
            return format!("#{pointer}");
        }
        let key = (pointer.file, pointer.to_string(), part);
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.free(target, &pointer, part);
                self.names.insert(key, name.clone());
                self.queue.push_back(((part, name.clone()), target));
                name
            }
        };
        format!("#/components/{part}/{}", escape(&name))
    }

    /// A name that is not taken, for what stands at `pointer` in another file.
    fn free(&mut self, target: &Node, pointer: &Pointer, section: &str) -> String {
        let mut keys = pointer.steps.iter().rev().filter_map(|step| match step {
            Step::Key(key) => Some(&**key),
            Step::Index(_) => None,
        });
        let index = self.bundle.index(&self.sources.places, target.at, 0);
        let stem = || self.bundle.stems().into_iter().nth(index);
        let name = keys.next().map(str::to_owned).or_else(stem);
        let name = name.and_then(|name| stated(&name));
        let name = name.unwrap_or_else(|| "Shared".to_owned());
        let is_taken = |name: &str| self.taken.contains(&(section.to_owned(), name.to_owned()));
        let name = match is_taken(&name) {
            true => numbered(&name, is_taken),
            false => name,
        };
        self.taken.insert((section.to_owned(), name.clone()));
        if let (Some(Step::Key(own)), SCHEMAS) = (pointer.steps.last(), section)
            && **own != *name
        {
            self.renamed.insert(name.clone(), own.to_string());
        }
        name
    }
}

fn put(document: &mut Value, section: &str, name: String, value: Value) {
    let Value::Object(map) = document else { return };
    let mut inner = map;
    for key in [COMPONENTS, section] {
        let next = inner
            .entry(key.to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(next) = next else { return };
        inner = next;
    }
    inner.insert(name, value);
}

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod tests;
