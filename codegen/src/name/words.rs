//! From what a document calls a thing to words, and from words to an identifier.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::name::{
    is_keyword,
    letters::{composed, plain},
};

/// How many characters a name has at most, a longer one being cut, and how many that of a file has.
pub(super) const LONGEST: usize = 100;
const LONGEST_FILE: usize = 150;

/// A type or a variant: `unread-count` is `UnreadCount`, `2021-04-15` is `V2021_04_15` where
/// `prefix` is `V`.
pub(super) fn pascal(wire: &str, prefix: &str) -> String {
    let mut ident = String::new();
    for word in words(wire) {
        let word = word.to_upper_camel_case();
        let digits = ident.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if digits {
            ident.push('_');
        }
        ident.push_str(&word);
    }
    started(plain(&cut(ident, LONGEST, "H"), "U"), prefix)
}

/// A field, a method or a module: `unreadCount` is `unread_count`.
pub(super) fn snake(wire: &str) -> String {
    if is_snake(wire) {
        return wire.to_owned();
    }
    let words: Vec<String> = words(wire)
        .iter()
        .map(|word| word.to_snake_case())
        .collect();
    let ident = words.join("_");
    let is_number = ident
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'_');
    let ident = plain(&cut(ident, LONGEST, "_h"), "u");
    started(ident, if is_number { "n" } else { "_" })
}

/// Whether nothing is to be done with `wire`, as with most.
fn is_snake(wire: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    wire.len() <= LONGEST
        && wire.starts_with(|first: char| first.is_ascii_lowercase())
        && wire
            .split('_')
            .all(|word| !word.is_empty() && word.bytes().all(is_part))
}

/// A module, which is a file too: as a method, but what is not ASCII is spelled out, and a keyword
/// gets an underscore.
pub(super) fn module(wire: &str) -> String {
    let mut ident = String::new();
    for character in snake(wire).chars() {
        if character.is_ascii() {
            ident.push(character);
        } else {
            ident.push_str(&format!("u{:x}", u32::from(character)));
        }
    }
    let mut ident = cut(ident, LONGEST_FILE, "_h");
    if is_keyword(&ident) {
        ident.push('_');
    }
    ident
}

/// A constant: `update-conversation` is `UPDATE_CONVERSATION`.
pub(super) fn shouty(wire: &str) -> String {
    plain(&snake(wire).to_uppercase(), "U")
}

/// A name that is not too long for a file or a reader: the beginning of `ident`, `mark`, and a number
/// that follows from all of it.
pub(super) fn cut(ident: String, longest: usize, mark: &str) -> String {
    if ident.chars().count() <= longest {
        return ident;
    }
    // FNV-1a, which is the same on all machines.
    let hash = ident.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let number = format!("{hash:08x}");
    let kept = longest.saturating_sub(mark.len() + number.len());
    let kept: String = ident.chars().take(kept).collect();
    format!("{}{mark}{number}", kept.trim_end_matches('_'))
}

/// Puts `prefix` before what an identifier cannot begin with.
fn started(ident: String, prefix: &str) -> String {
    match ident.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => ident,
        _ => format!("{prefix}{ident}"),
    }
}

/// The runs of characters that an identifier can hold; a name without any is spelled out.
fn words(wire: &str) -> Vec<String> {
    let mut words = Vec::new();
    let wire = composed(wire);
    let wire = wire.as_str();
    let mut rest = wire;
    // `+1` and `-1` are different names.
    for (sign, word) in [('+', "Plus"), ('-', "Minus")] {
        if let Some(after) = wire.strip_prefix(sign)
            && after.starts_with(|next: char| next.is_ascii_digit())
        {
            words.push(word.to_owned());
            rest = after;
        }
    }
    let is_part = |character: char| unicode_ident::is_xid_continue(character) && character != '_';
    let runs = rest
        .split(|character: char| !is_part(character))
        .filter(|run| !run.is_empty());
    words.extend(
        runs.map(str::to_owned)
            .filter(|run| run.is_ascii() || !run.to_upper_camel_case().is_empty()),
    );
    if words.is_empty() {
        words.extend(wire.chars().map(spelled));
    }
    if words.is_empty() {
        words.push("Empty".to_owned());
    }
    words
}

fn spelled(character: char) -> String {
    let word = match character {
        ' ' => "Space",
        '!' => "Bang",
        '"' => "Quote",
        '#' => "Hash",
        '$' => "Dollar",
        '%' => "Percent",
        '&' => "And",
        '\'' => "Apostrophe",
        '(' => "Open",
        ')' => "Close",
        '*' => "Star",
        '+' => "Plus",
        ',' => "Comma",
        '-' => "Minus",
        '.' => "Dot",
        '/' => "Slash",
        ':' => "Colon",
        ';' => "Semicolon",
        '<' => "Less",
        '=' => "Equal",
        '>' => "Greater",
        '?' => "Question",
        '@' => "At",
        '^' => "Caret",
        '_' => "Underscore",
        '|' => "Bar",
        '~' => "Tilde",
        other => return format!("U{:x}", u32::from(other)),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{module, pascal, snake};

    #[test]
    fn pascal_case() {
        for (wire, ident) in [
            ("TYPE_SMS_REVIEW_REQUEST", "TypeSmsReviewRequest"),
            ("update-conversation", "UpdateConversation"),
            ("HTTPError", "HttpError"),
            ("2021-04-15", "V2021_04_15"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("", "Empty"),
            ("*", "Star"),
            ("<=", "LessEqual"),
            ("日本", "日本"),
            ("größe", "Größe"),
            ("счёт", "Счёт"),
            ("\u{441}ount", "U421ount"),
            ("µg/m³", "U39cgM3"),
            ("Ａb", "Ab"),
            ("a²", "A2"),
            ("\u{301}", "U301"),
            ("self", "Self"),
            ("🎉", "U1f389"),
        ] {
            assert_eq!(pascal(wire, "V"), ident, "{wire}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = |last: &str| format!("{}{last}", "long.".repeat(60));
        let (one, other) = (snake(&long("a")), snake(&long("b")));
        assert!(one.len() <= 100);
        assert!(
            one.starts_with("long_long_") && one != other,
            "{one} {other}"
        );
        assert!(pascal(&long("a"), "T").len() <= 100);
        assert!(module(&"日本".repeat(60)).len() <= 150);
    }

    #[test]
    fn snake_case() {
        for (wire, ident) in [
            ("unreadCount", "unread_count"),
            ("HTTPServer", "http_server"),
            ("http_server_2", "http_server_2"),
            ("a__b_", "a_b"),
            ("a-b", "a_b"),
            ("1st", "_1st"),
            ("200", "n200"),
            ("", "empty"),
            ("$ref", "ref"),
            ("__typename", "typename"),
            ("\u{441}ount", "u441ount"),
            ("cafe\u{301}", "café"),
            ("naıve", "nau131ve"),
        ] {
            assert_eq!(snake(wire), ident, "{wire}");
        }
    }
}
