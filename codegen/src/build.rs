//! Generating from a build script.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{
    Input, Report,
    diagnostic::{Severity, render::Style},
    generate,
};

/// Generates a client from a build script.
///
/// The folder that it writes to is the client's alone: commit it, so that users of the crate need no
/// generator.
#[derive(Debug)]
#[must_use = "nothing happens until `run` is called"]
pub struct Build {
    input: Input,
    out: Option<PathBuf>,
}

/// Why a client could not be generated; its `Debug` is the text that a person reads, as a build
/// script that returns an error prints that.
pub struct BuildError(String);

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}

impl Build {
    /// Reads the `codegen.toml` at `config`.
    pub fn new(config: impl Into<PathBuf>) -> Self {
        let input = Input {
            config: Some(config.into()),
            ..Input::default()
        };
        Self { input, out: None }
    }

    /// Writes a module of the crate instead of a crate: the root is `mod.rs`.
    ///
    /// `module` is its path within the crate, as in `api` or `clients::api`.
    pub fn module(mut self, module: impl Into<String>) -> Self {
        self.input.module = Some(module.into());
        self
    }

    /// Writes to `folder` instead of the one that `codegen.toml` names.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Writes what has changed, and tells cargo which files to watch.
    ///
    /// # Errors
    ///
    /// Where the document has errors, or a file that has changed cannot be written.
    pub fn run(mut self) -> Result<(), BuildError> {
        // The crate that is built, for the examples in its documentation.
        self.input.krate = self
            .input
            .krate
            .or_else(|| std::env::var("CARGO_PKG_NAME").ok());
        println!("cargo::rerun-if-changed=build.rs");
        let report = generate(&self.input);
        let watched = watch(&self.input, &report);
        for line in report.text(Severity::Warning, Style::Plain).lines() {
            if report.is_ok() {
                println!("cargo::warning={line}");
            }
        }
        let out = self
            .out
            .or_else(|| report.options().and_then(|options| options.out.clone()));
        if !report.is_ok() {
            return Err(BuildError(report.text(Severity::Error, Style::Plain)));
        }
        let Some(out) = out else {
            return Err(BuildError("`out` does not say where to write".to_owned()));
        };
        let Some(output) = report.into_output() else {
            return Ok(());
        };
        let lock = output.lock.as_ref();
        let lock = lock.filter(|lock| !lock.is_fresh().unwrap_or(true));
        let written = output.write(&out);
        written.map_err(|error| BuildError(stale(&out, &error)))?;
        if let Some(lock) = lock {
            date_back(lock.path(), &watched);
        }
        Ok(())
    }
}

/// Makes the file at `written` as old as what it was made from.
///
/// Cargo runs the script again for a watched file that is younger than its last run, as one is that the run
/// itself has written. Where the time cannot be set, there is one run more.
fn date_back(written: &Path, made_from: &[PathBuf]) {
    let times = made_from
        .iter()
        .filter_map(|path| path.metadata().ok()?.modified().ok());
    let file = std::fs::File::options().append(true).open(written);
    if let (Some(newest), Ok(file)) = (times.max(), file) {
        let _ = file.set_modified(newest);
    }
}

/// Tells cargo what to watch, and returns what there is of it beside the lock.
fn watch(input: &Input, report: &Report) -> Vec<PathBuf> {
    let options = report.options();
    let spec = options.and_then(|options| options.spec.as_ref());
    let overlays = options
        .map(|options| options.overlays.as_slice())
        .unwrap_or_default();
    // One that is not there yet would make cargo run the script each time.
    let lock = options.and_then(|options| options.names_lock.as_ref());
    let lock = lock.filter(|path| path.is_file());
    let paths = input.config.iter().chain(spec).chain(overlays);
    for path in paths.clone().chain(lock) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    paths.cloned().collect()
}

fn stale(out: &Path, error: &std::io::Error) -> String {
    format!(
        "`{}` does not agree with its document and cannot be written: {error}",
        out.display()
    )
}
