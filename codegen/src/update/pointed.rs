//! Places in a document as it is written, by JSON pointers (RFC 6901).

use crate::{
    diagnostic::{Place, unescape},
    source::Node,
};

/// The place at a JSON pointer, or of what is nearest around it.
pub(crate) fn within(root: &Node, pointer: &str) -> Place {
    find(root, pointer).0.at
}

/// The value at a JSON pointer, or the nearest around it; and which of the two it is.
pub(super) fn find<'n>(root: &'n Node, pointer: &str) -> (&'n Node, bool) {
    let mut node = root;
    for token in pointer.split('/').skip(1) {
        let key = unescape(token);
        let next = match (node.as_map(), node.as_list()) {
            (Some(map), _) => map.get(&key),
            (_, Some(items)) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => return (node, false),
        }
    }
    (node, true)
}
