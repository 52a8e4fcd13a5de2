//! Writing a value, as what it is said to be.

use std::fmt::Display;

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap, SerializeSeq, SerializeTuple},
};
use serde_json::Value;

use crate::wire::{
    Shape, Wire,
    foreign::ForeignPiece,
    slot::table,
    tagged::{Inner, Tag, write_tagged},
};

/// What is written of a value.
#[derive(Clone, Copy)]
pub enum Piece<'a> {
    /// Nothing: a field that is not there.
    Absent,
    /// `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Signed(i64),
    /// An integer that is not negative.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// Text.
    String(&'a str),
    /// Text that is made as it is written.
    Text(&'a dyn Display),
    /// Anything.
    Value(&'a Value),
    /// A list.
    List(&'a dyn Items),
    /// As many items as there are members.
    Tuple(&'a dyn Wire, usize),
    /// An object with members of any name.
    Map(&'a dyn Members),
    /// An object.
    Object(&'a dyn Wire, fn() -> Shape),
    /// An object that has a tag besides.
    Tagged(Inner<'a>, &'static Tag),
    /// A value of a type that is not generated.
    Foreign(&'a dyn ForeignPiece),
}

/// A list to write.
pub trait Items {
    /// How many items there are.
    fn count(&self) -> usize;

    /// What is written of the item at `index`.
    fn item(&self, index: usize) -> Piece<'_>;
}

/// An object with members of any name, to write.
pub trait Members {
    /// Calls `visit` for each member.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, Piece<'a>));
}

impl Serialize for Piece<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, serializer)
    }
}

/// Writes `piece`; what is absent is `null`, as it is only members that can be left out.
pub(super) fn write<S: Serializer>(piece: &Piece<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match *piece {
        Piece::Absent | Piece::Null => serializer.serialize_none(),
        Piece::Bool(value) => serializer.serialize_bool(value),
        Piece::Signed(value) => serializer.serialize_i64(value),
        Piece::Unsigned(value) => serializer.serialize_u64(value),
        Piece::Float(value) => serializer.serialize_f64(value),
        Piece::String(text) => serializer.serialize_str(text),
        Piece::Text(text) => serializer.collect_str(text),
        Piece::Value(value) => value.serialize(serializer),
        Piece::List(items) => {
            let count = items.count();
            let mut list = serializer.serialize_seq(Some(count))?;
            (0..count).try_for_each(|index| list.serialize_element(&items.item(index)))?;
            list.end()
        }
        Piece::Tuple(items, count) => {
            let mut tuple = serializer.serialize_tuple(count)?;
            (0..count).try_for_each(|index| tuple.serialize_element(&items.member(index)))?;
            tuple.end()
        }
        Piece::Map(_) | Piece::Object(..) => {
            let mut map = serializer.serialize_map(None)?;
            members(*piece, &mut |name, piece| map.serialize_entry(name, &piece))?;
            map.end()
        }
        Piece::Tagged(..) => write_tagged(*piece, &mut Vec::new(), serializer),
        Piece::Foreign(value) => {
            let value = value.value().map_err(S::Error::custom)?;
            value.serialize(serializer)
        }
    }
}

/// Calls `visit` for each member of `object` that is there, until it fails.
pub(super) fn members<E: serde::ser::Error>(
    object: Piece<'_>,
    visit: &mut impl FnMut(&str, Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    match object {
        Piece::Object(value, shape) => {
            let table = table(shape);
            for (index, field) in table.fields.iter().enumerate() {
                match value.member(index) {
                    Piece::Absent => {}
                    piece => visit(field.wire(), piece)?,
                }
            }
            match table.keeps_others {
                true => others(value.member(table.fields.len()), visit),
                false => Ok(()),
            }
        }
        object => others(object, visit),
    }
}

/// The members of an object that no table names.
fn others<E: serde::ser::Error>(
    object: Piece<'_>,
    visit: &mut impl FnMut(&str, Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    match object {
        Piece::Map(members) => {
            let mut visited = Ok(());
            members.each(&mut |name, piece| {
                if visited.is_ok() {
                    visited = visit(name, piece);
                }
            });
            visited
        }
        Piece::Value(Value::Object(members)) => members
            .iter()
            .try_for_each(|(name, value)| visit(name, Piece::Value(value))),
        Piece::Foreign(value) => {
            let value = value.value().map_err(E::custom)?;
            let Value::Object(members) = &value else {
                return Ok(());
            };
            members
                .iter()
                .try_for_each(|(name, value)| visit(name, Piece::Value(value)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::wire::{
        Field::{Optional, Required},
        OptionalField, Piece, Shape, Slot, Table, Wire,
    };

    /// A list whose first item is no JSON.
    #[derive(Default)]
    struct Broken {
        number: f64,
        absent: Option<String>,
        others: std::collections::BTreeMap<String, i64>,
    }

    impl Wire for Broken {
        fn empty() -> Self {
            Self::default()
        }

        fn shape() -> Shape {
            Shape::Object(&Table {
                name: "Broken",
                fields: &[Required("number"), Optional("absent")],
                keeps_others: true,
            })
        }

        fn field(&mut self, index: usize) -> Slot<'_> {
            match index {
                0 => self.number.slot(),
                1 => self.absent.slot(),
                _ => self.others.slot(),
            }
        }

        fn member(&self, index: usize) -> Piece<'_> {
            match index {
                0 => self.number.piece(),
                1 => self.absent.optional_piece(),
                _ => self.others.piece(),
            }
        }
    }

    #[test]
    fn what_is_absent_is_left_out_and_others_come_last() {
        let mut value = Broken {
            number: 1.5,
            ..Broken::default()
        };
        value.others.insert("more".to_owned(), 2);
        let text = serde_json::to_string(&value.piece()).unwrap();
        assert_eq!(text, r#"{"number":1.5,"more":2}"#);
        value.absent = Some("a".to_owned());
        let written = serde_json::to_value(value.piece()).unwrap();
        assert_eq!(written, json!({"number": 1.5, "absent": "a", "more": 2}));
    }

    #[test]
    fn the_first_failure_is_the_last_that_is_written() {
        /// A writer that has room for so many octets, until it has none.
        struct Room(Option<usize>);

        impl std::io::Write for Room {
            fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
                let left = self.0.expect("what follows a failure is not written");
                self.0 = left.checked_sub(octets.len());
                let full = || std::io::ErrorKind::StorageFull.into();
                self.0.map(|_| octets.len()).ok_or_else(full)
            }

            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }

        let mut value = Broken::default();
        let members = ["a", "b", "c"].map(|key| (key.to_owned(), 1));
        value.others.extend(members);
        let written = serde_json::to_writer(Room(Some(17)), &value.piece());
        assert!(written.unwrap_err().is_io());
    }
}
