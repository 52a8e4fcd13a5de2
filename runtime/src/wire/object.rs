//! Reading an object, field by field, into a value that is already there.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, Visitor},
};

use crate::{
    drift::notes,
    wire::{Slot, Wire, read::Seed, read_into},
};

/// One field of an object, by its name on the wire.
#[derive(Debug)]
pub enum Field {
    /// It may be absent.
    Optional(&'static str),
    /// Its absence is an error.
    Required(&'static str),
    /// It may be absent, and the document gives it but one value: a string, or a number or boolean as it is written.
    ///
    /// Only the choice of a union's variant looks at that value; reading an object takes any.
    OptionalConstant(&'static str, &'static str),
    /// Its absence is an error, and the document gives it but one value, which counts as above.
    RequiredConstant(&'static str, &'static str),
}

impl Field {
    pub(crate) fn wire(&self) -> &'static str {
        match self {
            Self::Optional(wire)
            | Self::Required(wire)
            | Self::OptionalConstant(wire, _)
            | Self::RequiredConstant(wire, _) => wire,
        }
    }

    pub(super) fn is_required(&self) -> bool {
        matches!(self, Self::Required(_) | Self::RequiredConstant(..))
    }

    pub(super) fn constant(&self) -> Option<&'static str> {
        match self {
            Self::OptionalConstant(_, value) | Self::RequiredConstant(_, value) => Some(value),
            Self::Optional(_) | Self::Required(_) => None,
        }
    }
}

/// An object, as it is on the wire.
#[derive(Debug)]
pub struct Table {
    /// What it is called, for messages.
    pub name: &'static str,
    /// Its fields, in the document's order.
    pub fields: &'static [Field],
    /// Whether it keeps members that it has no field for.
    pub keeps_others: bool,
}

impl Table {
    /// That of what is no object.
    pub(super) const NONE: Self = Self {
        name: "",
        fields: &[],
        keeps_others: false,
    };
}

/// Reads an object.
pub(super) fn read<'de, D: Deserializer<'de>>(
    value: &mut dyn Wire,
    table: &'static Table,
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_map(ObjectVisitor { value, table })
}

struct ObjectVisitor<'a> {
    value: &'a mut dyn Wire,
    table: &'static Table,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.table.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { value, table } = self;
        let Table {
            fields,
            keeps_others,
            ..
        } = *table;
        let mut seen = Seen::new(fields.len());
        let (mut expected, mut other) = (0, String::new());
        while let Some(known) = map.next_key_seed(KeySeed {
            fields,
            expected,
            other: keeps_others.then_some(&mut other),
        })? {
            match known {
                Some(index) => {
                    if !seen.insert(index) {
                        value.field(index).reset();
                    }
                    expected = index + 1;
                    map.next_value_seed(Seed(value.field(index)))?;
                }
                None if keeps_others => {
                    let others = value.field(fields.len());
                    map.next_value_seed(OtherSeed(others, std::mem::take(&mut other)))?;
                }
                None => map.next_value_seed(Seed(Slot::Ignored))?,
            }
        }
        match seen.missing(fields) {
            Some(wire) => Err(A::Error::missing_field(wire)),
            None => Ok(()),
        }
    }
}

/// Reads a member by its key, of those that the document does not name.
struct OtherSeed<'a>(Slot<'a>, String);

