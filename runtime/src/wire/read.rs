//! Reading a value into the place where it is to stand, as JSON Schema means it where serde is stricter: `1.0` is
//! an integer (JSON Schema 2020-12, Core, §4.2.2).

use std::fmt;

use serde::{
    Deserialize as _, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor},
};
use serde_json::Value;

use crate::{
    drift::notes,
    wire::{
        Slot, Wire, foreign, object,
        slot::{Integer, List, Listed, Map, Maybe, Text, table},
        union,
    },
};

/// Reads a value, which is what a generated type's `Deserialize` does.
///
/// # Errors
///
/// Where there is another value than the type holds.
pub fn read<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Wire,
    D: Deserializer<'de>,
{
    let mut value = T::empty();
    read_into(value.slot(), deserializer)?;
    Ok(value)
}

/// Reads a value into `slot`.
pub(crate) fn read_into<'de, D: Deserializer<'de>>(
    slot: Slot<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    match slot {
        Slot::Ignored => IgnoredAny::deserialize(deserializer).map(drop),
        Slot::Bool(value) => {
            *value = bool::deserialize(deserializer)?;
            Ok(())
        }
        Slot::Integer(value) => deserializer.deserialize_i64(IntegerVisitor(value)),
        Slot::Number(value) => {
            let mut integer = 0_i64;
            deserializer.deserialize_i64(IntegerVisitor(&mut integer))?;
            value.set(integer);
            Ok(())
        }
        Slot::Float(value) => {
            *value = f64::deserialize(deserializer)?;
            Ok(())
        }
        Slot::String(value) => {
            *value = String::deserialize(deserializer)?;
            Ok(())
        }
        Slot::Text(value) => deserializer.deserialize_str(TextVisitor(value)),
        Slot::Listed(value) => deserializer.deserialize_str(ListedVisitor(value)),
        Slot::Value(value) => {
            *value = Value::deserialize(deserializer)?;
            Ok(())
        }
        Slot::Option(value) => deserializer.deserialize_option(MaybeVisitor(value)),
        Slot::Present(value) => read_into(value.set(true), deserializer),
        Slot::List(list) => deserializer.deserialize_seq(ListVisitor(list)),
        Slot::Tuple(items, count) => {
            deserializer.deserialize_tuple(count, TupleVisitor { items, count })
        }
        Slot::Map(map) => deserializer.deserialize_map(MapVisitor(map)),
        Slot::Object(value, shape) => object::read(value, table(shape), deserializer),
        Slot::Union(value, shape) => union::read(value, shape(), deserializer),
        Slot::Foreign(value) => foreign::read(value, deserializer),
        Slot::By(mut way) => read_into(way.slot(), deserializer),
    }
}

/// Reads into a slot where serde asks for a seed.
pub(super) struct Seed<'a>(pub(super) Slot<'a>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        read_into(self.0, deserializer)
    }
}

/// An integer, however it is written; the range is checked where the parser still knows the place.
struct IntegerVisitor<'a>(&'a mut dyn Integer);

impl Visitor<'_> for IntegerVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an integer ({})", self.0.name())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        let fitting = self.0.set(value.into());
        fitting.ok_or_else(|| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        let fitting = self.0.set(value.into());
        fitting.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        // Beyond 2^64 no integer type here holds it.
        if value.fract() != 0.0 || value.abs() > 2e19 {
            return Err(E::invalid_type(Unexpected::Float(value), &self));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        let fitting = self.0.set(value as i128);
        fitting.ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }
}

struct TextVisitor<'a>(&'a mut dyn Text);

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.form())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let fitting = self.0.set(text);
        // The text may be a secret, and long.
        fitting.ok_or_else(|| E::invalid_value(Unexpected::Other("string"), &self))
    }
}

struct ListedVisitor<'a>(&'a mut dyn Listed);

impl Visitor<'_> for ListedVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.0.set(text);
        Ok(())
    }
}

struct MaybeVisitor<'a>(&'a mut dyn Maybe);

impl<'de> Visitor<'de> for MaybeVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.set(false);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.set(false);
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        read_into(self.0.set(true), deserializer)
    }
}

struct ListVisitor<'a>(&'a mut dyn List);

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(ItemSeed(self.0))?.is_some() {}
        Ok(())
    }
}

/// One more item of a list, which has a place only once it is there.
struct ItemSeed<'a>(&'a mut dyn List);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        read_into(self.0.next(), deserializer)
    }
}

struct TupleVisitor<'a> {
    items: &'a mut dyn Wire,
    count: usize,
}

impl<'de> Visitor<'de> for TupleVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.count)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0..self.count {
            let seed = Seed(self.items.field(index));
            if items.next_element_seed(seed)?.is_none() {
                return Err(A::Error::invalid_length(index, &self));
            }
        }
        match items.next_element::<IgnoredAny>()? {
            Some(_) => Err(A::Error::invalid_length(self.count + 1, &self)),
            None => Ok(()),
        }
    }
}

struct MapVisitor<'a>(&'a mut dyn Map);

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(FreeKey)? {
            map.next_value_seed(Seed(self.0.entry(key)))?;
        }
        Ok(())
    }
}

/// A key that the document leaves to the service.
pub(super) struct FreeKey;

impl<'de> DeserializeSeed<'de> for FreeKey {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FreeKey {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<String, E> {
        notes::free_key(key);
        Ok(key.to_owned())
    }
}
