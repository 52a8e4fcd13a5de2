//! What parts of a file are called: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, §8.2).
//!
//! In: the tree of a file. Out: its resources, which are the file and each schema with an `$id`; an
//! anchor is one of the innermost resource around it, and so is a relative reference.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Step,
    source::{Map, Node, Value, pointer},
};

/// The resources of a file, the file itself first.
#[derive(Debug)]
pub(super) struct Names(Vec<Resource>);

/// A schema with an `$id`, or a file.
#[derive(Debug, Default)]
pub(super) struct Resource {
    /// Its `$id`, taken as relative to that of the resource around it; empty if it has none.
    uri: String,
    /// The steps to it from the root of the file.
    steps: Vec<Step>,
    /// The steps to what its anchors stand for, from the root of the file.
    anchors: BTreeMap<String, Vec<Step>>,
}

impl Names {
    /// Collects the names in a file.
    pub(super) fn of(root: Option<&Node>) -> Self {
        let mut names = Self(vec![Resource::default()]);
        if let Some(root) = root {
            names.collect(root, &mut Vec::new(), 0);
        }
        names
    }

    fn collect(&mut self, node: &Node, path: &mut Vec<Step>, mut current: usize) {
        match &node.value {
            Value::List(items) => {
                let items = items.iter().enumerate();
                for (index, item) in items.filter(|(_, item)| item.is_container()) {
                    path.push(Step::Index(index));
                    self.collect(item, path, current);
                    path.pop();
                }
            }
            Value::Map(map) => {
                if let Some(id) = id(map) {
                    current = self.begin(id, path, current);
                }
                for (key, value) in &**map {
                    self.anchor(key, value, path, current);
                    if !value.is_container() {
                        continue;
                    }
                    path.push(Step::Key(key.as_str().into()));
                    self.collect(value, path, current);
                    path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Begins the resource of this `$id`, within the one at `around`.
    fn begin(&mut self, id: &str, path: &[Step], around: usize) -> usize {
        let uri = join(self.0.get(around).map_or("", |around| &around.uri), id);
        if let (true, Some(file)) = (path.is_empty(), self.0.first_mut()) {
            file.uri = uri;
            return 0;
        }
        self.0.push(Resource {
            uri,
            steps: path.to_vec(),
            anchors: BTreeMap::new(),
        });
        self.0.len() - 1
    }

    fn anchor(&mut self, key: &str, value: &Node, path: &[Step], current: usize) {
        let name = match (key, value.as_str()) {
            ("$anchor" | "$dynamicAnchor", name) => name,
            // As JSON Schema had it before there was `$anchor`.
            ("$id", Some(id)) => id.strip_prefix('#').filter(|name| !name.is_empty()),
            _ => None,
        };
        if let (Some(name), Some(resource)) = (name, self.0.get_mut(current)) {
            let anchor = resource.anchors.entry(name.to_owned());
            anchor.or_insert_with(|| path.to_vec());
        }
    }

    /// Returns the resource of this `$id`.
    pub(super) fn get(&self, uri: &str) -> Option<&Resource> {
        let mut resources = self.0.iter();
        resources.find(|resource| !uri.is_empty() && resource.uri == uri)
    }

    /// Returns the resources around the value at `steps`, the innermost first, and then all others.
    pub(super) fn around(&self, steps: &[Step]) -> Vec<&Resource> {
        let (mut around, others): (Vec<_>, Vec<_>) = self
            .0
            .iter()
            .partition(|resource| steps.starts_with(&resource.steps));
        around.sort_by_key(|resource| std::cmp::Reverse(resource.steps.len()));
        around.extend(others);
        around
    }

    /// Returns what `reference` means at `steps`.
    pub(super) fn absolute(&self, steps: &[Step], reference: &str) -> String {
        let around = self.around(steps);
        join(
            around.first().map_or("", |resource| &resource.uri),
            reference,
        )
    }
}

impl Resource {
    /// Finds what is called `fragment` in this resource of the file at `root`, by an anchor or a pointer.
    pub(super) fn find<'a>(
        &self,
        root: &'a Node,
        fragment: &str,
        follow: &mut dyn FnMut(&'a Node) -> Option<&'a Node>,
    ) -> Option<&'a Node> {
        match self.anchors.get(fragment) {
            Some(steps) => walk(root, steps),
            None => pointer::resolve(self.node(root)?, fragment, follow),
        }
    }

    /// Returns the schema, or the file.
    pub(super) fn node<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        walk(root, &self.steps)
    }
}

/// The `$id` of a schema, without a fragment.
pub(super) fn id(map: &Map) -> Option<&str> {
    let id = map.get("$id")?.as_str()?;
    id.split('#').next().filter(|id| !id.is_empty())
}

fn walk<'a>(root: &'a Node, steps: &[Step]) -> Option<&'a Node> {
    steps.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.as_list()?.get(*index),
    })
}

/// What `reference` means in the resource `base` (RFC 3986, §5.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    let (origin, path) = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (format!("{scheme}://{host}/"), path)
        }
        None => (String::new(), base),
    };
    // A `urn:` has no folders.
    if has_scheme(reference) || origin.is_empty() && has_scheme(base) {
        return reference.to_owned();
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if reference.starts_with('/') {
        ""
    } else {
        folder
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(reference.split('/')) {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    origin + &parts.join("/")
}

fn has_scheme(reference: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_relative_to_the_id_around_them() {
        for (base, reference, expected) in [
            ("", "three", "three"),
            ("", "urn:one", "urn:one"),
            ("urn:one", "three", "three"),
            (
                "https://a.example/s/rel",
                "three",
                "https://a.example/s/three",
            ),
            ("https://a.example/s/rel", "../x/y", "https://a.example/x/y"),
            ("https://a.example/s/rel", "/x", "https://a.example/x"),
            ("https://a.example", "x", "https://a.example/x"),
            ("https://a.example/s", "urn:x", "urn:x"),
            ("schemas/one", "two", "schemas/two"),
        ] {
            assert_eq!(join(base, reference), expected, "{base} {reference}");
        }
    }
}
