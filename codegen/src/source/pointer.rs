//! Following a reference within a document (RFC 6901, §6).

use crate::{
    diagnostic::place::unescape,
    source::{Node, Value},
};

/// What a reference leads to.
#[derive(Debug)]
pub enum Resolved<'a> {
    /// A value of the same document.
    Found(&'a Node),
    /// A value that the document lacks.
    Missing,
    /// Another file or a URL.
    External,
}

/// Finds what `reference` leads to in the document with the given root.
pub fn resolve<'a>(root: &'a Node, reference: &str) -> Resolved<'a> {
    let Some(pointer) = reference.strip_prefix('#') else {
        return Resolved::External;
    };
    let pointer = percent_decode(pointer);
    let mut node = root;
    if pointer.is_empty() {
        return Resolved::Found(node);
    }
    let Some(tokens) = pointer.strip_prefix('/') else {
        return Resolved::Missing;
    };
    for token in tokens.split('/') {
        let key = unescape(token);
        let next = match &node.value {
            Value::Map(map) => map.get(&key),
            Value::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => return Resolved::Missing,
        }
    }
    Resolved::Found(node)
}

/// A pointer in a URI fragment is percent-encoded (RFC 6901, §6); many documents do not bother.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let octet = match (byte, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(octet.unwrap_or(byte));
        rest = if octet.is_some() {
            tail.get(2..).unwrap_or_default()
        } else {
            tail
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
