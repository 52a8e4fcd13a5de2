//! Writing a variant with the tag that its own type does not hold.

use std::fmt::Display;

use serde::{
    Serialize, Serializer,
    ser::{Error as _, Impossible, SerializeMap},
};

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

/// Writes `value`, an object, and adds `tag` where it does not have that member itself.
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

macro_rules! no_objects {
    ($($method:ident($($type:ty),*);)*) => {
        $(fn $method(self $(, _: $type)*) -> Result<S::Ok, S::Error> {
            Err(no_object())
        })*
    };
}

fn no_object<E: serde::ser::Error>() -> E {
    E::custom("a variant with a tag is an object")
}

impl<S: Serializer> Serializer for Tagged<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Members<S::SerializeMap>;
    type SerializeStruct = Impossible<S::Ok, S::Error>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

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

    no_objects! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
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
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S::Ok, S::Error> {
        Err(no_object())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(no_object())
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        Err(no_object())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Err(no_object())
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a variant with a tag is an object"))
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
