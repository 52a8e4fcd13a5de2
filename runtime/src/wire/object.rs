//! Reading an object, field by field, into a value that is already there.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};

use crate::{
    drift::notes,
    wire::{Read, read::Seed},
};

/// One field of an object, as it is on the wire.
#[derive(Debug)]
pub struct Field {
    wire: &'static str,
    required: bool,
    constant: Option<&'static str>,
}

impl Field {
    /// Says that it has but one value, which is a string, or a number or boolean as it is written.
    #[must_use]
    pub const fn constant(self, value: &'static str) -> Self {
        Self {
            constant: Some(value),
            ..self
        }
    }

    pub(crate) fn wire(&self) -> &'static str {
        self.wire
    }

    pub(super) fn is_required(&self) -> bool {
        self.required
    }

    pub(super) fn constant_value(&self) -> Option<&'static str> {
        self.constant
    }
}

/// A field that may be absent.
pub const fn optional(wire: &'static str) -> Field {
    Field {
        wire,
        required: false,
        constant: None,
    }
}

/// A field whose absence is an error.
pub const fn required(wire: &'static str) -> Field {
    Field {
        wire,
        required: true,
        constant: None,
    }
}

/// Reads an object.
pub fn deserialize<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads a field; `null` for an optional one that may not be `null` means absent.
#[inline(never)]
pub fn field<'de, T: Read, A: MapAccess<'de>>(slot: &mut T, map: &mut A) -> Result<(), A::Error> {
    *slot = map.next_value_seed(Seed::new())?;
    Ok(())
}

/// Reads an optional field for which `null` is a value, so that it is not the same as absent.
#[inline(never)]
pub fn nullable<'de, T: Read, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = Some(map.next_value_seed(Seed::new())?);
    Ok(())
}

/// Keeps a member that the document does not name.
#[inline(never)]
pub fn additional<'de, T: Read, A: MapAccess<'de>>(
    members: &mut BTreeMap<String, T>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    members.insert(key, map.next_value_seed(Seed::new())?);
    Ok(())
}

/// Reads a field of a type that is not generated.
pub fn foreign<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut T,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = map.next_value()?;
    Ok(())
}

/// Reads an optional field of a type that is not generated, for which `null` is a value.
pub fn foreign_nullable<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = Some(map.next_value()?);
    Ok(())
}

/// Keeps a member of a type that is not generated.
pub fn foreign_additional<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    members: &mut BTreeMap<String, T>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    members.insert(key, map.next_value()?);
    Ok(())
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expecting(T::NAME, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = T::empty();
        read_members(T::FIELDS, T::KEEPS_OTHERS, &mut value, &mut map)?;
        Ok(value)
    }
}

fn expecting(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "an object ({name})")
}

/// A value whose fields are read from `A`: what [`read_members`] knows of a type, so that there is one for all.
trait Slots<'de, A: MapAccess<'de>> {
    fn read_field(&mut self, index: usize, map: &mut A) -> Result<(), A::Error>;

    fn read_other(&mut self, key: String, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, T: Read, A: MapAccess<'de>> Slots<'de, A> for T {
    fn read_field(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
        T::read_field(self, index, map)
    }

    fn read_other(&mut self, key: String, map: &mut A) -> Result<(), A::Error> {
        T::read_other(self, key, map)
    }
}

/// Reads all members of an object into `value`.
fn read_members<'de, A: MapAccess<'de>>(
    fields: &'static [Field],
    keep: bool,
    value: &mut dyn Slots<'de, A>,
    map: &mut A,
) -> Result<(), A::Error> {
    let mut seen = Seen::new(fields.len());
    let (mut expected, mut other) = (0, String::new());
    while let Some(known) = map.next_key_seed(KeySeed {
        fields,
        expected,
        other: keep.then_some(&mut other),
    })? {
        match known {
            Some(index) => {
                value.read_field(index, map)?;
                seen.insert(index);
                expected = index + 1;
            }
            None if keep => value.read_other(std::mem::take(&mut other), map)?,
            None => drop(map.next_value::<IgnoredAny>()?),
        }
    }
    match seen.missing(fields) {
        Some(wire) => Err(A::Error::missing_field(wire)),
        None => Ok(()),
    }
}

/// Finds a key among the fields, beginning with the one that is expected next; what is none of them is kept in
/// `other`, if anybody asks for it.
struct KeySeed<'a> {
    fields: &'static [Field],
    expected: usize,
    other: Option<&'a mut String>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let (before, after) = self.fields.split_at(self.expected.min(self.fields.len()));
        let is_key = |field: &Field| field.wire == key;
        let found = after
            .iter()
            .position(is_key)
            .map(|offset| before.len() + offset)
            .or_else(|| before.iter().position(is_key));
        if found.is_none() {
            match self.other {
                Some(other) => {
                    notes::free_key(key);
                    key.clone_into(other);
                }
                None => notes::unknown_field(key),
            }
        }
        Ok(found)
    }
}

/// Which fields were read: a bit each, in place for up to 64 of them.
struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    fn new(fields: usize) -> Self {
        Self {
            first: 0,
            rest: vec![0; fields.saturating_sub(1) / 64],
        }
    }

    fn insert(&mut self, index: usize) {
        let word = match index / 64 {
            0 => Some(&mut self.first),
            word => self.rest.get_mut(word - 1),
        };
        if let Some(word) = word {
            *word |= 1 << (index % 64);
        }
    }

    fn contains(&self, index: usize) -> bool {
        let word = match index / 64 {
            0 => Some(&self.first),
            word => self.rest.get(word - 1),
        };
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    fn missing(&self, fields: &'static [Field]) -> Option<&'static str> {
        let missing = |(index, field): &(usize, &Field)| field.required && !self.contains(*index);
        fields
            .iter()
            .enumerate()
            .find(missing)
            .map(|(_, field)| field.wire)
    }
}
