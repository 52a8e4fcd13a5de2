//! The values that `enum` lists, with what each is called and means.

use crate::{openapi::Schema, source::Node};

/// The values of an enum, with what each is called and means.
#[derive(Debug, Clone)]
pub(super) struct Values<'d> {
    pub(super) nodes: Vec<&'d Node>,
    pub(super) names: Vec<&'d str>,
    pub(super) docs: Vec<&'d str>,
}

impl<'d> Values<'d> {
    pub(super) fn of(nodes: &'d [Node], schema: &'d Schema) -> Self {
        let text = |texts: &'d [String]| {
            let texts = texts.iter().map(String::as_str);
            texts
                .chain(std::iter::repeat(""))
                .take(nodes.len())
                .collect()
        };
        Self {
            nodes: nodes.iter().collect(),
            names: text(&schema.value_names),
            docs: text(&schema.value_docs),
        }
    }

    /// Whether a value is among them.
    pub(super) fn has(&self, value: &Node) -> bool {
        let json = value.to_json();
        self.nodes.iter().any(|node| node.to_json() == json)
    }

    /// Those that are among `others` too, with what either says of them.
    pub(super) fn within(&self, others: &Self) -> Self {
        let (mut nodes, mut names, mut docs) = (Vec::new(), Vec::new(), Vec::new());
        for (index, node) in self.nodes.iter().enumerate() {
            let json = node.to_json();
            let Some(other) = others
                .nodes
                .iter()
                .position(|other| other.to_json() == json)
            else {
                continue;
            };
            let said = |own: &[&'d str], theirs: &[&'d str]| {
                let own = own.get(index).filter(|text| !text.is_empty());
                own.or(theirs.get(other)).copied().unwrap_or_default()
            };
            nodes.push(*node);
            names.push(said(&self.names, &others.names));
            docs.push(said(&self.docs, &others.docs));
        }
        Self { nodes, names, docs }
    }
}
