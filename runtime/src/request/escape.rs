//! Percent-encoding (RFC 3986, §2).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What is encoded even where reserved characters are allowed.
///
/// Of the reserved characters, a query cannot hold `#`, `[` and `]`, and `&` and `+` would mean
/// something else there (OpenAPI 3.1.1, §4.8.15.1.2, with its Appendix E). `'` is encoded by HTTP
/// clients that parse the URL as browsers do (WHATWG URL, §1.3), so it is encoded here for all.
const FORBIDDEN: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Encodes all but the unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// What is encoded in the path template of an operation: all but the unreserved characters and the
/// reserved ones that a path or a query can hold. `#` is left for the caller to refuse.
const NOT_IN_PATHS: &AsciiSet = &FORBIDDEN
    .remove(b'&')
    .remove(b'+')
    .remove(b'\'')
    .remove(b'#');

/// Encodes what a query value cannot hold, and keeps `%XX` as it is (`allowReserved`).
pub(crate) fn encode_reserved(text: &str) -> String {
    encode_around_triples(text, FORBIDDEN).into_owned()
}

/// Encodes what the text between the parameters of a path template cannot hold, and keeps `%XX`.
pub(crate) fn encode_literal(text: &str) -> Cow<'_, str> {
    encode_around_triples(text, NOT_IN_PATHS)
}

fn encode_around_triples<'a>(text: &'a str, set: &'static AsciiSet) -> Cow<'a, str> {
    if !text.contains('%') {
        return utf8_percent_encode(text, set).into();
    }
    let mut encoded = String::with_capacity(text.len());
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            let triple = matches!(part.as_bytes(), [high, low, ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
            encoded.push_str(if triple { "%" } else { "%25" });
        }
        encoded.extend(utf8_percent_encode(part, set));
    }
    encoded.into()
}

#[cfg(test)]
mod tests {
    use super::{encode, encode_reserved};

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("a b,c|d%20é"), "a%20b%2Cc%7Cd%2520%C3%A9");
    }

    #[test]
    fn reserved_characters_and_triples_stay_where_they_are_allowed() {
        for (given, written) in [
            (":/?@!$'()*,;=", ":/?@!$%27()*,;="),
            ("#[]&+", "%23%5B%5D%26%2B"),
            ("%2F %2f %zz 100% %2", "%2F%20%2f%20%25zz%20100%25%20%252"),
            ("é", "%C3%A9"),
        ] {
            assert_eq!(encode_reserved(given), written);
        }
    }
}
