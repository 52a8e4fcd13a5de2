//! Types that are not generated: the user's own, which serde reads and writes.
//!
//! They go through a [`Value`], as neither a slot nor a piece knows of a format.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Error, Value};

use crate::{
    drift::notes,
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
}

impl<T: DeserializeOwned> Foreign for T {
    fn set(&mut self, value: &Value) -> Result<(), Error> {
        *self = T::deserialize(value)?;
        Ok(())
    }
}

/// Members of a type that is not generated, to read into.
pub trait ForeignMembers {
    /// Takes `value` as the member `key` if it is one of that type.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn insert(&mut self, key: String, value: &Value) -> Result<(), Error>;

    /// Forgets all members.
    fn clear(&mut self);
}

impl<T: DeserializeOwned> ForeignMembers for BTreeMap<String, T> {
    fn insert(&mut self, key: String, value: &Value) -> Result<(), Error> {
        self.insert(key, T::deserialize(value)?);
        Ok(())
    }

    fn clear(&mut self) {
        self.clear();
    }
}

/// A value of a type that is not generated, to write.
pub trait ForeignPiece: fmt::Debug {
    /// Makes JSON of it.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn value(&self) -> Result<Value, Error>;
}

impl<T: Serialize + fmt::Debug> ForeignPiece for T {
    fn value(&self) -> Result<Value, Error> {
        serde_json::to_value(self)
    }
}

/// Where a field of a type that is not generated is read into.
pub fn foreign_slot<T: DeserializeOwned>(value: &mut T) -> Slot<'_> {
    Slot::Foreign(value)
}

/// Where an optional field of a type that is not generated is read into, for which `null` is a value.
pub fn foreign_nullable_slot<T: DeserializeOwned>(value: &mut Option<Option<T>>) -> Slot<'_> {
    Slot::Foreign(value.insert(None))
}

/// Where members of a type that is not generated are read into.
pub fn foreign_member_slots<T: DeserializeOwned>(members: &mut BTreeMap<String, T>) -> Slot<'_> {
    Slot::ForeignMembers(members)
}

/// What is written of a value of a type that is not generated.
pub fn foreign_piece<T: Serialize + fmt::Debug>(value: &T) -> Piece<'_> {
    Piece::Foreign(value)
}

/// What is written of a field of a type that is not generated, which may be absent.
pub fn optional_foreign_piece<T: Serialize + fmt::Debug>(value: &Option<T>) -> Piece<'_> {
    value.as_ref().map_or(Piece::Absent, foreign_piece)
}

/// Reads a value as `take` has it.
pub(super) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
    take: impl FnOnce(&Value) -> Result<(), Error>,
) -> Result<(), D::Error> {
    // Types within may be generated ones, which note what they do not know.
    let value = notes::whole(deserializer)?;
    let taken = take(&value);
    notes::end_of_union(&value, true);
    taken.map_err(D::Error::custom)
}
