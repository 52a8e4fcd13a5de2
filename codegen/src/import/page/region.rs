//! The blocks of a body or an answer to a schema.

use std::ops::Range;

use serde_json::{Map, Value};

use super::{
    Notes, anchor,
    nest::{Exact, Nest, Node},
    samples,
    schema::{UNCERTAIN, Writer},
    text::Block,
    tokens,
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
        notes.report(
            Code::ImportNesting,
            &place,
            "the brackets of lists do not fit each other",
        );
        let mut schema = Map::new();
        schema.insert(
            UNCERTAIN.to_owned(),
            "the brackets of lists do not fit each other".into(),
        );
        return (region.description, schema);
    };
    let node = match nest.exact(example) {
        Exact::One(node) => {
            if let Some(example) = example {
                samples::check(&node, tokens, example, notes);
            }
            node
        }
        Exact::Several(_) => {
            why = Some("the page can be read in several ways");
            notes.report(
                Code::ImportNesting,
                &place,
                "what stands within what can be read in several ways",
            );
            anchor::read(&nest, example)
        }
        Exact::None => anchor::read(&nest, example),
    };
    if let Node::Uncertain(_, why) = &node {
        notes.report(
            Code::ImportNesting,
            &place,
            format!("the schema is not certain: {why}"),
        );
    }
    let shows = match example {
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) | None => false,
    };
    if tokens.is_empty() && shows {
        why = Some("its example has members that the page does not show");
        notes.report(
            Code::ImportNesting,
            at,
            "the example has members and the schema has none",
        );
    }
    if tokens.is_empty() && !shows && why.is_none() {
        why = Some("the page shows no schema");
        notes.report(Code::ImportType, at, "no schema is shown here");
    }
    let mut writer = Writer { tokens, notes };
    let mut schema = writer.node(&node);
    if let Some(why) = why {
        schema.entry(UNCERTAIN).or_insert_with(|| why.into());
    }
    (region.description, schema)
}
