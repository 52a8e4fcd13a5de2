//! What stands within what: the tokens of a region held against the example beside it.
//!
//! In: tokens and the example's JSON. Out: a [`Node`]. The page shows members of an object and of
//! those around it as one list; only the example, which the site computes from the same schema,
//! tells them apart. This file accepts exact readings and counts them; `anchor` reads what has none.

use std::{cell::Cell, ops::Range, rc::Rc};

use serde_json::{Map, Value};

use super::{field::MAP, tokens::Token};

/// A schema, its words left in the tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A type without anything in it.
    Leaf,
    /// A type without a name, by its token.
    Bare(usize),
    /// An object's members.
    Object(Vec<Child>),
    /// A list.
    List(Rc<Node>),
    /// `oneOf` or `anyOf`, by its token, and the members.
    Choice(usize, Vec<Node>),
    /// A choice, by its token, of whose members only the first can be told apart; and the tokens of
    /// the others.
    Loose(usize, Vec<Node>, Range<usize>),
    /// Something that the page does not determine: what it most likely is, and why.
    Uncertain(Rc<Node>, String),
}

/// A member of an object: its token and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Child {
    pub(super) token: usize,
    pub(super) node: Rc<Node>,
    /// Whether it may as well be elsewhere.
    pub(super) undecided: bool,
}

/// How many steps are taken before a region counts as one with several readings.
const MOST_STEPS: usize = 100_000;
/// How many readings are kept of a part.
const MOST_READINGS: usize = 64;

/// Readings of a part: the node and the token behind it.
type Readings<T> = Vec<(T, usize)>;

/// A region.
pub(super) struct Nest<'a> {
    pub(super) tokens: &'a [Token],
    /// For each `Array [` its `]`.
    closes: Vec<Option<usize>>,
    steps: Cell<usize>,
}

/// What exact readings there are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Exact {
    /// One.
    One(Node),
    /// Several, or too many to count.
    Several,
    /// None.
    None,
}

