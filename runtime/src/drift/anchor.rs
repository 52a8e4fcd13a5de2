//! Reading a whole value, and the address of some text in it that was not copied.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::{decode::text::Step, drift::notes::Site};

/// What `serde_json` calls the only member of a number that is kept as text.
const NUMBER: &str = "$serde_json::private::Number";

/// A text within a value: its address in what the value was read from, and how deep it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) address: usize,
    pub(super) depth: usize,
}

/// Reads a value as `Value` does, and sets the anchor to the first text that has a place.
pub(super) struct Anchored<'a> {
    anchor: &'a mut Option<Anchor>,
    depth: usize,
}

impl Anchor {
    pub(super) fn seed(anchor: &mut Option<Self>) -> Anchored<'_> {
        Anchored { anchor, depth: 0 }
    }

    /// The place some steps down from the value.
    pub(super) fn site(self, down: Vec<Step>) -> Site {
        Site {
            address: self.address,
            up: self.depth,
            down,
        }
    }
}

impl Anchored<'_> {
    fn deeper(&mut self) -> Anchored<'_> {
        Anchored {
            anchor: self.anchor,
            depth: self.depth + 1,
        }
    }

    fn see(&mut self, text: &str) {
        // An empty text has no address of its own.
        if !text.is_empty() {
            self.anchor.get_or_insert(Anchor {
                address: text.as_ptr() as usize,
                depth: self.depth,
            });
        }
    }
}

impl<'de> DeserializeSeed<'de> for Anchored<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Anchored<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_borrowed_str<E>(mut self, value: &'de str) -> Result<Value, E> {
        self.see(value);
        Ok(value.into())
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper())? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key_seed(self.deeper())? {
            let Value::String(key) = key else {
                return Err(A::Error::custom("a key is no string"));
            };
            if key == NUMBER && members.is_empty() {
                let text: String = map.next_value()?;
                let number = text.parse::<Number>().map_err(A::Error::custom)?;
                return Ok(number.into());
            }
            members.insert(key, map.next_value_seed(self.deeper())?);
        }
        Ok(members.into())
    }
}
