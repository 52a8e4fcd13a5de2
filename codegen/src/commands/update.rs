//! `specwright update`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use specwright::{
    Update as Task, Updated, Winner,
    diff::{Bump, Comparison},
    update,
};

use crate::commands::{FAILED, Progress, Terminal, plural, unfinished};

#[derive(Debug, Args)]
pub(crate) struct Update {
    /// The configuration, whose `[[upstream]]` says where upstream is read.
    #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml")]
    config: PathBuf,
    /// Write nothing; print what would be said.
    #[arg(long)]
    dry_run: bool,
    /// Write nothing and fail if a change is at least of this kind.
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    /// Where upstream and somebody here changed the same, take what upstream says.
    #[arg(long)]
    theirs: bool,
    /// Add an entry about what changed to this file, under its heading `Unreleased`.
    #[arg(long, value_name = "FILE")]
    changelog: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    /// There is more to call.
    Minor,
    /// Code that compiled may not any more.
    Major,
}

impl Update {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        if !self.config.is_file() {
            let message = format!("there is no configuration `{}`", self.config.display());
            return terminal.usage(&message);
        }
        let task = Task {
            config: self.config.clone(),
            winner: match self.theirs {
                true => Winner::Upstream,
                false => Winner::Local,
            },
            changelog: self.changelog.clone(),
            unfinished: unfinished(self.dry_run),
        };
        let progress = Progress::new(terminal);
        let updated = update(&task, &mut |doing| progress.tell(doing));
        drop(progress);
        terminal.report(&updated.upstream);
        if let Some(generated) = &updated.generated {
            terminal.report(generated);
        }
        if !updated.is_ok() {
            terminal.summary("nothing was written");
            return ExitCode::from(FAILED);
        }
        self.write(&updated, terminal)
    }

    fn write(&self, updated: &Updated, terminal: &Terminal) -> ExitCode {
        let changed = updated.comparison.as_ref();
        let changed = changed.filter(|comparison| !comparison.is_empty());
        if let Some(comparison) = changed {
            let (text, entry) = (comparison.to_text(), comparison.to_markdown());
            if let Err(status) = terminal.print(&format!("{text}\n{}\n", entry.trim_end())) {
                return status;
            }
        }
        let least = self.fail_on.map(|level| match level {
            FailOn::Minor => Bump::Minor,
            FailOn::Major => Bump::Major,
        });
        let verdict = changed.and_then(Comparison::verdict);
        if least.is_some_and(|least| verdict >= Some(least)) {
            let verdict = verdict.map_or("", Bump::as_str);
            terminal.say(&format!(
                "error: the change is {verdict}, and --fail-on says that nothing is written then\n"
            ));
            return ExitCode::from(FAILED);
        }
        if updated.changes.is_empty() {
            terminal.summary("there is nothing to do: all is as upstream says");
            return ExitCode::SUCCESS;
        }
        let done = match self.dry_run {
            true => updated.check(),
            false => updated.write(),
        };
        if let Err(error) = done {
            return terminal.unwritten(&error);
        }
        terminal.summary(&summary(updated, self.dry_run));
        ExitCode::SUCCESS
    }
}

/// What was done, or would be.
fn summary(updated: &Updated, is_dry: bool) -> String {
    let mut text = match is_dry {
        true => format!("{} would be written", plural(updated.changes.len(), "file")),
        false => format!("{} written", plural(updated.changes.len(), "file")),
    };
    if updated.conflicts > 0 {
        text.push_str(&format!(", {}", plural(updated.conflicts, "conflict")));
    }
    if updated.reworded > 0 {
        let texts = plural(updated.reworded, "text");
        text.push_str(&format!(
            "; upstream reworded {texts}, whose own words stay"
        ));
    }
    if let Some((now, next)) = &updated.versions {
        let verdict = updated.comparison.as_ref().and_then(Comparison::verdict);
        let verdict = verdict.map_or("", Bump::as_str);
        text.push_str(&format!("; {verdict}: version {now} becomes {next}"));
    }
    text
}
