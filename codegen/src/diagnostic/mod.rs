//! What the generator has to say about its input.
//!
//! Every stage reports into a [`Sink`]; a [`Diagnostic`] says what, where and how bad, and the
//! catalogue in [`code`] says what helps. Used by all stages, uses none.

pub mod code;
pub mod place;
pub mod render;

pub use code::Code;
pub use place::{At, FileId, Place, Places, Pointer, Step, escape, unescape};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// The output is usable, but says less than the document.
    Warning,
    /// There is no output, or an operation is not in it.
    Error,
}

impl Severity {
    /// Returns the word that is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing to say about one place.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind of thing it is.
    pub code: Code,
    /// How bad it is; the code's own severity unless `codegen.toml` allows it.
    pub severity: Severity,
    /// One sentence in lower case without a full stop.
    pub message: String,
    /// Where it is.
    pub at: At,
    /// Other places that matter, such as the first of two equal operation ids.
    pub also: Vec<(At, String)>,
}

impl Diagnostic {
    /// Makes a diagnostic with the severity of `code`.
    pub fn new(code: Code, at: impl Into<At>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            at: at.into(),
            also: Vec::new(),
        }
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, at: impl Into<At>, label: impl Into<String>) -> Self {
        self.also.push((at.into(), label.into()));
        self
    }
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Reports `diagnostic`.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports `code` at `at`.
    pub fn report(&mut self, code: Code, at: impl Into<At>, message: impl Into<String>) {
        self.push(Diagnostic::new(code, at, message));
    }

    /// Returns how many diagnostics there are.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Returns whether a diagnostic after the first `from` is an error.
    pub fn has_errors_since(&self, from: usize) -> bool {
        self.diagnostics
            .iter()
            .skip(from)
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Lowers errors that `allowances` names to warnings; an allowance that nothing needs is an error.
    ///
    /// An allowance is a code and the place where it is granted.
    pub fn apply(&mut self, allowances: &[(Code, At)]) {
        for (code, at) in allowances {
            let mut used = false;
            for diagnostic in self
                .diagnostics
                .iter_mut()
                .filter(|found| found.code == *code)
            {
                used = true;
                diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            }
            if !used {
                let message = format!("nothing needs the allowance of `{}`", code.id());
                self.report(Code::UnusedAllowance, at.clone(), message);
            }
        }
    }

    /// Returns the diagnostics in the order in which they were reported.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
