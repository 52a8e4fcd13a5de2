//! JSON text: written from any value, and taken apart again one level at a time.
//!
//! Parameters and form members go through this text and not through [`serde_json::Value`]: it keeps the
//! order of members and every digit of a number, and the one serializer that a type is compiled for
//! serves its body and its parameters.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize, de, ser::Error as _};
use serde_json::{Value, value::RawValue};

use crate::request::write::Json;

/// Writes `value` as JSON; a float that is whole and below 2^53 in magnitude has no `.0`.
///
/// Fails where the `Serialize` implementation does, where a map has keys that are no strings, or where
/// a float is not finite.
pub(crate) fn to_json_bytes<T: Serialize + ?Sized>(
    value: &T,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Json::new();
    let written = value.serialize(&mut json);
    json.finish(written)
}

/// Writes `value` as [`to_json_bytes`] does, as text.
pub(crate) fn to_json_text<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    to_json_bytes(value).and_then(text)
}

/// Writes `value` as [`to_json_bytes`] does, and reads that.
///
/// Fails also where an integer has more than 64 bits.
pub(crate) fn to_json_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, serde_json::Error> {
    let mut json = Json::narrow();
    let written = value.serialize(&mut json);
    json.finish(written)
        .and_then(|octets| serde_json::from_slice(&octets))
}

fn text(octets: Vec<u8>) -> Result<String, serde_json::Error> {
    String::from_utf8(octets).map_err(serde_json::Error::custom)
}

/// A JSON text taken apart by one level; what is inside stays text.
pub(crate) enum Shape<'a> {
    Null,
    /// A string without its quotes; a number or a boolean as it is written.
    Scalar(Cow<'a, str>),
    List(Vec<&'a str>),
    Object(Vec<(String, &'a str)>),
}

/// Takes `text`, which a serializer wrote, apart.
pub(crate) fn shape(text: &str) -> Shape<'_> {
    let text = text.trim_ascii();
    let read = match text.as_bytes().first() {
        Some(b'n') => return Shape::Null,
        Some(b'"') => match text.get(1..text.len().saturating_sub(1)) {
            // Without escapes it stands there as it is.
            Some(inner) if !inner.contains('\\') => return Shape::Scalar(inner.into()),
            _ => serde_json::from_str(text).map(|text: String| Shape::Scalar(text.into())),
        },
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(text)
            .map(|items| Shape::List(items.into_iter().map(RawValue::get).collect())),
        Some(b'{') => serde_json::from_str(text).map(|Members(members)| Shape::Object(members)),
        _ => return Shape::Scalar(text.into()),
    };
    // No serializer writes anything that is not JSON; if one did, its text is the value.
    read.unwrap_or(Shape::Scalar(text.into()))
}

/// `text` as the innermost part of a parameter: nothing for null, JSON for lists and objects.
pub(crate) fn scalar(text: &str) -> Option<Cow<'_, str>> {
    match shape(text) {
        Shape::Null => None,
        Shape::Scalar(text) => Some(text),
        Shape::List(_) | Shape::Object(_) => Some(text.into()),
    }
}

/// The members of an object in their order.
struct Members<'a>(Vec<(String, &'a str)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> de::Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            members.push((name, value.get()));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::{Shape, scalar, shape, to_json_text};

    #[test]
    fn whole_floats_lose_their_point_and_others_keep_every_digit() {
        for (value, text) in [
            (1.0, "1"),
            (-0.0, "0"),
            (1.5, "1.5"),
            (0.1, "0.1"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (9_007_199_254_740_992.0, "9007199254740992.0"),
        ] {
            assert_eq!(to_json_text(&value).unwrap(), text);
        }
        assert_eq!(to_json_text(&[0.1_f32, 2.0]).unwrap(), "[0.1,2]");
        assert_eq!(to_json_text(&u128::MAX).unwrap(), u128::MAX.to_string());
    }

    #[test]
    fn members_keep_their_order() {
        let Shape::Object(members) = shape(r#"{"R":100,"G":[1, 2],"B":null}"#) else {
            panic!("not an object");
        };
        let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["R", "G", "B"]);
        assert_eq!(scalar(members[1].1).unwrap(), "[1, 2]");
        assert!(scalar(members[2].1).is_none());
    }

    /// A text that nests far deeper than the stack is high is taken apart all the same.
    #[test]
    fn depth_is_no_matter() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(matches!(shape(&deep), Shape::List(items) if items.len() == 1));
    }
}
