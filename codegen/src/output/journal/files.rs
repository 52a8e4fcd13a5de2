//! Single files: read whole, written whole, on the disk before anything that comes after.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// What a file holds; nothing if it is not there.
pub(super) fn contents(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
            kind => Err(io::Error::new(
                kind,
                format!("`{}` {error}", path.display()),
            )),
        },
    }
}

/// Writes a new file, and waits until it is on the disk.
pub(super) fn create(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Puts `text` in the place of a file, by renaming.
pub(super) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
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
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    let mut folders = path.ancestors().skip(1);
    let left = folders.find(|folder| fs::remove_dir(folder).is_err());
    left.map_or(Ok(()), sync_folder)
}

/// Waits until the names of a folder are on the disk.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    File::open(folder)?.sync_all()
}

/// Folders cannot be opened there.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
