//! What values of a type look like, as data.

use crate::wire::Table;

/// What values of a type look like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Anything.
    Any,
    /// True or false.
    Bool,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text; one of these, or another one, if there are some.
    String(&'static [&'static str]),
    /// Text of a form that reading it checks.
    Text,
    /// A list of these.
    List(fn() -> Shape),
    /// A list with an item of each of these.
    Tuple(&'static [fn() -> Shape]),
    /// An object with members of any name.
    Map(fn() -> Shape),
    /// An object with members that it names.
    Object(&'static Table),
    /// Null, or one of these.
    Nullable(fn() -> Shape),
    /// One of these; the member whose value says which one it is, if there is one.
    Union(Option<&'static str>, &'static [Variant]),
}

/// A variant of a union.
#[derive(Debug)]
pub struct Variant {
    /// The values of the tag that stand for it.
    pub tags: &'static [&'static str],
    /// What its values look like.
    pub shape: fn() -> Shape,
}
