//! The JSON that is sent: without spaces, whole numbers without `.0`, and no number that is none.
//!
//! `serde_json` writes NaN and infinity as `null`, whatever its formatter says, so that a required number
//! would vanish without a word. Here they are errors. All else is written as `serde_json` does.

use serde::{
    Serialize, Serializer,
    ser::{
        Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
        SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::Error;

/// The first whole number that a double cannot tell from its successor, 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// What `serde_json` calls the structs whose only field is a JSON text.
const TEXTS: [&str; 2] = [
    "$serde_json::private::RawValue",
    "$serde_json::private::Number",
];

/// Writes one value.
pub(super) struct Json {
    text: Vec<u8>,
    /// Whether an integer may have no more than 64 bits.
    is_narrow: bool,
}

impl Json {
    pub(super) fn new() -> Self {
        Self {
            text: Vec::with_capacity(128),
            is_narrow: false,
        }
    }

    /// What writes values whose integers have 64 bits at most.
    pub(super) fn narrow() -> Self {
        Self {
            is_narrow: true,
            ..Self::new()
        }
    }

    /// The text, where all of it was `written`; here, so that it is not compiled again for each type.
    pub(super) fn finish(
        self,
        written: Result<(), serde_json::Error>,
    ) -> Result<Vec<u8>, serde_json::Error> {
        written.map(|()| self.text)
    }

    fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// Writes what `serde_json` writes as it should be.
    fn plain<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        serde_json::to_writer(&mut self.text, value)
    }

    /// Fails if `value` has too many bits.
    fn fitting<T: Serialize>(&mut self, value: &T) -> Result<&mut Self, Error> {
        if self.is_narrow {
            serde_json::to_value(value)?;
        }
        Ok(self)
    }

    fn begin<'a>(&'a mut self, begin: &str, end: &'static str) -> Compound<'a> {
        self.push(begin);
        Compound {
            json: self,
            is_first: true,
            is_text: false,
            end,
        }
    }

    /// Begins `{"variant":`.
    fn variant(&mut self, variant: &str) -> Result<(), Error> {
        self.push("{");
        self.plain(variant)?;
        self.push(":");
        Ok(())
    }

    /// Makes a string of the key that begins at `start`.
    fn end_key(&mut self, start: usize) -> Result<(), Error> {
        match self.text.get(start) {
            Some(b'"') => Ok(()),
            Some(b'0'..=b'9' | b'-' | b't' | b'f') => {
                self.text.insert(start, b'"');
                self.text.push(b'"');
                Ok(())
            }
            _ => Err(Error::custom("a key must be a string")),
        }
    }

    /// Replaces the string that begins at `start` by what is in it.
    fn end_text(&mut self, start: usize) -> Result<(), Error> {
        let string = self.text.split_off(start);
        let text: String = serde_json::from_slice(&string)?;
        self.push(&text);
        Ok(())
    }
}

/// Writes `value` if it has no fraction and is below 2^53 in magnitude; fails if it is no number.
fn whole(value: f64) -> Result<Option<i64>, Error> {
    if !value.is_finite() {
        return Err(Error::custom("JSON has no number that is not finite"));
    }
    let is_whole = value.fract() == 0.0 && value.abs() < WHOLE;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and below 2^53 in magnitude"
    )]
    Ok(is_whole.then_some(value as i64))
}

macro_rules! as_serde_json {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), Error> {
            self.plain(&value)
        })*
    };
}

impl<'a> Serializer for &'a mut Json {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = Compound<'a>;
    type SerializeTupleVariant = Compound<'a>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
    type SerializeStructVariant = Compound<'a>;

    as_serde_json! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.fitting(&value)?.plain(&value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.fitting(&value)?.plain(&value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        match whole(f64::from(value))? {
            Some(whole) => self.plain(&whole),
            None => self.plain(&value),
        }
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        match whole(value)? {
            Some(whole) => self.plain(&whole),
            None => self.plain(&value),
        }
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.push("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.plain(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant)?;
        value.serialize(&mut *self)?;
        self.push("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, Error> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        self.variant(variant)?;
        Ok(self.begin("[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        if TEXTS.contains(&name) {
            let mut compound = self.begin("", "");
            compound.is_text = true;
            return Ok(compound);
        }
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        self.variant(variant)?;
        Ok(self.begin("{", "}}"))
    }
}

/// A list or an object that is not at its end.
pub(super) struct Compound<'a> {
    json: &'a mut Json,
    is_first: bool,
    /// Whether it is but a JSON text.
    is_text: bool,
    end: &'static str,
}

impl Compound<'_> {
    fn comma(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.json.push(",");
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(&mut *self.json)
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        if self.is_text {
            let start = self.json.text.len();
            value.serialize(&mut *self.json)?;
            return self.json.end_text(start);
        }
        self.comma();
        self.json.plain(name)?;
        self.json.push(":");
        value.serialize(&mut *self.json)
    }

    fn finish(self) {
        self.json.push(self.end);
    }
}

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.comma();
        let start = self.json.text.len();
        key.serialize(&mut *self.json)?;
        self.json.end_key(start)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.json.push(":");
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

macro_rules! lists {
    ($($name:ident: $method:ident),*) => {
        $(impl $name for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish();
                Ok(())
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
}

macro_rules! objects {
    ($($name:ident),*) => {
        $(impl $name for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.member(name, value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish();
                Ok(())
            }
        })*
    };
}

objects!(SerializeStruct, SerializeStructVariant);

#[cfg(test)]
mod tests;
