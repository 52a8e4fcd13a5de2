//! Following a JSON pointer (RFC 6901, §6).

use crate::{
    diagnostic::unescape,
    source::{Node, Value},
};

/// Finds the value that `pointer`, the fragment of a reference, leads to from `root`.
///
/// A value on the way that lacks the next token may be a reference itself; `follow` says what it
/// leads to.
pub(super) fn resolve<'a>(
    root: &'a Node,
    pointer: &str,
    follow: &mut dyn FnMut(&'a Node) -> Option<&'a Node>,
) -> Option<&'a Node> {
    let pointer = percent_decode(pointer);
    if pointer.is_empty() {
        return Some(root);
    }
    let mut node = root;
    for token in pointer.strip_prefix('/')?.split('/') {
        let key = unescape(token);
        loop {
            if let Some(next) = child(node, &key) {
                node = next;
                break;
            }
            node = follow(node)?;
        }
    }
    Some(node)
}

fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Map(map) => map.get(key),
        Value::List(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Decodes a fragment: a pointer in one is percent-encoded (RFC 6901, §6); many documents do not bother.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
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
