//! Following `$ref` where a description stands, which in OpenAPI is almost everywhere.

use crate::{
    diagnostic::{At, Code, Diagnostic, place::unescape},
    openapi::Reader,
    source::{Node, Resolved},
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
                .split_once("#/components/")
                .and_then(|(_, rest)| rest.split_once('/'));
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
                Code::IgnoredValue,
                reference.at,
                format!("`$ref` is a string, not {}", reference.kind()),
            );
            return None;
        };
        let resolved = self
            .bundle
            .resolve(self.places, reference.at, self.home, text);
        match resolved {
            Resolved::Found(node) => Some(node),
            Resolved::Missing(root, pointer) => {
                let message = format!("there is nothing at `{text}`");
                let mut diagnostic = Diagnostic::new(Code::BadReference, reference.at, message);
                if let Some((name, node)) = nearest(root, &pointer) {
                    diagnostic =
                        diagnostic.also(At::Key(node.at), format!("perhaps `{name}` is meant"));
                }
                self.sink.push(diagnostic);
                None
            }
            Resolved::Refused(code, message) => {
                self.sink.report(code, reference.at, message);
                None
            }
        }
    }

    /// The schema that a value of a discriminator stands for: a reference, or the name of a schema.
    pub(super) fn mapped(&mut self, target: &'a Node) -> Option<&'a Node> {
        let text = target.as_str().unwrap_or_default();
        let plain = !text.contains(['#', '/', '.']);
        if plain {
            let pointer = format!("#/components/schemas/{text}");
            let place = target.at;
            let found = self.bundle.resolve(self.places, place, self.home, &pointer);
            if let Resolved::Found(node) = found {
                return Some(node);
            }
        }
        self.target(target)
    }
}

/// The sibling of a missing reference's target whose name is most like it.
fn nearest<'a>(root: &'a Node, pointer: &str) -> Option<(&'a String, &'a Node)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let mut node = root;
    for token in parent.split('/').skip(1) {
        node = node.get(&unescape(token))?;
    }
    let distances = node
        .as_map()?
        .iter()
        .map(|(key, node)| (distance(key, name), key, node));
    let (distance, key, node) = distances.min_by_key(|(distance, ..)| *distance)?;
    (distance <= name.chars().count() / 3).then_some((key, node))
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
