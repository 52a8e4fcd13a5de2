//! What is changed in a trial, and into what.

use serde_json::{Map, Value, json};

/// Numbers that are the same in each run (xorshift).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Texts that a writer of YAML may get wrong.
const TEXTS: &[&str] = &[
    "word",
    "yes",
    "NULL",
    "2021-04-15",
    "1e3",
    "0x1f",
    "a: b",
    "a #b",
    "# a",
    "",
    " a",
    "a ",
    "- a",
    "? a",
    "/a/{b}",
    "{a}",
    "[a]",
    "'a'",
    "\"a\"",
    "a\\b",
    "two\nlines",
    "two\nlines\n",
    "two\n\n  lines",
    "\n",
    "ä 😀",
    "\u{7f}\u{85}\u{feff}",
    "a\tb",
    "@a",
    "%a",
    "&a",
    "*a",
    "!a",
    "~",
    ".5",
    ".inf",
    "<<",
    "=",
    "a:",
    "|",
    ">",
];

/// What is put into documents: all that a writer of YAML may get wrong.
pub(super) fn values() -> Vec<Value> {
    let mut values: Vec<Value> = TEXTS.iter().copied().map(Value::from).collect();
    let list = Value::from(TEXTS);
    let map: Map<_, _> = TEXTS
        .iter()
        // As a key it merges, however it is quoted.
        .filter(|text| **text != "<<")
        .map(|text| ((*text).to_owned(), json!([text])))
        .collect();
    values.extend([
        json!(null),
        json!(true),
        json!(-3),
        json!(1.5),
        json!(u64::MAX),
        json!({}),
        json!([]),
        json!(["a", "b"]),
        json!([[], [["a"], {}], { "a": [{ "b": "c", "d": [] }] }]),
        json!({ "type": "object", "required": ["a"], "properties": { "a": { "enum": ["x", null] }, "b": {} } }),
        list,
        Value::Object(map),
    ]);
    values
}

/// The places of all values but the whole.
pub(super) fn places(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => (0..).map(|at: usize| at.to_string()).zip(items).collect(),
        _ => return,
    };
    for (step, value) in members {
        at.push(step);
        found.push(at.clone());
        places(value, at, found);
        at.pop();
    }
}

fn step<'v>(value: &'v mut Value, step: &str) -> &'v mut Value {
    match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().unwrap()).unwrap(),
        value => value.get_mut(step).unwrap(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rewrite::edit) enum Change {
    Set,
    Remove,
    Add,
}

/// Changes a document at one place.
pub(in crate::rewrite::edit) fn change(
    document: &Value,
    path: &[String],
    change: Change,
    value: Value,
    at: usize,
) -> Value {
    let mut document = document.clone();
    let (last, parents) = path.split_last().unwrap();
    let parent = parents
        .iter()
        .fold(&mut document, |value, key| step(value, key));
    match (change, parent) {
        (Change::Set, parent) => *step(parent, last) = value,
        (Change::Remove, Value::Object(map)) => drop(map.shift_remove(last)),
        (Change::Remove, Value::Array(items)) => drop(items.remove(last.parse().unwrap())),
        (Change::Add, parent) => match step(parent, last) {
            Value::Object(map) => drop(map.insert(format!("new {at}"), value)),
            Value::Array(items) => items.insert(at % (items.len() + 1), value),
            other => *other = value,
        },
        _ => {}
    }
    document
}
