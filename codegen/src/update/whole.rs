//! A document and all files that it refers to, as one document.

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Code, FileId, Pointer, Sink, Step, escape},
    source::{Bundle, Node, Reach, Resolved, SourceMap, Value as Tree},
    update::view::Keys,
};

/// Puts what other files hold among the components of `root`, so that every reference stays within.
pub(super) fn whole(
    path: PathBuf,
    root: &Node,
    reach: Reach,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Value {
    let bundle = Bundle::load(vec![(path, root.clone())], reach, sources);
    bundle.report(sink);
    let file = sources.places.file(root.at);
    let mut whole = Whole {
        bundle: &bundle,
        sources,
        root,
        file,
        names: BTreeMap::new(),
        queue: VecDeque::new(),
    };
    let mut document = whole.written(root, Keys::Words, sink);
    while let Some((place, node)) = whole.queue.pop_front() {
        let value = whole.written(node, Keys::Words, sink);
        put(&mut document, &place, value);
    }
    document
}

struct Whole<'a> {
    bundle: &'a Bundle,
    sources: &'a SourceMap,
    root: &'a Node,
    /// The document's own file.
    file: FileId,
    /// Where what stands in another file is put: a section of the components and a name.
    names: BTreeMap<(FileId, String), (String, String)>,
    /// What is still to be put there.
    queue: VecDeque<((String, String), &'a Node)>,
}

impl<'a> Whole<'a> {
    fn written(&mut self, node: &Node, keys: Keys, sink: &mut Sink) -> Value {
        match &node.value {
            Tree::Map(map) if keys != Keys::Data => {
                let mut object = Map::new();
                for (key, value) in map {
                    let written = match (keys, key.as_str(), value.as_str()) {
                        (Keys::Words, "$ref", Some(reference)) => {
                            Value::String(self.reference(value, reference, sink))
                        }
                        _ => self.written(value, keys.below(key), sink),
                    };
                    object.insert(key.clone(), written);
                }
                Value::Object(object)
            }
            Tree::List(items) if keys != Keys::Data => items
                .iter()
                .map(|item| self.written(item, keys, sink))
                .collect(),
            _ => node.to_json(),
        }
    }

    /// `reference` as it is written in the one document.
    fn reference(&mut self, node: &Node, reference: &str, sink: &mut Sink) -> String {
        let places = &self.sources.places;
        let is_own = places.file(node.at) == self.file;
        if is_own && reference.starts_with("#/") {
            return reference.to_owned();
        }
        let target = match self.bundle.resolve(places, node.at, 0, reference) {
            Resolved::Found(target) => target,
            Resolved::Missing(..) => {
                let message = format!("`{reference}` leads nowhere");
                sink.report(Code::BadReference, node.at, message);
                return reference.to_owned();
            }
            // Reported where the bundle was loaded, or here.
            Resolved::Refused(code, message) => {
                sink.report(code, node.at, message);
                return reference.to_owned();
            }
        };
        let pointer = places.pointer(target.at);
        if pointer.file == self.file {
            return format!("#{pointer}");
        }
        let key = (pointer.file, pointer.to_string());
        let (section, name) = match self.names.get(&key) {
            Some(place) => place.clone(),
            None => {
                let place = self.free(&pointer);
                self.names.insert(key, place.clone());
                self.queue.push_back((place.clone(), target));
                place
            }
        };
        format!("#/components/{section}/{}", escape(&name))
    }

    /// A section and a name that are not taken, for what stands at `pointer` in another file.
    fn free(&self, pointer: &Pointer) -> (String, String) {
        let keys: Vec<&str> = pointer
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Key(key) => Some(&**key),
                Step::Index(_) => None,
            })
            .collect();
        let section = match keys.as_slice() {
            ["components", section, _] => section,
            _ => "schemas",
        };
        let name = keys.last().copied().unwrap_or("Shared");
        let is_taken = |name: &str| {
            let components = self.root.get("components");
            let own = components.and_then(|all| all.get(section)?.get(name));
            let mut taken = self.names.values();
            own.is_some() || taken.any(|(other, taken)| other == section && taken == name)
        };
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !is_taken(name));
        (
            (*section).to_owned(),
            free.unwrap_or_else(|| name.to_owned()),
        )
    }
}

fn put(document: &mut Value, (section, name): &(String, String), value: Value) {
    let Value::Object(map) = document else { return };
    let mut inner = map;
    for key in ["components", section] {
        let next = inner
            .entry(key.to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(next) = next else { return };
        inner = next;
    }
    inner.insert(name.clone(), value);
}
