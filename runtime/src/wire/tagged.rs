//! Writing a variant with the tag that its own type does not hold.

use std::fmt::Display;

use serde::{Serialize, Serializer, ser::SerializeMap};

/// Writes `value`, an object, with `tag` before its members.
pub fn serialize_tagged<T: Serialize + ?Sized, S: Serializer>(
    tag: &'static str,
    tag_value: &'static str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(Tagged {
        is_first: true,
        tag,
        tag_value,
        serializer,
    })
}

/// Writes `value`; an object gets `tag` where it does not have that member itself.
pub fn serialize_with_tag<T: Serialize + ?Sized, S: Serializer>(
    tag: &'static str,
    tag_value: &'static str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(Tagged {
        is_first: false,
        tag,
        tag_value,
        serializer,
    })
}

/// A serializer of objects, which begins them with a tag or adds it in the end.
struct Tagged<S> {
    is_first: bool,
    tag: &'static str,
    tag_value: &'static str,
    serializer: S,
}

/// What is no object has no tag.
macro_rules! pass_on {
    ($($method:ident($($name:ident: $type:ty),*) -> $answer:ident;)*) => {
        $(fn $method(self $(, $name: $type)*) -> Result<S::$answer, S::Error> {
            self.serializer.$method($($name),*)
        })*
    };
}

impl<S: Serializer> Serializer for Tagged<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = S::SerializeSeq;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = Members<S::SerializeMap>;
    type SerializeStruct = S::SerializeStruct;
    type SerializeStructVariant = S::SerializeStructVariant;

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        // Whether the tag is among the members is not known yet.
        let len = len.filter(|_| self.is_first).map(|len| len + 1);
        let mut map = self.serializer.serialize_map(len)?;
        if self.is_first {
            map.serialize_entry(self.tag, self.tag_value)?;
        }
        Ok(Members {
            map,
            missing: (!self.is_first).then_some((self.tag, self.tag_value)),
        })
    }

    pass_on! {
        serialize_bool(value: bool) -> Ok;
        serialize_i8(value: i8) -> Ok;
        serialize_i16(value: i16) -> Ok;
        serialize_i32(value: i32) -> Ok;
        serialize_i64(value: i64) -> Ok;
        serialize_u8(value: u8) -> Ok;
        serialize_u16(value: u16) -> Ok;
        serialize_u32(value: u32) -> Ok;
        serialize_u64(value: u64) -> Ok;
        serialize_f32(value: f32) -> Ok;
        serialize_f64(value: f64) -> Ok;
        serialize_char(value: char) -> Ok;
        serialize_str(value: &str) -> Ok;
        serialize_bytes(value: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeTupleVariant;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.serializer
            .serialize_newtype_variant(name, index, variant, value)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.serializer.collect_str(value)
    }
}

/// The members of an object, and the tag if it has not been written yet.
struct Members<M> {
    map: M,
    missing: Option<(&'static str, &'static str)>,
}

impl<M: SerializeMap> SerializeMap for Members<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        if let Some((tag, _)) = self.missing
            && serde_json::to_value(key).is_ok_and(|key| key == tag)
        {
            self.missing = None;
        }
        self.map.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.map.serialize_value(value)
    }

    fn end(mut self) -> Result<M::Ok, M::Error> {
        if let Some((tag, value)) = self.missing {
            self.map.serialize_entry(tag, value)?;
        }
        self.map.end()
    }
}
