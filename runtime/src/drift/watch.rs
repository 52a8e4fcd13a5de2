//! Decoding an answer for a client that has hooks or is tolerant.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use crate::{
    core::Core,
    decode::{
        text::{Step, pattern},
        without_bom,
    },
    drift::{
        Decoding, Drift, DriftHook, DriftKind,
        cut::cut,
        failure::Failure,
        notes::{Note, Notes, What, listening},
        place::paths,
    },
    operation::Operation,
    response::RawResponse,
};

/// How many members a tolerant client takes out of one answer at most.
const MOST_CUTS: usize = 64;

/// How many characters of a value hooks are given at most.
const MOST_CHARACTERS: usize = 256;

/// How answers are looked at.
///
/// Only what asks for that names [`WATCHING`], so that a program in which nothing does goes without its code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watching {
    observe: fn(&Watch<'_>, &RawResponse, &mut Side<'_>) -> (End, Vec<String>),
    undocumented: fn(&Watch<'_>, StatusCode),
}

/// The one way to look at answers.
pub(crate) static WATCHING: Watching = Watching {
    observe: |watch, answer, side| watch.observed(answer, side),
    undocumented: |watch, status| watch.is_undocumented(status),
};

/// Who looks at the answers of an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch<'a> {
    watching: &'static Watching,
    hooks: &'a [Box<dyn DriftHook>],
    decoding: Decoding,
    operation: &'static Operation,
}

/// How decoding ended.
#[derive(Debug)]
pub(crate) enum End {
    Value,
    Malformed(serde_json::Error),
    Undocumented,
}

/// What an answer is decoded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// For the user.
    Use,
    /// To see what is noted.
    Probe,
}

/// Decodes an answer by one side of its operation.
pub(crate) type Side<'a> = dyn FnMut(&RawResponse, Purpose) -> End + 'a;

