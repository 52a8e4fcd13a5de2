//! Following `$ref` where a description stands, which in OpenAPI is almost everywhere.

use crate::{
    diagnostic::{At, Code, Diagnostic},
    openapi::Reader,
    source::{Node, Resolved, resolve},
};

/// How many references are followed from one to the next.
const MAX_CHAIN: usize = 50;

/// A description, and what it is called if it stands under `components`.
pub(super) struct Followed<'a> {
    pub(super) node: &'a Node,
    pub(super) component: Option<String>,
}

impl<'a> Reader<'a> {
    /// Follows the references that `node` may begin with; one that leads nowhere is reported.
    pub(super) fn follow(&mut self, node: &'a Node) -> Option<Followed<'a>> {
        let mut followed = Followed {
            node,
            component: None,
        };
        for _ in 0..MAX_CHAIN {
            let Some(reference) = followed.node.get("$ref") else {
                return Some(followed);
            };
            let node = self.target(reference)?;
            let text = reference.as_str().unwrap_or_default();
            let component = text
                .strip_prefix("#/components/")
                .and_then(|rest| rest.split_once('/'));
            followed = Followed {
                node,
                component: component.map(|(_, name)| name.to_owned()),
            };
        }
        let message = format!("this chain of more than {MAX_CHAIN} references has no end");
        self.sink.report(Code::CircularReference, node.at, message);
        None
    }

    /// The value that a `$ref` leads to; one that leads nowhere is reported.
    pub(super) fn target(&mut self, reference: &'a Node) -> Option<&'a Node> {
        let Some(text) = reference.as_str() else {
            self.sink.report(
                Code::WrongType,
                reference.at,
                format!("`$ref` is a string, not {}", reference.kind()),
            );
            return None;
        };
        match resolve(self.root, text) {
            Resolved::Found(node) => Some(node),
            Resolved::Missing => {
                let message = format!("the document has nothing at `{text}`");
                let mut diagnostic = Diagnostic::new(Code::BadReference, reference.at, message);
                if let Some((name, node)) = self.nearest(text) {
                    diagnostic =
                        diagnostic.also(At::Key(node.at), format!("perhaps `{name}` is meant"));
                }
                self.sink.push(diagnostic);
                None
            }
            Resolved::External => {
                let message = format!("`{text}` is not in this document");
                self.sink
                    .report(Code::UnsupportedExternalReference, reference.at, message);
                None
            }
        }
    }

    /// The sibling of a missing reference's target whose name is most like it.
    fn nearest(&self, reference: &str) -> Option<(&'a String, &'a Node)> {
        let (parent, name) = reference.rsplit_once('/')?;
        let Resolved::Found(parent) = resolve(self.root, parent) else {
            return None;
        };
        let distances = parent
            .as_map()?
            .iter()
            .map(|(key, node)| (distance(key, name), key, node));
        let (distance, key, node) = distances.min_by_key(|(distance, ..)| *distance)?;
        (distance <= name.chars().count() / 3).then_some((key, node))
    }
}

/// The number of characters to insert, delete or replace to make one of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, a) in one.to_lowercase().chars().enumerate() {
        let mut previous = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let cost = previous + usize::from(a != *b);
            left = cost.min(left + 1).min(above + 1);
            previous = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances() {
        for (one, other, expected) in [
            ("", "", 0),
            ("Pet", "pet", 0),
            ("Pet", "Pets", 1),
            ("kitten", "sitting", 3),
            ("", "ab", 2),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }
}
