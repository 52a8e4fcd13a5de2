//! Text that is not UTF-8 (WHATWG Encoding, §4.2 and §9.1).

use std::borrow::Cow;

/// What windows-1252 has for the octets from 0x80 to 0x9F; at all others it is ISO-8859-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// `octets` as text, by what `content_type` says of its character set.
///
/// Known are UTF-8, where what is none becomes U+FFFD, and windows-1252, for which ISO-8859-1 and ASCII
/// are but other names, as they are to browsers. Anything else is taken for UTF-8.
pub(crate) fn text<'a>(content_type: Option<&str>, octets: &'a [u8]) -> Cow<'a, str> {
    if content_type.is_some_and(is_windows) && !octets.is_ascii() {
        return octets.iter().map(|octet| windows(*octet)).collect();
    }
    String::from_utf8_lossy(octets)
}

fn windows(octet: u8) -> char {
    let special = octet.checked_sub(0x80).map(usize::from);
    let special = special.and_then(|index| WINDOWS.get(index));
    special.copied().unwrap_or(char::from(octet))
}

fn is_windows(content_type: &str) -> bool {
    let mut parameters = content_type.split(';').skip(1);
    let charset = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"'))
    });
    let known = [
        "iso-8859-1",
        "latin1",
        "windows-1252",
        "cp1252",
        "us-ascii",
        "ascii",
    ];
    charset.is_some_and(|charset| known.iter().any(|name| charset.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn octets_are_read_by_their_character_set() {
        for (content_type, octets, read) in [
            (None, &b"a\xc3\xa9"[..], "aé"),
            (None, b"a\xe9", "a\u{fffd}"),
            (Some("text/plain"), b"\xe9", "\u{fffd}"),
            (Some("text/plain; charset=utf-8"), b"\xc3\xa9", "é"),
            (Some("text/plain; charset=koi8-r"), b"\xc3\xa9", "é"),
            (Some("text/plain; charset=iso-8859-1"), b"a\xe9\xff", "aéÿ"),
            (Some("text/plain;a=b; Charset=\"ISO-8859-1\""), b"\xe9", "é"),
            (
                Some("text/plain;charset=windows-1252"),
                b"\x80\x9f\x81\xa0",
                "€Ÿ\u{81}\u{a0}",
            ),
            (Some("text/plain; charset=us-ascii"), b"a\xe9", "aé"),
            (Some("text/plain; charset=us-ascii"), b"abc", "abc"),
        ] {
            assert_eq!(text(content_type, octets), read, "{content_type:?}");
        }
    }
}
