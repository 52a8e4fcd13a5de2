//! Files by the one name that each has, and the ways between them.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The way from `folder` to `path`, with `/` on all systems, so that a copy of both is a whole. Neither need
/// be there yet.
///
/// # Errors
///
/// If the current folder is needed and cannot be found, or the way is not text.
pub fn relative(folder: &Path, path: &Path) -> io::Result<String> {
    let (folder, path) = (canonical(folder)?, canonical(path)?);
    let mut from = folder.components().peekable();
    let mut to = path.components().peekable();
    while let (Some(a), Some(b)) = (from.peek(), to.peek()) {
        if a != b {
            break;
        }
        from.next();
        to.next();
    }
    let back = from.map(|_| Component::ParentDir);
    let way: PathBuf = back.chain(to).collect();
    let text = way.to_str().map(|way| way.replace('\\', "/"));
    text.ok_or_else(|| io::Error::other(format!("`{}` is not text", path.display())))
}

/// The one name of a file that need not be there yet: links are followed as far as it is there.
///
/// # Errors
///
/// If the current folder is needed and cannot be found.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    for ancestor in absolute.ancestors() {
        if let Ok(found) = fs::canonicalize(ancestor) {
            let rest = absolute.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() {
                found
            } else {
                found.join(rest)
            });
        }
    }
    Ok(absolute)
}