/// What is the matter with one answer, and how often.
type Tally = BTreeMap<(DriftKind, String, Option<&'static str>, Option<String>), u64>;

impl<'a> Watch<'a> {
    /// Returns who looks at the answers of `operation`, if anybody does.
    pub(crate) fn of(core: &'a Core, operation: Option<&'static Operation>) -> Option<Self> {
        let operation = operation?;
        let watching = core.options.watching.or(core.inner.watching)?;
        let hooks = core.inner.drift.as_slice();
        let decoding = core.options.decoding.unwrap_or(core.inner.decoding);
        let is_needed = !hooks.is_empty() || decoding == Decoding::Tolerant;
        is_needed.then_some(Self {
            watching,
            hooks,
            decoding,
            operation,
        })
    }

    /// Reports a status that the document does not describe.
    pub(crate) fn undocumented(&self, status: StatusCode) {
        (self.watching.undocumented)(self, status);
    }

    /// Decodes `answer` by `side`, and says which members were taken out of it for that.
    pub(crate) fn observe(&self, answer: &RawResponse, side: &mut Side<'_>) -> (End, Vec<String>) {
        (self.watching.observe)(self, answer, side)
    }

    fn is_undocumented(&self, status: StatusCode) {
        let seen = (DriftKind::UndocumentedStatus, ".".to_owned(), None, None);
        self.report(status, Tally::from([(seen, 1)]));
    }

    fn observed(&self, answer: &RawResponse, side: &mut Side<'_>) -> (End, Vec<String>) {
        let mut tally = Tally::new();
        let (end, notes) = self.pass(answer, side);
        let End::Malformed(error) = end else {
            self.count(&mut tally, answer, &notes, side);
            self.report(answer.status(), tally);
            return (end, Vec::new());
        };
        if self.decoding == Decoding::Tolerant
            && let Some(dropped) = self.without(answer, &error, &notes, side)
        {
            return (End::Value, dropped);
        }
        self.count(&mut tally, answer, &notes, side);
        let failure = Failure::of(&error, without_bom(answer.body()), &notes.free);
        add(&mut tally, failure);
        self.report(answer.status(), tally);
        (End::Malformed(error), Vec::new())
    }

    /// Decodes `answer` once, for the user.
    fn pass(&self, answer: &RawResponse, side: &mut Side<'_>) -> (End, Notes) {
        if self.hooks.is_empty() {
            return (side(answer, Purpose::Use), Notes::default());
        }
        match listening(|| side(answer, Purpose::Use)) {
            // Unions are read in another way while somebody listens; that must not make a difference.
            (End::Malformed(_), notes) => (side(answer, Purpose::Use), notes),
            other => other,
        }
    }

    /// Decodes `answer` without the members that do not decode, if that is possible.
    fn without(
        &self,
        answer: &RawResponse,
        error: &serde_json::Error,
        notes: &Notes,
        side: &mut Side<'_>,
    ) -> Option<Vec<String>> {
        let mut tally = Tally::new();
        let mut cuts: Vec<(Vec<Step>, String)> = Vec::new();
        let first = Failure::of(error, without_bom(answer.body()), &notes.free);
        add(&mut tally, first);
        let mut next = cut(error, without_bom(answer.body()))?;
        for _ in 0..MOST_CUTS {
            // What was taken out of it before goes with it.
            cuts.retain(|(way, _)| !way.starts_with(&next.way));
            cuts.push((next.way, next.path));
            let rest = answer.with_body(next.text.into());
            let (end, notes) = self.pass(&rest, side);
            let error = match end {
                End::Malformed(error) => error,
                End::Undocumented => return None,
                End::Value => {
                    self.count(&mut tally, &rest, &notes, side);
                    self.report(answer.status(), tally);
                    return Some(cuts.into_iter().map(|(_, path)| path).collect());
                }
            };
            let text = rest.body();
            // That a member is missing which was taken out is no drift of the answer's.
            let plain = Failure::of(&error, text, &[]);
            let is_missing = plain.kind == DriftKind::MissingField;
            if !is_missing || cuts.iter().all(|(way, _)| *way != plain.way) {
                add(&mut tally, Failure::of(&error, text, &notes.free));
            }
            next = cut(&error, text)?;
        }
        None
    }

    /// Counts what was noted while `answer` was decoded.
    fn count(&self, tally: &mut Tally, answer: &RawResponse, notes: &Notes, side: &mut Side<'_>) {
        if notes.notes.is_empty() {
            return;
        }
        let mut again = |text: Vec<u8>| {
            let changed = answer.with_body(Bytes::from(text));
            listening(|| side(&changed, Purpose::Probe)).1
        };
        let paths = paths(without_bom(answer.body()), notes, &mut again);
        let wanted = self.hooks.iter().any(|hook| hook.wants_contents());
        for (note, path) in notes.notes.iter().zip(paths) {
            let path = path.map_or_else(|| "?".to_owned(), |path| first(&path));
            let (kind, found, value) = match note.what {
                What::Field => (DriftKind::UnknownField, None, None),
                What::Value => (DriftKind::UnknownValue, None, wanted.then(|| shown(note))),
                What::Misfit => (DriftKind::OtherType, Some(type_of(&note.found)), None),
            };
            *tally.entry((kind, path, found, value)).or_default() += 1;
        }
    }

    fn report(&self, status: StatusCode, tally: Tally) {
        for ((kind, path, found, value), count) in tally {
            let drift = Drift {
                operation: self.operation.id,
                status,
                kind,
                path,
                found,
                value,
                count,
            };
            for hook in self.hooks {
                match drift.value {
                    Some(_) if !hook.wants_contents() => hook.observe(&Drift {
                        value: None,
                        ..drift.clone()
                    }),
                    _ => hook.observe(&drift),
                }
            }
        }
    }
}

fn add(tally: &mut Tally, failure: Failure) {
    let path = pattern(&failure.way);
    let seen = (failure.kind, path, failure.found, None);
    *tally.entry(seen).or_default() += 1;
}

/// The value that an enum does not list.
fn shown(note: &Note) -> String {
    let text = match &note.found {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    first(&text)
}

/// As much of a text as is kept: the service decides how long it is.
fn first(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
