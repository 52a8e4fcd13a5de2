//! What there is to import, sorted into pages and documents.
//!
//! In: paths, folders, URLs and standard input. Out: their texts in the source map.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{At, Code, FileId, Sink, render::Files as _},
    doing::{Doing, Tell},
    source::{MAX_BYTES, Node, SourceMap, is_url},
};

/// What an import reads from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportSource {
    /// A page, a folder of pages, or an OpenAPI document.
    Path(PathBuf),
    /// An OpenAPI document behind a URL.
    Url(String),
    /// What to call what was read elsewhere, and its octets: pages one after the other, or a document.
    Octets(String, Vec<u8>),
}

impl ImportSource {
    /// Takes an argument for a URL where it looks like one, and else for a path.
    pub fn new(argument: &str) -> Self {
        match is_url(argument) {
            true => Self::Url(argument.to_owned()),
            false => Self::Path(argument.into()),
        }
    }

    /// Reads all that `from` has, or so much that it is refused as too long.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn read(name: &str, from: impl io::Read) -> io::Result<Self> {
        let mut octets = Vec::new();
        from.take(MAX_BYTES + 1).read_to_end(&mut octets)?;
        Ok(Self::Octets(name.to_owned(), octets))
    }

    /// Returns what it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Url(name) | Self::Octets(name, _) => name.clone(),
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// Pages of documentation.
    pub(crate) pages: Vec<FileId>,
    /// OpenAPI documents, with the paths that references are relative to.
    pub(crate) documents: Vec<(PathBuf, Node)>,
}

/// Reads all sources.
pub(crate) fn inputs(
    from: &[ImportSource],
    allow_remote: bool,
    tell: &mut Tell<'_>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Inputs {
    let mut inputs = Inputs::default();
    for source in from {
        tell(Doing::Reading(&source.name()));
        match source {
            ImportSource::Path(path) if path.is_dir() => {
                inputs.folder(path, tell, sources, sink);
            }
            ImportSource::Path(path) => inputs.file(path, sources, sink),
            ImportSource::Url(url) if !allow_remote => {
                let file = sources.add(url, "");
                let message = format!("`{url}` is a URL, which needs --allow-remote");
                sink.report(Code::Unreadable, At::File(file), message);
            }
            ImportSource::Url(url) => {
                let (_, node) = sources.load_url(url, sink);
                inputs
                    .documents
                    .extend(node.map(|node| (PathBuf::from(url), node)));
            }
            ImportSource::Octets(name, octets) => inputs.octets(name, octets, sources, sink),
        }
    }
    inputs
}

impl Inputs {
    fn folder(
        &mut self,
        path: &Path,
        tell: &mut Tell<'_>,
        sources: &mut SourceMap,
        sink: &mut Sink,
    ) {
        match pages_below(path, is_page) {
            Ok(found) if found.is_empty() => {
                let file = sources.add(path.display().to_string(), "");
                let message = format!(
                    "there is no page (`.md`, `.markdown` or `.txt`) in `{}`",
                    path.display()
                );
                sink.report(Code::ImportNothing, At::File(file), message);
            }
            Ok(found) => {
                for page in found {
                    tell(Doing::Reading(&page.display().to_string()));
                    self.pages.extend(sources.read_text(&page, sink));
                }
            }
            Err(error) => {
                let file = sources.add(path.display().to_string(), "");
                let message = format!("`{}` cannot be read: {error}", path.display());
                sink.report(Code::Unreadable, At::File(file), message);
            }
        }
    }

    fn octets(&mut self, name: &str, octets: &[u8], sources: &mut SourceMap, sink: &mut Sink) {
        let Some(file) = sources.add_octets(name, octets, sink) else {
            return;
        };
        let text = sources.text(file);
        if is_document(text) {
            let is_json = text.trim_start().starts_with('{');
            let path = PathBuf::from(if is_json { "input.json" } else { "input.yaml" });
            let node = sources.parse(file, &path, sink);
            self.documents.extend(node.map(|node| (path, node)));
            return;
        }
        // Files that were put one after the other keep the marks that stood before each.
        let text = text.replace("\n\u{feff}", "\n");
        let pages = split(&text).into_iter();
        self.pages.extend(pages.map(|page| sources.add(name, page)));
    }

    fn file(&mut self, path: &Path, sources: &mut SourceMap, sink: &mut Sink) {
        if is_page(path) {
            self.pages.extend(sources.read_text(path, sink));
            return;
        }
        let Some(file) = sources.read_text(path, sink) else {
            return;
        };
        let node = sources.parse(file, path, sink);
        self.documents
            .extend(node.map(|node| (path.to_owned(), node)));
    }
}

/// Whether `path` is that of a page of documentation, by its ending.
pub(crate) fn is_page(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["md", "markdown", "txt"]
            .iter()
            .any(|own| ending.eq_ignore_ascii_case(own))
    })
}

/// The files in a folder, and in all folders in it, that `is_page` takes for pages, by name.
///
/// # Errors
///
/// Where one of the folders cannot be read.
pub(crate) fn pages_below(folder: &Path, is_page: fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            // A link to a folder may lead back to where it stands.
            match entry.file_type()?.is_dir() {
                true => waiting.push(path),
                false if is_page(&path) && path.is_file() => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a text of unknown kind is an OpenAPI document.
fn is_document(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') || text.lines().any(|line| line.starts_with("openapi:"))
}

/// The first words of each page's body.
const START: &str = "[Skip to main content](";

/// Takes pages that stand one after the other apart.
fn split(text: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    for (at, _) in text.match_indices(START) {
        let is_line = at == 0 || text.get(..at).is_some_and(|head| head.ends_with('\n'));
        if is_line {
            starts.push(front(text, at));
        }
    }
    let mut pages = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let start = if number == 0 { 0 } else { *start };
        let end = starts.get(number + 1).copied().unwrap_or(text.len());
        pages.extend(text.get(start..end));
    }
    if pages.is_empty() {
        pages.push(text);
    }
    pages
}

/// Where the front matter begins that stands before `at`; `at` if there is none.
fn front(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default().trim_end();
    let Some(inner) = head.strip_suffix("\n---") else {
        return at;
    };
    let start = inner.rfind("\n---\n").map(|at| at + 1);
    let first = inner.starts_with("---\n").then_some(0);
    start.or(first).unwrap_or(at)
}

/// When a page was read, as its front matter says.
pub(crate) fn date(text: &str) -> String {
    let lines = text
        .lines()
        .take(12)
        .filter_map(|line| line.strip_prefix("scraped"));
    let dates = lines.filter_map(|line| line.split_once(':'));
    dates
        .map(|(_, date)| date.trim().to_owned())
        .next()
        .unwrap_or_default()
}
