//! Bytes to a tree of values that know where they stand.
//!
//! In: a path. Out: a [`Node`] and an entry in the [`SourceMap`]. Afterwards no other stage reads a
//! file, and every value has a [`Place`](crate::diagnostic::Place).

mod bundle;
mod depth;
#[cfg(feature = "cli")]
mod json;
mod locate;
mod names;
mod node;
mod pointer;
mod read;
mod remote;

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

pub use bundle::{Bundle, Reach, Resolved};
#[cfg(feature = "cli")]
pub(crate) use json::json;
#[cfg(feature = "cli")]
pub use locate::Offsets;
pub use locate::locate;
pub use node::{Map, Node, Number, Value};
pub use pointer::percent_decode;
#[cfg(feature = "cli")]
pub use remote::is_url;

use crate::diagnostic::{At, Code, FileId, Places, Sink, render};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: u64 = 64 << 20;

/// What some editors put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Endings of files that hold neither JSON nor YAML.
const PROSE: &[&str] = &["md", "markdown", "txt", "html", "htm", "rst", "adoc"];

/// All files that were read, and the places of all their values.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<File>,
    /// Texts that stand for those on the disk.
    instead: BTreeMap<PathBuf, String>,
    /// The places of all values.
    pub places: Places,
}

#[derive(Debug)]
struct File {
    name: String,
    text: String,
    /// Whether it was read as JSON.
    is_json: bool,
}

impl SourceMap {
    /// Makes one in which some files hold other texts than on the disk.
    pub fn with(instead: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        Self {
            instead: instead.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Adds a file that was read elsewhere, or could not be read. Every text comes this way, and a byte
    /// order mark before it is no part of it (RFC 3629, §6).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let mut text = text.into();
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        self.files.push(File {
            name: name.into(),
            text,
            is_json: false,
        });
        id
    }

    /// Adds what was read elsewhere, if it is a text; what is wrong with it is reported.
    #[cfg(feature = "cli")]
    pub fn add_octets(&mut self, name: &str, octets: &[u8], sink: &mut Sink) -> Option<FileId> {
        let read = limited(octets, octets.len() as u64).and_then(decode);
        self.added(name, read, sink)
    }

    fn added(
        &mut self,
        name: &str,
        read: Result<String, (Code, String)>,
        sink: &mut Sink,
    ) -> Option<FileId> {
        match read {
            Ok(text) => Some(self.add(name, text)),
            Err((code, message)) => {
                let file = self.add(name, "");
                sink.report(code, At::File(file), format!("`{name}` {message}"));
                None
            }
        }
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.0 as usize)
    }

    /// Reads the text of a file; what is wrong with it is reported.
    pub fn read_text(&mut self, path: &Path, sink: &mut Sink) -> Option<FileId> {
        let name = path.display().to_string();
        if let Some(text) = self.instead.get(path) {
            return Some(self.add(name, text.clone()));
        }
        self.added(&name, read_text(path), sink)
    }

    /// Reads a document; what is wrong with it is reported.
    pub fn load(&mut self, path: &Path, sink: &mut Sink) -> Option<Node> {
        let file = self.read_text(path, sink)?;
        self.parse(file, path, sink)
    }

    /// Reads a file that another one refers to; it is there even if it cannot be read.
    fn load_file(&mut self, path: &Path, sink: &mut Sink) -> (FileId, Option<Node>) {
        match self.read_text(path, sink) {
            Some(file) => (file, self.data_or_text(file, path, sink)),
            None => (self.add(path.display().to_string(), ""), None),
        }
    }

    /// Reads what stands behind a URL; it is there even if it cannot be read.
    pub fn load_url(&mut self, url: &str, sink: &mut Sink) -> (FileId, Option<Node>) {
        match remote::get(url, MAX_BYTES).and_then(decode) {
            Ok(text) => {
                let file = self.add(url, text);
                let path = url.split(['?', '#']).next().unwrap_or_default();
                (file, self.data_or_text(file, Path::new(path), sink))
            }
            Err((code, message)) => {
                let file = self.add(url, "");
                sink.report(code, At::File(file), format!("`{url}` {message}"));
                (file, None)
            }
        }
    }

    /// Reads what a reference leads to: a tree, or the text that a description is kept in.
    fn data_or_text(&mut self, file: FileId, path: &Path, sink: &mut Sink) -> Option<Node> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if !ending.is_some_and(|ending| PROSE.contains(&ending.to_ascii_lowercase().as_str())) {
            return self.parse(file, path, sink);
        }
        let text = self.file(file).map(|file| file.text.clone())?;
        let at = self.places.root(file);
        let value = Value::String(text);
        Some(Node { value, at })
    }

    /// Reads the text of a file as what its name says it is.
    pub fn parse(&mut self, file: FileId, path: &Path, sink: &mut Sink) -> Option<Node> {
        let mut text = "";
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.is_json = is_json(path);
            text = &file.text;
        }
        let syntax = if is_json(path) {
            read::Syntax::Json
        } else {
            read::Syntax::Yaml
        };
        read::read(text, syntax, file, &mut self.places, sink)
    }
}

impl render::Files for SourceMap {
    fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }
}

fn read_text(path: &Path) -> Result<String, (Code, String)> {
    let unreadable = |error: std::io::Error| (Code::Unreadable, format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => (Code::Unreadable, "does not exist".to_owned()),
        _ => unreadable(error),
    })?;
    if metadata.is_dir() {
        return Err((Code::Unreadable, "is a folder, not a file".to_owned()));
    }
    let file = fs::File::open(path).map_err(unreadable)?;
    limited(file, metadata.len()).and_then(decode)
}

/// All that `from` has, up to the limit; a device or a pipe has no `length` beforehand.
fn limited(from: impl std::io::Read, length: u64) -> Result<Vec<u8>, (Code, String)> {
    // One byte more, as the end is where nothing is read.
    let mut bytes = Vec::with_capacity(length.min(MAX_BYTES) as usize + 1);
    from.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| (Code::Unreadable, format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err((Code::TooLarge, "is longer than 64 MiB".to_owned()));
    }
    Ok(bytes)
}

/// Passes over a byte order mark at the beginning of what is not read as a whole.
///
/// # Errors
///
/// Where nothing can be read.
#[cfg(feature = "observe")]
pub fn pass_mark(from: &mut impl std::io::BufRead) -> std::io::Result<()> {
    let mut mark = [0; BYTE_ORDER_MARK.len_utf8()];
    let mark = BYTE_ORDER_MARK.encode_utf8(&mut mark).as_bytes();
    if from.fill_buf()?.starts_with(mark) {
        from.consume(mark.len());
    }
    Ok(())
}

/// The text of a document.
fn decode(bytes: Vec<u8>) -> Result<String, (Code, String)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (Code::NotText, format!("is not UTF-8 text: see byte {at}"))
    })?;
    if text.contains('\0') {
        return Err((Code::NotText, "is not text: it contains a NUL".to_owned()));
    }
    if text.trim_start_matches(BYTE_ORDER_MARK).trim().is_empty() {
        return Err((Code::Blank, "is empty".to_owned()));
    }
    Ok(text)
}

/// Whether a file is read as JSON: if its name ends in `.json`.
pub fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}
