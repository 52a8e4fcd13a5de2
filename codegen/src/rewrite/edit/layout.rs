//! Where the members of a document stand in its text.
//!
//! In: a text. Out: a [`Spot`] per value with the bytes of its key and of itself.

use std::ops::Range;

use jsonc_parser::{ast, common::Ranged as _};
use saphyr_parser::{Event, Parser, Span};

use crate::source::{Offsets, json};

/// A value in a text.
#[derive(Debug)]
pub(super) struct Spot {
    /// The bytes of the value; of a container in block style they end with its last scalar.
    pub(super) bytes: Range<usize>,
    pub(super) kind: Kind,
}

impl Spot {
    /// Whether this is a container with nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Scalar => false,
            Kind::Map(_, members) => members.is_empty(),
            Kind::List(_, items) => items.is_empty(),
        }
    }
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar,
    Map(Style, Vec<(Key, Spot)>),
    List(Style, Vec<Spot>),
}

/// A key, and where it stands.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) bytes: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Block,
    /// Within brackets, as in JSON.
    Flow,
}

/// Finds where the values of `text` stand; none if it is no YAML, or no JSON.
pub(super) fn layout(text: &str, is_json: bool) -> Option<Spot> {
    match is_json {
        true => json(text).map(of_json),
        false => of_yaml(text),
    }
}

fn of_json(value: ast::Value<'_>) -> Spot {
    let range = value.range();
    let kind = match value {
        ast::Value::Object(object) => {
            let members = object.properties.into_iter().map(|member| {
                let range = member.name.range();
                let key = Key {
                    bytes: range.start..range.end,
                    text: member.name.into_string(),
                };
                (key, of_json(member.value))
            });
            Kind::Map(Style::Flow, members.collect())
        }
        ast::Value::Array(list) => {
            let items = list.elements.into_iter().map(of_json);
            Kind::List(Style::Flow, items.collect())
        }
        ast::Value::StringLit(_)
        | ast::Value::NumberLit(_)
        | ast::Value::BooleanLit(_)
        | ast::Value::NullKeyword(_) => Kind::Scalar,
    };
    Spot {
        bytes: range.start..range.end,
        kind,
    }
}

fn of_yaml(text: &str) -> Option<Spot> {
    let offsets = Offsets::new(text);
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let done = match event {
            Event::Scalar(value, ..) => {
                let bytes = trimmed(text, &offsets, span);
                if let Some(Open {
                    is_map: true,
                    key: key @ None,
                    ..
                }) = open.last_mut()
                {
                    *key = Some(Key {
                        text: value.into_owned(),
                        bytes,
                    });
                    continue;
                }
                Spot {
                    bytes,
                    kind: Kind::Scalar,
                }
            }
            Event::Alias(_) => Spot {
                bytes: trimmed(text, &offsets, span),
                kind: Kind::Scalar,
            },
            Event::MappingStart(..) => {
                open.push(Open::new(text, &offsets, span, true));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open::new(text, &offsets, span, false));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let at = offsets.extent(span).bytes.start;
                open.pop()?.close(text, at)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => continue,
        };
        match open.last_mut() {
            Some(frame) => frame.add(done),
            None => return Some(done),
        }
    }
    None
}

/// The bytes of an event without the white space behind it, which a block of text has.
fn trimmed(text: &str, offsets: &Offsets<'_>, span: Span) -> Range<usize> {
    let bytes = offsets.extent(span).bytes;
    let own = text.get(bytes.clone()).unwrap_or_default();
    bytes.start..bytes.start + own.trim_end().len()
}

/// A container that is not closed yet.
struct Open {
    start: usize,
    is_map: bool,
    style: Style,
    key: Option<Key>,
    members: Vec<(Option<Key>, Spot)>,
}

impl Open {
    fn new(text: &str, offsets: &Offsets<'_>, span: Span, is_map: bool) -> Self {
        let start = offsets.extent(span).bytes.start;
        let mut rest = text.get(start..).unwrap_or_default();
        // A tag or an anchor stands before the value that it is of.
        while rest.starts_with(['!', '&']) {
            let after = rest.split_once(char::is_whitespace);
            rest = after.map_or("", |(_, rest)| rest.trim_start());
        }
        let style = match rest.starts_with(['{', '[']) {
            true => Style::Flow,
            false => Style::Block,
        };
        Self {
            start,
            is_map,
            style,
            key: None,
            members: Vec::new(),
        }
    }

    fn add(&mut self, spot: Spot) {
        self.members.push((self.key.take(), spot));
    }

    /// Ends it by an event at the byte `at`, which is that of a comma where one stands before the bracket.
    fn close(self, text: &str, at: usize) -> Spot {
        let Self {
            start,
            is_map,
            style,
            members,
            ..
        } = self;
        let last = members.last().map(|(key, spot)| {
            let key = key.as_ref().map_or(0, |key| key.bytes.end);
            spot.bytes.end.max(key)
        });
        let end = match style {
            Style::Flow => closing(text, at),
            Style::Block => last.unwrap_or(start),
        };
        let kind = match is_map {
            true => Kind::Map(
                style,
                members
                    .into_iter()
                    .filter_map(|(key, spot)| Some((key?, spot)))
                    .collect(),
            ),
            false => Kind::List(style, members.into_iter().map(|(_, spot)| spot).collect()),
        };
        Spot {
            bytes: start..end,
            kind,
        }
    }
}

/// The byte behind the bracket that comes at `at`, or behind a comma, white space and comments there.
fn closing(text: &str, at: usize) -> usize {
    let mut rest = text.get(at..).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches(|letter: char| letter == ',' || letter.is_whitespace());
        match rest.strip_prefix('#') {
            Some(comment) => rest = comment.trim_start_matches(|letter| letter != '\n'),
            None => break,
        }
    }
    let is_bracket = rest.starts_with(['}', ']']);
    text.len() - rest.len() + usize::from(is_bracket)
}
