//! Writing a variant with the tag that its own type does not hold.

use std::fmt::Debug;

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap},
};
use serde_json::Value;

use crate::wire::{
    Piece, Wire,
    foreign::ForeignPiece,
    piece::{members, write},
};

/// A tag that the type of a variant does not hold.
#[derive(Debug, PartialEq)]
pub struct Tag {
    /// The member that it is.
    pub name: &'static str,
    /// What it says of the variant.
    pub value: &'static str,
    /// Whether it is written before the members; else it is written after them, unless it is one of them.
    pub is_first: bool,
}

/// What a variant with a tag holds, to write.
#[derive(Clone, Copy)]
pub enum Inner<'a> {
    /// A value of a generated type.
    Own(&'a dyn Untagged),
    /// A value of another type.
    Foreign(&'a dyn ForeignPiece),
}

impl<'a> Inner<'a> {
    /// What is written of it, without the tag.
    pub(super) fn piece(self) -> Piece<'a> {
        match self {
            Self::Own(value) => value.untagged(),
            Self::Foreign(value) => Piece::Foreign(value),
        }
    }
}

/// A value to which a tag is added.
pub trait Untagged {
    /// What is written of it, without the tag.
    fn untagged(&self) -> Piece<'_>;
}

impl<T: Wire> Untagged for T {
    fn untagged(&self) -> Piece<'_> {
        self.piece()
    }
}

/// What is written of a variant's `value`, an object that gets `tag`.
pub fn tagged_piece<'a, T: Wire>(value: &'a T, tag: &'static Tag) -> Piece<'a> {
    Piece::Tagged(Inner::Own(value), tag)
}

/// What is written of a variant's `value`, of a type that is not generated, where it gets `tag`.
pub fn tagged_foreign_piece<'a, T: Serialize + PartialEq + Debug + 'static>(
    value: &'a T,
    tag: &'static Tag,
) -> Piece<'a> {
    Piece::Tagged(Inner::Foreign(value), tag)
}

/// Writes `piece`, where it is an object with `tags`, the outermost first.
pub(super) fn write_tagged<S: Serializer>(
    piece: Piece<'_>,
    tags: &mut Vec<&'static Tag>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match piece {
        Piece::Tagged(value, tag) => {
            tags.push(tag);
            write_tagged(value.piece(), tags, serializer)
        }
        Piece::Foreign(value) => {
            let value = value.value().map_err(S::Error::custom)?;
            write_tagged(Piece::Value(&value), tags, serializer)
        }
        Piece::Object(..) | Piece::Map(_) | Piece::Value(Value::Object(_)) => {
            write_object(piece, tags, serializer)
        }
        // What is no object has no tag.
        piece => write(&piece, serializer),
    }
}

fn write_object<S: Serializer>(
    object: Piece<'_>,
    tags: &[&'static Tag],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let (first, mut missing): (Vec<&Tag>, Vec<&Tag>) =
        tags.iter().copied().partition(|tag| tag.is_first);
    for tag in first {
        missing.retain(|missing| missing.name != tag.name);
        map.serialize_entry(tag.name, tag.value)?;
    }
    members(object, &mut |name, piece| {
        missing.retain(|tag| tag.name != name);
        map.serialize_entry(name, &piece)
    })?;
    while let Some(tag) = missing.pop() {
        missing.retain(|missing| missing.name != tag.name);
        map.serialize_entry(tag.name, tag.value)?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Inner::Own, Tag, tagged_foreign_piece, tagged_piece};
    use crate::wire::{Piece, Wire as _};

    const KIND: Tag = Tag {
        name: "kind",
        value: "cat",
        is_first: true,
    };
    const LATE: Tag = Tag {
        name: "kind",
        value: "dog",
        is_first: false,
    };
    const SORT: Tag = Tag {
        name: "sort",
        value: "pet",
        is_first: false,
    };

    /// A variant that is a union with tags again.
    struct Nested<'a>(Piece<'a>);

    impl super::Untagged for Nested<'_> {
        fn untagged(&self) -> Piece<'_> {
            self.0
        }
    }

    fn text(piece: Piece<'_>) -> String {
        serde_json::to_string(&piece).unwrap()
    }

    #[test]
    fn a_tag_is_written_once() {
        let cat = BTreeMap::from([("lives".to_owned(), 9)]);
        let first = tagged_piece(&cat, const { &KIND });
        assert_eq!(text(first), r#"{"kind":"cat","lives":9}"#);
        let last = tagged_piece(&cat, const { &SORT });
        assert_eq!(text(last), r#"{"lives":9,"sort":"pet"}"#);
        let own = BTreeMap::from([("sort".to_owned(), 1)]);
        let own = tagged_piece(&own, const { &SORT });
        assert_eq!(text(own), r#"{"sort":1}"#);
        let value = serde_json::json!({"sort": "own"});
        assert_eq!(
            text(tagged_piece(&value, const { &SORT })),
            r#"{"sort":"own"}"#
        );
    }

    #[test]
    fn a_value_of_ones_own_type_has_its_tag_too() {
        let cat = BTreeMap::from([("lives".to_owned(), 9_u8)]);
        let first = tagged_foreign_piece(&cat, const { &KIND });
        assert_eq!(text(first), r#"{"kind":"cat","lives":9}"#);
        assert!(first == tagged_foreign_piece(&cat, const { &KIND }));
        assert!(first != tagged_foreign_piece(&cat, const { &SORT }));
        let other = BTreeMap::from([("lives".to_owned(), 8_u8)]);
        assert!(first != tagged_foreign_piece(&other, const { &KIND }));
        assert_eq!(format!("{first:?}"), r#"{"lives": 9}"#);
        assert_eq!(text(tagged_foreign_piece(&1_u8, const { &KIND })), "1");
    }

    #[test]
    fn what_is_no_object_has_no_tag() {
        let list = vec![1_i64];
        assert_eq!(text(tagged_piece(&list, const { &KIND })), "[1]");
    }

    #[test]
    fn of_tags_within_tags_the_outermost_comes_first() {
        let cat = BTreeMap::from([("lives".to_owned(), 9)]);
        let inner = Nested(tagged_piece(&cat, const { &KIND }));
        let both = Piece::Tagged(Own(&inner), const { &SORT });
        assert_eq!(text(both), r#"{"kind":"cat","lives":9,"sort":"pet"}"#);
        let twice = Piece::Tagged(Own(&inner), const { &LATE });
        assert_eq!(text(twice), r#"{"kind":"cat","lives":9}"#);
        let list = vec![1_i64];
        let inner = Nested(list.piece());
        assert_eq!(text(Piece::Tagged(Own(&inner), const { &KIND })), "[1]");
    }
}
