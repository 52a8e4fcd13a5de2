//! Why an answer does not decode, as drift.

use crate::{
    decode::{
        offset_of,
        text::{Container, Step, Walk, value_at},
    },
    drift::{DriftKind, place::Marked},
};

/// What an error of decoding says about an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) kind: DriftKind,
    /// To the value, or to the member that is missing.
    pub(super) way: Vec<Step>,
    pub(super) found: Option<&'static str>,
}

impl Failure {
    /// Reads it from what `serde_json` says about `text`, of which it had read up to the place of the error.
    pub(super) fn of(error: &serde_json::Error, text: &[u8], free: &[usize]) -> Self {
        if !error.is_data() {
            return Self {
                kind: DriftKind::OtherType,
                way: Vec::new(),
                found: Some("no JSON"),
            };
        }
        let read = text.get(..offset_of(error, text)).unwrap_or_default();
        let mut walk = Marked::new(read, free);
        while walk.next().is_some() {}
        let mut way = walk.walk.steps();
        match missing(error) {
            Some(name) => {
                way.push(Step::Key(name));
                Self {
                    kind: DriftKind::MissingField,
                    way,
                    found: None,
                }
            }
            None => Self {
                kind: DriftKind::OtherType,
                way,
                found: type_at(&walk.walk, text),
            },
        }
    }
}

/// The name of the member that is missing, if that is what `error` says.
fn missing(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    let name = text.strip_prefix("missing field `")?;
    let place = format!("` at line {} column {}", error.line(), error.column());
    let name = name.strip_suffix(&place).or_else(|| name.strip_suffix('`'));
    name.map(str::to_owned)
}

/// What stands where `walk` is in `text`.
fn type_at(walk: &Walk<'_>, text: &[u8]) -> Option<&'static str> {
    let (begin, end) = value_at(text, walk.open().last().map_or(0, Container::value));
    let value = text.get(begin..end)?;
    Some(match value.first()? {
        b'"' => "string",
        b'{' => "object",
        b'[' => "array",
        b't' | b'f' => "boolean",
        b'n' => "null",
        _ if value.iter().any(|byte| b".eE".contains(byte)) => "number",
        _ => "integer",
    })
}
