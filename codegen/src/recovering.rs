//! What becomes of an update that was interrupted, before anything of it is read.

use std::{io, path::Path};

use crate::{
    diagnostic::{At, Code, Severity, Sink},
    name::LOCK_HEAD,
    options::Options,
    output::journal::{self, Change, Found, Outputs, Recovered, Trouble},
    source::SourceMap,
};

/// What is done about an update that was interrupted, whose files are partly old and partly new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unfinished {
    /// It is finished, or dropped if it had not begun.
    #[default]
    Finish,
    /// It stays, which is an error if it had begun: for what shall write nothing.
    Refuse,
}

/// Looks beside `config` for such an update, and says whether what is there may be read.
pub(crate) fn recover(
    config: &Path,
    unfinished: Unfinished,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> bool {
    let said = match unfinished {
        Unfinished::Finish => finish(config),
        Unfinished::Refuse => look(config),
    };
    let Some((code, message)) = said else {
        return true;
    };
    let file = sources.add(config.display().to_string(), "");
    sink.report(code, At::File(file), message);
    code.severity() != Severity::Error
}

/// Makes all of `changes`, or none of them, whatever interrupts it: the next command that writes and reads
/// `config` does the rest. Files outside the project are sources below the `out` of `config`, or its lock.
///
/// # Errors
///
/// Where a file cannot be written, does not hold what it is said to hold, or is another one outside the
/// project; all are then as they were, unless they could not be put back either, which the next command finds.
pub fn commit(config: &Path, changes: &[Change]) -> io::Result<()> {
    journal::commit(config, &outputs(config), changes)
}

/// Says whether [`commit`] would take `changes`.
///
/// # Errors
///
/// Where one of them is of a file outside the project that is no such source or lock.
#[cfg(feature = "cli")]
pub(crate) fn check(config: &Path, changes: &[Change]) -> io::Result<()> {
    journal::check(config, &outputs(config), changes)
}

/// What the configuration has written; nothing if it cannot be read, which its reader says.
fn outputs(config: &Path) -> Outputs {
    let options = Options::read(config, &mut SourceMap::default(), &mut Sink::default());
    let (out, lock) = options
        .map(|options| (options.out, options.names_lock))
        .unwrap_or_default();
    Outputs {
        out,
        lock: lock.map(|path| (path, LOCK_HEAD)),
    }
}

fn finish(config: &Path) -> Option<(Code, String)> {
    let told = match journal::recover(config, &outputs(config)) {
        Ok(Recovered::Nothing) => return None,
        Ok(Recovered::Dropped) => "an update was interrupted, and no file is changed by it",
        Ok(Recovered::Finished) => {
            "an update was interrupted while it wrote; the rest is written now"
        }
        Ok(Recovered::Cleaned) => "an update was interrupted when all was written",
        Err(Trouble::Foreign(message)) => return Some((Code::ForeignJournal, message)),
        Err(Trouble::Io(error)) => return Some((Code::UnfinishedUpdate, error.to_string())),
    };
    Some((Code::RecoveredUpdate, told.to_owned()))
}

fn look(config: &Path) -> Option<(Code, String)> {
    match journal::look(config) {
        Ok(Found::Nothing) => None,
        Ok(Found::Remains) => {
            let told = "an update was interrupted; all files are whole, and the next command that writes removes what it left";
            Some((Code::RecoveredUpdate, told.to_owned()))
        }
        Ok(Found::Unfinished) => {
            let told = "an update was interrupted while it wrote, so that files are partly old and partly new: `specwright generate` writes the rest";
            Some((Code::UnfinishedUpdate, told.to_owned()))
        }
        Err(error) => Some((Code::UnfinishedUpdate, error.to_string())),
    }
}
