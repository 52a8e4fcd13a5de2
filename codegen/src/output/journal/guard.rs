//! What a journal may name: it lies in a folder that anybody can send, and is not trusted.
//!
//! That is what lies within the project, and beside it what `generate` writes by itself with the same
//! configuration. One check serves whoever writes a journal and whoever reads one, so that none is
//! written that cannot be recovered.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

use super::{Change, Trouble};
use crate::{
    emit::GENERATED,
    output::{named, paths::canonical, tree::begins},
};

/// What `generate` writes outside the project, as the configuration has it now; never from a journal.
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    /// The folder of the sources.
    pub out: Option<PathBuf>,
    /// The lock of names, and the first line of every lock.
    pub lock: Option<(PathBuf, &'static str)>,
}

/// The files that a journal may name; all paths are the one name of what they mean.
pub(super) struct Guard {
    root: PathBuf,
    out: Option<PathBuf>,
    lock: Option<(PathBuf, &'static str)>,
}

impl Guard {
    /// Finds them for the journal in `home`.
    ///
    /// # Errors
    ///
    /// If the current folder is needed and cannot be found.
    pub(super) fn new(home: &Path, outputs: &Outputs) -> io::Result<Self> {
        let real = |path: &Path| canonical(path).map_err(|error| named(&error, path));
        let home = real(home)?;
        let lock = outputs.lock.as_ref();
        Ok(Self {
            root: root(&home),
            out: outputs.out.as_deref().map(real).transpose()?,
            lock: lock
                .map(|(path, head)| Ok::<_, io::Error>((real(path)?, *head)))
                .transpose()?,
        })
    }

    /// Returns what the first line of the file at `path` contains if a journal may name it, which is
    /// nothing within the project.
    ///
    /// # Errors
    ///
    /// If it may not: with `said`, which begins a sentence about the file, and why.
    pub(super) fn mark(&self, path: &Path, said: &str) -> Result<&'static str, Trouble> {
        let foreign = |why: &str| Trouble::Foreign(format!("{said} {why}"));
        let real = canonical(path).map_err(|error| named(&error, path))?;
        let is_back = |part| part == Component::ParentDir;
        // What leads nowhere yet may lead anywhere by the time it is written.
        if real.ancestors().any(Path::is_symlink) || real.components().any(is_back) {
            return Err(foreign("is behind a link or a folder that is not there"));
        }
        let within = real.strip_prefix(&self.root).ok();
        let way = within.unwrap_or(&real);
        let is_git = |part: Component<'_>| part.as_os_str().eq_ignore_ascii_case(".git");
        if way.components().any(is_git) {
            return Err(foreign("is git's own"));
        }
        if within.is_some_and(|way| !way.as_os_str().is_empty()) {
            return Ok("");
        }
        let is = |end: &str| real.extension().is_some_and(|found| found == end);
        match (&self.lock, &self.out) {
            (Some((lock, head)), _) if *lock == real && is("lock") => Ok(head),
            (_, Some(out)) if real.starts_with(out) && is("rs") => match holds_sources(out) {
                true => Ok(GENERATED),
                false => Err(foreign(
                    "is not of the project, and `out` has no sources yet: `specwright generate` writes them",
                )),
            },
            _ => Err(foreign(
                "is not of the project, nor what `generate` writes below `out`",
            )),
        }
    }

    /// Whether a file that a journal may name with this mark is, and was, what it says.
    ///
    /// # Errors
    ///
    /// If it is not, with `said` and why: `generate` would not write it, or not over it.
    pub(super) fn bears(mark: &str, change: &Change, said: &str) -> Result<(), Trouble> {
        let texts = [&change.before, &change.after];
        match texts.into_iter().flatten().all(|text| begins(text, mark)) {
            true => Ok(()),
            false => {
                let why = "is not of the project, and is not generated";
                Err(Trouble::Foreign(format!("{said} {why}")))
            }
        }
    }
}

/// The project around the folder of a journal: the nearest repository of git, else the outermost crate,
/// else the folder of the configuration. A user's home is none, whatever it holds.
fn root(home: &Path) -> PathBuf {
    let folder = home.parent().unwrap_or(home);
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
    repository.or_else(krate).unwrap_or(folder).to_owned()
}

/// Whether a folder holds generated sources: a new file there is one more of them, and lies in no folder
/// that only a configuration calls so.
fn holds_sources(out: &Path) -> bool {
    let is_root = |name: &&str| fs::read(out.join(name)).is_ok_and(|text| begins(&text, GENERATED));
    ["lib.rs", "mod.rs"].iter().any(is_root)
}

/// Whether `path` leads back first, if at all, and then on: as the ways do that journals have.
pub(super) fn is_way(path: &str) -> bool {
    let parts = Path::new(path).components();
    let mut rest = parts.skip_while(|part| *part == Component::ParentDir);
    rest.all(|part| matches!(part, Component::Normal(_)))
}
