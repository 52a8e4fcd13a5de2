//! `format: byte`: octets in a string (OpenAPI 3.0.4, §4.4; RFC 4648, §4).

use std::fmt;

use ::base64::{
    DecodeError, Engine as _,
    alphabet::STANDARD as ALPHABET,
    engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire;

/// Reads what [`STANDARD`] refuses because of the bits behind the last octet.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&ALPHABET, NO_PAD.with_decode_allow_trailing_bits(true));

/// Octets that travel as a base64 string.
///
/// Writes the standard alphabet with padding. Reads also the URL-safe alphabet (RFC 4648, §5), text
/// without padding or with white space in it (RFC 2045, §6.8), and any bits behind the last octet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(&self.0))
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(octets: Vec<u8>) -> Self {
        Self(octets)
    }
}

impl From<&[u8]> for Base64 {
    fn from(octets: &[u8]) -> Self {
        Self(octets.to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::read(deserializer)
    }
}

impl wire::Text for Base64 {
    fn form(&self) -> &'static str {
        "a base64 string"
    }

    fn set(&mut self, text: &str) -> Option<()> {
        self.0 = decode(text).ok()?;
        Some(())
    }
}

/// Decodes what encoders make that keep to the standard less strictly.
fn decode(text: &str) -> Result<Vec<u8>, DecodeError> {
    STANDARD.decode(text).or_else(|_| {
        let octets = text.bytes().filter(|octet| !octet.is_ascii_whitespace());
        let standard = octets.map(|octet| match octet {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        });
        let standard: Vec<_> = standard.collect();
        let padding = standard.iter().rev().take_while(|octet| **octet == b'=');
        let end = standard.len() - padding.count();
        LENIENT.decode(standard.get(..end).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::Base64;

    #[test]
    fn what_encoders_make_is_read() {
        for (text, octets) in [
            ("", &b""[..]),
            ("Zm9v", b"foo"),
            ("Zm8=", b"fo"),
            ("Zm8", b"fo"),
            ("Zg==", b"f"),
            ("Zg", b"f"),
            ("Zh==", b"f"),
            ("Zm9v\r\nZm8=\r\n", b"foofo"),
            ("-_-_", b"\xfb\xff\xbf"),
            ("+/+/", b"\xfb\xff\xbf"),
            ("-_8", b"\xfb\xff"),
        ] {
            let read: Base64 = serde_json::from_value(text.into()).unwrap();
            assert_eq!(read.0, octets, "{text:?}");
        }
        assert_eq!(Base64(b"\xfb\xff".to_vec()).to_string(), "+/8=");
        for text in ["Z", "Zm9vZ", "Zg=a", "Zm9v!", "é"] {
            let read = serde_json::from_value::<Base64>(text.into());
            assert!(read.is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_error_holds_nothing_of_the_text() {
        let error = serde_json::from_str::<Base64>("\"hunter2!\"").unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("expected a base64 string"), "{text}");
    }
}
