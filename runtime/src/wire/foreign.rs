//! Types that are not generated: the user's own, which serde reads and writes.
//!
//! They go through a [`Value`], as neither a slot nor a piece knows of a format.

use std::{any::Any, fmt};

use serde::{
    Deserializer, Serialize,
    de::{
        self, DeserializeOwned, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Visitor,
        value::{BorrowedStrDeserializer, MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::{Error, Value};

use crate::{
    drift::notes,
    request::to_json_value,
    wire::{Piece, Slot},
};

/// A value of a type that is not generated, to read into.
pub trait Foreign {
    /// Takes `value` if it is one of that type.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn set(&mut self, value: &Value) -> Result<(), Error>;

    /// Forgets what it is.
    fn clear(&mut self);
}

impl<T: DeserializeOwned + Default> Foreign for T {
    fn set(&mut self, value: &Value) -> Result<(), Error> {
        *self = typed(value)?;
        Ok(())
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Reads `value`; what was made of text of a form is read from that, as the type says what it is.
fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    #[cfg(feature = "mock")]
    if let Some(text) = crate::mock::sent() {
        return T::deserialize(text).or_else(|_| T::deserialize(value));
    }
    T::deserialize(value)
}

/// A value of a type that is not generated, to write, to compare and to show.
pub trait ForeignPiece: fmt::Debug {
    /// Makes JSON of it.
    ///
    /// # Errors
    ///
    /// Those of the type; where a float is not finite, or an integer has more than 64 bits.
    fn value(&self) -> Result<Value, Error>;

    /// Whether `other` is the same, of the same type.
    fn is(&self, other: &dyn ForeignPiece) -> bool;

    /// The value itself.
    fn any(&self) -> &dyn Any;
}

impl<T: Serialize + PartialEq + fmt::Debug + 'static> ForeignPiece for T {
    fn value(&self) -> Result<Value, Error> {
        to_json_value(self)
    }

    fn is(&self, other: &dyn ForeignPiece) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// Where a value of a type that is not generated is read into.
pub fn foreign_slot<T: DeserializeOwned + Default>(value: &mut T) -> Slot<'_> {
    Slot::Foreign(value)
}

/// What is written of a value of a type that is not generated.
pub fn foreign_piece<T: Serialize + PartialEq + fmt::Debug + 'static>(value: &T) -> Piece<'_> {
    Piece::Foreign(value)
}

/// What is written of a field of a type that is not generated, which may be absent.
pub fn optional_foreign_piece<T: Serialize + PartialEq + fmt::Debug + 'static>(
    value: &Option<T>,
) -> Piece<'_> {
    value.as_ref().map_or(Piece::Absent, foreign_piece)
}

/// Reads into `place`, within what reads the value, so that an error is about its place.
pub(super) fn read<'de, D: Deserializer<'de>>(
    place: &mut dyn Foreign,
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_any(Taking(place))
}

struct Taking<'a>(&'a mut dyn Foreign);

impl Taking<'_> {
    fn whole<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Types within may be generated ones, which note what they do not know.
        let value = notes::whole(deserializer)?;
        let taken = self.0.set(&value);
        notes::end_of_union(&value, true);
        taken.map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for Taking<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.whole(value.into_deserializer())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.whole(value.into_deserializer())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.whole(value.into_deserializer())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.whole(value.into_deserializer())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.whole(text.into_deserializer())
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<(), E> {
        self.whole(BorrowedStrDeserializer::new(text))
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.whole(().into_deserializer())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.whole(().into_deserializer())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.whole(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.whole(SeqAccessDeserializer::new(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.whole(MapAccessDeserializer::new(members))
    }
}

#[cfg(test)]
mod tests;
