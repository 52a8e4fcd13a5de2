//! A document and every file that it refers to.
//!
//! In: the trees of the documents. Out: a [`Bundle`], in which a reference leads from any file to any
//! other, cycles included. Every `$ref` is looked at before anything is understood, so that no later
//! stage reads a file.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
};

use crate::{
    diagnostic::{At, Code, Diagnostic, FileId, Place, Places, Severity, Sink},
    source::{Node, SourceMap, Value, pointer, remote},
};

/// The most files that one run reads.
const MAX_FILES: usize = 1000;

/// How many references are followed on the way to one value.
const MAX_FOLLOWED: usize = 100;

/// What references may lead to beside files in the folder of the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// `http` and `https` URLs.
    pub remote: bool,
    /// Files elsewhere.
    pub outside: bool,
}

/// Documents and the files that they refer to.
#[derive(Debug, Default)]
pub struct Bundle {
    files: Vec<Loaded>,
    /// References that were not followed, and why.
    refused: BTreeMap<String, (Code, String)>,
}

#[derive(Debug)]
struct Loaded {
    /// Its one name, however it is referred to.
    location: String,
    /// Its name for people: as the document's own was given.
    shown: PathBuf,
    file: FileId,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
    /// Where `$anchor`, `$dynamicAnchor` and `$id` stand, as paths from the root.
    names: BTreeMap<String, Vec<Step>>,
}

/// A step from a value to one within it.
#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

/// What a reference leads to.
#[derive(Debug)]
pub enum Resolved<'a> {
    /// A value.
    Found(&'a Node),
    /// A value that the file lacks; the file's root, and the part of the reference within it.
    Missing(&'a Node, String),
    /// A file that cannot be had, and what is wrong with it.
    Refused(Code, String),
}

impl Bundle {
    /// Loads all that `documents` refer to.
    pub fn load(documents: Vec<(PathBuf, Node)>, reach: Reach, sources: &mut SourceMap) -> Self {
        let mut bundle = Self::default();
        let folders: Vec<PathBuf> = documents
            .iter()
            .map(|(path, _)| folder(&canonical(path)))
            .collect();
        for (path, root) in documents {
            let file = sources.places.file(root.at);
            let location = canonical(&path).display().to_string();
            bundle.add(location, path, (file, Some(root)), Vec::new());
        }
        let mut next = 0;
        while next < bundle.files.len() {
            for reference in bundle.external(next) {
                bundle.fetch(next, &reference, reach, &folders, sources);
            }
            next += 1;
        }
        bundle
    }

    fn add(
        &mut self,
        location: String,
        shown: PathBuf,
        (file, root): (FileId, Option<Node>),
        problems: Vec<Diagnostic>,
    ) {
        let mut names = BTreeMap::new();
        if let Some(root) = &root {
            collect_names(root, &mut Vec::new(), &mut names);
        }
        self.files.push(Loaded {
            location,
            shown,
            file,
            root,
            problems,
            names,
        });
    }

    /// The places that the file at `index` refers to, without their fragments.
    fn external(&self, index: usize) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(root) = self.files.get(index).and_then(|file| file.root.as_ref()) {
            references(root, &mut found);
        }
        found.sort();
        found.dedup();
        found
    }

    fn fetch(
        &mut self,
        from: usize,
        reference: &str,
        reach: Reach,
        folders: &[PathBuf],
        sources: &mut SourceMap,
    ) {
        let Some(location) = self.location(from, reference) else {
            return;
        };
        let is_known = self.files.iter().any(|file| file.location == location);
        if is_known || self.refused.contains_key(&location) || self.is_name(reference) {
            return;
        }
        let refusal = if self.files.len() >= MAX_FILES {
            let message = format!("more than {MAX_FILES} files are referred to");
            Some((Code::TooLarge, message))
        } else if remote::is_url(&location) {
            (!reach.remote).then(|| {
                let message = format!("`{location}` is a URL, which is not read unless allowed");
                (Code::RemoteReference, message)
            })
        } else {
            let is_inside = folders
                .iter()
                .any(|folder| Path::new(&location).starts_with(folder));
            (!is_inside && !reach.outside).then(|| {
                let message = format!("`{reference}` is outside the document's folder");
                (Code::OutsideReference, message)
            })
        };
        if let Some(refusal) = refusal {
            self.refused.insert(location, refusal);
            return;
        }
        let mut sink = Sink::default();
        let shown = self.shown(from, reference);
        let loaded = if remote::is_url(&location) {
            sources.load_url(&location, &mut sink)
        } else {
            sources.load_file(&shown, &mut sink)
        };
        self.add(location, shown, loaded, sink.into_diagnostics());
    }

    /// What the file of a reference is called for people.
    fn shown(&self, from: usize, reference: &str) -> PathBuf {
        let base = self.files.get(from).map(|file| folder(&file.shown));
        let path = base
            .unwrap_or_default()
            .join(pointer::percent_decode(reference));
        plain(&path)
    }

    /// Where `reference` leads from the file at `index`, without its fragment.
    fn location(&self, index: usize, reference: &str) -> Option<String> {
        if remote::is_url(reference) {
            return Some(reference.to_owned());
        }
        let base = &self.files.get(index)?.location;
        if remote::is_url(base) {
            return remote::join(base, reference);
        }
        let path = folder(Path::new(base)).join(pointer::percent_decode(reference));
        Some(canonical(&path).display().to_string())
    }

    /// Whether a schema is called `name` by its `$id`.
    fn is_name(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.names.contains_key(name))
    }

    /// Returns the index of the file that `place` is in; `home` where a value comes from an overlay.
    pub fn index(&self, places: &Places, place: Place, home: usize) -> usize {
        let id = places.file(place);
        let found = self.files.iter().position(|file| file.file == id);
        found.unwrap_or(home)
    }

    /// Returns what each file is called, without folder and ending.
    pub fn stems(&self) -> Vec<String> {
        let stem = |file: &Loaded| {
            let stem = Path::new(&file.location).file_stem();
            stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
        };
        self.files.iter().map(stem).collect()
    }

    /// Returns the tree of the document at `index`.
    pub fn document(&self, index: usize) -> Option<&Node> {
        self.files.get(index)?.root.as_ref()
    }

    /// Reports what is wrong within the files that references lead to: they are taken as far as they
    /// can be read.
    pub fn report(&self, sink: &mut Sink) {
        let problems = self.files.iter().flat_map(|file| &file.problems);
        // What is wrong with a file as a whole is said of the references to it.
        for problem in problems.filter(|problem| !matches!(problem.at, At::File(_))) {
            let severity = problem.severity.min(Severity::Warning);
            sink.push(Diagnostic {
                severity,
                ..problem.clone()
            });
        }
    }

    /// Finds what `reference` leads to from a value at `place`, of the document at `home`.
    pub fn resolve<'a>(
        &'a self,
        places: &Places,
        place: Place,
        home: usize,
        reference: &str,
    ) -> Resolved<'a> {
        self.resolve_within(places, (place, home), reference, &mut { MAX_FOLLOWED })
    }

    fn resolve_within<'a>(
        &'a self,
        places: &Places,
        (place, home): (Place, usize),
        reference: &str,
        left: &mut usize,
    ) -> Resolved<'a> {
        let mut follow = |node: &'a Node| {
            *left = left.checked_sub(1)?;
            let next = node.get("$ref")?;
            match self.resolve_within(places, (next.at, home), next.as_str()?, left) {
                Resolved::Found(node) => Some(node),
                Resolved::Missing(..) | Resolved::Refused(..) => None,
            }
        };
        let from = self.index(places, place, home);
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if let Some(node) = self.named(from, reference, file) {
            return Resolved::Found(pointer::resolve(node, fragment, &mut follow).unwrap_or(node));
        }
        let index = if file.is_empty() {
            Some(from)
        } else {
            let Some(location) = self.location(from, file) else {
                let message = format!("`{reference}` is no address of a file");
                return Resolved::Refused(Code::BadReference, message);
            };
            if let Some((code, message)) = self.refused.get(&location) {
                return Resolved::Refused(*code, message.clone());
            }
            self.files.iter().position(|file| file.location == location)
        };
        let loaded = index.and_then(|index| self.files.get(index));
        let Some(root) = loaded.and_then(|file| file.root.as_ref()) else {
            let problem = loaded.and_then(|loaded| loaded.problems.first());
            let message = match problem.filter(|problem| matches!(problem.at, At::File(_))) {
                Some(problem) => problem.message.clone(),
                None => format!("`{file}` cannot be read"),
            };
            return Resolved::Refused(Code::BadReference, message);
        };
        let anchor = loaded.and_then(|loaded| loaded.names.get(&format!("#{fragment}")));
        let found = match anchor {
            Some(steps) => walk(root, steps),
            None => pointer::resolve(root, fragment, &mut follow),
        };
        match found {
            Some(node) => Resolved::Found(node),
            None => Resolved::Missing(root, fragment.to_owned()),
        }
    }

    /// The schema whose `$id` is `reference`, or `file` with a fragment after it.
    fn named(&self, from: usize, reference: &str, file: &str) -> Option<&Node> {
        let own = self.files.get(from);
        let others = self.files.iter();
        let name = [reference, file]
            .into_iter()
            .find(|name| !name.is_empty() && !name.starts_with('#') && self.is_name(name))?;
        own.into_iter()
            .chain(others)
            .find_map(|loaded| walk(loaded.root.as_ref()?, loaded.names.get(name)?))
    }
}

