//! Generated types as JSON, and back: what they say of themselves, and the drivers that read and write by it.
//!
//! Deriving serde is most of what it costs to compile a client, because each type gets its own copy
//! of the same loop. Here the loops stand once: a type says which members it has, as [`Shape`], and gives the
//! place of one by number, as [`Slot`] to read into and as [`Piece`] to write. Neither knows of a format, so a
//! type has no code for each that it is read from or written to.

#[cfg(feature = "date-time")]
mod date_time;
mod equal;
mod foreign;
mod impls;
mod object;
mod piece;
mod read;
mod round_trip;
mod shape;
mod shown;
mod slot;
mod tagged;
mod tuples;
mod union;
mod values;
mod within;

use serde::Serializer;

pub use self::{
    equal::equal,
    foreign::{foreign_piece, foreign_slot, optional_foreign_piece},
    object::{Field, Table},
    piece::Piece,
    read::read,
    round_trip::round_trip,
    shape::{Shape, Variant},
    shown::debug,
    slot::Slot,
    tagged::{Tag, tagged_foreign_piece, tagged_piece},
    union::{Union, read_foreign_variant, read_variant},
    within::{list_slot, map_slot, optional_slot, present_slot},
};
pub(crate) use self::{read::read_into, slot::Text};

/// A type that travels as JSON.
///
/// An object says by its [`Shape`] which members it has, and gives them by [`field`](Wire::field) and
/// [`member`](Wire::member), by number; anything else says how it is read and written itself.
pub trait Wire: 'static {
    /// Makes a value that stands in until the real one is read.
    ///
    /// A required field that was not read is an error, so nobody sees such a value.
    fn empty() -> Self
    where
        Self: Sized;

    /// What values of the type look like.
    fn shape() -> Shape
    where
        Self: Sized;

    /// Where a value is read into.
    fn slot(&mut self) -> Slot<'_>
    where
        Self: Sized,
    {
        Slot::Object(self, Self::shape)
    }

    /// What is written of a value.
    fn piece(&self) -> Piece<'_>
    where
        Self: Sized,
    {
        Piece::Object(self, Self::shape)
    }

    /// Where the member at an index of [`Table::fields`] is read into; of the index after the last, where those
    /// are that the document does not name.
    fn field(&mut self, index: usize) -> Slot<'_> {
        let _ = index;
        Slot::Ignored
    }

    /// What is written of the member at an index of [`Table::fields`]; of the index after the last, all that the
    /// document does not name.
    fn member(&self, index: usize) -> Piece<'_> {
        let _ = index;
        Piece::Absent
    }
}

/// What a field that may be absent is besides; where it may not be `null`, its [`slot`](Wire::slot) takes that for
/// absent.
pub trait OptionalField {
    /// Where it is read into if `null` is a value of it, so that this is not the same as absent.
    fn nullable_slot(&mut self) -> Slot<'_>;

    /// What is written of it.
    fn optional_piece(&self) -> Piece<'_>;
}

impl<T: Wire> OptionalField for Option<T> {
    fn nullable_slot(&mut self) -> Slot<'_> {
        Slot::Present(self)
    }

    /// It is called and not copied to where it is called, as a type with many members would be large else.
    #[inline(never)]
    fn optional_piece(&self) -> Piece<'_> {
        match self {
            Some(value) => value.piece(),
            None => Piece::Absent,
        }
    }
}

/// What a generated type's `Serialize` does.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Wire,
    S: Serializer,
{
    piece::write(&value.piece(), serializer)
}
