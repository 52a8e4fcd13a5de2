//! The places that values are read into.

use serde_json::Value;

use crate::wire::{Shape, Table, Wire, foreign::Foreign, union::Choice};

/// The place that a value is read into, by what it holds.
pub enum Slot<'a> {
    /// What is read is left out.
    Ignored,
    /// True or false.
    Bool(&'a mut bool),
    /// An integer.
    Integer(&'a mut dyn Integer),
    /// An integer of an enum.
    Number(&'a mut dyn Numbered),
    /// A number.
    Float(&'a mut f64),
    /// Text.
    String(&'a mut String),
    /// Text of a form.
    Text(&'a mut dyn Text),
    /// Text of an enum.
    Listed(&'a mut dyn Listed),
    /// Anything.
    Value(&'a mut Value),
    /// `null`, or something else.
    Option(&'a mut dyn Maybe),
    /// Something that may be absent, for which `null` is a value too.
    Present(&'a mut dyn Maybe),
    /// A list.
    List(&'a mut dyn List),
    /// As many items as there are fields.
    Tuple(&'a mut dyn Wire, usize),
    /// An object with members of any name.
    Map(&'a mut dyn Map),
    /// An object.
    Object(&'a mut dyn Wire, fn() -> Shape),
    /// One of some types.
    Union(&'a mut dyn Choice, fn() -> Shape),
    /// A value of a type that is not generated.
    Foreign(&'a mut dyn Foreign),
    /// The place that this leads to.
    By(Box<dyn Way + 'a>),
}

/// An integer of some size.
pub trait Integer {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// Takes `value` if it fits.
    fn set(&mut self, value: i128) -> Option<()>;
}

/// An enum of integers.
pub trait Numbered {
    /// Takes `value`.
    fn set(&mut self, value: i64);
}

impl<T: From<i64>> Numbered for T {
    fn set(&mut self, value: i64) {
        *self = Self::from(value);
    }
}

/// Text of a form.
pub trait Text {
    /// What is expected.
    fn form(&self) -> &'static str;

    /// Takes `text` if it has the form.
    fn set(&mut self, text: &str) -> Option<()>;
}

/// An enum of strings.
pub trait Listed {
    /// Takes `text`.
    fn set(&mut self, text: &str);
}

impl<T: for<'a> From<&'a str>> Listed for T {
    fn set(&mut self, text: &str) {
        // An assignment would write it on two ways: dropping what was there may panic.
        drop(std::mem::replace(self, Self::from(text)));
    }
}

/// A value that may be `null` or absent.
pub trait Maybe {
    /// It is `null` or absent, or else what is read into what this returns.
    fn set(&mut self, is_some: bool) -> Slot<'_>;
}

/// A list.
pub trait List {
    /// Where one more item is read into.
    fn next(&mut self) -> Slot<'_>;

    /// Forgets all items.
    fn clear(&mut self);
}

/// An object with members of any name.
pub trait Map {
    /// Where the member `key` is read into.
    fn entry(&mut self, key: String) -> Slot<'_>;

    /// Forgets all members.
    fn clear(&mut self);
}

/// What leads to a place.
pub trait Way {
    /// Where a value is read into.
    fn slot(&mut self) -> Slot<'_>;
}

/// The table of an object.
pub(super) fn table(shape: fn() -> Shape) -> &'static Table {
    match shape() {
        Shape::Object(table) => table,
        _ => const { &Table::NONE },
    }
}

impl Slot<'_> {
    /// Forgets what was read into it, so that it can be read into once more: a key stood twice.
    pub(super) fn reset(self) {
        match self {
            Slot::Option(value) | Slot::Present(value) => _ = value.set(false),
            Slot::List(list) => list.clear(),
            Slot::Map(map) => map.clear(),
            Slot::Foreign(value) => value.clear(),
            Slot::By(mut way) => way.slot().reset(),
            Slot::Tuple(items, count) => (0..count).for_each(|index| items.field(index).reset()),
            Slot::Object(value, shape) => {
                let count = table(shape).fields.len();
                (0..=count).for_each(|index| value.field(index).reset());
            }
            // Reading any of these replaces all of it.
            Slot::Ignored
            | Slot::Bool(_)
            | Slot::Integer(_)
            | Slot::Number(_)
            | Slot::Float(_)
            | Slot::String(_)
            | Slot::Text(_)
            | Slot::Listed(_)
            | Slot::Value(_)
            | Slot::Union(..) => {}
        }
    }
}
