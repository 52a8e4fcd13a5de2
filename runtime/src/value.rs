//! Open enums: a value that the document does not list is kept.

use std::{fmt, marker::PhantomData};

use serde::{Deserializer, de};

use crate::{
    drift::notes,
    wire::{Read, Shape},
};

/// A value of an enum that the API did not have when the client was generated.
///
/// It is written back as it was read.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Keeps `value`.
    #[doc(hidden)]
    pub fn new(value: &str) -> Self {
        notes::unknown_text(value);
        Self(value.into())
    }

    /// Keeps a value that the document does not list but allows.
    #[doc(hidden)]
    pub fn allowed(value: &str) -> Self {
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

/// Finds the one of `all` that is written as `value`; they stand in the order of the type's [`Shape`].
pub fn listed<T: Read + Clone>(value: &str, all: &[T]) -> Option<T> {
    position(value, T::shape()).and_then(|index| all.get(index).cloned())
}

fn position(value: &str, shape: Shape) -> Option<usize> {
    match shape {
        Shape::String(values) => values.iter().position(|listed| *listed == value),
        _ => None,
    }
}

/// Reads an enum of strings.
pub fn deserialize_string_enum<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(StringVisitor(PhantomData))
}

struct StringVisitor<T>(PhantomData<T>);

impl<T: for<'a> From<&'a str>> de::Visitor<'_> for StringVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        Ok(T::from(value))
    }
}

/// Reads an enum of integers; `1.0` is one (JSON Schema 2020-12, Core, §4.2.2).
pub fn deserialize_integer_enum<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: From<i64>,
    D: Deserializer<'de>,
{
    i64::read(deserializer).map(T::from)
}

/// Gives back `value`, which an enum of integers does not list.
#[inline]
pub fn unknown_integer(value: i64) -> i64 {
    notes::unknown_integer(value);
    value
}

#[cfg(test)]
mod tests {
    use super::deserialize_integer_enum;

    #[test]
    fn an_enum_of_integers_may_be_written_with_a_fraction_of_nothing() {
        let read = |json| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            deserialize_integer_enum::<i64, _>(&mut deserializer)
        };
        assert_eq!(read("1").unwrap(), 1);
        assert_eq!(read("1.0").unwrap(), 1);
        assert!(read("1.5").is_err());
    }
}
