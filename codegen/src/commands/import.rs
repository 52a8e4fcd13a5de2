//! `specwright import`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use specwright::{Change, ChangeKind, Import, ImportSource, Imported, Words, import};

use crate::commands::{FAILED, Progress, Reach, Terminal, beside, counts, plural, unfinished};

#[derive(Debug, Args)]
pub(crate) struct ImportPages {
    /// Pages (`.md`), folders of pages, OpenAPI documents, URLs of such, or `-` for standard input.
    #[arg(required = true)]
    page: Vec<String>,
    /// The document to change, or to make if it is not there [default: print a new one].
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
        let from = Import {
            sources,
            into: self.into.clone(),
            config: self.into.as_deref().and_then(configuration),
            unfinished: unfinished(self.dry_run),
            json: self.format == Format::Json,
            words,
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            skip_refused: self.skip_refused,
        };
        let progress = Progress::new(terminal);
        let imported = import(&from, &mut |doing| progress.tell(doing));
        drop(progress);
        terminal.report(&imported.report);
        let Some(text) = &imported.text else {
            terminal.summary(&format!("nothing imported; {}", counts(&imported.report)));
            return ExitCode::from(FAILED);
        };
        let result = match &self.into {
            None => terminal.print(text),
            Some(_) if self.dry_run => Ok(()),
            Some(path) => write(path, text).map_err(|error| terminal.unwritten(&error)),
        };
        if let Err(status) = result {
            return status;
        }
        self.summary(&imported, terminal);
        ExitCode::SUCCESS
    }

    fn sources(&self) -> Result<Vec<ImportSource>, String> {
        let source = |argument: &String| match argument.as_str() {
            "-" => ImportSource::read("<standard input>", std::io::stdin().lock())
                .map_err(|error| format!("standard input cannot be read: {error}")),
            argument => Ok(ImportSource::new(argument)),
        };
        self.page.iter().map(source).collect()
    }

    fn summary(&self, imported: &Imported, terminal: &Terminal) {
        let Some(into) = &self.into else {
            let is_new = |change: &&Change| {
                change.kind == ChangeKind::Added && !change.part.starts_with("schema ")
            };
            let made = imported.changes.iter().filter(is_new).count();
            let (made, counted) = (plural(made, "operation"), counts(&imported.report));
            terminal.summary(&format!("imported {made}; {counted}"));
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
        let would = match (self.dry_run, imported.is_new) {
            (true, true) => "; it is not there yet (nothing was written)",
            (true, false) => " (nothing was written)",
            (false, true) => "; it is new",
            (false, false) => "",
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

/// The configuration of a document: the one beside it, or that of the repository.
fn configuration(spec: &Path) -> Option<PathBuf> {
    let usual = PathBuf::from("spec/codegen.toml");
    beside(spec).or(Some(usual).filter(|path| path.is_file()))
}

/// Puts a whole file in the place of another, or leaves that as it is.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let is_same = |own: String| own.strip_prefix('\u{feff}').unwrap_or(&own) == text;
    if std::fs::read_to_string(path).is_ok_and(is_same) {
        return Ok(());
    }
    specwright::replace(path, text)
}