impl<'de> DeserializeSeed<'de> for OtherSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self(others, key) = self;
        match others {
            Slot::Map(map) => read_into(map.entry(key), deserializer),
            Slot::By(mut way) => OtherSeed(way.slot(), key).deserialize(deserializer),
            _ => read_into(Slot::Ignored, deserializer),
        }
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
        let is_key = |field: &Field| field.wire() == key;
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

    /// Adds a field; returns whether it was not there.
    fn insert(&mut self, index: usize) -> bool {
        let is_new = !self.contains(index);
        let word = match index / 64 {
            0 => Some(&mut self.first),
            word => self.rest.get_mut(word - 1),
        };
        if let Some(word) = word {
            *word |= 1 << (index % 64);
        }
        is_new
    }

    fn contains(&self, index: usize) -> bool {
        let word = match index / 64 {
            0 => Some(&self.first),
            word => self.rest.get(word - 1),
        };
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    fn missing(&self, fields: &'static [Field]) -> Option<&'static str> {
        let missing =
            |(index, field): &(usize, &Field)| field.is_required() && !self.contains(*index);
        fields
            .iter()
            .enumerate()
            .find(missing)
            .map(|(_, field)| field.wire())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::wire::{
        Field::{Optional, Required},
        OptionalField, Piece, Shape, Slot, Table, Wire,
        values::tests::read,
    };

    #[derive(Debug, Default, PartialEq)]
    struct Inner {
        list: Vec<i64>,
        absent: Option<String>,
        nullable: Option<Option<i64>>,
        others: BTreeMap<String, bool>,
    }

    impl Wire for Inner {
        fn empty() -> Self {
            Self::default()
        }

        fn shape() -> Shape {
            Shape::Object(&Table {
                name: "Inner",
                fields: &[Required("list"), Optional("absent"), Optional("nullable")],
                keeps_others: true,
            })
        }

        fn field(&mut self, index: usize) -> Slot<'_> {
            match index {
                0 => self.list.slot(),
                1 => self.absent.slot(),
                2 => self.nullable.nullable_slot(),
                _ => self.others.slot(),
            }
        }

        fn member(&self, index: usize) -> Piece<'_> {
            match index {
                0 => self.list.piece(),
                1 => self.absent.optional_piece(),
                2 => self.nullable.optional_piece(),
                _ => self.others.piece(),
            }
        }
    }

    #[derive(Debug, Default, PartialEq)]
    struct Outer {
        inner: Inner,
    }

    impl Wire for Outer {
        fn empty() -> Self {
            Self::default()
        }

        fn shape() -> Shape {
            Shape::Object(&Table {
                name: "Outer",
                fields: &[Required("inner")],
                keeps_others: false,
            })
        }

        fn field(&mut self, index: usize) -> Slot<'_> {
            match index {
                0 => self.inner.slot(),
                _ => Slot::Ignored,
            }
        }
    }

    #[test]
    fn null_is_absent_or_a_value() {
        let inner: Inner = read(r#"{"list": [], "absent": null, "nullable": null}"#).unwrap();
        assert_eq!((&inner.absent, inner.nullable), (&None, Some(None)));
        let text = serde_json::to_string(&inner.piece()).unwrap();
        assert_eq!(text, r#"{"list":[],"nullable":null}"#);
        let inner: Inner = read(r#"{"list": [], "nullable": 3, "more": true}"#).unwrap();
        assert_eq!(inner.nullable, Some(Some(3)));
        let text = serde_json::to_string(&inner.piece()).unwrap();
        assert_eq!(text, r#"{"list":[],"nullable":3,"more":true}"#);
    }

    #[test]
    fn what_is_required_is_missed_and_what_it_is_not_is_said() {
        let error = read::<Outer>(r#"{"inner": {"absent": ""}}"#).unwrap_err();
        assert_eq!(error, "missing field `list` at line 1 column 24");
        let error = read::<Outer>(r#"{"inner": 3}"#).unwrap_err();
        assert!(error.contains("expected an object (Inner)"), "{error}");
    }

    #[test]
    fn of_a_member_that_stands_twice_nothing_is_left() {
        let twice = r#"{"inner": {"list": [1], "absent": "a", "nullable": 1, "more": true},
            "inner": {"list": [2], "list": [3]}}"#;
        let expected = Outer {
            inner: Inner {
                list: vec![3],
                ..Inner::default()
            },
        };
        assert_eq!(read(twice), Ok(expected));
    }
}
