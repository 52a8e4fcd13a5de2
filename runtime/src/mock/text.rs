//! Values read back from the text that parameters and forms are sent as.
//!
//! The text does not say of which type it is, so the type says it: what asks for an integer gets the
//! text read as one, what asks for a list gets its items. Where anything may stand (unions, any JSON)
//! text that is a number or a boolean counts as that.

use std::{borrow::Cow, cell::RefCell};

use percent_encoding::percent_decode_str;
use serde::{
    Deserializer,
    de::{
        Error as _, IntoDeserializer, Unexpected, Visitor,
        value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value};

/// A value as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// All values of one name, decoded; there is at least one.
    Values(Vec<String>),
    /// Items behind each other.
    Packed(Packed),
    /// Members by their names.
    Members(Vec<(String, Text)>),
    /// JSON.
    Json(Value),
}

/// Items behind each other, as they were sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Packed {
    pub(super) raw: String,
    /// What stands between two items.
    pub(super) delimiter: &'static str,
    /// Whether members are written `key=value`, and not as items in turn.
    pub(super) equations: bool,
    /// Whether the items are percent-encoded.
    pub(super) encoded: bool,
}

/// Decodes `%XX`, and in a query or a form `+`.
pub(super) fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

impl Packed {
    fn items(&self) -> Vec<&str> {
        self.raw.split(self.delimiter).collect()
    }

    fn decode(&self, text: &str) -> String {
        match self.encoded {
            true => percent_decode_str(text).decode_utf8_lossy().into_owned(),
            false => text.trim().to_owned(),
        }
    }

    fn list(&self) -> Vec<Text> {
        let items = self.items().into_iter();
        items.map(|item| Text::one(self.decode(item))).collect()
    }

    fn members(&self) -> Vec<(String, Text)> {
        let items = self.items();
        if self.equations {
            let pairs = items.into_iter().map(|item| {
                let (key, value) = item.split_once('=').unwrap_or((item, ""));
                (self.decode(key), Text::one(self.decode(value)))
            });
            return pairs.collect();
        }
        let pairs = items.chunks(2).filter_map(|pair| match pair {
            [key, value] => Some((self.decode(key), Text::one(self.decode(value)))),
            _ => None,
        });
        pairs.collect()
    }
}

impl Text {
    pub(super) fn one(text: String) -> Self {
        Self::Values(vec![text])
    }

    /// The text as a whole.
    fn whole(&self) -> Result<Cow<'_, str>, Error> {
        match self {
            Self::Values(values) => match values.as_slice() {
                [only] => Ok(only.into()),
                _ => Err(expected("one value and not several")),
            },
            Self::Packed(packed) => Ok(packed.decode(&packed.raw).into()),
            Self::Members(_) | Self::Json(_) => Err(expected("one value")),
        }
    }

    /// What JSON makes of a text that stands where anything may.
    fn guessed(&self) -> Result<Value, Error> {
        let text = self.whole()?;
        let scalar = match serde_json::from_str::<Value>(&text) {
            // A number in another form than its own would not come back.
            Ok(value @ Value::Number(_)) if value.to_string() == text => value,
            Ok(value @ (Value::Bool(_) | Value::Array(_) | Value::Object(_))) => value,
            _ => Value::String(text.into_owned()),
        };
        Ok(scalar)
    }
}

impl IntoDeserializer<'_, Error> for Text {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads the text as the type that is asked for.
macro_rules! parsed {
    ($($method:ident: $type:ty => $visit:ident, $what:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if let Self::Json(value) = self {
                return value.$method(visitor);
            }
            let text = self.whole()?;
            match text.parse::<$type>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(expected($what)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Text {
    type Error = Error;

    parsed! {
        deserialize_bool: bool => visit_bool, "`true` or `false`";
        deserialize_u64: u64 => visit_u64, "a whole number";
        deserialize_f32: f32 => visit_f32, "a number";
        deserialize_f64: f64 => visit_f64, "a number";
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Self::Json(value) = self {
            return value.deserialize_i64(visitor);
        }
        let text = self.whole()?;
        match (text.parse::<i64>(), text.parse::<u64>()) {
            (Ok(value), _) => visitor.visit_i64(value),
            (_, Ok(value)) => visitor.visit_u64(value),
            _ => Err(expected("a whole number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_str(visitor),
            text => visitor.visit_str(&text.whole()?),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_option(visitor),
            text => visitor.visit_some(text),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let items = match self {
            Self::Json(value) => return value.deserialize_seq(visitor),
            Self::Values(values) => values.into_iter().map(Self::one).collect(),
            Self::Packed(packed) => packed.list(),
            Self::Members(members) => members.into_iter().map(|(_, item)| item).collect(),
        };
        visitor.visit_seq(SeqDeserializer::new(items.into_iter()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let members = match self {
            Self::Json(value) => return value.deserialize_map(visitor),
            Self::Packed(packed) => packed.members(),
            Self::Members(members) => members,
            // An object inside an item or a form is written as JSON.
            text @ Self::Values(_) => return text.guessed()?.deserialize_map(visitor),
        };
        visitor.visit_map(MapDeserializer::new(members.into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value = match self {
            Self::Json(value) => value,
            Self::Members(members) => {
                let members = MapDeserializer::new(members.into_iter());
                return visitor.visit_enum(MapAccessDeserializer::new(members));
            }
            text => match text.guessed()? {
                object @ Value::Object(_) => object,
                _ => text.whole()?.into(),
            },
        };
        value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let _kept = Kept::keep(&self);
        match &self {
            Self::Members(members) if is_numbered(members) => self.deserialize_seq(visitor),
            Self::Members(_) => self.deserialize_map(visitor),
            Self::Values(values) if values.len() > 1 => self.deserialize_seq(visitor),
            Self::Values(_) | Self::Packed(_) => self.guessed()?.deserialize_any(visitor),
            Self::Json(value) => value.clone().deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 bytes byte_buf unit unit_struct identifier ignored_any
    }
}

thread_local! {
    /// The text that is being read as anything, the innermost.
    static SENT: RefCell<Option<Text>> = const { RefCell::new(None) };
}

/// The text of which a value is being made for a type of the user's own, which may ask it for something else.
pub(crate) fn sent() -> Option<Text> {
    SENT.take()
}

/// Keeps a text for [`sent`] while it is read, and gives back the one around it.
struct Kept(Option<Text>);

impl Kept {
    fn keep(text: &Text) -> Self {
        Self(SENT.replace(Some(text.clone())))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        SENT.set(self.0.take());
    }
}

/// What another text is an error of; it says nothing of the text.
fn expected(what: &str) -> Error {
    Error::invalid_type(Unexpected::Other("text"), &what)
}

/// Whether members are the items of a list (`a[0][b]=…`).
fn is_numbered(members: &[(String, Text)]) -> bool {
    let mut pairs = members.iter().enumerate();
    pairs.all(|(index, (name, _))| *name == index.to_string())
}

#[cfg(test)]
mod tests;
