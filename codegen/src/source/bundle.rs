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
    source::{
        Node, SourceMap, Value,
        names::{self, Names, Resource},
        pointer, remote,
    },
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
    /// The index of the file that first refers to it; its own if it is a document.
    referrer: usize,
    file: FileId,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
    names: Names,
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
            let location = match path.to_str() {
                Some(url) if remote::is_url(url) => url.to_owned(),
                _ => canonical(&path).display().to_string(),
            };
            let index = bundle.files.len();
            bundle.add(location, path, index, (file, Some(root)), Vec::new());
        }
        let mut next = 0;
        while next < bundle.files.len() {
            for (reference, meant) in bundle.external(next) {
                if bundle.resource(next, &[&meant, &reference]).is_some() {
                    continue;
                }
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
        referrer: usize,
        (file, root): (FileId, Option<Node>),
        problems: Vec<Diagnostic>,
    ) {
        let names = Names::of(root.as_ref());
        self.files.push(Loaded {
            location,
            shown,
            referrer,
            file,
            root,
            problems,
            names,
        });
    }

    /// The places that the file at `index` refers to, without their fragments, each as it is written
    /// and as it is meant where it stands.
    fn external(&self, index: usize) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if let Some(root) = self.files.get(index).and_then(|file| file.root.as_ref()) {
            references(root, "", &mut found);
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
        if is_known || self.refused.contains_key(&location) {
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
        self.add(location, shown, from, loaded, sink.into_diagnostics());
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

    /// The first resource that has one of these names, those of the file at `from` before others; with
    /// the root of its file.
    fn resource(&self, from: usize, names: &[&str]) -> Option<(&Node, &Resource)> {
        let own = self.files.get(from);
        names.iter().find_map(|name| {
            let mut files = own.into_iter().chain(&self.files);
            files.find_map(|file| Some((file.root.as_ref()?, file.names.get(name)?)))
        })
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

    /// Returns each file, and where it is: a whole path, or a URL.
    pub fn locations(&self) -> impl Iterator<Item = (FileId, &str)> {
        let files = self.files.iter();
        files.map(|file| (file.file, file.location.as_str()))
    }

    /// Returns the tree of each file, and the index of the file that first refers to it.
    pub fn files(&self) -> impl Iterator<Item = (Option<&Node>, usize)> {
        let files = self.files.iter();
        files.map(|file| (file.root.as_ref(), file.referrer))
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
        let steps = places.pointer(place).steps;
        let meant = self
            .files
            .get(from)
            .map(|own| own.names.absolute(&steps, file));
        if let (Some(meant), false) = (meant, file.is_empty())
            && let Some((root, resource)) = self.resource(from, &[&meant, file])
        {
            return match resource.find(root, fragment, &mut follow) {
                Some(node) => Resolved::Found(node),
                None => Resolved::Missing(resource.node(root).unwrap_or(root), fragment.to_owned()),
            };
        }
        let (loaded, root) = match self.referred(from, file) {
            Ok(found) => found,
            Err((code, message)) => return Resolved::Refused(code, message),
        };
        let steps = if file.is_empty() {
            steps.as_slice()
        } else {
            &[]
        };
        let mut around = loaded.names.around(steps).into_iter();
        match around.find_map(|resource| resource.find(root, fragment, &mut follow)) {
            Some(node) => Resolved::Found(node),
            None => Resolved::Missing(root, fragment.to_owned()),
        }
    }

    /// The file that a reference in the one at `from` leads to, and its root; or what is wrong with it.
    fn referred(&self, from: usize, file: &str) -> Result<(&Loaded, &Node), (Code, String)> {
        let index = if file.is_empty() {
            Some(from)
        } else {
            let Some(location) = self.location(from, file) else {
                let message = format!("`{file}` is no address of a file");
                return Err((Code::BadReference, message));
            };
            if let Some(refusal) = self.refused.get(&location) {
                return Err(refusal.clone());
            }
            self.files.iter().position(|file| file.location == location)
        };
        let loaded = index.and_then(|index| self.files.get(index));
        if let Some((loaded, root)) = loaded.and_then(|file| Some((file, file.root.as_ref()?))) {
            return Ok((loaded, root));
        }
        let problem = loaded.and_then(|loaded| loaded.problems.first());
        Err(
            match problem.filter(|problem| matches!(problem.at, At::File(_))) {
                // It may answer the next time: what is behind it must not be gone until then.
                Some(problem) if problem.code == Code::Unreachable => {
                    (problem.code, problem.message.clone())
                }
                Some(problem) => (Code::BadReference, problem.message.clone()),
                None => (Code::BadReference, format!("`{file}` cannot be read")),
            },
        )
    }
}

/// Collects the files that `$ref`s in `node` lead to, each as it is written and as it is meant within
/// the resource `base`.
fn references(node: &Node, base: &str, found: &mut Vec<(String, String)>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| references(item, base, found)),
        Value::Map(map) => {
            let own = names::id(map).map(|id| names::join(base, id));
            let base = own.as_deref().unwrap_or(base);
            for (key, value) in &**map {
                match value.as_str() {
                    Some(text) if key == "$ref" => {
                        let file = text.split('#').next().unwrap_or_default();
                        if !file.is_empty() {
                            found.push((file.to_owned(), names::join(base, file)));
                        }
                    }
                    _ => references(value, base, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
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
