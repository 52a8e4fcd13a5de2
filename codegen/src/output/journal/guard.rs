//! What a journal may name: it lies in a folder that anybody can send, and is not trusted.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

use crate::output::paths::canonical;

/// The project around the folder of a journal: the nearest repository of git, else the outermost crate,
/// else the folder of the configuration. A user's home is none, whatever it holds.
pub(super) fn root(home: &Path) -> io::Result<PathBuf> {
    let home = canonical(home)?;
    let folder = home.parent().unwrap_or(&home);
    let personal = env::home_dir().and_then(|path| fs::canonicalize(path).ok());
    let around = || {
        let is_project =
            |path: &&Path| path.parent().is_some() && Some(*path) != personal.as_deref();
        folder.ancestors().take_while(is_project)
    };
    let repository = around().find(|path| path.join(".git").exists());
    let krate = || {
        around()
            .filter(|path| path.join("Cargo.toml").is_file())
            .last()
    };
    Ok(repository.or_else(krate).unwrap_or(folder).to_owned())
}

/// Whether the journal in `home` may name `path`: a way from there to what lies within `root`, links
/// followed, and is not git's own.
///
/// # Errors
///
/// Where the folders on the way cannot be read.
pub(super) fn is_within(root: &Path, home: &Path, path: &str) -> io::Result<bool> {
    let way = Path::new(path);
    let mut parts = way
        .components()
        .skip_while(|part| *part == Component::ParentDir);
    if !parts.all(|part| matches!(part, Component::Normal(_))) {
        return Ok(false);
    }
    Ok(is_inside(root, &canonical(&home.join(way))?))
}

/// Whether a file, by its one name, lies within `root` and is not git's own.
pub(super) fn is_inside(root: &Path, real: &Path) -> bool {
    let Ok(rest) = real.strip_prefix(root) else {
        return false;
    };
    let is_git = rest.components().any(|part| part.as_os_str() == ".git");
    !is_git && !rest.as_os_str().is_empty()
}
