//! What becomes of an update that was interrupted, before anything of it is read.

use std::path::Path;

use crate::{
    diagnostic::{At, Code, Severity, Sink},
    output::journal::{self, Found, Recovered, Trouble},
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

fn finish(config: &Path) -> Option<(Code, String)> {
    let told = match journal::recover(config) {
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
