//! From an answer to the type that the document gives its status.

pub(crate) mod text;

use std::convert::{self, Infallible};

use bytes::Bytes;
use http::StatusCode;
use serde::de::{DeserializeOwned, Error as _};

use self::text::Walk;
use crate::{
    response::RawResponse,
    wire::{self, Slot, Wire},
};

/// What one side of an operation, its successes or its errors, makes of an answer.
pub enum Decoded<T> {
    /// The body, decoded.
    Value(T),
    /// The status is documented, the body is something else.
    Malformed(serde_json::Error),
    /// The document does not describe the status.
    Undocumented,
}

impl<T> Decoded<T> {
    /// Decodes the body as JSON and passes it to `make`.
    pub fn json<B: Wire>(answer: &RawResponse, make: fn(B) -> T) -> Self {
        match read_json(answer.body()) {
            Ok(body) => Self::Value(make(body)),
            Err(error) => Self::Malformed(error),
        }
    }

    /// Decodes the body as JSON of a type that is not generated and passes it to `make`.
    pub fn foreign<B: DeserializeOwned>(answer: &RawResponse, make: fn(B) -> T) -> Self {
        match answer.json() {
            Ok(body) => Self::Value(make(body)),
            Err(error) => Self::Malformed(error),
        }
    }

    /// Passes the body to `make` as [`RawResponse::text`] gives it.
    pub fn text(answer: &RawResponse, make: fn(String) -> T) -> Self {
        Self::Value(make(answer.text().into_owned()))
    }

    /// Passes the body to `make` as it is.
    pub fn bytes(answer: &RawResponse, make: fn(Bytes) -> T) -> Self {
        Self::Value(make(answer.body().clone()))
    }
}

impl<T: Wire> Decoded<T> {
    /// Decodes the body of the one success that an operation has, JSON with this status.
    pub fn json_at<const STATUS: u16>(status: StatusCode, answer: &RawResponse) -> Self {
        match status.as_u16() == STATUS {
            true => Self::json(answer, convert::identity),
            false => Self::Undocumented,
        }
    }
}

impl Decoded<()> {
    /// What the one success is that an operation has, nothing with this status.
    pub fn nothing_at<const STATUS: u16>(status: StatusCode, _: &RawResponse) -> Self {
        match status.as_u16() == STATUS {
            true => Self::Value(()),
            false => Self::Undocumented,
        }
    }
}

/// The errors of an operation whose document describes none.
pub fn no_errors(_: StatusCode, _: &RawResponse) -> Decoded<Infallible> {
    Decoded::Undocumented
}

/// Reads `octets`, which are one JSON text.
pub(crate) fn read_json<T: Wire>(octets: &[u8]) -> Result<T, serde_json::Error> {
    let mut value = T::empty();
    read_octets(value.slot(), octets)?;
    Ok(value)
}

/// Reads `text`, which is one JSON text.
pub(crate) fn read_text<T: Wire>(text: &str) -> Result<T, serde_json::Error> {
    let mut value = T::empty();
    read_into(value.slot(), text)?;
    Ok(value)
}

fn read_octets(slot: Slot<'_>, octets: &[u8]) -> Result<(), serde_json::Error> {
    read_into(slot, json_text(octets)?)
}

fn read_into(slot: Slot<'_>, text: &str) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    wire::read_into(slot, &mut deserializer)?;
    deserializer.end()
}

/// Reads `octets`, which are one JSON text, as a type that is not generated.
pub(crate) fn read_foreign<T: DeserializeOwned>(octets: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_str(json_text(octets)?)
}

/// `octets` as JSON's text, which is UTF-8 (RFC 8259, §8.1) and may have a byte order mark before it.
///
/// Looked at as a whole, since that is quicker than looking at each string, as reading from octets would. The
/// first octet that is none is an error about the value that it stands in.
fn json_text(octets: &[u8]) -> Result<&str, serde_json::Error> {
    let octets = without_bom(octets);
    str::from_utf8(octets).map_err(|error| {
        let before = octets.get(..error.valid_up_to()).unwrap_or_default();
        let in_line = before.rsplit(|byte| *byte == b'\n').next();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + in_line.map_or(0, <[u8]>::len);
        // serde_json takes the place out of the words, as it has no other way to be told.
        serde_json::Error::custom(format_args!(
            "an octet that is no UTF-8 at line {line} column {column}"
        ))
    })
}

/// `octets` without the byte order mark that may be ignored before JSON (RFC 8259, §8.1).
pub(crate) fn without_bom(octets: &[u8]) -> &[u8] {
    let mark = "\u{feff}".as_bytes();
    octets.strip_prefix(mark).unwrap_or(octets)
}

