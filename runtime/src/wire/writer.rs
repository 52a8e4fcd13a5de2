//! Writing an object, field by field.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};

/// Writes the members of an object.
pub struct Writer<S: Serializer>(S::SerializeMap);

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn begin(serializer: S) -> Result<Self, S::Error> {
        serializer.serialize_map(None).map(Self)
    }

    /// Writes a field that is always there.
    #[inline(never)]
    pub fn required<T: Serialize>(
        &mut self,
        wire: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.0.serialize_entry(wire, value)
    }

    /// Writes a field if it is there.
    #[inline(never)]
    pub fn optional<T: Serialize>(
        &mut self,
        wire: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        match value {
            Some(value) => self.0.serialize_entry(wire, value),
            None => Ok(()),
        }
    }

    /// Writes the members that the document does not name.
    #[inline(never)]
    pub fn additional<T: Serialize>(
        &mut self,
        members: &BTreeMap<String, T>,
    ) -> Result<(), S::Error> {
        members
            .iter()
            .try_for_each(|(key, value)| self.0.serialize_entry(key, value))
    }

    /// Ends the object.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
