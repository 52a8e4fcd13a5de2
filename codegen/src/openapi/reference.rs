//! Following `$ref` where a description stands, which in OpenAPI is almost everywhere.

use crate::{
    diagnostic::{
        At, Code, Diagnostic,
        place::{escape, unescape},
    },
    openapi::{
        Reader,
        fields::{Fields, wrong},
    },
    source::{Node, Resolved, Value},
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
        self.endless(node);
        None
    }

    fn endless(&mut self, node: &Node) {
        let message = format!("this chain of more than {MAX_CHAIN} references has no end");
        self.sink.report(Code::CircularReference, node.at, message);
    }

    /// What stands in place of `node`: bundlers put a reference where OpenAPI has none.
    pub(super) fn behind(&mut self, node: &'a Node) -> Option<&'a Node> {
        let mut last = node;
        for _ in 0..MAX_CHAIN {
            let Some(reference) = lone_reference(last) else {
                return Some(last);
            };
            last = self.target(reference)?;
        }
        self.endless(node);
        None
    }

    /// Begins to read an object, which may stand elsewhere; what is no object is reported and ignored.
    pub(super) fn open(&mut self, node: &'a Node, what: &'static str) -> Option<Fields<'a>> {
        Fields::open(self.behind(node)?, what, self.sink)
    }

    /// Takes a string; another scalar is taken for one, as YAML makes a number of `1.0`.
    pub(super) fn text(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<String> {
        let node = fields.take(key).and_then(|node| self.behind(node))?;
        match &node.value {
            Value::List(_) | Value::Map(_) => {
                wrong(key, "a string", node, self.sink);
                None
            }
            _ => node.scalar(),
        }
    }

    /// Takes a list, which may stand elsewhere; absent is empty.
    pub(super) fn list(&mut self, fields: &mut Fields<'a>, key: &str) -> &'a [Node] {
        let Some(node) = fields.take(key).and_then(|node| self.behind(node)) else {
            return &[];
        };
        node.as_list().unwrap_or_else(|| {
            wrong(key, "a list", node, self.sink);
            &[]
        })
    }

    /// Takes an object's members, which may stand elsewhere; absent is empty.
    pub(super) fn map(
        &mut self,
        fields: &mut Fields<'a>,
        key: &str,
    ) -> impl Iterator<Item = (&'a String, &'a Node)> + use<'a> {
        let node = fields.take(key).and_then(|node| self.behind(node));
        if let Some(node) = node.filter(|node| node.as_map().is_none()) {
            wrong(key, "an object", node, self.sink);
        }
        node.and_then(Node::as_map).into_iter().flatten()
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
        // A name may have a dot in it, as a file's has.
        if !text.contains(['#', '/']) {
            let pointer = format!("#/components/schemas/{}", escape(text));
            let place = target.at;
            let found = self.bundle.resolve(self.places, place, self.home, &pointer);
            if let Resolved::Found(node) = found {
                return Some(node);
            }
        }
        self.target(target)
    }
}

/// The reference that is all there is of `node`; a property may be called `$ref`, too.
fn lone_reference(node: &Node) -> Option<&Node> {
    let map = node.as_map().filter(|map| map.len() == 1)?;
    map.get("$ref").filter(|text| text.as_str().is_some())
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
