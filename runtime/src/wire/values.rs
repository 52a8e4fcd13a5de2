//! How values of the types that fields are made of are read and written.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    mem,
};

use serde_json::Value;

use crate::{
    Base64,
    wire::{
        Piece, Shape, Slot, Wire,
        piece::{Items, Members},
        slot::{Integer, List, Map, Maybe},
    },
};

impl Wire for bool {
    fn empty() -> Self {
        false
    }

    fn shape() -> Shape {
        Shape::Bool
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Bool(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::Bool(*self)
    }
}

macro_rules! integers {
    ($($type:ty => $piece:ident;)*) => {
        $(impl Wire for $type {
            fn empty() -> Self {
                0
            }

            fn shape() -> Shape {
                Shape::Integer
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Integer(self)
            }

            fn piece(&self) -> Piece<'_> {
                Piece::$piece((*self).into())
            }
        }

        impl Integer for $type {
            fn name(&self) -> &'static str {
                stringify!($type)
            }

            fn set(&mut self, value: i128) -> Option<()> {
                *self = value.try_into().ok()?;
                Some(())
            }
        })*
    };
}

integers! {
    i32 => Signed;
    i64 => Signed;
    u32 => Unsigned;
    u64 => Unsigned;
}

impl Wire for f64 {
    fn empty() -> Self {
        0.0
    }

    fn shape() -> Shape {
        Shape::Number
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Float(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::Float(*self)
    }
}

impl Wire for String {
    fn empty() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::String(&[])
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::String(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::String(self)
    }
}

impl Wire for Value {
    fn empty() -> Self {
        Self::Null
    }

    fn shape() -> Shape {
        Shape::Any
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Value(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::Value(self)
    }
}

/// Types that travel as text of a form.
macro_rules! texts {
    ($($type:ty => $empty:expr;)*) => {
        $(impl Wire for $type {
            fn empty() -> Self {
                $empty
            }

            fn shape() -> Shape {
                Shape::Text
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Text(self)
            }

            fn piece(&self) -> Piece<'_> {
                Piece::Text(self)
            }
        })*
    };
}

texts! {
    Base64 => Self(Vec::new());
}

#[cfg(feature = "uuid")]
texts! {
    uuid::Uuid => Self::nil();
}

#[cfg(feature = "date-time")]
texts! {
    jiff::civil::Date => Self::ZERO;
    jiff::Timestamp => Self::UNIX_EPOCH;
}

#[cfg(feature = "uuid")]
impl crate::wire::slot::Text for uuid::Uuid {
    fn form(&self) -> &'static str {
        "a UUID"
    }

    fn set(&mut self, text: &str) -> Option<()> {
        *self = text.parse().ok()?;
        Some(())
    }
}

impl<T: Wire> Wire for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn slot(&mut self) -> Slot<'_> {
        T::slot(self)
    }

    fn piece(&self) -> Piece<'_> {
        T::piece(self)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn empty() -> Self {
        None
    }

    fn shape() -> Shape {
        Shape::Nullable(T::shape)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Option(self)
    }

    fn piece(&self) -> Piece<'_> {
        match self {
            Some(value) => value.piece(),
            None => Piece::Null,
        }
    }
}

impl<T: Wire> Maybe for Option<T> {
    fn set(&mut self, is_some: bool) -> Slot<'_> {
        let new = if is_some { Some(T::empty()) } else { None };
        // An assignment would write it on two ways: dropping what was there may panic.
        drop(mem::replace(self, new));
        match self {
            Some(value) => value.slot(),
            None => Slot::Ignored,
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::List(self)
    }
}

impl<T: Wire> List for Vec<T> {
    fn next(&mut self) -> Slot<'_> {
        self.push(T::empty());
        match self.last_mut() {
            Some(item) => item.slot(),
            None => Slot::Ignored,
        }
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Wire> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Piece<'_> {
        match self.get(index) {
            Some(item) => item.piece(),
            None => Piece::Absent,
        }
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::Map(T::shape)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }

    fn piece(&self) -> Piece<'_> {
        Piece::Map(self)
    }
}

impl<T: Wire> Map for BTreeMap<String, T> {
    fn entry(&mut self, key: String) -> Slot<'_> {
        let value = match self.entry(key) {
            Entry::Vacant(entry) => entry.insert(T::empty()),
            Entry::Occupied(entry) => {
                let value = entry.into_mut();
                *value = T::empty();
                value
            }
        };
        value.slot()
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Wire> Members for BTreeMap<String, T> {
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, Piece<'a>)) {
        for (key, value) in self {
            visit(key, value.piece());
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use crate::wire::Wire;

    pub(in crate::wire) fn read<T: Wire>(json: &str) -> Result<T, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        crate::wire::read(&mut deserializer).map_err(|error| error.to_string())
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

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        type Lists = BTreeMap<String, Vec<Option<i64>>>;
        let read = read::<Lists>(r#"{"a": [1, 2], "b": [], "a": [null]}"#).unwrap();
        assert_eq!(read["a"], [None]);
    }
}
