//! Many files written as one: after an interruption there are all of them, or none.
//!
//! In: [`Change`]s, each with what the file holds now and what it shall hold. Everything is first
//! written into a folder beside the configuration, then a journal of it; from then on the change is
//! made, whatever happens: [`recover`] does the rest if somebody pulled the plug. This is the redo log
//! of databases. Files are replaced by renaming one by one, so a change that is not finished shows as
//! a journal, which every command that reads the configuration looks for first.

mod files;
mod guard;
mod staging;

use std::{
    fmt,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::output::relative;
use files::{contents, create, remove, replace, sync_folder};

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
    /// The journal names what is not the project's.
    Foreign(String),
    /// A file cannot be written, or was changed by somebody else since.
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
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

/// Makes all of `changes`, or none of them.
///
/// # Errors
///
/// Where a file cannot be written, or does not hold what it is said to hold; all are then as they were,
/// unless they could not be put back either, which the next command finds.
pub fn commit(config: &Path, changes: &[Change]) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let _lock = lock(config)?;
    let home = home(config);
    finish(&home).map_err(|trouble| match trouble {
        Trouble::Foreign(message) => io::Error::other(message),
        Trouble::Io(error) => error,
    })?;
    for change in changes {
        if contents(&change.path)? != change.before {
            let message = "was changed by somebody else meanwhile";
            return Err(named(message, &change.path));
        }
    }
    let batch = Batch::new(home, changes)?;
    let made = batch.steps().iter().try_for_each(|step| batch.make(*step));
    made.map_err(|error| batch.give_up(error))
}

/// Finishes what an interrupted [`commit`] left, or drops it if it had not begun.
///
/// # Errors
///
/// Where a file cannot be written, was changed by somebody else since, or is not the project's.
pub fn recover(config: &Path) -> Result<Recovered, Trouble> {
    let home = home(config);
    if !home.exists() {
        return Ok(Recovered::Nothing);
    }
    let _lock = lock(config)?;
    finish(&home)
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
    let file = File::open(config)?;
    file.lock_shared()?;
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
    let file = File::open(config)?;
    file.lock()?;
    Ok(file)
}

