//! Many files written as one: after an interruption there are all of them, or none.
//!
//! In: [`Change`]s, each with what the file holds now and what it shall hold. Everything is first
//! written into a folder beside the configuration, then a journal of it; from then on the change is
//! made, whatever happens: [`recover`] does the rest if somebody pulled the plug. This is the redo log
//! of databases. Files are replaced by renaming one by one, so a change that is not finished shows as
//! a journal, which every command that reads the configuration looks for first. What a journal may name
//! is up to [`guard`].

mod files;
mod guard;

use std::{
    fmt,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::output::relative;
use files::{contents, create, put, settle};
pub use guard::Outputs;
use guard::{Guard, is_way};

/// The folder beside the configuration that holds a change that is under way.
pub const FOLDER: &str = ".specwright-update";

/// The list of the files; it is there only while what it lists is to be done.
const JOURNAL: &str = "journal.json";

/// What the list is called when all of it is done.
const DONE: &str = "journal.done";

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: PathBuf,
    /// What it holds now; nothing if it is not there.
    pub before: Option<Vec<u8>>,
    /// What it shall hold; nothing if it shall not be there.
    pub after: Option<Vec<u8>>,
}

/// What was found of an interrupted change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// There was none.
    Nothing,
    /// It had not begun, or was taken back; what was prepared is gone.
    Dropped,
    /// It had begun; it is done now.
    Finished,
    /// It was done; what was left of it is gone.
    Cleaned,
}

/// What there is of an interrupted change, while nothing is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// What was prepared, or is left; all files are whole.
    Remains,
    /// Some files are as before and others as meant.
    Unfinished,
}

/// Why an interrupted change is neither finished nor dropped.
#[derive(Debug)]
pub enum Trouble {
    /// The journal names what it may not.
    Foreign(String),
    /// A file cannot be written, or was changed by somebody else since.
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Trouble> for io::Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Foreign(message) => Self::other(message),
            Trouble::Io(error) => error,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(message) => f.write_str(message),
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// Makes all of `changes`, or none of them; `outputs` are those of `config`.
///
/// # Errors
///
/// Where a file cannot be written, does not hold what it is said to hold, or is one that no journal may
/// name; all are then as they were, unless they could not be put back either, which the next command finds.
pub fn commit(config: &Path, outputs: &Outputs, changes: &[Change]) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let _lock = lock(config)?;
    let home = home(config);
    finish(&home, outputs)?;
    for change in changes {
        if contents(&change.path)? != change.before {
            let message = "was changed by somebody else meanwhile";
            return Err(named(message, &change.path));
        }
    }
    let batch = Batch::new(home, outputs, changes)?;
    let made = batch.steps().iter().try_for_each(|step| batch.make(*step));
    made.map_err(|error| batch.give_up(error))
}

/// Checks that a journal may name the files of all `changes`, as [`commit`] does before it writes; nothing is
/// written.
///
/// # Errors
///
/// The first file that none may name.
#[cfg(feature = "cli")]
pub fn check(config: &Path, outputs: &Outputs, changes: &[Change]) -> io::Result<()> {
    Batch::new(home(config), outputs, changes)?;
    Ok(())
}

/// Finishes what an interrupted [`commit`] left, or drops it if it had not begun; `outputs` are those of
/// `config` as it is now.
///
/// # Errors
///
/// Where a file cannot be written, was changed by somebody else since, or is one that no journal may name.
pub fn recover(config: &Path, outputs: &Outputs) -> Result<Recovered, Trouble> {
    let home = home(config);
    if !home.exists() {
        return Ok(Recovered::Nothing);
    }
    let _lock = lock(config)?;
    finish(&home, outputs)
}

/// Looks for what an interrupted [`commit`] left, and touches nothing; one that is under way is waited for.
///
/// # Errors
///
/// Where the configuration cannot be opened.
pub fn look(config: &Path) -> io::Result<Found> {
    let home = home(config);
    if !home.exists() {
        return Ok(Found::Nothing);
    }
    let file = File::open(config).map_err(at(config))?;
    file.lock_shared().map_err(at(config))?;
    Ok(match (home.exists(), home.join(JOURNAL).is_file()) {
        (_, true) => Found::Unfinished,
        (true, _) => Found::Remains,
        _ => Found::Nothing,
    })
}

