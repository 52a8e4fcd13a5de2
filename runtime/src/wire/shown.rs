//! Showing values for debugging, as what would be written of them.

use std::fmt;

use crate::wire::{Piece, Table, Wire, slot::table};

/// What a generated type's `Debug` does: it shows the members that are there, as they are on the wire.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug<T: Wire>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&value.piece(), f)
}

impl fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Piece::Absent | Piece::Null => f.write_str("null"),
            Piece::Bool(value) => value.fmt(f),
            Piece::Signed(value) => value.fmt(f),
            Piece::Unsigned(value) => value.fmt(f),
            Piece::Float(value) => value.fmt(f),
            Piece::String(text) => text.fmt(f),
            Piece::Text(text) => fmt::Display::fmt(text, f),
            Piece::Value(value) => value.fmt(f),
            Piece::List(items) => {
                let pieces = (0..items.count()).map(|index| items.item(index));
                f.debug_list().entries(pieces).finish()
            }
            Piece::Tuple(items, count) => {
                let pieces = (0..count).map(|index| items.member(index));
                f.debug_list().entries(pieces).finish()
            }
            Piece::Map(map) => {
                let mut shown = f.debug_map();
                map.each(&mut |key, piece| _ = shown.entry(&key, &piece));
                shown.finish()
            }
            Piece::Object(value, shape) => object(value, table(shape), f),
            Piece::Tagged(value, _) => value.piece().fmt(f),
            // As it shows itself: it may have something to hide.
            Piece::Foreign(value) => value.fmt(f),
        }
    }
}

fn object(value: &dyn Wire, table: &Table, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(table.name);
    for (index, field) in table.fields.iter().enumerate() {
        match value.member(index) {
            Piece::Absent => {}
            piece => _ = shown.field(field.wire(), &piece),
        }
    }
    if table.keeps_others {
        match value.member(table.fields.len()) {
            Piece::Map(members) => members.each(&mut |key, piece| _ = shown.field(key, &piece)),
            members => _ = shown.field("..", &members),
        }
    }
    shown.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{
        Base64,
        wire::{
            Field::{Optional, Required},
            OptionalField, Piece, Shape, Slot, Table, Wire, foreign_piece, foreign_slot,
        },
    };

    /// A type of the user's that hides what it holds.
    #[derive(Default, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Secret(String);

    impl std::fmt::Debug for Secret {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("[hidden]")
        }
    }

    #[derive(Default)]
    struct Account {
        name: String,
        password: Secret,
        avatar: Option<Base64>,
        others: BTreeMap<String, Option<f64>>,
    }

    impl Wire for Account {
        fn empty() -> Self {
            Self::default()
        }

        fn shape() -> Shape {
            Shape::Object(&Table {
                name: "Account",
                fields: &[
                    Required("userName"),
                    Required("password"),
                    Optional("avatar"),
                ],
                keeps_others: true,
            })
        }

        fn field(&mut self, index: usize) -> Slot<'_> {
            match index {
                0 => self.name.slot(),
                1 => foreign_slot(&mut self.password),
                2 => self.avatar.slot(),
                _ => self.others.slot(),
            }
        }

        fn member(&self, index: usize) -> Piece<'_> {
            match index {
                0 => self.name.piece(),
                1 => foreign_piece(&self.password),
                2 => self.avatar.optional_piece(),
                _ => self.others.piece(),
            }
        }
    }

    #[test]
    fn a_value_is_shown_as_it_travels_and_hides_what_a_type_of_ones_own_hides() {
        let mut account = Account {
            name: "a\"b".to_owned(),
            password: Secret("hunter2".to_owned()),
            ..Account::default()
        };
        let shown = format!("{:?}", account.piece());
        assert_eq!(shown, r#"Account { userName: "a\"b", password: [hidden] }"#);
        account.avatar = Some(Base64(vec![1]));
        account.others.insert("size".to_owned(), None);
        let shown = format!("{:?}", vec![account].piece());
        let expected =
            r#"[Account { userName: "a\"b", password: [hidden], avatar: AQ==, size: null }]"#;
        assert_eq!(shown, expected);
    }

    #[test]
    fn values_are_equal_if_their_members_are() {
        let account = |name: &str, secret: &str, size: Option<f64>| Account {
            name: name.to_owned(),
            password: Secret(secret.to_owned()),
            avatar: Some(Base64(vec![1, 2])),
            others: BTreeMap::from([("size".to_owned(), size)]),
        };
        let one = account("a", "b", Some(1.0));
        let is_equal = |other: &Account| one.piece() == other.piece();
        assert!(is_equal(&account("a", "b", Some(1.0))));
        assert!(!is_equal(&account("b", "b", Some(1.0))));
        assert!(!is_equal(&account("a", "c", Some(1.0))));
        assert!(!is_equal(&account("a", "b", None)));
        assert!(!is_equal(&Account::default()));
        let nan = account("a", "b", Some(f64::NAN));
        assert!(nan.piece() != nan.piece(), "as with floats anywhere");
        let lists = [vec![1_i64], vec![1, 2], vec![2]];
        for (index, list) in lists.iter().enumerate() {
            let same = lists.iter().map(|other| list.piece() == other.piece());
            let same: Vec<_> = same.collect();
            assert_eq!(same.iter().filter(|same| **same).count(), 1);
            assert_eq!(same.get(index), Some(&true));
        }
    }
}
