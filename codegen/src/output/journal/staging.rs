//! Where copies lie until they are put in their places.
//!
//! Those of the project's files lie in the folder of the journal. Those of files elsewhere lie beside
//! these, where nobody puts anything who only sends a project: a journal may name such a file only with
//! them.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Change,
    files::{create, sync_folder},
    guard, named,
};
use crate::output::paths::{canonical, relative};

/// The folder that holds copies of files outside the project.
const FOLDER: &str = ".specwright-staged";

/// The list of such folders, beside the journal.
const LIST: &str = "elsewhere.json";

/// For each of `changes` the folder of its copies; `home` is the one of the journal.
///
/// # Errors
///
/// Where folders cannot be read, or a file is git's own.
pub(super) fn folders(home: &Path, changes: &[Change]) -> io::Result<Vec<PathBuf>> {
    let root = guard::root(home)?;
    let mut reals = Vec::new();
    let mut nearest = BTreeSet::new();
    for change in changes {
        let real = canonical(&change.path)?;
        if !guard::is_inside(&root, &real) {
            let around = real.ancestors().skip(1).find(|folder| folder.is_dir());
            let Some(around) = around.filter(|folder| !folder.starts_with(&root)) else {
                return Err(named("is git's own", &change.path));
            };
            nearest.insert(around.to_owned());
        }
        reals.push(real);
    }
    // In order, a folder comes before those within it.
    let folder = |real: &PathBuf| match guard::is_inside(&root, real) {
        true => home.to_owned(),
        false => {
            let around = nearest.iter().find(|folder| real.starts_with(folder));
            around.map_or_else(|| home.to_owned(), |folder| folder.join(FOLDER))
        }
    };
    Ok(reals.iter().map(folder).collect())
}

/// Makes the folders outside the project, once it is written down beside the journal where they are.
pub(super) fn open(home: &Path, folders: &[PathBuf]) -> io::Result<()> {
    let folders: BTreeSet<&PathBuf> = folders.iter().filter(|folder| *folder != home).collect();
    if folders.is_empty() {
        return Ok(());
    }
    let ways: io::Result<Vec<String>> = folders
        .iter()
        .map(|folder| relative(home, folder))
        .collect();
    let list = serde_json::Value::from(ways?);
    create(&home.join(LIST), list.to_string().as_bytes())?;
    sync_folder(home)?;
    for folder in folders {
        remove(folder)?;
        fs::create_dir(folder).map_err(|error| named(&error.to_string(), folder))?;
    }
    Ok(())
}

/// Removes the folders outside the project.
pub(super) fn clean(home: &Path) -> io::Result<()> {
    let list = fs::read(home.join(LIST)).unwrap_or_default();
    // While the list is not whole there are none.
    let ways: Vec<String> = serde_json::from_slice(&list).unwrap_or_default();
    ways.iter().try_for_each(|way| remove(&home.join(way)))
}

/// Removes a folder of copies; whoever sent its name can have no other one removed.
fn remove(folder: &Path) -> io::Result<()> {
    let is_ours = folder.file_name().is_some_and(|name| name == FOLDER);
    match is_ours && folder.is_dir() && !folder.is_symlink() {
        true => fs::remove_dir_all(folder),
        false => Ok(()),
    }
}

/// The folder of copies that a journal names by `staged`, if it may name the file `path` for that: it lies
/// outside the project, and around the file.
///
/// # Errors
///
/// Where the folders on the way cannot be read.
pub(super) fn trusted(
    root: &Path,
    home: &Path,
    (path, staged): (&str, &str),
) -> io::Result<Option<PathBuf>> {
    let folder = home.join(staged);
    if folder.is_symlink() {
        return Ok(None);
    }
    let (folder, real) = (canonical(&folder)?, canonical(&home.join(path))?);
    let is_ours = folder.file_name().is_some_and(|name| name == FOLDER);
    let around = folder.parent().filter(|_| is_ours);
    let is_around = |around: &Path| !around.starts_with(root) && real.starts_with(around);
    Ok(around.is_some_and(is_around).then_some(folder))
}