fn home(config: &Path) -> PathBuf {
    config.with_file_name(FOLDER)
}

/// Waits until nobody else writes; the lock ends with the file or the process.
fn lock(config: &Path) -> io::Result<File> {
    let file = File::open(config).map_err(at(config))?;
    file.lock().map_err(at(config))?;
    Ok(file)
}

/// What is left to do is done; whoever calls has the lock.
fn finish(home: &Path, outputs: &Outputs) -> Result<Recovered, Trouble> {
    if !home.exists() {
        return Ok(Recovered::Nothing);
    }
    if !home.join(JOURNAL).is_file() {
        let is_done = home.join(DONE).exists();
        fs::remove_dir_all(home).map_err(at(home))?;
        return Ok(match is_done {
            true => Recovered::Cleaned,
            false => Recovered::Dropped,
        });
    }
    let batch = Batch::read(home.to_owned(), outputs)?;
    for change in &batch.changes {
        let now = contents(&change.path)?;
        if now != change.before && now != change.after {
            let message = format!(
                "was changed after an update had been interrupted; what it was and should become is in `{}`: put one of them there, or remove that folder to leave all as it is",
                home.display()
            );
            return Err(named(&message, &change.path).into());
        }
    }
    let rest = batch.steps_from_journal();
    let made = rest.iter().try_for_each(|step| batch.make(*step));
    made.map_err(|error| batch.give_up(error))?;
    Ok(Recovered::Finished)
}

/// A change under way.
struct Batch {
    home: PathBuf,
    changes: Vec<Change>,
}

/// What is done in one go; after each of them the plug may be pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The folder.
    Open,
    /// What a file holds and what it shall hold are in the folder.
    Stage(usize),
    /// The journal is there: from here on all is done sooner or later.
    Journal,
    /// The file holds what it shall hold.
    Replace(usize),
    /// The journal has another name: all is done.
    Close,
    /// The folder is gone.
    Clean,
}

impl Batch {
    fn new(home: PathBuf, outputs: &Outputs, changes: &[Change]) -> Result<Self, Trouble> {
        let guard = Guard::new(&home, outputs)?;
        for change in changes {
            let said = format!("`{}`", change.path.display());
            let mark = guard.mark(&change.path, &said)?;
            Guard::bears(mark, change, &said)?;
        }
        let changes = changes.to_vec();
        Ok(Self { home, changes })
    }

    fn steps(&self) -> Vec<Step> {
        let stage = (0..self.changes.len()).map(Step::Stage);
        let first = std::iter::once(Step::Open).chain(stage);
        let journal = std::iter::once(Step::Journal);
        let mut steps: Vec<Step> = first.chain(journal).collect();
        steps.extend(self.steps_from_journal());
        steps
    }

    fn steps_from_journal(&self) -> Vec<Step> {
        let replace = (0..self.changes.len()).map(Step::Replace);
        replace.chain([Step::Close, Step::Clean]).collect()
    }

    fn make(&self, step: Step) -> io::Result<()> {
        match step {
            Step::Open => fs::create_dir(&self.home).map_err(at(&self.home)),
            Step::Stage(index) => self.stage(index),
            Step::Journal => self.journal(),
            Step::Replace(index) => match self.changes.get(index) {
                Some(change) => put(&change.path, change.after.as_deref()),
                None => Ok(()),
            },
            Step::Close => {
                let journal = self.home.join(JOURNAL);
                fs::rename(&journal, self.home.join(DONE)).map_err(at(&journal))?;
                settle(&self.home)
            }
            Step::Clean => fs::remove_dir_all(&self.home).map_err(at(&self.home)),
        }
    }