/// The path to the place in `body` that `error` is about, as in `conversation.tags[2]`.
///
/// `serde_path_to_error` would find it while decoding, at the price of a second instantiation of
/// every type's code; the error's line and column say enough to find it afterwards.
pub(crate) fn path_of(error: &serde_json::Error, body: &[u8]) -> String {
    let body = without_bom(body);
    let end = offset_of(error, body);
    Walk::new(body.get(..end).unwrap_or_default())
        .finish()
        .render()
}

/// Where in `text`, which has no byte order mark, reading stopped with `error`.
pub(crate) fn offset_of(error: &serde_json::Error, text: &[u8]) -> usize {
    let before: usize = text
        .split_inclusive(|&byte| byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + error.column()).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::{Decoded, path_of};
    use crate::response::RawResponse;

    #[test]
    fn a_byte_order_mark_before_json_does_not_count() {
        let answer = |text: &'static str| {
            RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), text.into())
        };
        let good = answer("\u{feff}[1]");
        let read = Decoded::json(&good, |list: Vec<i64>| list);
        assert!(matches!(read, Decoded::Value(list) if list == [1]));
        let read = Decoded::foreign(&good, |list: Vec<i64>| list);
        assert!(matches!(read, Decoded::Value(list) if list == [1]));
        let bad = answer("\u{feff}[0,true]");
        let Decoded::Malformed(error) = Decoded::json(&bad, |list: Vec<i64>| list) else {
            panic!("`true` is no integer");
        };
        assert_eq!(path_of(&error, bad.body()), "[1]");
        let twice = answer("\u{feff}\u{feff}1");
        let read = Decoded::json(&twice, |number: i64| number);
        assert!(matches!(read, Decoded::Malformed(_)));
    }

    #[test]
    fn an_answer_that_is_no_utf_8_says_where() {
        let body = b"{\n\"names\":[\"Andr\xe9\"]}".as_slice();
        let answer = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body.into());
        let read = Decoded::json(&answer, |value: serde_json::Value| value);
        let Decoded::Malformed(error) = read else {
            panic!("a byte of Latin-1 is no UTF-8");
        };
        assert_eq!(
            error.to_string(),
            "an octet that is no UTF-8 at line 2 column 15"
        );
        assert_eq!((error.line(), error.column()), (2, 15));
        assert_eq!(path_of(&error, answer.body()), "names[0]");
        let same = answer.json::<serde_json::Value>().unwrap_err();
        assert_eq!(same.to_string(), error.to_string());
        // It is wherever that byte is.
        let read = answer.json::<serde::de::IgnoredAny>();
        assert!(read.is_err(), "nobody may skip it");
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Outer {
        list: Vec<Inner>,
        map: std::collections::BTreeMap<String, Inner>,
        one: Option<Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        number: i64,
        text: String,
        flag: bool,
    }

    const GOOD: &str = r#"{
  "list": [{"number": 1, "text": "a,b]}", "flag": true}, {"number": 12, "text": "\"", "flag": false}],
  "map": {"k.ey": {"number": 3, "text": "x", "flag": true}},
  "one": {"number": 4, "text": "é", "flag": false}
}"#;

    /// `serde_path_to_error` is the judge, over every way to give one value another type.
    #[test]
    fn paths_equal_those_of_serde_path_to_error() {
        let mut compared = 0;
        for (from, to) in [
            ("1,", "\"one\","),
            ("12,", "1.5,"),
            ("3,", "null,"),
            ("4,", "{\"a\": [1]},"),
            ("\"a,b]}\"", "7"),
            ("\"\\\"\"", "[]"),
            ("\"x\"", "true"),
            ("\"é\"", "-1"),
            ("true}, ", "\"yes\"}, "),
            ("false}]", "0}]"),
            ("\"number\": 1, ", ""),
            (", \"flag\": true}}", "}}"),
            ("\"one\": {", "\"one\": [], \"x\": {"),
            ("\"list\": [", "\"list\": 3, \"x\": ["),
            ("\"map\"", "\"mop\""),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let judge = serde_path_to_error::deserialize::<_, Outer>(
                &mut serde_json::Deserializer::from_str(&text),
            )
            .unwrap_err();
            let ours = serde_json::from_str::<Outer>(&text).unwrap_err();
            assert_eq!(
                path_of(&ours, text.as_bytes()),
                judge.path().to_string(),
                "{text}"
            );
            compared += 1;
        }
        assert_eq!(compared, 15);
    }

    /// Wherever the text ends, the path is that of a container that is open there, and nothing panics.
    #[test]
    fn a_cut_text_has_a_path() {
        for end in 0..GOOD.len() {
            let text = &GOOD.as_bytes()[..end];
            let error = serde_json::from_slice::<Outer>(text).unwrap_err();
            let path = path_of(&error, text);
            assert!(!path.is_empty(), "cut at {end}");
        }
        let cut = GOOD.find("12").unwrap();
        let text = &GOOD.as_bytes()[..cut];
        let error = serde_json::from_slice::<Outer>(text).unwrap_err();
        assert_eq!(path_of(&error, text), "list[1].number");
    }
}