/// What is left to do is done; whoever calls has the lock.
fn finish(home: &Path) -> Result<Recovered, Trouble> {
    if !home.exists() {
        return Ok(Recovered::Nothing);
    }
    if !home.join(JOURNAL).is_file() {
        let is_done = home.join(DONE).exists();
        staging::clean(home)?;
        fs::remove_dir_all(home)?;
        return Ok(match is_done {
            true => Recovered::Cleaned,
            false => Recovered::Dropped,
        });
    }
    let batch = Batch::read(home.to_owned())?;
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
    /// The folder of the copies of each.
    stages: Vec<PathBuf>,
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
    fn new(home: PathBuf, changes: &[Change]) -> io::Result<Self> {
        Ok(Self {
            stages: staging::folders(&home, changes)?,
            home,
            changes: changes.to_vec(),
        })
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
            Step::Open => {
                fs::create_dir(&self.home)?;
                staging::open(&self.home, &self.stages)
            }
            Step::Stage(index) => self.stage(index),
            Step::Journal => self.journal(),
            Step::Replace(index) => match self.changes.get(index) {
                Some(change) => put(&change.path, change.after.as_deref()),
                None => Ok(()),
            },
            Step::Close => {
                fs::rename(self.home.join(JOURNAL), self.home.join(DONE))?;
                sync_folder(&self.home)
            }
            Step::Clean => {
                staging::clean(&self.home)?;
                fs::remove_dir_all(&self.home)
            }
        }
    }

    fn stage(&self, index: usize) -> io::Result<()> {
        let found = self.changes.get(index).zip(self.stages.get(index));
        let Some((Change { before, after, .. }, folder)) = found else {
            return Ok(());
        };
        for (side, text) in [("before", before), ("after", after)] {
            if let Some(text) = text {
                create(&folder.join(format!("{index}.{side}")), text)?;
            }
        }
        Ok(())
    }

    fn journal(&self) -> io::Result<()> {
        sync_folder(&self.home)?;
        let mut files = Vec::new();
        for (change, folder) in self.changes.iter().zip(&self.stages) {
            let path = relative(&self.home, &change.path)?;
            let (before, after) = (change.before.is_some(), change.after.is_some());
            let staged = (*folder != self.home).then(|| {
                sync_folder(folder)?;
                relative(&self.home, folder)
            });
            let staged = staged.transpose()?;
            files.push(serde_json::json!({ "path": path, "before": before, "after": after, "staged": staged }));
        }
        let text = serde_json::json!({ "version": VERSION, "files": files });
        let unfinished = self.home.join("journal.tmp");
        create(&unfinished, format!("{text:#}\n").as_bytes())?;
        fs::rename(unfinished, self.home.join(JOURNAL))?;
        sync_folder(&self.home)?;
        sync_folder(self.home.parent().unwrap_or(Path::new(".")))
    }

    /// Reads what [`Batch::journal`] wrote, or somebody else.
    fn read(home: PathBuf) -> Result<Self, Trouble> {
        let path = home.join(JOURNAL);
        // What lies around it would be taken for the project.
        if home.is_symlink() {
            let message = format!("`{}` is a link", home.display());
            return Err(Trouble::Foreign(message));
        }
        let text = fs::read_to_string(&path)?;
        let journal: serde_json::Value = serde_json::from_str(&text).map_err(io::Error::from)?;
        let files = journal.get("files").and_then(|files| files.as_array());
        let is_known = journal.get("version") == Some(&VERSION.into());
        let Some(files) = files.filter(|_| is_known) else {
            return Err(named("was written by another version of specwright", &path).into());
        };
        let root = guard::root(&home)?;
        let foreign = |what: &str| {
            let message = format!(
                "`{}` names `{what}`, which is not of the project",
                path.display()
            );
            Trouble::Foreign(message)
        };
        let (mut changes, mut stages) = (Vec::new(), Vec::new());
        for (index, file) in files.iter().enumerate() {
            let Some(target) = file.get("path").and_then(|path| path.as_str()) else {
                return Err(named("is no journal", &path).into());
            };
            let folder = match file.get("staged").and_then(|staged| staged.as_str()) {
                Some(staged) => staging::trusted(&root, &home, (target, staged))?,
                None => guard::is_within(&root, &home, target)?.then(|| home.clone()),
            };
            let folder = folder.ok_or_else(|| foreign(target))?;
            let side = |side: &str| -> Result<Option<Vec<u8>>, Trouble> {
                let name = format!("{index}.{side}");
                let staged = folder.join(&name);
                match file.get(side).and_then(serde_json::Value::as_bool) {
                    Some(true) if staged.is_symlink() => Err(foreign(&name)),
                    Some(true) => Ok(Some(fs::read(staged)?)),
                    _ => Ok(None),
                }
            };
            changes.push(Change {
                path: home.join(target),
                before: side("before")?,
                after: side("after")?,
            });
            stages.push(folder);
        }
        Ok(Self {
            home,
            changes,
            stages,
        })
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
            if self.home.join(JOURNAL).exists() {
                fs::remove_file(self.home.join(JOURNAL))?;
                sync_folder(&self.home)?;
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

/// Lets a file hold `text`, or not be there.
fn put(path: &Path, text: Option<&[u8]>) -> io::Result<()> {
    if contents(path)?.as_deref() == text {
        return Ok(());
    }
    let done = match text {
        Some(text) => replace(path, text),
        None => remove(path),
    };
    done.map_err(|error| named(&error.to_string(), path))
}

fn named(message: &str, path: &Path) -> io::Error {
    io::Error::other(format!("`{}` {message}", path.display()))
}

#[cfg(test)]
mod tests;
