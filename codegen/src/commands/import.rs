//! `specwright import`.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use specwright::{Change, ChangeKind, Import, ImportSource, Imported, Words, import};

use crate::commands::{FAILED, Reach, Terminal, counts, plural};

/// The most that is read from standard input, in bytes.
const MAX_BYTES: u64 = 64 << 20;

#[derive(Debug, Args)]
pub(crate) struct ImportPages {
    /// Pages (`.md`), folders of pages, OpenAPI documents, URLs of such, or `-` for standard input.
    #[arg(required = true)]
    page: Vec<String>,
    /// The document to change [default: print a new one].
    #[arg(long, value_name = "SPEC")]
    into: Option<PathBuf>,
    /// How to write a new document.
    #[arg(long, value_enum, default_value_t = Format::Yaml, conflicts_with = "into")]
    format: Format,
    /// Take descriptions, summaries and examples from the pages where SPEC has its own.
    #[arg(long)]
    descriptions: bool,
    /// Leave out pages that are refused, instead of importing nothing.
    #[arg(long)]
    skip_refused: bool,
    /// Say what would change in SPEC, and write nothing.
    #[arg(long, requires = "into")]
    dry_run: bool,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl ImportPages {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let sources = match self.sources() {
            Ok(sources) => sources,
            Err(message) => {
                terminal.say(&format!("error[source/unreadable]: {message}\n"));
                return ExitCode::from(FAILED);
            }
        };
        let words = if self.descriptions {
            Words::Imported
        } else {
            Words::Kept
        };
        let imported = import(&Import {
            sources,
            into: self.into.clone(),
            json: self.format == Format::Json,
            words,
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            skip_refused: self.skip_refused,
        });
        terminal.report(&imported.report);
        let Some(text) = &imported.text else {
            terminal.summary(&format!("nothing imported; {}", counts(&imported.report)));
            return ExitCode::from(FAILED);
        };
        let result = match &self.into {
            None => print(text),
            Some(_) if self.dry_run => Ok(()),
            Some(path) => write(path, text),
        };
        if let Err(error) = result {
            terminal.say(&format!("error[output/write]: {error}\n"));
            return ExitCode::from(FAILED);
        }
        self.summary(&imported, terminal);
        ExitCode::SUCCESS
    }

    fn sources(&self) -> Result<Vec<ImportSource>, String> {
        let source = |argument: &String| match argument.as_str() {
            "-" => {
                let mut text = String::new();
                let read = std::io::stdin()
                    .lock()
                    .take(MAX_BYTES)
                    .read_to_string(&mut text);
                read.map_err(|error| format!("standard input cannot be read: {error}"))?;
                Ok(ImportSource::Text("<standard input>".to_owned(), text))
            }
            argument => Ok(ImportSource::new(argument)),
        };
        self.page.iter().map(source).collect()
    }

    fn summary(&self, imported: &Imported, terminal: &Terminal) {
        let Some(into) = &self.into else {
            terminal.summary(&counts(&imported.report));
            return;
        };
        let mut text = String::new();
        let shown = imported
            .changes
            .iter()
            .filter(|change| change.kind != ChangeKind::Same);
        for Change { kind, part } in shown {
            text.push_str(&format!("{:>8} {part}\n", kind.as_str()));
        }
        let count = |kind| {
            imported
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .count()
        };
        let would = if self.dry_run {
            " (nothing was written)"
        } else {
            ""
        };
        text.push_str(&format!(
            "{}: {} added, {} changed, {} as before{would}; {}",
            into.display(),
            count(ChangeKind::Added),
            count(ChangeKind::Changed),
            plural(count(ChangeKind::Same), "operation"),
            counts(&imported.report)
        ));
        terminal.summary(&text);
    }
}

/// Prints the document; a reader who has gone away is no error.
fn print(text: &str) -> std::io::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Puts a whole file in the place of another, or leaves that as it is.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|own| own == text) {
        return Ok(());
    }
    specwright::replace(path, text)
}
