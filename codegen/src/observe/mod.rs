//! From the wire to overlay actions.
//!
//! In: observations of a client's drift hook (JSON lines), HTTP Archives (HAR 1.2), and the document with its
//! overlays applied. Out: proposals, each an action of OpenAPI Overlay 1.0 with the evidence counted. Nothing
//! that a service sent is copied into one but names of members and, where there are few, values that an enum
//! lacks.

mod action;
mod check;
mod document;
mod drift;
mod har;
mod infer;
mod path;
mod propose;
mod said;
mod watched;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

pub(crate) use self::document::Document;
pub use self::write::{Appended, append};
use crate::{
    diagnostic::{At, Code, Sink},
    doing::Tell,
    observe::{path::Step, watched::Watched},
    source::SourceMap,
};

/// In what an answer and the document disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    UnknownValue,
    UnknownField,
    MissingField,
    OtherType,
    UndocumentedStatus,
}

/// What was seen, as far as it decides what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    /// The `operationId`, or method and path.
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) path: Vec<Step>,
    pub(crate) found: Option<String>,
    pub(crate) value: Option<String>,
}

/// How often something was seen, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// How often.
    pub count: u64,
    /// When it was first seen, if that is known.
    pub first: Option<String>,
    /// When it was last seen, if that is known.
    pub last: Option<String>,
}

impl Times {
    /// Something that was seen `count` times at one moment.
    pub(crate) fn at(moment: Option<String>, count: u64) -> Self {
        Self {
            count,
            first: moment.clone(),
            last: moment,
        }
    }

    fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        let firsts = self.first.take().into_iter().chain(other.first);
        self.first = firsts.min();
        self.last = self.last.take().max(other.last);
    }
}

/// How often, when, and what the contents showed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Count {
    pub(crate) times: Times,
    /// What an unknown field or an undescribed answer looked like.
    pub(crate) shape: infer::Shape,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.times.add(other.times);
        self.shape.merge(other.shape);
    }
}

/// What a file had to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contents {
    /// It is what it should be, though there may be nothing in it.
    Some,
    /// It holds something, of which nothing can be read.
    Nothing,
}

/// All that was seen, the same things counted together.
pub(crate) type Tally = BTreeMap<Seen, Count>;

/// A change to the document.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What it does, as `add "c" to Colour`.
    pub summary: String,
    /// The actions of an overlay, most often one.
    pub actions: Vec<Value>,
    /// How often it was seen, and when.
    pub times: Times,
    /// The operations in whose answers it was seen.
    pub operations: BTreeSet<String>,
    /// The statuses of those answers.
    pub statuses: BTreeSet<u16>,
}

impl Proposal {
    /// Returns the evidence as a sentence for people.
    pub fn evidence(&self) -> String {
        let times = times(self.times.count);
        let when = match (&self.times.first, &self.times.last) {
            (Some(first), Some(last)) if first == last => format!(", at {first}"),
            (Some(first), Some(last)) => format!(", from {first} to {last}"),
            _ => String::new(),
        };
        let operations: Vec<&str> = self.operations.iter().map(String::as_str).collect();
        let statuses: Vec<String> = self.statuses.iter().map(u16::to_string).collect();
        let (operations, statuses) = (operations.join(", "), statuses.join(", "));
        format!("seen {times}{when}; in {operations} ({statuses})")
    }

    /// Returns the actions as items of a YAML list.
    pub fn yaml(&self) -> String {
        serde_yaml::to_string(&self.actions).unwrap_or_default()
    }
}

/// Reads the files, and proposes what would make the document agree with them.
pub(crate) fn observe(
    files: &[impl AsRef<Path>],
    document: &Document,
    tell: &mut Tell<'_>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Vec<Proposal> {
    let mut tally = Tally::new();
    for path in files {
        let path = path.as_ref();
        let is_har = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("har"));
        // There may be nothing in a file of a drift hook, so that nothing was seen here either.
        let is_empty = |file: fs::Metadata| file.is_file() && file.len() == 0;
        if is_har && fs::metadata(path).is_ok_and(is_empty) {
            let name = path.display().to_string();
            let message = format!("`{name}` is empty, and so no HTTP Archive");
            let file = sources.add(name, "");
            sink.report(Code::ObservedLine, At::File(file), message);
            continue;
        }
        let name = path.display().to_string();
        let read = Watched::open(path, &name, tell).and_then(|file| match is_har {
            true => har::read(path, file, document, &mut tally, sources, sink),
            false => drift::read(path, file, &mut tally, sources, sink),
        });
        let (code, message) = match read {
            Ok(Contents::Some) => continue,
            Ok(Contents::Nothing) => {
                let message = format!("nothing in `{name}` can be read as an observation");
                (Code::ObservedNothing, message)
            }
            Err(error) => (
                Code::Unreadable,
                format!("`{name}` cannot be read: {error}"),
            ),
        };
        let file = sources.add(name, "");
        sink.report(code, At::File(file), message);
    }
    propose::propose(&tally, document, sources, sink)
}

/// How often something was seen, for people.
pub(crate) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