/// Collects the files that `$ref`s in `node` lead to.
fn references(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| references(item, found)),
        Value::Map(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if key == "$ref" => {
                        let file = text.split('#').next().unwrap_or_default();
                        if !file.is_empty() {
                            found.push(file.to_owned());
                        }
                    }
                    _ => references(value, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Collects what schemas are called by `$id`, `$anchor` and `$dynamicAnchor`.
fn collect_names(node: &Node, path: &mut Vec<Step>, names: &mut BTreeMap<String, Vec<Step>>) {
    match &node.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                collect_names(item, path, names);
                path.pop();
            }
        }
        Value::Map(map) => {
            for (key, value) in map {
                let name = match (key.as_str(), value.as_str()) {
                    ("$id", Some(text)) => Some(text.trim_end_matches('#').to_owned()),
                    ("$anchor" | "$dynamicAnchor", Some(text)) => Some(format!("#{text}")),
                    _ => None,
                };
                if let Some(name) = name {
                    names.entry(name).or_insert_with(|| path.clone());
                    continue;
                }
                if matches!(value.value, Value::List(_) | Value::Map(_)) {
                    path.push(Step::Key(key.clone()));
                    collect_names(value, path, names);
                    path.pop();
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn walk<'a>(root: &'a Node, steps: &[Step]) -> Option<&'a Node> {
    steps.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.as_list()?.get(*index),
    })
}

fn folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// The one name of a file: links followed where it is there, steps back taken where it is not.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// A path without steps back that it can take itself.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let ends_in_name = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::ParentDir if ends_in_name => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
