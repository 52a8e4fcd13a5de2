//! What changed between two documents, as their Rust clients see it.
//!
//! In: two `Api`s with their `Names`. Out: a [`Comparison`],
//! each of whose [`Change`]s says what is different on the wire, what that does to code that uses
//! the client, and what it does to a program that was built against the old document. Afterwards
//! nothing refers to the documents any more.

mod answers;
mod bodies;
#[cfg(feature = "cli")]
mod html;
mod json;
mod kinds;
mod ledger;
mod markdown;
mod matching;
mod operations;
mod params;
mod rules;
mod security;
mod sharing;
mod side;
mod structs;
mod text;
mod types;
mod variants;
mod words;

pub use rules::{Rule, rules};
pub(crate) use side::Side;

use crate::diff::ledger::Ledger;

/// Compares two sides.
pub(crate) fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let mut ledger = Ledger::new(old, new);
    ledger.document();
    ledger.groups();
    ledger.operations();
    ledger.types();
    Comparison {
        old: old.document(),
        new: new.document(),
        changes: ledger.finish(),
    }
}

/// What a change asks of the version of the client, by Cargo's rules (The Cargo Book, "SemVer
/// Compatibility").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Code that uses the client compiles and means what it did.
    Patch,
    /// There is more to call; code that compiled still does.
    Minor,
    /// Some code that compiled does not any more, or means something else.
    Major,
}

/// What becomes of a program built against the old document that meets the new service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It goes on as before.
    Works,
    /// It goes on, and misses something that it had, or that there is now.
    LosesData,
    /// Calls are refused, or answers do not decode.
    Fails,
}

/// What changed between two documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The old document.
    pub old: Document,
    /// The new document.
    pub new: Document,
    /// The changes, those that do most first, then by what they are about.
    pub changes: Vec<Change>,
}

/// One of two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name of its file as it was given.
    pub file: String,
    /// What the API is called.
    pub title: String,
    /// The version that it gives itself.
    pub version: Option<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The id of its rule, as in `request-parameter-became-required`; see [`rules`].
    pub rule: String,
    /// What it does to code.
    pub code: Bump,
    /// What it does to a program that is running.
    pub effect: Effect,
    /// What changed, by its names on the wire: `GET /pets`, `GET /pets query limit`, `Pet.name`.
    pub subject: String,
    /// What happened, as one clause: "parameter `limit` became required".
    pub what: String,
    /// Why it does that.
    pub reason: String,
    /// What a caller has to do; nothing if nothing.
    pub advice: Option<String>,
    /// The Rust path that it is about, as in `models::Pet::name`; the old one where they differ.
    pub rust: Option<String>,
    /// The old document and the code for it.
    pub before: Sight,
    /// The new document and the code for it.
    pub after: Sight,
    /// The operations that it reaches, as `GET /pets`, in the order of the alphabet.
    pub operations: Vec<String>,
}

/// What there is to see of a change on one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// Where it stands; nothing if the thing is not there.
    pub spot: Option<Spot>,
    /// The value on the wire that differs, such as a limit, a default or a type.
    pub wire: Option<String>,
    /// The line of Rust that differs, such as `pub name: Option<String>`.
    pub rust: Option<String>,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The name of the file.
    pub file: String,
    /// The line, counted from one; nothing for a file as a whole.
    pub line: Option<usize>,
    /// The column in characters, counted from one.
    pub column: Option<usize>,
    /// The JSON pointer.
    pub pointer: Option<String>,
    /// The lines of the value, at most twelve.
    pub excerpt: String,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, ":{line}:{column}"),
            _ => Ok(()),
        }
    }
}

impl Change {
    /// Whether only words for people changed.
    fn is_words(&self) -> bool {
        self.rule.ends_with("-docs-changed")
    }
}

impl Bump {
    /// Returns its name: `patch`, `minor` or `major`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Effect {
    /// Returns its name: `works`, `loses data` or `fails`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::LosesData => "loses data",
            Self::Fails => "fails",
        }
    }
}

impl Comparison {
    /// Returns what all changes together ask of the version; nothing if there are none.
    pub fn verdict(&self) -> Option<Bump> {
        self.changes.iter().map(|change| change.code).max()
    }

    /// Returns the worst that happens to a program that is running.
    pub fn effect(&self) -> Effect {
        let effects = self.changes.iter().map(|change| change.effect);
        effects.max().unwrap_or(Effect::Works)
    }

    /// Returns how many changes ask for `code`.
    pub fn count(&self, code: Bump) -> usize {
        let changes = self.changes.iter();
        changes.filter(|change| change.code == code).count()
    }

    /// Returns whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}
