//! Types that are not generated: the user's own, which serde reads and writes.
//!
//! They go through a [`Value`], as neither a slot nor a piece knows of a format.

use std::{collections::BTreeMap, fmt};

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
    fn insert(&mut self, key: &str, value: &Value) -> Result<(), Error>;

    /// Forgets all members.
    fn clear(&mut self);
}

impl<T: DeserializeOwned> ForeignMembers for BTreeMap<String, T> {
    fn insert(&mut self, key: &str, value: &Value) -> Result<(), Error> {
        self.insert(key.to_owned(), T::deserialize(value)?);
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

/// Reads a value as `take` has it, within what reads the value, so that an error is about its place.
pub(super) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
    mut take: impl FnMut(&Value) -> Result<(), Error>,
) -> Result<(), D::Error> {
    deserializer.deserialize_any(Taking(&mut take))
}

struct Taking<'a>(&'a mut dyn FnMut(&Value) -> Result<(), Error>);

impl Taking<'_> {
    fn whole<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Types within may be generated ones, which note what they do not know.
        let value = notes::whole(deserializer)?;
        let taken = (self.0)(&value);
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
mod tests {
    use std::net::IpAddr;

    use super::{foreign_piece, foreign_slot};
    use crate::{
        decode::path_of,
        wire::{Field::Required, Piece, Shape, Slot, Table, Wire, read},
    };

    #[derive(Debug)]
    struct Host {
        ports: Vec<u16>,
        address: IpAddr,
    }

    impl Wire for Host {
        fn empty() -> Self {
            Self {
                ports: Vec::new(),
                address: IpAddr::from([0; 4]),
            }
        }

        fn shape() -> Shape {
            Shape::Object(&Table {
                name: "Host",
                fields: &[Required("ports"), Required("address")],
                keeps_others: false,
            })
        }

        fn field(&mut self, index: usize) -> Slot<'_> {
            match index {
                0 => foreign_slot(&mut self.ports),
                _ => foreign_slot(&mut self.address),
            }
        }

        fn member(&self, index: usize) -> Piece<'_> {
            match index {
                0 => foreign_piece(&self.ports),
                _ => foreign_piece(&self.address),
            }
        }
    }

    #[test]
    fn an_error_is_about_the_member_of_ones_own_type() {
        let good = r#"[{"ports":[80,443],"address":"127.0.0.1"}]"#;
        let hosts: Vec<Host> = read(&mut serde_json::Deserializer::from_str(good)).unwrap();
        assert_eq!(serde_json::to_string(&hosts.piece()).unwrap(), good);
        for (from, to, path) in [
            ("\"127.0.0.1\"", "\"nowhere\"", "[0].address"),
            ("\"127.0.0.1\"", "null", "[0].address"),
            ("\"127.0.0.1\"", "{\"v\":4}", "[0].address"),
            ("443", "true", "[0].ports"),
            ("[80,443]", "80", "[0].ports"),
        ] {
            let text = good.replacen(from, to, 1);
            let mut deserializer = serde_json::Deserializer::from_str(&text);
            let error = read::<Vec<Host>, _>(&mut deserializer).unwrap_err();
            assert_eq!(path_of(&error, text.as_bytes()), path, "{text}: {error}");
        }
    }
}
