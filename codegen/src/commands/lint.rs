//! `specwright lint`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use specwright::{Input, Unfinished, generate};

use crate::commands::{Reach, Terminal, beside, counts, status};

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The OpenAPI document.
    spec: PathBuf,
    #[command(flatten)]
    reach: Reach,
    /// The configuration [default: `codegen.toml` beside SPEC].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print: for people, or as a list of JSON objects.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Text with the source line.
    Text,
    /// A list of objects.
    Json,
}

impl Lint {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| beside(&self.spec));
        let report = generate(&Input {
            spec: Some(self.spec.clone()),
            config,
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            unfinished: Unfinished::Refuse,
            ..Input::default()
        });
        match self.format {
            Format::Text => {
                terminal.report(&report);
                terminal.summary(&counts(&report));
            }
            Format::Json => {
                if let Err(status) = terminal.print(&format!("{:#}\n", report.json())) {
                    return status;
                }
            }
        }
        status(report.is_ok())
    }
}
