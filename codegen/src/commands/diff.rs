//! `specwright diff`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use specwright::{Input, Unfinished, diff, diff::Bump};

use crate::commands::{FAILED, Reach, Terminal, beside, counts};

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The document as it was.
    old: PathBuf,
    /// The document as it is.
    new: PathBuf,
    #[command(flatten)]
    reach: Reach,
    /// The configuration for both [default: `codegen.toml` beside NEW].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The lock of names of OLD's client, as it was then [default: the configuration's].
    #[arg(long, value_name = "FILE")]
    old_lock: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// End with status 1 if a change asks for this or more.
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people, the most severe first.
    Text,
    /// One object, whose shape stays.
    Json,
    /// An entry of a changelog.
    Markdown,
    /// A page for a browser, which needs nothing else.
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// There is something new to call.
    Minor,
    /// Code has to be adapted.
    Major,
}

impl Diff {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| beside(&self.new));
        if let Some(lock) = self.old_lock.as_deref().filter(|lock| !lock.is_file()) {
            terminal.say(&format!("error: there is no lock `{}`\n", lock.display()));
            return ExitCode::from(FAILED);
        }
        let input = |spec: &PathBuf, lock: Option<&PathBuf>| Input {
            spec: Some(spec.clone()),
            config: config.clone(),
            names_lock: lock.cloned(),
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            unfinished: Unfinished::Refuse,
            ..Input::default()
        };
        let difference = diff(
            &input(&self.old, self.old_lock.as_ref()),
            &input(&self.new, None),
        );
        let Some(comparison) = difference.comparison() else {
            // What both documents say in warnings is not what was asked for.
            for report in [difference.old_report(), difference.new_report()] {
                terminal.report(report);
            }
            let [old, new] = [difference.old_report(), difference.new_report()].map(counts);
            terminal.summary(&format!("nothing was compared; old: {old}; new: {new}"));
            return ExitCode::from(FAILED);
        };
        let text = match self.format {
            Format::Text => comparison.to_text(),
            Format::Json => format!("{:#}\n", comparison.to_json()),
            Format::Markdown => comparison.to_markdown(),
            Format::Html => comparison.to_html(),
        };
        if let Err(status) = terminal.print(&text) {
            return status;
        }
        let least = self.fail_on.map(|level| match level {
            Level::Minor => Bump::Minor,
            Level::Major => Bump::Major,
        });
        let verdict = comparison.verdict();
        if least.is_none_or(|least| verdict < Some(least)) {
            return ExitCode::SUCCESS;
        }
        let verdict = verdict.map_or("", Bump::as_str);
        terminal.say(&format!(
            "error: the change is {verdict}, and --fail-on says that this fails\n"
        ));
        ExitCode::from(FAILED)
    }
}
