//! What stands within what, where the example does not fit exactly.
//!
//! The example of an object may be written by hand, and then have fewer members, or others, or be
//! text. Its keys are anchors: a name that an object further out expects closes those within; a name
//! that none expects stays in the innermost open one and is undecided.

use std::{collections::BTreeSet, rc::Rc};

use serde_json::{Map, Value};

use super::{
    field::MAP,
    nest::{Child, Nest, Node, holds, shows_members},
    tokens::{Field, Token},
};

/// An object that is open.
struct Frame<'e> {
    /// The field that it belongs to.
    token: Option<usize>,
    example: Option<&'e Map<String, Value>>,
    used: BTreeSet<String>,
    children: Vec<Child>,
    /// Why it is uncertain.
    why: Option<String>,
}

impl<'e> Frame<'e> {
    fn new(token: Option<usize>, example: Option<&'e Map<String, Value>>) -> Self {
        Self {
            token,
            example,
            used: BTreeSet::new(),
            children: Vec::new(),
            why: None,
        }
    }

    fn expects(&self, name: &str) -> bool {
        let has = |example: &Map<String, Value>| example.contains_key(name);
        self.example.is_some_and(has) && !self.used.contains(name)
    }

    fn node(self) -> Node {
        let mut why = self.why;
        let has_map = |child: &Child| child.undecided;
        if let Some(example) = self.example.filter(|_| !self.children.iter().any(has_map)) {
            let lacks = example.keys().find(|key| !self.used.contains(*key));
            if let Some(key) = lacks.filter(|_| why.is_none()) {
                why = Some(format!("its example has a member `{key}` that it lacks"));
            }
        }
        let node = Node::Object(self.children);
        match why {
            Some(why) => Node::Uncertain(Rc::new(node), why),
            None => node,
        }
    }
}

/// Reads a region by the names in its example.
pub(super) fn read(nest: &Nest<'_>, example: Option<&Value>) -> Node {
    schema(nest, 0, nest.tokens.len(), example)
}

fn schema(nest: &Nest<'_>, at: usize, limit: usize, example: Option<&Value>) -> Node {
    let first = nest.tokens.get(at).filter(|_| at < limit);
    match first {
        None => Node::Leaf,
        Some(Token::Bare(_)) if at + 1 == limit => Node::Bare(at),
        Some(Token::Open(_)) if nest.close(at) == Some(limit.saturating_sub(1)) => {
            list(nest, at, limit - 1, example)
        }
        Some(Token::Choice(..)) => Node::Loose(at, Vec::new(), at + 1..limit),
        Some(Token::Field(_)) => members(nest, at, limit, example),
        Some(Token::Bare(_) | Token::Open(_) | Token::Close(_)) => Node::Uncertain(
            Rc::new(Node::Leaf),
            "what stands here is no schema that the site shows".to_owned(),
        ),
    }
}

fn list(nest: &Nest<'_>, open: usize, close: usize, example: Option<&Value>) -> Node {
    let first = example
        .and_then(Value::as_array)
        .and_then(|items| items.first());
    Node::List(Rc::new(schema(nest, open + 1, close, first)))
}

/// Reads members until `limit`, those of objects within among them.
fn members(nest: &Nest<'_>, at: usize, limit: usize, example: Option<&Value>) -> Node {
    let mut frames = Frames {
        open: vec![Frame::new(None, example.and_then(Value::as_object))],
        unbounded: false,
    };
    let mut next = at;
    while next < limit {
        next = match nest.tokens.get(next) {
            Some(Token::Field(field)) => frames.field(nest, next, limit, field),
            Some(Token::Choice(..)) => {
                frames.doubt("nothing says where the members of a choice end");
                frames.unbounded = true;
                next + 1
            }
            _ => {
                frames.doubt("something stands in it that is no member");
                nest.close(next).unwrap_or(next) + 1
            }
        };
    }
    while frames.open.len() > 1 {
        frames.close();
    }
    frames.open.pop().map_or(Node::Leaf, Frame::node)
}

struct Frames<'e> {
    open: Vec<Frame<'e>>,
    /// Whether something began whose end nothing shows.
    unbounded: bool,
}

impl<'e> Frames<'e> {
    fn doubt(&mut self, why: &str) {
        for frame in &mut self.open {
            frame.why.get_or_insert_with(|| why.to_owned());
        }
    }

    /// Ends the innermost object.
    fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        let token = frame.token;
        let node = Rc::new(frame.node());
        let child = self
            .open
            .last_mut()
            .and_then(|outer| outer.children.last_mut());
        if let Some(child) = child.filter(|child| Some(child.token) == token) {
            child.node = node;
        }
    }

    fn field(&mut self, nest: &Nest<'_>, at: usize, limit: usize, field: &Field) -> usize {
        let blind = self
            .open
            .last()
            .is_some_and(|frame| frame.example.is_none());
        let home = self
            .open
            .iter()
            .rposition(|frame| frame.expects(&field.name));
        let is_map = field.name == MAP && !blind;
        let undecided = self.unbounded || blind && self.open.len() > 1 || home.is_none() && !is_map;
        if undecided {
            self.doubt("the page does not say which members it has and which those around it");
        }
        if let Some(home) = home {
            while self.open.len() > home + 1 {
                self.close();
            }
        }
        let frame = self.open.last_mut();
        let example = frame.as_ref().and_then(|frame| frame.example);
        let mut value = example.and_then(|example| example.get(&field.name));
        if let Some(frame) = frame {
            frame.used.insert(field.name.clone());
            if let Some(example) = example.filter(|_| is_map) {
                let free = |key: &&String| !frame.used.contains(*key);
                value = example.keys().find(free).and_then(|key| example.get(key));
                frame.used.extend(example.keys().cloned());
            }
            frame.children.push(Child {
                token: at,
                node: Rc::new(Node::Leaf),
                undecided,
            });
        }
        self.below(nest, at, limit, field, value)
    }

    /// Reads what stands below a field; returns the token behind it.
    fn below(
        &mut self,
        nest: &Nest<'_>,
        at: usize,
        limit: usize,
        field: &Field,
        value: Option<&'e Value>,
    ) -> usize {
        let after = at + 1;
        let next = nest.tokens.get(after).filter(|_| after < limit);
        let close = nest.close(after);
        let child = self
            .open
            .last_mut()
            .and_then(|frame| frame.children.last_mut());
        match (next, close, child) {
            (Some(Token::Open(_)), Some(close), Some(child)) => {
                child.node = Rc::new(list(nest, after, close, value));
                return close + 1;
            }
            (_, _, Some(child))
                if field.ty.lists > 0 && !field.is_leaf() && value.is_some_and(shows_members) =>
            {
                let why = "its example has members that the page does not show";
                child.node = Rc::new(Node::Uncertain(Rc::new(Node::Leaf), why.to_owned()));
                return after;
            }
            (Some(Token::Choice(..)), _, Some(child)) => {
                child.node = Rc::new(Node::Loose(after, Vec::new(), after + 1..limit));
                self.doubt("nothing says where the members of a choice end");
                return limit;
            }
            _ => {}
        }
        if field.is_leaf() || field.ty.lists > 0 || !holds(field) {
            return after;
        }
        match value {
            Some(Value::Object(object)) if object.is_empty() => {}
            Some(Value::Object(object)) => self.open.push(Frame::new(Some(at), Some(object))),
            _ if next.is_none() => {}
            _ => self.open.push(Frame::new(Some(at), None)),
        }
        after
    }
}
