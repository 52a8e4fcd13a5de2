//! The readers for JSON and YAML.
//!
//! Both fill the same tree through a visitor of our own, which keeps the order of members, sees
//! duplicate keys, takes integers of 128 bits and gives every value its place.

use std::{cell::RefCell, fmt};

use indexmap::map::Entry;
use saphyr_parser::{Event, Parser};
use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use crate::{
    diagnostic::{At, Code, FileId, Place, Places, Sink, Step},
    source::{
        Map, Node, Number, Value,
        depth::{MAX_DEPTH, is_depth, too_deep},
    },
};

/// The most values of one document, aliases followed.
const MAX_VALUES: usize = 5_000_000;

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Syntax {
    Json,
    Yaml,
}

/// Reads `text`; what is wrong with it is reported.
pub(super) fn read(
    text: &str,
    syntax: Syntax,
    file: FileId,
    places: &mut Places,
    sink: &mut Sink,
) -> Option<Node> {
    // The reader of JSON says so itself.
    let is_yaml = matches!(syntax, Syntax::Yaml);
    if let Some(bytes) = is_yaml.then(|| too_deep(text)).flatten() {
        let message = format!("the document is nested more than {MAX_DEPTH} deep");
        sink.report(Code::TooDeep, At::Bytes(file, bytes), message);
        return None;
    }
    let root = places.root(file);
    let state = RefCell::new(State {
        places,
        has_merge_keys: is_yaml,
        values: 0,
        problems: Vec::new(),
        stop: None,
    });
    let seed = Seed {
        state: &state,
        at: root,
        depth: 0,
    };
    let result = deserialize(text, syntax, seed);
    let State { problems, stop, .. } = state.into_inner();
    for (code, place, message) in problems {
        sink.report(code, At::Key(place), message);
    }
    match (result, stop) {
        (Ok(node), _) => Some(node),
        (Err(_), Some((code, place, message))) => {
            sink.report(code, place, message);
            None
        }
        (Err((message, at)), None) => {
            let offset = at.unwrap_or_default();
            let next = text.get(offset..).and_then(|rest| rest.chars().next());
            let end = offset + next.map_or(0, char::len_utf8);
            let code = if is_depth(&message) {
                Code::TooDeep
            } else {
                Code::Syntax
            };
            sink.report(code, At::Bytes(file, offset..end), tidy(&message));
            None
        }
    }
}

/// What is wrong, and the byte at which it is.
type Failure = (String, Option<usize>);

fn deserialize(text: &str, syntax: Syntax, seed: Seed<'_, '_>) -> Result<Node, Failure> {
    match syntax {
        Syntax::Json => {
            let mut reader = serde_json::Deserializer::from_str(text);
            let read = seed.deserialize(&mut reader);
            let read = read.and_then(|node| reader.end().map(|()| node));
            // This reader counts octets where the other one counts letters.
            let at = |error: &serde_json::Error| {
                let at = start(text, error.line()) + error.column().saturating_sub(1);
                let begins = |at: &usize| text.is_char_boundary(*at);
                (0..=at).rev().find(begins)
            };
            read.map_err(|error| (error.to_string(), at(&error)))
        }
        Syntax::Yaml => {
            let mut documents = serde_yaml::Deserializer::from_str(text);
            let read = match documents.next() {
                Some(first) => seed.deserialize(first),
                None => seed.visit_unit(),
            };
            // What stands after the last `---` may be nothing; behind an error nothing can be read.
            let others = || -> Result<usize, serde_yaml::Error> {
                let mut others = 0;
                for document in documents {
                    let other = Option::<IgnoredAny>::deserialize(document)?;
                    others += usize::from(other.is_some());
                }
                Ok(others)
            };
            match read.and_then(|node| Ok((node, others()?))) {
                Ok((node, 0)) => Ok(node),
                Ok(_) => {
                    let message = "there is more than one document".to_owned();
                    Err((message, second_document(text)))
                }
                Err(error) => {
                    let at = error.location();
                    let at = at.map(|at| offset(text, at.line(), at.column()));
                    Err((error.to_string(), at))
                }
            }
        }
    }
}

/// The byte at which the second document begins.
fn second_document(text: &str) -> Option<usize> {
    let events = Parser::new_from_str(text).map_while(Result::ok);
    let mut starts = events.filter(|(event, _)| matches!(event, Event::DocumentStart(_)));
    let (_, span) = starts.nth(1)?;
    Some(offset(text, span.start.line(), span.start.col() + 1))
}

