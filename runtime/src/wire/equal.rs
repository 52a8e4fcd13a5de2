//! Comparing values, by what would be written of them.

use crate::wire::{
    Piece, Wire,
    piece::{Items, Members},
    slot::table,
};

/// What a generated struct's `PartialEq` does: it is the same as another one if each member is.
pub fn equal<T: Wire>(value: &T, other: &T) -> bool {
    value.piece() == other.piece()
}

impl PartialEq for Piece<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Piece::Absent, Piece::Absent) | (Piece::Null, Piece::Null) => true,
            (Piece::Bool(value), Piece::Bool(other)) => value == other,
            (Piece::Signed(value), Piece::Signed(other)) => value == other,
            (Piece::Unsigned(value), Piece::Unsigned(other)) => value == other,
            (Piece::Float(value), Piece::Float(other)) => value == other,
            (Piece::String(text), Piece::String(other)) => text == other,
            (Piece::Text(text), Piece::Text(other)) => text.to_string() == other.to_string(),
            (Piece::Value(value), Piece::Value(other)) => value == other,
            (Piece::List(items), Piece::List(other)) => lists(items, other),
            (Piece::Tuple(items, count), Piece::Tuple(other, others)) => {
                count == others
                    && (0..count).all(|index| items.member(index) == other.member(index))
            }
            (Piece::Map(members), Piece::Map(other)) => maps(members, other),
            (Piece::Object(value, shape), Piece::Object(other, _)) => {
                let table = table(shape);
                let count = table.fields.len() + usize::from(table.keeps_others);
                (0..count).all(|index| value.member(index) == other.member(index))
            }
            (Piece::Tagged(value, tag), Piece::Tagged(other, tag_of_other)) => {
                tag == tag_of_other && value.inner() == other.inner()
            }
            (Piece::TaggedForeign(value, tag), Piece::TaggedForeign(other, tag_of_other)) => {
                tag == tag_of_other && Piece::Foreign(value) == Piece::Foreign(other)
            }
            (Piece::Foreign(value), Piece::Foreign(other)) => {
                matches!((value.value(), other.value()), (Ok(value), Ok(other)) if value == other)
            }
            _ => false,
        }
    }
}

fn lists(items: &dyn Items, other: &dyn Items) -> bool {
    let count = items.count();
    count == other.count() && (0..count).all(|index| items.item(index) == other.item(index))
}

/// Whether two maps, whose members are sorted, are the same.
fn maps(members: &dyn Members, other: &dyn Members) -> bool {
    fn listed(members: &dyn Members) -> Vec<(&str, Piece<'_>)> {
        let mut list = Vec::new();
        members.each(&mut |key, piece| list.push((key, piece)));
        list
    }
    listed(members) == listed(other)
}
