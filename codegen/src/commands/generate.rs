//! `specwright generate`.

use std::{
    mem::ManuallyDrop,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use specwright::{
    Changes, FileTree, Input, LockFile, Report, Runtime, Summary, diagnostic::Severity, generate,
};

use crate::commands::{FAILED, Reach, Terminal, beside, counts, crate_name, plural, unfinished};

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The OpenAPI documents; those that the configuration names if left out. Several become modules
    /// of one client.
    spec: Vec<PathBuf>,
    #[command(flatten)]
    reach: Reach,
    /// The configuration [default: `codegen.toml` beside SPEC, or `spec/codegen.toml`].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder to write to [default: the one that the configuration names].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; fail and name the files that are not as they should be, the lock of names among them.
    #[arg(long)]
    check: bool,
    /// Write a complete crate of this name: `Cargo.toml`, `README.md` and `src/`.
    #[arg(long = "crate", value_name = "NAME", value_parser = crate_name)]
    krate: Option<String>,
    /// Where the crate finds specwright-runtime [default: the published one].
    #[arg(long, value_name = "DIR", requires = "krate")]
    runtime_path: Option<PathBuf>,
}

impl Generate {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| match self.spec.first() {
            Some(spec) => beside(spec),
            None => Some(PathBuf::from("spec/codegen.toml")).filter(|path| path.is_file()),
        });
        if self.spec.is_empty() && config.is_none() {
            return terminal.usage("there is no SPEC, and no `spec/codegen.toml` that names one");
        }
        let mut specs = self.spec.iter().cloned();
        let (spec, krate) = (specs.next(), self.krate.clone());
        // The process ends with it, and with the process all of it is gone at once.
        let mut report = ManuallyDrop::new(generate(&Input {
            spec,
            more: specs.collect(),
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            config,
            krate,
            unfinished: unfinished(self.check),
            ..Input::default()
        }));
        terminal.report(&report);
        // A crate of its own goes where it is told to, never over the client of the configuration.
        let configured = report.options().and_then(|options| options.out.clone());
        let configured = configured.filter(|_| self.krate.is_none());
        let Some(summary) = report
            .output()
            .map(|output| output.summary)
            .filter(|_| report.is_ok())
        else {
            terminal.summary(&counts(&report));
            return ExitCode::from(FAILED);
        };
        let Some(out) = self.out.clone().or(configured) else {
            return terminal.usage("there is no --out, and no configuration that names one");
        };
        let counted = counts(&report);
        let (files, lock) = match self.files(&mut report) {
            Ok(found) => found,
            Err(message) => return terminal.usage(&message),
        };
        match self.changes(&files, lock.as_ref(), &out) {
            Ok((changes, old)) if self.check && (!changes.is_empty() || old.is_some()) => {
                stale(&changes, old, &out, terminal)
            }
            Ok((changes, _)) => {
                written(&changes, &out, terminal);
                let made = made(summary, &files, &changes, &out);
                terminal.summary(&format!("{} {made}; {counted}", self.done()));
                ExitCode::SUCCESS
            }
            Err(error) => terminal.unwritten(&error),
        }
    }

    /// What is done with the sources.
    fn done(&self) -> &'static str {
        match self.check {
            true => "checked",
            false => "generated",
        }
    }

    /// Writes what has changed, or says what has; and the lock, if that is only to be compared and differs.
    fn changes<'a>(
        &self,
        files: &FileTree,
        lock: Option<&'a LockFile>,
        out: &Path,
    ) -> std::io::Result<(Changes, Option<&'a Path>)> {
        if !self.check {
            return Ok((LockFile::write_with(lock, files, out)?, None));
        }
        let changes = files.changes(out)?;
        match lock {
            Some(lock) if !lock.is_fresh()? => Ok((changes, Some(lock.path()))),
            _ => Ok((changes, None)),
        }
    }

    /// The files to write: the sources, or a crate around them, and the lock of their names.
    fn files(&self, report: &mut Report) -> Result<(FileTree, Option<LockFile>), String> {
        let output = report.take_output().ok_or("there is nothing to write")?;
        let mut output = ManuallyDrop::new(output);
        let lock = output.lock.take();
        let Some(name) = &self.krate else {
            return Ok((std::mem::take(&mut output.files), lock));
        };
        let runtime = match &self.runtime_path {
            None => Runtime::Published,
            Some(path) => {
                let is_there = path.join("Cargo.toml").is_file();
                let path = std::path::absolute(path).ok().filter(|_| is_there);
                let path = path.ok_or_else(|| "there is no crate at --runtime-path".to_owned())?;
                Runtime::Path(path.display().to_string())
            }
        };
        Ok((output.take_crate(name, &runtime), lock))
    }
}

/// Names the files that are not as they should be.
fn stale(changes: &Changes, lock: Option<&Path>, out: &Path, terminal: &Terminal) -> ExitCode {
    let paths = changes.written.iter().chain(&changes.removed);
    let paths = paths.map(|path| out.join(path));
    for path in paths.chain(lock.map(Path::to_owned)) {
        terminal.say(&format!("stale: {}\n", path.display()));
    }
    let message = "error: the sources do not agree with the document: run `specwright generate`";
    terminal.say(&format!("{message}\n"));
    ExitCode::from(FAILED)
}

/// Names the files that were written and removed, to those who want to know.
fn written(changes: &Changes, out: &Path, terminal: &Terminal) {
    if terminal.least > Severity::Note {
        return;
    }
    for path in &changes.written {
        terminal.say(&format!("wrote {}\n", out.join(path).display()));
    }
    for path in &changes.removed {
        terminal.say(&format!("removed {}\n", out.join(path).display()));
    }
}

/// Says what was generated and what was left out.
fn made(summary: Summary, files: &FileTree, changes: &Changes, out: &Path) -> String {
    format!(
        "{} and {} in {} below `{}` ({} written, {} removed, {} unchanged), left out {}",
        plural(summary.operations, "operation"),
        plural(summary.types, "type"),
        plural(files.len(), "file"),
        out.display(),
        changes.written.len(),
        changes.removed.len(),
        changes.unchanged,
        plural(summary.left_out, "operation"),
    )
}