/// Both readers end their messages with the place, which the renderer shows.
fn tidy(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    if is_depth(message) {
        return format!("the document is nested more than {MAX_DEPTH} deep");
    }
    if message.contains("repetition limit exceeded") {
        return "the document's aliases stand for too many values".to_owned();
    }
    format!("this is not valid: {message}")
}

/// The byte at which a line begins, counted from one.
fn start(text: &str, line: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    lines.map(str::len).sum()
}

/// The byte at a line and a letter of it, both counted from one.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = start(text, line);
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let within = line
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(line.len(), |(at, _)| at);
    start + within
}

struct State<'p> {
    places: &'p mut Places,
    /// Whether `<<` stands for the members of its value, as in YAML.
    has_merge_keys: bool,
    values: usize,
    problems: Vec<(Code, Place, String)>,
    /// Why reading was stopped from within.
    stop: Option<(Code, Place, String)>,
}

#[derive(Clone, Copy)]
struct Seed<'s, 'p> {
    state: &'s RefCell<State<'p>>,
    at: Place,
    depth: usize,
}

impl Seed<'_, '_> {
    fn child(&self, step: Step) -> Self {
        let at = self.state.borrow_mut().places.child(self.at, step);
        Self {
            state: self.state,
            at,
            depth: self.depth + 1,
        }
    }

    fn node(&self, value: Value) -> Node {
        Node { value, at: self.at }
    }

    /// Counts a value; fails where there are too many, or where it is nested too deep.
    fn enter(&self) -> Result<(), String> {
        let mut state = self.state.borrow_mut();
        state.values += 1;
        let (code, message) = if self.depth > MAX_DEPTH {
            let message = format!("the document is nested more than {MAX_DEPTH} deep");
            (Code::TooDeep, message)
        } else if state.values > MAX_VALUES {
            let message = format!("the document has more than {MAX_VALUES} values");
            (Code::TooManyValues, message)
        } else {
            return Ok(());
        };
        state.stop = Some((code, self.at, message.clone()));
        Err(message)
    }

    fn problem(&self, code: Code, message: String) {
        self.state
            .borrow_mut()
            .problems
            .push((code, self.at, message));
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.enter().map_err(D::Error::custom)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }

    /// `serde_yaml` gives a file of comments alone so.
    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.node(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.node(Value::Number(Number::Int(value.into()))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.node(Value::Number(Number::Int(value.into()))))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(self.node(Value::Number(Number::Int(value.into()))))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        let number = i128::try_from(value).map(|value| Number::Int(value.into()));
        let number = number.unwrap_or(Number::Float(value as f64));
        Ok(self.node(Value::Number(number)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(self.node(Value::Number(Number::Float(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(self.node(Value::String(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(self.node(Value::String(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.child(Step::Index(list.len())))? {
            list.push(item);
        }
        Ok(self.node(Value::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut map = Map::default();
        let mut merged = Vec::new();
        let has_merge_keys = self.state.borrow().has_merge_keys;
        while let Some(key) = members.next_key_seed(KeySeed)? {
            let seed = self.child(Step::Key(key.as_str().into()));
            let value = members.next_value_seed(seed)?;
            if has_merge_keys && key == "<<" {
                merged.push(value);
                continue;
            }
            match map.entry(key) {
                Entry::Vacant(entry) => _ = entry.insert(value),
                Entry::Occupied(entry) => seed.problem(
                    Code::DuplicateKey,
                    format!("`{}` stands here a second time", entry.key()),
                ),
            }
        }
        for value in merged {
            merge(&mut map, value);
        }
        Ok(self.node(Value::Map(Box::new(map))))
    }

    /// `serde_yaml` gives a tagged value as an enum.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (tag, value) = tagged.variant_seed(KeySeed)?;
        self.problem(Code::UnsupportedTag, format!("the tag `!{tag}` is ignored"));
        value.newtype_variant_seed(self)
    }
}

/// Merges `value` into `map`, whose own members win (YAML merge key, §1).
fn merge(map: &mut Map, value: Node) {
    match value.value {
        Value::Map(members) => {
            for (key, value) in *members {
                map.entry(key).or_insert(value);
            }
        }
        Value::List(items) => items.into_iter().for_each(|item| merge(map, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A key; in YAML a number, a boolean or null is one as it is written.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a string")
    }

    fn visit_str<E>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }
}
