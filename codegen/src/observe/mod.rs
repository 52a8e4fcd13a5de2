//! From the wire to overlay actions.
//!
//! In: observations of a client's drift hook (JSON lines), HTTP Archives (HAR 1.2), and the document with its
//! overlays applied. Out: proposals, each an action of OpenAPI Overlay 1.0 with the evidence counted. Nothing
//! that a service sent is copied into one but names of members and values that an enum lacks.

mod action;
mod check;
mod document;
mod drift;
mod har;
mod infer;
mod path;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

pub(crate) use self::document::Document;
pub use self::write::{Appended, append};
use crate::{
    diagnostic::{At, Code, Sink},
    observe::path::Step,
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

/// How often, when, and what the contents showed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Count {
    pub(crate) count: u64,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    /// What an unknown field or an undescribed answer looked like.
    pub(crate) shape: infer::Shape,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        let firsts = self.first.take().into_iter().chain(other.first);
        self.first = firsts.min();
        self.last = self.last.take().max(other.last);
        self.shape.merge(other.shape);
    }
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
    /// How often it was seen.
    pub count: u64,
    /// When it was first seen, if that is known.
    pub first: Option<String>,
    /// When it was last seen, if that is known.
    pub last: Option<String>,
    /// The operations in whose answers it was seen.
    pub operations: BTreeSet<String>,
    /// The statuses of those answers.
    pub statuses: BTreeSet<u16>,
}

impl Proposal {
    /// Returns the evidence as a sentence for people.
    pub fn evidence(&self) -> String {
        let times = match self.count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let when = match (&self.first, &self.last) {
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
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Vec<Proposal> {
    let mut tally = Tally::new();
    for path in files {
        let path = path.as_ref();
        let is_har = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("har"));
        let read = if is_har {
            har::read(path, document, &mut tally, sources, sink)
        } else {
            drift::read(path, &mut tally, sources, sink)
        };
        if let Err(error) = read {
            let name = path.display().to_string();
            let file = sources.add(&name, "");
            let message = format!("`{name}` cannot be read: {error}");
            sink.report(Code::Unreadable, At::File(file), message);
        }
    }
    propose(&tally, document, sources, sink)
}

fn propose(
    tally: &Tally,
    document: &Document,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Vec<Proposal> {
    let mut proposals: BTreeMap<String, (Proposal, action::Change)> = BTreeMap::new();
    for (seen, count) in tally {
        let change = match action::change(document, seen) {
            Ok(Some(change)) => change,
            // The document says it by now.
            Ok(None) => continue,
            Err(why) => {
                let name = format!("{} {}", seen.operation, path::render(&seen.path));
                let file = sources.add(name, "");
                let times = count.count;
                let message = format!("nothing is proposed for what was seen {times} times: {why}");
                sink.report(Code::Unattributed, At::File(file), message);
                continue;
            }
        };
        let (proposal, _) = proposals.entry(change.key()).or_insert_with(|| {
            let proposal = Proposal {
                summary: change.summary.clone(),
                actions: Vec::new(),
                count: 0,
                first: None,
                last: None,
                operations: BTreeSet::new(),
                statuses: BTreeSet::new(),
            };
            (proposal, change.clone())
        });
        proposal.count += count.count;
        let firsts = proposal.first.take().into_iter().chain(count.first.clone());
        proposal.first = firsts.min();
        proposal.last = proposal.last.take().max(count.last.clone());
        proposal.operations.insert(seen.operation.clone());
        proposal.statuses.insert(seen.status);
        if let Some((_, change)) = proposals.get_mut(&change.key()) {
            change.shape.merge(count.shape.clone());
        }
    }
    let finished = proposals.into_values().map(|(mut proposal, change)| {
        proposal.actions = change.actions(document, &proposal.evidence());
        proposal
    });
    finished.collect()
}
