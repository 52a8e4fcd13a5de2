//! What the sub-commands have in common: how they print, what they end with.

pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod lint;
pub(crate) mod observe;
mod progress;
pub(crate) mod update;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anstream::{AutoStream, ColorChoice};
use clap::Args;
use specwright::{
    Report, Unfinished,
    diagnostic::{Severity, render::Style},
};

pub(crate) use self::progress::Progress;

/// The document has errors, or the output could not be written.
pub(crate) const FAILED: u8 = 1;
/// The command was not understood.
pub(crate) const USAGE: u8 = 2;

/// How many warnings of a kind are printed in full.
const MOST_ALIKE: usize = 3;

/// How much is printed, and how.
pub(crate) struct Terminal {
    pub(crate) choice: ColorChoice,
    pub(crate) style: Style,
    pub(crate) least: Severity,
}

impl Terminal {
    /// Prints to standard error; a reader who has gone away is no error.
    pub(crate) fn say(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr(), self.choice);
        let _ = stream.write_all(text.as_bytes());
    }

    /// Prints what there is to say; all of it only to those who asked for it.
    pub(crate) fn report(&self, report: &Report) {
        let text = if self.least == Severity::Note {
            report.text(self.least, self.style)
        } else {
            report.grouped(self.least, self.style, MOST_ALIKE)
        };
        self.say(&text);
    }

    /// Prints what was asked for to standard output, whole or with status 1; a reader who has gone away is no error.
    pub(crate) fn print(&self, text: &str) -> Result<(), ExitCode> {
        let mut stdout = std::io::stdout().lock();
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(self.unwritten(&format!("standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Says what could not be written, and why.
    pub(crate) fn unwritten(&self, error: &dyn std::fmt::Display) -> ExitCode {
        self.say(&format!("error[output/write]: {error}\n"));
        ExitCode::from(FAILED)
    }

    pub(crate) fn summary(&self, text: &str) {
        if self.least < Severity::Error {
            self.say(&format!("{text}\n"));
        }
    }

    pub(crate) fn usage(&self, text: &str) -> ExitCode {
        self.say(&format!(
            "error: {text}\n\nFor more information, try '--help'.\n"
        ));
        ExitCode::from(USAGE)
    }
}

/// What references may lead to beside files in the document's folder.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Reach {
    /// Follow references to files outside the document's folder.
    #[arg(long)]
    pub(crate) allow_outside: bool,
    /// Follow references to `http` and `https` URLs.
    #[arg(long)]
    pub(crate) allow_remote: bool,
}

/// The configuration in the folder of a document.
pub(crate) fn beside(spec: &Path) -> Option<PathBuf> {
    Some(spec.with_file_name("codegen.toml")).filter(|path| path.is_file())
}

/// What is done about an interrupted update by a command that may write nothing.
pub(crate) fn unfinished(is_dry: bool) -> Unfinished {
    match is_dry {
        true => Unfinished::Refuse,
        false => Unfinished::Finish,
    }
}

pub(crate) fn status(is_ok: bool) -> ExitCode {
    if is_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    }
}

pub(crate) fn counts(report: &Report) -> String {
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| report.count(severity));
    format!(
        "{}, {}, {}",
        plural(errors, "error"),
        plural(warnings, "warning"),
        plural(notes, "note")
    )
}

pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// A name of a crate, as an argument.
pub(crate) fn crate_name(name: &str) -> Result<String, String> {
    if specwright::is_crate_name(name) {
        Ok(name.to_owned())
    } else {
        Err("this is no name of a crate".to_owned())
    }
}
