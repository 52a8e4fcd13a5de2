//! `names.lock` as a file: where it is, what it says, and when it is written.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Sink, render::Files as _},
    name::{Files, Lock},
    output::{self, Changes, FileTree},
    source::{Bundle, SourceMap},
};

/// The lock that belongs to a client: the names in it must be kept when the client changes.
#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
    text: String,
    lock: Lock,
}

impl LockFile {
    pub(crate) fn new(path: PathBuf, lock: Lock) -> Self {
        let text = lock.to_text();
        Self { path, text, lock }
    }

    /// Returns all that has a name in the client: its place in the document, the kind of name, and the name,
    /// which for an operation begins with its group.
    pub fn names(&self) -> impl Iterator<Item = (&str, &'static str, String)> {
        let names = self.lock.names();
        names.map(|(item, name)| (item.spot.as_str(), item.slot.word(), name))
    }

    /// Returns where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether the file says so.
    ///
    /// # Errors
    ///
    /// Where there is a file that cannot be read.
    pub fn is_fresh(&self) -> io::Result<bool> {
        match std::fs::read(&self.path) {
            Ok(found) => Ok(found == self.text.as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(output::named(&error, &self.path)),
        }
    }

    /// Writes the file where it does not say so yet, through a temporary one; returns whether it did.
    ///
    /// # Errors
    ///
    /// Where it cannot be written; it is as it was.
    pub fn write(&self) -> io::Result<bool> {
        if self.is_fresh()? {
            return Ok(false);
        }
        let written = output::write(&self.path, &self.text);
        written.map_err(|error| output::named(&error, &self.path))?;
        Ok(true)
    }

    /// Writes `files` into `folder`, and the lock of their names before them: whatever interrupts this, no
    /// name is out that the lock does not have.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written; it and the root are as they were, and so may others be.
    pub fn write_with(lock: Option<&Self>, files: &FileTree, folder: &Path) -> io::Result<Changes> {
        // What is wrong with the folder is found before anything is written.
        let changes = files.changes(folder)?;
        if let Some(lock) = lock {
            lock.write()?;
        }
        files.make(&changes, folder)?;
        Ok(changes)
    }
}

/// Reads the lock at `path`; there is none before the first run.
pub(crate) fn read(path: &Path, sources: &mut SourceMap, sink: &mut Sink) -> Option<Lock> {
    let is_empty = match std::fs::metadata(path) {
        Ok(found) => found.is_file() && found.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if is_empty {
        return Some(Lock::default());
    }
    let file = sources.read_text(path, sink)?;
    let text = sources.text(file).to_owned();
    Lock::parse(&text, file, sink)
}

/// What the files of a client are called in its lock: by their paths from the lock's folder, but for the only
/// document, which may be renamed freely.
pub(crate) fn files(bundle: &Bundle, count: usize, lock: Option<&Path>) -> Files {
    let base = lock.and_then(Path::parent).unwrap_or(Path::new(""));
    let base = if base.as_os_str().is_empty() {
        Path::new(".")
    } else {
        base
    };
    let mut files = Files::default();
    for (index, (id, location)) in bundle.locations().enumerate() {
        let label = match (index, count) {
            (0, 0 | 1) => String::new(),
            _ if location.contains("://") => location.to_owned(),
            _ => {
                output::relative(base, Path::new(location)).unwrap_or_else(|_| location.to_owned())
            }
        };
        files.labels.insert(id, label);
        files.modules.push(id);
    }
    files
}
