//! Holding a JSON answer against its schema, for the kinds of drift that a client notices.

use serde_json::Value;

use crate::observe::{
    Kind,
    action::takes,
    document::{Document, Place},
    infer::{Shape, type_of},
    path::Step,
};

/// One disagreement.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) kind: Kind,
    pub(super) path: Vec<Step>,
    pub(super) found: Option<String>,
    pub(super) value: Option<String>,
    pub(super) shape: Shape,
}

/// The deepest value that is looked into.
const DEEPEST: usize = 100;

/// Notes where `value` and the schema at `place` disagree.
pub(super) fn check(
    document: &Document,
    place: &[String],
    value: &Value,
) -> Result<Vec<Note>, String> {
    let mut notes = Vec::new();
    one(document, place, value, &mut Vec::new(), &mut notes)?;
    Ok(notes)
}

fn one(
    document: &Document,
    place: &[String],
    value: &Value,
    path: &mut Vec<Step>,
    notes: &mut Vec<Note>,
) -> Result<(), String> {
    if path.len() > DEEPEST {
        return Ok(());
    }
    let all = chosen(document, place, value, path)?;
    if !fits(document, &all, value, path, notes) {
        return Ok(());
    }
    match value {
        Value::Object(map) => {
            for name in all.iter().flat_map(|part| required(document, part)) {
                if !map.contains_key(&name) {
                    path.push(Step::Key(name));
                    notes.push(plain(Kind::MissingField, path));
                    path.pop();
                }
            }
            for (key, value) in map {
                member(document, &all, (key, value), path, notes)?;
            }
        }
        Value::Array(list) => {
            let places: Vec<Place> = all
                .iter()
                .flat_map(|part| document.down(part, &Step::Item))
                .collect();
            path.push(Step::Item);
            // A tuple is not looked into.
            if let [place] = places.as_slice() {
                for item in list {
                    one(document, place, item, path, notes)?;
                }
            }
            path.pop();
        }
        _ => {}
    }
    Ok(())
}

fn plain(kind: Kind, path: &[Step]) -> Note {
    Note {
        kind,
        path: path.to_vec(),
        found: None,
        value: None,
        shape: Shape::default(),
    }
}

/// The schemas that hold for a value; of a union that which has the least against it.
fn chosen(
    document: &Document,
    place: &[String],
    value: &Value,
    path: &mut Vec<Step>,
) -> Result<Vec<Place>, String> {
    let parts = document.parts(place)?;
    let mut all = parts.all;
    for union in parts.unions {
        let mut best: Option<(usize, Place)> = None;
        for member in union {
            let mut tried = Vec::new();
            one(document, &member, value, path, &mut tried)?;
            if best.as_ref().is_none_or(|(least, _)| tried.len() < *least) {
                best = Some((tried.len(), member));
            }
        }
        if let Some((_, member)) = best {
            all.extend(document.flat(&member)?.0);
        }
    }
    Ok(all)
}

/// Whether type and enum are those of the schemas; notes what is not.
fn fits(
    document: &Document,
    all: &[Place],
    value: &Value,
    path: &[Step],
    notes: &mut Vec<Note>,
) -> bool {
    let found = type_of(value);
    let typed: Vec<&Place> = all
        .iter()
        .filter(|part| document.member(part, "type").is_some())
        .collect();
    let nullable = value.is_null() && all.iter().any(|part| takes(document, part, found));
    if !nullable && typed.iter().any(|part| !takes(document, part, found)) {
        notes.push(Note {
            found: Some(found.to_owned()),
            ..plain(Kind::OtherType, path)
        });
        return false;
    }
    let unlisted = |part: &&Place| {
        let listed = document.member(part, "enum").and_then(Value::as_array);
        let only = document.member(part, "const");
        listed.is_some_and(|values| !values.contains(value))
            || only.is_some_and(|only| only != value)
    };
    if !value.is_null() && all.iter().any(|part| unlisted(&part)) {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        notes.push(Note {
            value: Some(text),
            ..plain(Kind::UnknownValue, path)
        });
        return false;
    }
    true
}

fn required(document: &Document, part: &[String]) -> Vec<String> {
    let names = document.member(part, "required").and_then(Value::as_array);
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

fn member(
    document: &Document,
    all: &[Place],
    (key, value): (&str, &Value),
    path: &mut Vec<Step>,
    notes: &mut Vec<Note>,
) -> Result<(), String> {
    let named = Step::Key(key.to_owned());
    for step in [named.clone(), Step::Any] {
        let places: Vec<Place> = all
            .iter()
            .flat_map(|part| document.down(part, &step))
            .collect();
        if places.is_empty() {
            continue;
        }
        path.push(step);
        for place in places {
            one(document, &place, value, path, notes)?;
        }
        path.pop();
        return Ok(());
    }
    let is_open = all
        .iter()
        .any(|part| document.member(part, "additionalProperties") == Some(&Value::Bool(true)));
    let has_members = all
        .iter()
        .any(|part| document.member(part, "properties").is_some());
    if !is_open && has_members {
        path.push(named);
        notes.push(Note {
            kind: Kind::UnknownField,
            path: path.clone(),
            found: None,
            value: None,
            shape: Shape::of(value),
        });
        path.pop();
    }
    Ok(())
}
