//! What comes out of a run: diagnostics, and files if there are any.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{
        At, Code, Diagnostic, Severity,
        render::{self, Located, Position, Style},
    },
    emit::manifest::{self, Runtime},
    ir::Api,
    lock_file::LockFile,
    name::Names,
    options::Options,
    output::{Changes, FileTree},
    source::{SourceMap, locate},
};

/// What comes out of a run.
#[derive(Debug)]
pub struct Report {
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
    options: Option<Options>,
    output: Option<Output>,
}

/// The client.
#[derive(Debug)]
pub struct Output {
    /// The sources, below `src/`.
    pub files: FileTree,
    /// What is in them.
    pub summary: Summary,
    /// The lock of the names in it, where `codegen.toml` asks for one.
    pub lock: Option<LockFile>,
    api: Api,
    names: Names,
}

/// What is in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Operations that can be called.
    pub operations: usize,
    /// Operations of the document that cannot.
    pub left_out: usize,
    /// Types with an item of their own.
    pub types: usize,
}

impl Output {
    pub(crate) fn new(
        files: FileTree,
        summary: Summary,
        api: Api,
        names: Names,
        lock: Option<LockFile>,
    ) -> Self {
        Self {
            files,
            summary,
            lock,
            api,
            names,
        }
    }

    /// Writes the sources into `folder`, and the lock of their names before them: whatever interrupts this,
    /// no name is out that the lock does not have.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written; it and the root are as they were, and so may others be.
    pub fn write(&self, folder: &std::path::Path) -> std::io::Result<Changes> {
        LockFile::write_with(self.lock.as_ref(), &self.files, folder)
    }

    /// Returns the features of the runtime that the types need.
    #[cfg(feature = "cli")]
    pub(crate) fn runtime_features(&self) -> Vec<&'static str> {
        manifest::runtime_features(&self.api)
    }

    /// Makes a crate that stands alone of the sources: `Cargo.toml`, `README.md` and `src/`.
    pub fn into_crate(mut self, name: &str, runtime: &Runtime) -> FileTree {
        self.take_crate(name, runtime)
    }

    /// Makes such a crate of the sources, which are gone from here: for the command, which leaves the rest to the end
    /// of its process.
    #[doc(hidden)]
    pub fn take_crate(&mut self, name: &str, runtime: &Runtime) -> FileTree {
        let (api, names) = (&self.api, &self.names);
        let mut tree = std::mem::take(&mut self.files).below("src");
        tree.add(
            "Cargo.toml".to_owned(),
            manifest::manifest(api, names, name, runtime),
        );
        tree.add("README.md".to_owned(), manifest::readme(api, name));
        tree
    }
}

impl Report {
    pub(crate) fn new(
        sources: SourceMap,
        diagnostics: Vec<Diagnostic>,
        options: Option<Options>,
        output: Option<Output>,
    ) -> Self {
        Self {
            sources,
            diagnostics,
            options,
            output,
        }
    }

    /// Returns whether the output may be used: there is no error.
    pub fn is_ok(&self) -> bool {
        self.output.is_some() && self.count(Severity::Error) == 0
    }

    /// Returns how many diagnostics there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Returns the diagnostics in the order in which they were met.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the options, if they could be read.
    pub fn options(&self) -> Option<&Options> {
        self.options.as_ref()
    }

    /// Returns what was generated, if anything was, though there may be errors.
    pub fn output(&self) -> Option<&Output> {
        self.output.as_ref()
    }

    /// Returns what was generated, if it may be used.
    pub fn into_output(self) -> Option<Output> {
        if self.is_ok() { self.output } else { None }
    }

    /// Takes what was generated out of the report.
    pub fn take_output(&mut self) -> Option<Output> {
        self.output.take()
    }

    /// Returns the client as one of two that are compared, if there is one.
    #[cfg(feature = "cli")]
    pub(crate) fn side(&self) -> Option<crate::diff::Side<'_>> {
        let (options, output) = self.options.as_ref().zip(self.output.as_ref())?;
        Some(crate::diff::Side {
            api: &output.api,
            names: &output.names,
            // Both are named by the lock of what is here.
            shared: &output.names.shared,
            sources: &self.sources,
            file: options
                .spec
                .as_deref()
                .and_then(std::path::Path::to_str)
                .unwrap_or_default(),
            client: &options.client,
        })
    }

    /// Renders the diagnostics of at least the given severity as text.
    pub fn text(&self, least: Severity, style: Style) -> String {
        let located = self.located(least);
        let texts = located
            .iter()
            .map(|located| render::text(located, &self.sources, style));
        texts.map(|text| format!("{text}\n\n")).collect()
    }

    /// Renders at most `most` diagnostics of each kind that is no error, and of errors that say the same one,
    /// and says how often the others stand where.
    pub fn grouped(&self, least: Severity, style: Style, most: usize) -> String {
        let mut text = String::new();
        // How many there are of each, and where the first stands that is not shown; errors before others.
        let mut alike: BTreeMap<(bool, Code, Option<&str>), (usize, String)> = BTreeMap::new();
        for located in self.located(least) {
            let diagnostic = located.diagnostic;
            let is_error = diagnostic.severity == Severity::Error;
            let message = is_error.then_some(diagnostic.message.as_str());
            let shown = if is_error { 1 } else { most };
            let (count, place) = alike
                .entry((!is_error, diagnostic.code, message))
                .or_default();
            *count += 1;
            if *count <= shown {
                text.push_str(&render::text(&located, &self.sources, style));
                text.push_str("\n\n");
            } else if place.is_empty() {
                *place = render::short(&located, &self.sources);
            }
        }
        for ((is_other, code, message), (count, place)) in alike {
            let more = count.saturating_sub(if is_other { most } else { 1 });
            if more > 0 {
                let severity = if is_other {
                    code.severity()
                } else {
                    Severity::Error
                };
                let (severity, id) = (severity.as_str(), code.id());
                let what = message.unwrap_or(code.title());
                text.push_str(&format!(
                    "{severity}[{id}]: {more} more, the next at {place}\n  = {what}\n\n"
                ));
            }
        }
        text
    }

    /// Renders all diagnostics as a list of JSON objects.
    pub fn json(&self) -> serde_json::Value {
        let located = self.located(Severity::Note);
        located
            .iter()
            .map(|located| render::json(located, &self.sources))
            .collect()
    }

    /// The diagnostics with their places; all files are searched once.
    fn located(&self, least: Severity) -> Vec<Located<'_>> {
        let shown: Vec<&Diagnostic> = self
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity >= least)
            .collect();
        let ats = |diagnostic: &Diagnostic| -> Vec<At> {
            let also = diagnostic.also.iter().map(|(at, _)| at.clone());
            std::iter::once(diagnostic.at.clone()).chain(also).collect()
        };
        let all: Vec<At> = shown
            .iter()
            .flat_map(|diagnostic| ats(diagnostic))
            .collect();
        let mut positions = locate(&self.sources, &all).into_iter();
        let mut located = Vec::new();
        for diagnostic in shown {
            let mut own: Vec<Position> =
                positions.by_ref().take(1 + diagnostic.also.len()).collect();
            if own.is_empty() {
                continue;
            }
            let at = own.remove(0);
            located.push(Located {
                diagnostic,
                at,
                also: own,
            });
        }
        located
    }
}
