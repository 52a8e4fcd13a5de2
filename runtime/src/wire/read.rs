//! Reading values as JSON Schema means them, where serde is stricter: `1.0` is an integer
//! (JSON Schema 2020-12, Core, §4.2.2).

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Unexpected, Visitor},
};
use serde_json::Value;

use crate::{
    Base64,
    drift::notes,
    wire::{Field, Shape},
};

/// The most items that room is made for before they are read.
const MOST_RESERVED: usize = 1024;

/// A type that is read from JSON.
///
/// An object says what it is called, which fields it has, and how one of them is read; what is no object says
/// what it looks like. Generated types are read by their `Deserialize`, which `wire` has the drivers for.
///
/// No type is taken for an object by accident: one that says neither does not compile where its shape is asked
/// for.
///
/// ```compile_fail,E0080
/// # use specwright_runtime::__private::v1::{Read, Shape};
/// # #[derive(serde::Deserialize)]
/// # struct Text(String);
/// impl Read for Text {
///     fn empty() -> Self {
///         Self(String::new())
///     }
/// }
/// Text::shape();
/// ```
///
/// ```
/// # use specwright_runtime::__private::v1::{Read, Shape};
/// # #[derive(serde::Deserialize)]
/// # struct Text(String);
/// impl Read for Text {
///     fn empty() -> Self {
///         Self(String::new())
///     }
///
///     fn shape() -> Shape {
///         Shape::Text
///     }
/// }
/// Text::shape();
/// ```
pub trait Read: DeserializeOwned {
    /// An object's name, for messages; what is no object has none.
    const NAME: &'static str = "";
    /// An object's fields, in the document's order.
    const FIELDS: &'static [Field] = &[];
    /// Whether an object keeps members that it has no field for, by [`Read::read_other`].
    const KEEPS_OTHERS: bool = false;

    /// Makes a value that stands in until the real one is read.
    ///
    /// A required field that was not read is an error, so nobody sees such a value.
    fn empty() -> Self;

    /// What values of the type look like, to choose among the variants of a union.
    fn shape() -> Shape {
        const {
            assert!(!Self::NAME.is_empty(), "what is no object says its shape");
        }
        match Self::KEEPS_OTHERS {
            true => Shape::Open(Self::FIELDS),
            false => Shape::Object(Self::FIELDS),
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// Where there is another value than the type holds.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Reads the field at `index` of [`Read::FIELDS`].
    ///
    /// # Errors
    ///
    /// Where there is another value than the field holds.
    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let _ = (index, map);
        Ok(())
    }

    /// Reads a member that is not among [`Read::FIELDS`], where the type keeps those.
    ///
    /// # Errors
    ///
    /// Where there is another value than the type keeps.
    fn read_other<'de, A: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let _ = (key, map);
        Ok(())
    }
}

/// Reads a `T` where serde asks for a seed.
pub(super) struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Read> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

macro_rules! by_serde {
    ($($type:ty => $empty:expr, $shape:expr;)*) => {
        $(impl Read for $type {
            fn empty() -> Self {
                $empty
            }

            fn shape() -> Shape {
                $shape
            }
        })*
    };
}

by_serde! {
    bool => false, Shape::Bool;
    f32 => 0.0, Shape::Number;
    f64 => 0.0, Shape::Number;
    String => Self::new(), Shape::String(&[]);
    Base64 => Self::from(Vec::new()), Shape::Text;
    Value => Self::Null, Shape::Any;
}

#[cfg(feature = "uuid")]
by_serde! {
    uuid::Uuid => Self::nil(), Shape::Text;
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl Read for $type {
            fn empty() -> Self {
                0
            }

            fn shape() -> Shape {
                Shape::Integer
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_i64(IntegerVisitor(PhantomData))
            }
        })*
    };
}

integers!(i32, i64, u32, u64);

/// An integer, however it is written; the range is checked where the parser still knows the place.
struct IntegerVisitor<T>(PhantomData<T>);

impl<T: TryFrom<i128>> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an integer ({})", std::any::type_name::<T>())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        let fitting = T::try_from(value.into());
        fitting.map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        let fitting = T::try_from(value.into());
        fitting.map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        // Beyond 2^64 no integer type here holds it.
        if value.fract() != 0.0 || value.abs() > 2e19 {
            return Err(E::invalid_type(Unexpected::Float(value), &self));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        let fitting = T::try_from(value as i128);
        fitting.map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
    }
}

impl<T: Read> Read for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<T: Read> Read for Option<T> {
    fn empty() -> Self {
        None
    }

    fn shape() -> Shape {
        Shape::Nullable(T::shape)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}

impl<T: Read> Read for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let room = items.size_hint().unwrap_or_default().min(MOST_RESERVED);
        let mut list = Vec::with_capacity(room);
        while let Some(item) = items.next_element_seed(Seed::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::Map(T::shape)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(key) = map.next_key_seed(FreeKey)? {
            members.insert(key, map.next_value_seed(Seed::new())?);
        }
        Ok(members)
    }
}

/// A key that the document leaves to the service.
struct FreeKey;

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

#[cfg(test)]
pub(super) mod tests {
    use super::Read;

    pub(in crate::wire) fn read<T: Read>(json: &str) -> Result<T, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        T::read(&mut deserializer).map_err(|error| error.to_string())
    }

    #[test]
    fn an_integer_may_be_written_with_a_fraction_of_nothing() {
        assert_eq!(read::<i64>("1.0"), Ok(1));
        assert_eq!(read::<Vec<i32>>("[1, -2.0, 3e2]"), Ok(vec![1, -2, 300]));
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        for json in ["1.5", "\"1\"", "1e30", "null", "[1]"] {
            assert!(read::<i64>(json).is_err(), "{json}");
        }
        assert!(read::<i32>("3000000000").unwrap_err().contains("i32"));
        assert!(read::<u32>("-1").is_err());
    }
}
