//! Reading an object key by key, so that a wrong or unknown key is named.

use crate::{
    diagnostic::{At, Code, Place, Sink},
    source::{Map, Node, Value},
};

/// How many members are looked through one by one, which is quicker than to look up a key.
const FEW: usize = 8;

/// The members of an object that were not read yet.
pub(super) struct Fields<'n> {
    node: &'n Node,
    members: &'n Map,
    what: &'static str,
    /// Which of them were read, in their order.
    taken: Vec<bool>,
}

impl<'n> Fields<'n> {
    /// Begins to read `node`, which is `what`; what is no object is reported and ignored.
    pub(super) fn open(node: &'n Node, what: &'static str, sink: &mut Sink) -> Option<Self> {
        Self::open_or(Code::IgnoredValue, node, what, sink)
    }

    /// Begins to read `node`, without which there is no client, or no operation.
    pub(super) fn open_required(
        node: &'n Node,
        what: &'static str,
        sink: &mut Sink,
    ) -> Option<Self> {
        Self::open_or(Code::WrongType, node, what, sink)
    }

    fn open_or(code: Code, node: &'n Node, what: &'static str, sink: &mut Sink) -> Option<Self> {
        let Some(members) = node.as_map() else {
            let message = format!("{what} is an object, not {}", node.kind());
            sink.report(code, node.at, message);
            return None;
        };
        Some(Self {
            node,
            members,
            what,
            taken: vec![false; members.len()],
        })
    }

    pub(super) fn at(&self) -> Place {
        self.node.at
    }

    /// Takes the member `key`.
    pub(super) fn take(&mut self, key: &str) -> Option<&'n Node> {
        let index = if self.members.len() <= FEW {
            self.members.keys().position(|member| member == key)?
        } else {
            self.members.get_index_of(key)?
        };
        let (_, node) = self.members.get_index(index)?;
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
        }
        Some(node)
    }

    /// Takes the member `key`; its absence is reported.
    pub(super) fn require(&mut self, key: &str, sink: &mut Sink) -> Option<&'n Node> {
        let node = self.take(key);
        if node.is_none() {
            sink.report(
                Code::Missing,
                self.at(),
                format!("{} lacks `{key}`", self.what),
            );
        }
        node
    }

    /// Takes a string; its absence, and anything else in its place, is reported.
    pub(super) fn require_str(&mut self, key: &str, sink: &mut Sink) -> Option<&'n str> {
        let node = self.require(key, sink)?;
        if node.as_str().is_none() {
            wrong(key, "a string", node, sink);
        }
        node.as_str()
    }

    /// Takes a string and its place; anything else in its place is reported.
    pub(super) fn str_at(&mut self, key: &str, sink: &mut Sink) -> Option<(String, Place)> {
        let node = self.take(key)?;
        match node.as_str() {
            Some(text) => Some((text.to_owned(), node.at)),
            None => {
                wrong(key, "a string", node, sink);
                None
            }
        }
    }

    /// Takes a boolean; absent is `None`.
    pub(super) fn flag(&mut self, key: &str, sink: &mut Sink) -> Option<bool> {
        let node = self.take(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            // Written with quotes in documents that went through a form.
            Value::String(text) if text == "true" || text == "false" => Some(text == "true"),
            _ => {
                wrong(key, "a boolean", node, sink);
                None
            }
        }
    }

    /// Takes the members with these keys, which say nothing about a client.
    pub(super) fn ignore(&mut self, keys: &[&str]) {
        for key in keys {
            self.take(key);
        }
    }

    /// Returns the members that were not taken and are no extensions.
    pub(super) fn rest(&self) -> impl Iterator<Item = (&'n String, &'n Node)> {
        let members = self.members.iter().zip(&self.taken);
        let rest = members.filter(|((key, _), taken)| !**taken && !key.starts_with("x-"));
        rest.map(|(member, _)| member)
    }

    /// Reports the members that were not taken and are no extensions.
    pub(super) fn finish(self, sink: &mut Sink) {
        for (key, node) in self.rest() {
            sink.report(
                Code::UnknownKey,
                At::Key(node.at),
                format!("{} has no `{key}`", self.what),
            );
        }
    }
}

pub(super) fn wrong(key: &str, expected: &str, node: &Node, sink: &mut Sink) {
    sink.report(
        Code::IgnoredValue,
        node.at,
        format!("`{key}` is {expected}, not {}", node.kind()),
    );
}
