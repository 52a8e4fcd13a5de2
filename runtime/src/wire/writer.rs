//! Writing an object, field by field.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};

/// Writes the members of an object.
///
/// Of what fails nothing is said before the end, so that a type has a line for each field and no branches.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn begin(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// Writes a field that is always there.
    #[inline(never)]
    pub fn required<T: Serialize>(&mut self, wire: &'static str, value: &T) {
        self.entry(wire, value);
    }

    /// Writes a field if it is there.
    #[inline(never)]
    pub fn optional<T: Serialize>(&mut self, wire: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.entry(wire, value);
        }
    }

    /// Writes the members that the document does not name.
    #[inline(never)]
    pub fn additional<T: Serialize>(&mut self, members: &BTreeMap<String, T>) {
        for (key, value) in members {
            self.entry(key, value);
        }
    }

    fn entry<T: Serialize>(&mut self, key: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(key, value)
        {
            self.0 = Err(error);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first that there was.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}
