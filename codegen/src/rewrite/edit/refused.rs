//! Why a text stays as it is.

use std::fmt;

use serde_json::Value;

use crate::diagnostic::escape;

/// The text of a document cannot be changed, as its layout leaves no room for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// A JSON pointer to where the change fails; empty for the whole.
    place: String,
}

impl Refused {
    /// Says so of the first place where a document says something else than is meant.
    pub(super) fn between(says: &Value, means: &Value) -> Self {
        let place = difference(says, means).unwrap_or_default();
        Self { place }
    }

    /// Returns a JSON pointer to where the change fails; empty for the whole.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => formatter.write_str("the document cannot be changed in place"),
            place => write!(
                formatter,
                "what stands at `{place}` cannot be changed in place"
            ),
        }
    }
}

impl std::error::Error for Refused {}

/// The first place at which two values differ.
fn difference(a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        _ if a == b => None,
        (Value::Object(a), Value::Object(b)) => a
            .keys()
            .chain(b.keys())
            .find_map(|key| inner(key, a.get(key), b.get(key))),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(at, (a, b))| inner(&at.to_string(), Some(a), Some(b))),
        _ => Some(String::new()),
    }
}

/// The first place at which two members differ, one of which may not be there.
fn inner(step: &str, a: Option<&Value>, b: Option<&Value>) -> Option<String> {
    let rest = match (a, b) {
        (Some(a), Some(b)) => difference(a, b)?,
        _ => String::new(),
    };
    Some(format!("/{}{rest}", escape(step)))
}
