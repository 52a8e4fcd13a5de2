//! Equal schemas of many operations become one component each.
//!
//! In: operations whose schemas stand inline. Out: the same operations referring to components. Objects
//! with properties, enums of at least two values and whatever upstream calls by a name become components; what
//! is nullable, has a default or is deprecated stays where it stands, as that is said of the place.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    import::document::{
        meaning::{Meanings, children, children_mut},
        names::{self, Claims, assign, pascal, singular},
        places::{Place, schemas_mut},
    },
    rewrite::{is_word, stated},
};

/// What a page calls a schema; taken out of the result.
pub(super) const NAME: &str = "x-specwright-name";

/// Words that may differ from place to place.
const BESIDE: &[&str] = &["description", "example"];

/// Says what is not certain about one place, and so stays there.
const UNCERTAIN: &str = "x-specwright-uncertain";

/// Moves what is shared into components, which it returns.
pub(super) fn share(operations: &mut [(String, &mut Value)]) -> Map<String, Value> {
    let mut shapes = Shapes::default();
    for (key, operation) in operations.iter_mut() {
        let own = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or(key);
        let own = pascal(own);
        let first = success(operation);
        schemas_mut(operation, &mut |place, schema| {
            let (short, long, is_error) = called(&own, place, first.as_deref());
            let at = Around {
                short,
                long,
                operation: key,
                is_error,
                is_variant: false,
            };
            shapes.collect(schema, &at);
        });
    }
    let claims = shapes
        .0
        .iter()
        .map(|(key, shape)| (key.as_str(), &shape.claims));
    let names = assign(&claims.collect());
    for (_, operation) in operations.iter_mut() {
        schemas_mut(operation, &mut |_, schema| shapes.replace(schema, &names));
    }
    let mut components = Map::new();
    for (key, name) in &names {
        let Some(shape) = shapes.0.get(key) else {
            continue;
        };
        let mut schema = shape.schema.clone();
        clean(&mut schema);
        schema
            .as_object_mut()
            .into_iter()
            .for_each(|map| drop(map.shift_remove(UNCERTAIN)));
        children_mut(&mut schema, |_, _, child| shapes.replace(child, &names));
        components.insert(name.clone(), schema);
    }
    components.sort_keys();
    components
}

/// The status of the answer that is called plainly the response.
fn success(operation: &Value) -> Option<String> {
    let responses = operation.get("responses")?.as_object()?;
    let good = responses
        .iter()
        .filter(|(status, response)| status.starts_with('2') && response.get("content").is_some());
    good.map(|(status, _)| status.clone()).min()
}

/// What a schema is called by its place, alone and with what stands around it.
///
/// Bodies and answers are called as HighLevel's documents call most of theirs.
fn called(own: &str, place: Place<'_>, success: Option<&str>) -> (String, String, bool) {
    let twice = |name: String| (name.clone(), name, false);
    match place {
        Place::Body => twice(format!("{own}Dto")),
        Place::Response(status) if Some(status) == success => twice(format!("{own}ResponseDto")),
        Place::Response(status) if status.starts_with('2') => {
            twice(format!("{own}{status}ResponseDto"))
        }
        Place::Response(status) => {
            let name = names::error(status);
            let long = format!("{own}{name}");
            (name, long, true)
        }
        Place::Header(name) | Place::Parameter(name) => {
            (pascal(name), format!("{own}{}", pascal(name)), false)
        }
    }
}

/// Where a schema stands, as far as names go.
struct Around<'a> {
    short: String,
    long: String,
    operation: &'a str,
    is_error: bool,
    /// One of several schemas for the same value has no name of its own.
    is_variant: bool,
}

#[derive(Default)]
struct Shapes(BTreeMap<String, Shape>);

struct Shape {
    claims: Claims,
    schema: Value,
}