    fn stage(&self, index: usize) -> io::Result<()> {
        let Some(Change { before, after, .. }) = self.changes.get(index) else {
            return Ok(());
        };
        for (side, text) in [("before", before), ("after", after)] {
            if let Some(text) = text {
                create(&self.home.join(format!("{index}.{side}")), text)?;
            }
        }
        Ok(())
    }

    fn journal(&self) -> io::Result<()> {
        settle(&self.home)?;
        let mut files = Vec::new();
        for change in &self.changes {
            let path = relative(&self.home, &change.path)?;
            let (before, after) = (change.before.is_some(), change.after.is_some());
            files.push(serde_json::json!({ "path": path, "before": before, "after": after }));
        }
        let text = serde_json::json!({ "version": VERSION, "files": files });
        let unfinished = self.home.join("journal.tmp");
        create(&unfinished, format!("{text:#}\n").as_bytes())?;
        fs::rename(&unfinished, self.home.join(JOURNAL)).map_err(at(&unfinished))?;
        settle(&self.home)?;
        settle(self.home.parent().unwrap_or(Path::new(".")))
    }

    /// Reads what [`Batch::journal`] wrote, or somebody else.
    fn read(home: PathBuf, outputs: &Outputs) -> Result<Self, Trouble> {
        let path = home.join(JOURNAL);
        // What lies around it would be taken for the project.
        if home.is_symlink() {
            let message = format!("`{}` is a link", home.display());
            return Err(Trouble::Foreign(message));
        }
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        let journal: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| at(&path)(error.into()))?;
        let files = journal.get("files").and_then(|files| files.as_array());
        let is_known = journal.get("version") == Some(&VERSION.into());
        let Some(files) = files.filter(|_| is_known) else {
            return Err(named("was written by another version of specwright", &path).into());
        };
        let guard = Guard::new(&home, outputs)?;
        let mut changes = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let Some(way) = file.get("path").and_then(|path| path.as_str()) else {
                return Err(named("is no journal", &path).into());
            };
            let said = format!("`{}` names `{way}`, which", path.display());
            if !is_way(way) {
                return Err(Trouble::Foreign(format!("{said} is no way from it")));
            }
            let target = home.join(way);
            let mark = guard.mark(&target, &said)?;
            let side = |side: &str| match file.get(side).and_then(serde_json::Value::as_bool) {
                Some(true) => copy(&home.join(format!("{index}.{side}"))).map(Some),
                _ => Ok(None),
            };
            let change = Change {
                path: target,
                before: side("before")?,
                after: side("after")?,
            };
            Guard::bears(mark, &change, &said)?;
            changes.push(change);
        }
        Ok(Self { home, changes })
    }

    /// Puts everything back; if even that fails, the journal stays for the next command.
    fn give_up(&self, error: io::Error) -> io::Error {
        let back = self.changes.iter().try_for_each(|change| {
            match contents(&change.path)? == change.before {
                true => Ok(()),
                false => put(&change.path, change.before.as_deref()),
            }
        });
        let clean = || -> io::Result<()> {
            let journal = self.home.join(JOURNAL);
            if journal.exists() {
                fs::remove_file(&journal).map_err(at(&journal))?;
                settle(&self.home)?;
            }
            self.make(Step::Clean)
        };
        if back.is_ok() && (!self.home.exists() || clean().is_ok()) {
            return error;
        }
        let message = format!(
            "{error}; what was begun could not be undone and is in `{}`",
            self.home.display()
        );
        io::Error::new(error.kind(), message)
    }
}

/// The version of the journal's form.
const VERSION: u64 = 1;

/// What a copy holds, which is no link to something else.
fn copy(path: &Path) -> Result<Vec<u8>, Trouble> {
    if path.is_symlink() {
        let message = format!("`{}` is a link", path.display());
        return Err(Trouble::Foreign(message));
    }
    Ok(fs::read(path).map_err(at(path))?)
}

/// Says which file an error is about.
fn at(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| crate::output::named(&error, path)
}

fn named(message: &str, path: &Path) -> io::Error {
    io::Error::other(format!("`{}` {message}", path.display()))
}

#[cfg(test)]
mod tests;
