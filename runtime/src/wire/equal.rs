//! Comparing values, by their types and what would be written of them.

use crate::wire::{
    Field, Piece, Table, Wire,
    piece::{Items, Members},
    slot::table as table_of,
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
            (Piece::Object(value, shape), Piece::Object(other, of_other)) => {
                let (table, of_other) = (table_of(shape), table_of(of_other));
                let count = table.fields.len() + usize::from(table.keeps_others);
                is_same(table, of_other)
                    && (0..count).all(|index| value.member(index) == other.member(index))
            }
            (Piece::Tagged(value, tag), Piece::Tagged(other, tag_of_other)) => {
                tag == tag_of_other && value.piece() == other.piece()
            }
            (Piece::Foreign(value), Piece::Foreign(other)) => value.is(other),
            _ => false,
        }
    }
}

/// Whether two tables are of one type: objects of two may meet where a union holds them.
fn is_same(table: &Table, other: &Table) -> bool {
    let wire = |table: &Table| table.fields.iter().map(Field::wire);
    table.name == other.name
        && table.keeps_others == other.keeps_others
        && wire(table).eq(wire(other))
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

#[cfg(test)]
mod tests {
    use crate::wire::{Field::Required, Piece, Shape, Slot, Table, Wire};

    /// Objects of two types that write members of the same values.
    struct Shaped<const IS_CIRCLE: bool>(f64);

    impl<const IS_CIRCLE: bool> Wire for Shaped<IS_CIRCLE> {
        fn empty() -> Self {
            Self(0.0)
        }

        fn shape() -> Shape {
            Shape::Object(match IS_CIRCLE {
                true => &Table {
                    name: "Circle",
                    fields: &[Required("radius")],
                    keeps_others: false,
                },
                false => &Table {
                    name: "Square",
                    fields: &[Required("side"), Required("colour")],
                    keeps_others: false,
                },
            })
        }

        fn field(&mut self, _: usize) -> Slot<'_> {
            self.0.slot()
        }

        fn member(&self, index: usize) -> Piece<'_> {
            match index {
                0 => self.0.piece(),
                _ => Piece::Absent,
            }
        }
    }

    #[test]
    fn objects_of_two_types_are_never_equal() {
        let (circle, square) = (Shaped::<true>(1.0), Shaped::<false>(1.0));
        assert!(circle.piece() != square.piece());
        assert!(square.piece() != circle.piece());
        assert!(circle.piece() == Shaped::<true>(1.0).piece());
        assert!(circle.piece() != Shaped::<true>(2.0).piece());
    }
}
