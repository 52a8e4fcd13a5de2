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

#[cfg(test)]
mod tests {
    use serde::{Serialize, Serializer, ser::Error as _};

    use super::Writer;

    struct Broken;

    impl Serialize for Broken {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("broken"))
        }
    }

    struct Unreached;

    impl Serialize for Unreached {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("what follows a failure is not written")
        }
    }

    #[test]
    fn the_first_failure_is_the_last_that_is_written() {
        let mut text = Vec::new();
        let mut serializer = serde_json::Serializer::new(&mut text);
        let mut writer = Writer::begin(&mut serializer);
        writer.required("a", &1);
        writer.optional("absent", &None::<Unreached>);
        writer.optional("b", &Some(Broken));
        writer.required("c", &Unreached);
        assert_eq!(writer.end().unwrap_err().to_string(), "broken");
        assert_eq!(String::from_utf8(text).unwrap(), r#"{"a":1,"b":"#);
    }
}
