//! Single files: read whole, written whole, on the disk before anything that comes after.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use crate::output::named;

/// What a file holds; nothing if it is not there.
pub(super) fn contents(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
            _ => Err(named(&error, path)),
        },
    }
}

/// Writes a new file, and waits until it is on the disk.
pub(super) fn create(path: &Path, text: &[u8]) -> io::Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(text)?;
        file.sync_all()
    };
    write().map_err(|error| named(&error, path))
}

/// Lets a file hold `text`, or not be there.
pub(super) fn put(path: &Path, text: Option<&[u8]>) -> io::Result<()> {
    if contents(path)?.as_deref() == text {
        return Ok(());
    }
    let done = match text {
        Some(text) => replace(path, text),
        None => remove(path),
    };
    done.map_err(|error| named(&error, path))
}

/// Puts `text` in the place of a file, by renaming a file beside it: copies may lie on another disk.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    // Behind a link stands the file that is meant.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".specwright-")
        .tempfile_in(folder)?;
    file.write_all(text)?;
    permit(file.as_file(), &path)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Gives a file the permissions of the one that it replaces; a new one is everybody's to read, as a
/// temporary file is its owner's alone.
#[cfg(unix)]
fn permit(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let permissions = match fs::metadata(path) {
        Ok(metadata) => metadata.permissions(),
        Err(_) => fs::Permissions::from_mode(0o644),
    };
    file.set_permissions(permissions)
}

#[cfg(not(unix))]
fn permit(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes a file, and the folders that are empty without it.
fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    let mut folders = path.ancestors().skip(1);
    let left = folders.find(|folder| fs::remove_dir(folder).is_err());
    left.map_or(Ok(()), sync_folder)
}

/// Waits until the names of a folder are on the disk.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    sync_folder(folder).map_err(|error| named(&error, folder))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    File::open(folder)?.sync_all()
}

/// Folders cannot be opened there.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