impl<'a> Nest<'a> {
    /// Prepares a region; nothing where its brackets do not fit each other.
    pub(super) fn new(tokens: &'a [Token]) -> Option<Self> {
        let mut closes = vec![None; tokens.len()];
        let mut open = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Open(_) => open.push(at),
                Token::Close(_) => *closes.get_mut(open.pop()?)? = Some(at),
                Token::Field(_) | Token::Bare(_) | Token::Choice(..) => {}
            }
        }
        open.is_empty().then(|| Self {
            tokens,
            closes,
            steps: Cell::new(0),
        })
    }

    /// Reads the region exactly.
    pub(super) fn exact(&self, example: Option<&Value>) -> Exact {
        let mut readings: Vec<Node> = Vec::new();
        for (node, end) in self.node(0, example, self.tokens.len()) {
            if end == self.tokens.len() && !readings.contains(&node) {
                readings.push(node);
            }
        }
        let many = readings.len() > 1 || self.steps.get() > MOST_STEPS;
        match readings.into_iter().next() {
            Some(_) if many => Exact::Several,
            Some(node) => Exact::One(node),
            None => Exact::None,
        }
    }

    fn token(&self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

    /// The token that closes the bracket at `at`.
    pub(super) fn close(&self, at: usize) -> Option<usize> {
        self.closes.get(at).copied().flatten()
    }

    fn step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.steps.get() <= MOST_STEPS
    }

    /// A schema without a name that begins at `at` and ends before `limit`.
    fn node(&self, at: usize, example: Option<&Value>, limit: usize) -> Readings<Node> {
        match self.token(at).filter(|_| at < limit) {
            None => vec![(Node::Leaf, at)],
            Some(Token::Bare(_)) => vec![(Node::Bare(at), at + 1)],
            Some(Token::Open(_)) => self.list(at, example),
            Some(Token::Choice(_, labels, _)) => self.choice(at, labels.len(), example, limit),
            Some(Token::Close(_)) => Vec::new(),
            Some(Token::Field(_)) => match example {
                Some(Value::Object(object)) => as_objects(self.object(at, object, limit)),
                Some(_) => Vec::new(),
                None => self.blind(at, limit),
            },
        }
    }

    /// A list in brackets; its example is a list, or one of its items.
    fn list(&self, at: usize, example: Option<&Value>) -> Readings<Node> {
        let Some(close) = self.close(at) else {
            return Vec::new();
        };
        let inner = match (self.token(at + 1), example) {
            // A list shows an example of each member of a choice.
            (Some(Token::Choice(..)), example) => example,
            (_, Some(Value::Array(items))) => items.first(),
            (_, Some(_)) => return Vec::new(),
            (_, None) => None,
        };
        self.node(at + 1, inner, close)
            .into_iter()
            .filter(|(_, end)| *end == close)
            .map(|(node, _)| (Node::List(Rc::new(node)), close + 1))
            .collect()
    }

    /// Members of an object whose example is `object`: its keys, in their order, are exactly their
    /// names; only what is deprecated may be missing there.
    fn object(&self, at: usize, object: &Map<String, Value>, limit: usize) -> Readings<Vec<Child>> {
        let mut done = Vec::new();
        let mut open = vec![(Vec::new(), at, 0)];
        while let Some((children, at, key)) = open.pop() {
            if !self.step() || done.len() + open.len() > MOST_READINGS {
                self.steps.set(MOST_STEPS + 1);
                break;
            }
            let expected = object.iter().nth(key);
            if expected.is_none() {
                done.push((children.clone(), at));
            }
            let Some(Token::Field(field)) = self.token(at).filter(|_| at < limit) else {
                continue;
            };
            let (found, next) = match expected {
                Some((name, value)) if *name == field.name => {
                    (self.field(at, Some(value), limit), key + 1)
                }
                // All keys that are left are the map's.
                Some((_, value)) if field.name == MAP => {
                    (self.field(at, Some(value), limit), object.len())
                }
                None if field.name == MAP => (self.field(at, None, limit), key),
                _ if field.ty.deprecated && !object.contains_key(&field.name) => {
                    (self.field(at, None, limit), key)
                }
                _ => continue,
            };
            for (child, end) in found {
                let mut children: Vec<Child> = children.clone();
                children.push(child);
                open.push((children, end, next));
            }
        }
        done
    }

    /// A member and what is in it.
    fn field(&self, at: usize, example: Option<&Value>, limit: usize) -> Readings<Child> {
        let Some(Token::Field(field)) = self.token(at) else {
            return Vec::new();
        };
        let after = at + 1;
        let next = self.token(after).filter(|_| after < limit);
        let leaf = || vec![(Node::Leaf, after)];
        let nodes = match (next, example) {
            _ if field.is_leaf() && !matches!(next, Some(Token::Open(_) | Token::Choice(..))) => {
                leaf()
            }
            (Some(Token::Open(_)), _) if field.ty.lists > 0 || field.ty.word == "array" => {
                self.list(after, example)
            }
            (Some(Token::Choice(_, labels, _)), _) => {
                self.choice(after, labels.len(), example, limit)
            }
            (_, Some(value)) if field.ty.lists > 0 && shows_members(value) => Vec::new(),
            _ if field.ty.lists > 0 || !holds(field) => leaf(),
            (_, Some(Value::Object(object))) if !object.is_empty() => {
                as_objects(self.object(after, object, limit))
            }
            (_, Some(_)) => leaf(),
            (_, None) => {
                let mut nodes = self.blind(after, limit);
                nodes.extend(leaf());
                nodes
            }
        };
        let child = |node| Child {
            token: at,
            node: Rc::new(node),
            undecided: false,
        };
        nodes
            .into_iter()
            .map(|(node, end)| (child(node), end))
            .collect()
    }

    /// One or more fields without an example, as far as any: flat, as nothing shows more.
    fn blind(&self, at: usize, limit: usize) -> Readings<Node> {
        let mut readings = Vec::new();
        let mut children = Vec::new();
        let mut open: Option<()> = None;
        let mut next = at;
        while next < limit && self.step() {
            let Some(Token::Field(field)) = self.token(next) else {
                break;
            };
            if open.is_some() {
                // What follows may be in the object before it.
                break;
            }
            let found = self.blind_field(next, limit);
            let Some((node, end)) = found else { break };
            if node == Node::Leaf && field.ty.lists == 0 && holds(field) && !field.is_leaf() {
                open = Some(());
            }
            children.push(Child {
                token: next,
                node: Rc::new(node),
                undecided: false,
            });
            next = end;
            readings.push((Node::Object(children.clone()), next));
        }
        readings
    }

    fn blind_field(&self, at: usize, limit: usize) -> Option<(Node, usize)> {
        let after = at + 1;
        match self.token(after).filter(|_| after < limit) {
            Some(Token::Open(_)) => self.list(after, None).into_iter().next(),
            Some(Token::Choice(..)) => None,
            _ => Some((Node::Leaf, after)),
        }
    }

    /// The members of a choice. Nothing stands between them on the page: the example shows the
    /// first, or in a list each.
    fn choice(
        &self,
        at: usize,
        count: usize,
        example: Option<&Value>,
        limit: usize,
    ) -> Readings<Node> {
        let each = match example {
            Some(Value::Array(items)) if items.len() == count => Some(items),
            _ => None,
        };
        let first = match example {
            Some(Value::Array(items)) => items.first(),
            other => other,
        };
        let mut partial: Readings<Vec<Node>> = vec![(Vec::new(), at + 1)];
        for index in 0..count {
            let example = match each {
                Some(items) => items.get(index),
                None if index == 0 => first,
                None => None,
            };
            let mut next = Vec::new();
            for (nodes, start) in &partial {
                let is_object = matches!(self.token(*start), Some(Token::Field(_)));
                // Of two objects without an example nothing says where the first one ends.
                if is_object && example.is_none() && index > 0 && index + 1 < count {
                    return self.loose(at, nodes, *start, limit);
                }
                for (node, end) in self.node(*start, example, limit) {
                    if end > *start && self.step() {
                        let mut nodes = nodes.clone();
                        nodes.push(node);
                        next.push((nodes, end));
                    }
                }
            }
            next.truncate(MOST_READINGS);
            partial = next;
        }
        let done = partial.into_iter();
        done.map(|(nodes, end)| (Node::Choice(at, nodes), end))
            .collect()
    }

    /// A choice whose other members cannot be told apart, as far as any tokens.
    fn loose(&self, choice: usize, first: &[Node], from: usize, limit: usize) -> Readings<Node> {
        let mut readings = Vec::new();
        let mut at = from;
        while at < limit && self.step() {
            at = self.close(at).unwrap_or(at) + 1;
            if !matches!(self.token(at).filter(|_| at < limit), Some(Token::Open(_))) {
                readings.push((Node::Loose(choice, first.to_vec(), from..at), at));
            }
        }
        readings
    }
}

/// Whether members may stand below a field.
pub(super) fn holds(field: &super::tokens::Field) -> bool {
    let word = field.ty.word.as_str();
    word == "object" || word.is_empty() || !field.ty.is_known()
}

/// Whether an example of a list shows objects with members.
pub(super) fn shows_members(value: &Value) -> bool {
    let first = value.as_array().and_then(|items| items.first());
    first
        .and_then(Value::as_object)
        .is_some_and(|item| !item.is_empty())
}

fn as_objects(readings: Readings<Vec<Child>>) -> Readings<Node> {
    readings
        .into_iter()
        .map(|(children, end)| (Node::Object(children), end))
        .collect()
}