impl Shapes {
    fn collect(&mut self, schema: &Value, at: &Around<'_>) {
        let is_named = schema.get(NAME).is_some();
        if let Some(key) = key(schema).filter(|_| is_named || !at.is_variant) {
            let shape = self.0.entry(key).or_insert_with(|| Shape {
                claims: Claims {
                    is_error: at.is_error,
                    ..Claims::default()
                },
                schema: schema.clone(),
            });
            unite(&mut shape.schema, schema);
            let stated = schema.get(NAME).and_then(Value::as_str).and_then(stated);
            shape.claims.stated.extend(stated);
            shape.claims.claim(&at.short, &at.long);
            shape.claims.is_error &= at.is_error;
            shape.claims.operations.insert(at.operation.to_owned());
        }
        children(schema, |member, name, child| {
            let (short, long) = match member {
                "properties" | "patternProperties" => (
                    pascal(&name),
                    format!("{}{}", at.long.trim_end_matches("Dto"), pascal(&name)),
                ),
                "items" | "prefixItems" => (singular(&at.short), singular(&at.long)),
                "additionalProperties" => {
                    (format!("{}Value", at.short), format!("{}Value", at.long))
                }
                _ => (at.short.clone(), at.long.clone()),
            };
            let is_variant = matches!(member, "allOf" | "oneOf" | "anyOf" | "not");
            let is_error = false;
            self.collect(
                child,
                &Around {
                    short,
                    long,
                    operation: at.operation,
                    is_error,
                    is_variant,
                },
            );
        });
    }

    /// Puts references where components stand now.
    fn replace(&self, schema: &mut Value, names: &BTreeMap<String, String>) {
        let found = key(schema).and_then(|key| Some((self.0.get(&key)?, names.get(&key)?)));
        let Some((shape, name)) = found else {
            clean(schema);
            children_mut(schema, |_, _, child| self.replace(child, names));
            return;
        };
        let mut reference = Map::new();
        reference.insert(
            "$ref".to_owned(),
            format!("#/components/schemas/{name}").into(),
        );
        for key in BESIDE {
            let own = schema
                .get(*key)
                .filter(|own| Some(*own) != shape.schema.get(*key));
            reference.extend(own.map(|own| ((*key).to_owned(), own.clone())));
        }
        let note = schema
            .get(UNCERTAIN)
            .map(|note| (UNCERTAIN.to_owned(), note.clone()));
        reference.extend(note);
        *schema = Value::Object(reference);
    }
}

/// What makes two schemas one component; none where it is none.
fn key(schema: &Value) -> Option<String> {
    let map = schema.as_object()?;
    let is_of_the_place = [
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "nullable",
        "$ref",
    ]
    .iter()
    .any(|key| map.contains_key(*key));
    let has_null = |key: &str, null: &Value| {
        map.get(key)
            .and_then(Value::as_array)
            .is_some_and(|list| list.contains(null))
    };
    if is_of_the_place || has_null("type", &json!("null")) || has_null("enum", &Value::Null) {
        return None;
    }
    let has = |key: &str, least: usize| match map.get(key) {
        Some(Value::Array(list)) => list.len() >= least,
        Some(Value::Object(members)) => members.len() >= least,
        _ => false,
    };
    let name = map.get(NAME).and_then(Value::as_str);
    let is_whole = has("properties", 1) || has("enum", 2);
    let meaning = || Meanings::new(&Value::Null).of(schema).to_string();
    match (is_whole, name) {
        (true, _) => Some(meaning()),
        // Text is text wherever it stands, unless upstream has a name for it.
        (false, Some(name)) => Some(format!("{name}:{}", meaning())),
        (false, None) => None,
    }
}

/// Adds the words and notes that `schema` lacks and an equal one has.
pub(super) fn unite(schema: &mut Value, other: &Value) {
    let (Some(own), Some(others)) = (schema.as_object_mut(), other.as_object()) else {
        return;
    };
    for (key, value) in others {
        if is_word(key) && key != NAME && !own.contains_key(key) {
            own.insert(key.clone(), value.clone());
        }
    }
    let mut found: BTreeMap<(&str, String), &Value> = BTreeMap::new();
    children(other, |member, name, child| {
        found.insert((member, name), child);
    });
    children_mut(schema, |member, name, child| {
        if let Some(other) = found.get(&(member, name)) {
            unite(child, other);
        }
    });
}

fn clean(schema: &mut Value) {
    if let Some(map) = schema.as_object_mut() {
        map.shift_remove(NAME);
    }
}
