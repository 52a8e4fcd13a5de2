//! Open enums: a value that the document does not list is kept.

use std::fmt;

use crate::{
    drift::notes,
    wire::{Shape, Wire},
};

/// A value of an enum that the document did not list when the client was generated.
///
/// It is written back as it was read.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Keeps `value`.
    fn new(value: &str) -> Self {
        notes::unknown_text(value);
        Self(value.into())
    }

    /// Keeps a value that the document does not list but allows.
    fn allowed(value: &str) -> Self {
        Self(value.into())
    }

    /// Returns the value as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The one of `all` that is written as `value`, or else `unknown`; they stand in the order of the type's
/// [`Shape`].
pub fn listed<T: Wire + Clone>(value: &str, all: &[T], unknown: fn(UnknownValue) -> T) -> T {
    match all.get(position(value, T::shape())) {
        Some(found) => found.clone(),
        None => unknown(UnknownValue::new(value)),
    }
}

/// The same where the document allows values that it does not list.
pub fn listed_or_allowed<T: Wire + Clone>(
    value: &str,
    all: &[T],
    unknown: fn(UnknownValue) -> T,
) -> T {
    match all.get(position(value, T::shape())) {
        Some(found) => found.clone(),
        None => unknown(UnknownValue::allowed(value)),
    }
}

/// Where `value` stands in the list of an enum; beyond its end where it does not.
fn position(value: &str, shape: Shape) -> usize {
    let values = match shape {
        Shape::String(values) => values,
        _ => &[],
    };
    let found = values.iter().position(|listed| *listed == value);
    found.unwrap_or(values.len())
}

/// Gives back `value`, which an enum of integers does not list.
#[inline]
pub fn unknown_integer(value: i64) -> i64 {
    notes::unknown_integer(value);
    value
}
