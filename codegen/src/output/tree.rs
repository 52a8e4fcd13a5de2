//! Files in memory, compared with a folder and written to it.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write as _},
    path::Path,
};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::{emit::GENERATED, output::journal::Change, threads::deep};

/// What stands before each path in the list at the head of `lib.rs`.
pub(super) const LISTED: &str = "- ";

/// So many files are written by several threads.
const SEVERAL: usize = 64;

/// Files by their paths, which use `/`.
#[derive(Debug, Default)]
pub struct FileTree {
    /// The file that lists the others in its head.
    root: String,
    files: BTreeMap<String, String>,
}

/// What writing would do, or did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files whose contents differ, or that are not there.
    pub written: Vec<String>,
    /// Files of an earlier run that are no longer generated.
    pub removed: Vec<String>,
    /// How many files were as they should be.
    pub unchanged: usize,
}

impl Changes {
    /// Returns whether the folder was as it should be.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl FileTree {
    /// Makes an empty tree whose file `root` lists the others in its head.
    pub fn new(root: &str) -> Self {
        Self {
            root: root.to_owned(),
            files: BTreeMap::new(),
        }
    }

    /// Adds a file.
    pub fn add(&mut self, path: String, text: String) {
        self.files.insert(path, text);
    }

    /// Returns the files by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Puts all files into the folder `name`.
    #[must_use]
    pub fn below(self, name: &str) -> Self {
        let files = self
            .files
            .into_iter()
            .map(|(path, text)| (format!("{name}/{path}"), text));
        Self {
            root: format!("{name}/{}", self.root),
            files: files.collect(),
        }
    }

    /// Compares with the files in `folder`.
    ///
    /// # Errors
    ///
    /// Where a file that is there cannot be read, or was not generated.
    pub fn changes(&self, folder: &Path) -> io::Result<Changes> {
        let mut changes = Changes::default();
        for (path, text) in &self.files {
            match fs::read(folder.join(path)) {
                Ok(found) if found == text.as_bytes() => changes.unchanged += 1,
                Ok(found) if !is_generated(&found) => {
                    let message = format!(
                        "`{}` is not generated, so it is not overwritten",
                        folder.join(path).display()
                    );
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
                }
                Ok(_) => changes.written.push(path.clone()),
                Err(error) if is_absent(&error) => changes.written.push(path.clone()),
                Err(error) => return Err(named(&error, &folder.join(path))),
            }
        }
        let listed = self.listed(folder).into_iter();
        let stale = listed.filter(|path| {
            !self.files.contains_key(path)
                && fs::read(folder.join(path)).is_ok_and(|found| is_generated(&found))
        });
        changes.removed = stale.collect();
        Ok(changes)
    }

    /// Writes the files whose contents differ, and removes those of an earlier run.
    ///
    /// Each file is written beside its place and then renamed, the root last, so that no file is ever
    /// half-written.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written; it and the root are as they were, and so may others be.
    pub fn write(&self, folder: &Path) -> io::Result<Changes> {
        let changes = self.changes(folder)?;
        self.make(&changes, folder)?;
        Ok(changes)
    }

    /// Makes the changes that [`FileTree::changes`] found.
    pub(crate) fn make(&self, changes: &Changes, folder: &Path) -> io::Result<()> {
        let (root, others): (Vec<_>, Vec<_>) =
            changes.written.iter().partition(|path| **path == self.root);
        // The root says which files there are, so it is written when all else is done.
        match others.len() < SEVERAL {
            true => others
                .iter()
                .try_for_each(|path| self.write_one(folder, path)),
            false => deep(|| {
                let others = others.par_iter();
                others.try_for_each(|path| self.write_one(folder, path))
            }),
        }?;
        for path in &changes.removed {
            let target = folder.join(path);
            fs::remove_file(&target).map_err(|error| named(&error, &target))?;
            // One that still holds something is not removed, nor are those above it.
            for inner in Path::new(path).ancestors().skip(1) {
                if inner.as_os_str().is_empty() || fs::remove_dir(folder.join(inner)).is_err() {
                    break;
                }
            }
        }
        for path in root {
            self.write_one(folder, path)?;
        }
        Ok(())
    }

    /// Returns what [`FileTree::write`] would do, file by file and the root last.
    ///
    /// # Errors
    ///
    /// Where a file that is there cannot be read, or was not generated.
    pub fn pending(&self, folder: &Path) -> io::Result<Vec<Change>> {
        let changes = self.changes(folder)?;
        let mut pending = Vec::new();
        for path in changes.written.iter().chain(&changes.removed) {
            let target = folder.join(path);
            let before = match fs::read(&target) {
                Ok(bytes) => Some(bytes),
                Err(error) if is_absent(&error) => None,
                Err(error) => return Err(named(&error, &target)),
            };
            let after = self.files.get(path).map(|text| text.clone().into_bytes());
            pending.push(Change {
                path: target,
                before,
                after,
            });
        }
        let root = folder.join(&self.root);
        pending.sort_by_key(|change| change.path == root);
        Ok(pending)
    }

    fn write_one(&self, folder: &Path, path: &str) -> io::Result<()> {
        let target = folder.join(path);
        let text = self.files.get(path).map_or("", String::as_str);
        write(&target, text).map_err(|error| named(&error, &target))
    }

    /// The files that the root in `folder` says were generated with it.
    fn listed(&self, folder: &Path) -> BTreeSet<String> {
        let parent = self
            .root
            .rfind('/')
            .and_then(|slash| self.root.get(..=slash))
            .unwrap_or_default();
        let text = fs::read_to_string(folder.join(&self.root)).unwrap_or_default();
        let head = text.lines().take_while(|line| line.starts_with("//"));
        let paths = head.filter_map(|line| line.strip_prefix("// ")?.strip_prefix(LISTED));
        let is_below = |path: &&str| !path.split('/').any(|part| matches!(part, "" | "." | ".."));
        paths
            .filter(is_below)
            .map(|path| format!("{parent}{path}"))
            .collect()
    }
}

/// Whether a file says in its first line that it is generated.
fn is_generated(text: &[u8]) -> bool {
    begins(text, GENERATED)
}

/// Whether the first line of a file contains `mark`.
pub(super) fn begins(text: &[u8], mark: &str) -> bool {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first).contains(mark)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Puts `text` in the place of what a file holds, through a temporary file and a rename; a link stays
/// one.
///
/// # Errors
///
/// If it cannot be written; then the file is as it was.
pub fn replace(target: &Path, text: &str) -> io::Result<()> {
    let real = fs::canonicalize(target).or_else(|_| std::path::absolute(target))?;
    write(&real, text).map_err(|error| named(&error, target))
}

/// Writes a file beside its place and then renames it.
pub fn write(target: &Path, text: &str) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let create = || {
        let mut file = tempfile::Builder::new();
        // A temporary file is its owner's alone; a new source file is for whom the umask leaves it to.
        #[cfg(unix)]
        file.permissions(PermissionsExt::from_mode(0o666));
        file.prefix(".specwright-").tempfile_in(folder)
    };
    let mut file = create().or_else(|_| {
        fs::create_dir_all(folder)?;
        create()
    })?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    if let Ok(replaced) = fs::metadata(target) {
        file.as_file().set_permissions(replaced.permissions())?;
    }
    file.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// `error` with the file that it is about.
pub fn named(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests;
