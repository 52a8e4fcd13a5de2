//! The example of a schema held against what stands at its fields.
//!
//! The site computes the example from the fields: a field's own example, else its default, else the
//! first value of its enum, else a word for its type. Where the two differ, either words have gone
//! astray or an object's example was written by hand; neither is ours to tell apart.

use serde_json::Value;

use super::{
    Notes, field,
    nest::Node,
    tokens::{Field, Token},
};
use crate::diagnostic::Code;

/// Reports fields whose example is not the one in the example of the whole.
pub(super) fn check(node: &Node, tokens: &[Token], example: &Value, notes: &mut Notes<'_>) {
    match (node, example) {
        (Node::Object(children), Value::Object(object)) => {
            for child in children {
                let Some(Token::Field(field)) = tokens.get(child.token) else {
                    continue;
                };
                let Some(value) = object.get(&field.name) else {
                    continue;
                };
                match &*child.node {
                    Node::Leaf => leaf(field, value, notes),
                    node => check(node, tokens, value, notes),
                }
            }
        }
        (Node::List(node), Value::Array(items)) => match (&**node, items.first()) {
            (Node::Choice(..), _) => check(node, tokens, example, notes),
            (_, Some(first)) => check(node, tokens, first, notes),
            (_, None) => {}
        },
        (Node::Choice(_, nodes), Value::Array(items)) => {
            for (node, item) in nodes.iter().zip(items) {
                check(node, tokens, item, notes);
            }
        }
        (Node::Choice(_, nodes), _) => {
            if let Some(first) = nodes.first() {
                check(first, tokens, example, notes);
            }
        }
        _ => {}
    }
}

fn leaf(field: &Field, value: &Value, notes: &mut Notes<'_>) {
    let words = |value: &Value| match value {
        Value::String(text) => text.trim().to_owned(),
        // `1.0` and `1` are one number.
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    };
    let limits = &field.limits;
    if let (Some(values), Some(own)) = (&limits.values, &field.example)
        && field.ty.lists == 0
        && !values.contains(own)
    {
        let message = format!("the example of `{}` is none of its values", field.name);
        notes.report(Code::ImportExample, &field.at, message);
    }
    let scalar = field.ty.lists == 0
        && matches!(
            field.ty.base(),
            Some("string" | "number" | "integer" | "boolean")
        );
    let wrong = field.ty.lists > 0 && !value.is_array()
        || scalar && (value.is_array() || value.is_object());
    if wrong {
        let message = format!(
            "`{}` is {value} in the example, which is not of its type",
            field.name
        );
        notes.report(Code::ImportExample, &field.at, message);
        return;
    }
    let Some(expected) = sample(field) else {
        return;
    };
    if words(&expected) != words(value) {
        let message = format!(
            "by its example `{}` is {value}, by its own words {expected}",
            field.name
        );
        notes.report(Code::ImportExample, &field.at, message);
    }
}

/// What the site shows for a field, if that is known.
fn sample(field: &Field) -> Option<Value> {
    let base = if field.ty.lists > 0 {
        Some("array")
    } else {
        field.ty.base()
    };
    let own = field.example.as_ref().or(field.default.as_ref());
    if let Some(code) = own {
        return Some(field::value(code, base));
    }
    if field.ty.lists > 0 {
        return None;
    }
    let first = field
        .limits
        .values
        .as_ref()
        .and_then(|values| values.first());
    if let Some(code) = first {
        return Some(field::value(code, base));
    }
    // A format, a pattern or a limit gives another word.
    let plain = field.limits == field::Limits::default() && Some(field.ty.word.as_str()) == base;
    match base.filter(|_| plain)? {
        "string" => Some("string".into()),
        "boolean" => Some(true.into()),
        "number" | "integer" => Some(0.into()),
        _ => None,
    }
}
