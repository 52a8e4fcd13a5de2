//! The blocks of a body or an answer to a schema.

use std::{ops::Range, rc::Rc};

use serde_json::{Map, Value};

use super::{
    Notes, anchor,
    nest::{Exact, Nest, Node},
    samples,
    schema::{self, Writer},
    text::Block,
    tokens::{self, Token},
};
use crate::diagnostic::Code;

/// Reads the words before a schema, and the schema.
///
/// `example` is what the site computed from the same schema; `at` is where to report what is about
/// the whole.
pub(super) fn read(
    blocks: &[Block],
    example: Option<&Value>,
    at: &Range<usize>,
    notes: &mut Notes<'_>,
) -> (Vec<String>, Map<String, Value>) {
    let region = tokens::read(blocks);
    let mut why = None;
    for stray in &region.strays {
        notes.report(
            Code::ImportStray,
            stray,
            "these words belong to nothing that the page describes here",
        );
        why = Some("words stand in it that belong to nothing");
    }
    let tokens = &region.tokens;
    let place = tokens.first().map_or(at, |token| token.at()).clone();
    let Some(nest) = Nest::new(tokens) else {
        let message = "the brackets of lists do not fit each other";
        notes.report(Code::ImportNesting, &place, message);
        let mut schema = Map::new();
        schema::doubt(&mut schema, message);
        return (region.description, schema);
    };
    let node = nesting(&nest, example, &place, notes);
    why = why.or(nothing_shown(tokens, example, at, notes));
    let mut schema = Writer { tokens, notes }.node(&node);
    if let Some(why) = why {
        schema::doubt(&mut schema, why);
    }
    (region.description, schema)
}

/// Finds what stands within what.
fn nesting(
    nest: &Nest<'_>,
    example: Option<&Value>,
    place: &Range<usize>,
    notes: &mut Notes<'_>,
) -> Node {
    let node = match nest.exact(example) {
        Exact::One(node) => {
            if let Some(example) = example {
                samples::check(&node, nest.tokens, example, notes);
            }
            node
        }
        Exact::Several => {
            let why = "the page can be read in several ways";
            let node = anchor::read(nest, example);
            Node::Uncertain(Rc::new(node), why.to_owned())
        }
        Exact::None => anchor::read(nest, example),
    };
    if let Node::Uncertain(_, why) = &node {
        let message = format!("the schema is not certain: {why}");
        notes.report(Code::ImportNesting, place, message);
    }
    node
}

/// Says why a region without a schema is not certain.
fn nothing_shown(
    tokens: &[Token],
    example: Option<&Value>,
    at: &Range<usize>,
    notes: &mut Notes<'_>,
) -> Option<&'static str> {
    if !tokens.is_empty() {
        return None;
    }
    let shows = match example {
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) | None => false,
    };
    if shows {
        let message = "the example has members and the schema has none";
        notes.report(Code::ImportNesting, at, message);
        return Some("its example has members that the page does not show");
    }
    notes.report(Code::ImportType, at, "no schema is shown here");
    Some("the page shows no schema")
}
