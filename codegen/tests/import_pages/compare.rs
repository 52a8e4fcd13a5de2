//! The differences of what a page says from what is so.

use std::fmt;

use serde_json::{Map, Value, json};

/// Something that is not what the official document says.
#[derive(Debug, Clone)]
pub struct Difference {
    pub place: String,
    pub page: Value,
    pub official: Value,
    /// Whether the document says that this place is uncertain.
    pub covered: bool,
    /// Whether it is a `required` that the site loses.
    pub lost: bool,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            page,
            official,
            ..
        } = self;
        let cut = |value: &Value| value.to_string().chars().take(160).collect::<String>();
        write!(f, "{place}: {} is {}", cut(page), cut(official))
    }
}

/// The limits that a page shows.
pub const LIMITS: &[&str] = &[
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
];

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Compares what a page says with what is so.
pub fn compare(
    page: &Value,
    truth: &Value,
    place: String,
    covered: bool,
    found: &mut Vec<Difference>,
) {
    let unseen = "the page does not show what the items are";
    if truth.get("any").is_some() || page.get("any").is_some() || page["uncertain"] == unseen {
        return;
    }
    let note = page["uncertain"].as_str();
    let maybe_required = note.is_some_and(|note| note.starts_with("it may be required"));
    let covered = covered || note.is_some() && !maybe_required;
    let differ = |key: &str, page: &Value, official: &Value, lost: bool| Difference {
        place: format!("{place}/{key}"),
        page: page.clone(),
        official: official.clone(),
        covered,
        lost,
    };
    let keys = [
        "type",
        "nullable",
        "deprecated",
        "enum",
        "format",
        "default",
        "required",
    ];
    for key in keys.iter().chain(LIMITS) {
        let (one, other) = (&page[*key], &truth[*key]);
        let like = |value: &Value| {
            if value.is_null() {
                "false".to_owned()
            } else {
                text(value)
            }
        };
        let number = one.as_f64().is_some() && one.as_f64() == other.as_f64();
        if like(one) != like(other) && !number {
            let lost = *key == "required" && truth["lost"] == true && other == true;
            let mut difference = differ(key, one, other, lost);
            difference.covered |= maybe_required && *key == "required";
            found.push(difference);
        }
    }
    for key in ["items", "additionalProperties"] {
        match (page.get(key), truth.get(key)) {
            (None, None) => {}
            (Some(one), Some(other)) => {
                compare(one, other, format!("{place}/{key}"), covered, found)
            }
            (one, other) => found.push(differ(
                key,
                one.unwrap_or(&Value::Null),
                other.unwrap_or(&Value::Null),
                false,
            )),
        }
    }
    let list = |value: &Value| value["oneOf"].as_array().cloned().unwrap_or_default();
    let (ours, theirs) = (list(page), list(truth));
    if ours.len() != theirs.len() {
        found.push(differ(
            "oneOf",
            &json!(ours.len()),
            &json!(theirs.len()),
            false,
        ));
    } else {
        for (index, (one, other)) in ours.iter().zip(&theirs).enumerate() {
            compare(one, other, format!("{place}/oneOf/{index}"), covered, found);
        }
    }
    let empty = Map::new();
    let ours = page["properties"].as_object().unwrap_or(&empty);
    let theirs = truth["properties"].as_object().unwrap_or(&empty);
    for (name, one) in ours {
        match theirs.get(name) {
            Some(other) => compare(one, other, format!("{place}/{name}"), covered, found),
            None => {
                let mut found_here = differ(name, one, &Value::Null, false);
                found_here.covered |= one.get("uncertain").is_some();
                found.push(found_here);
            }
        }
    }
    for (name, other) in theirs {
        if !ours.contains_key(name) {
            found.push(differ(name, &Value::Null, other, false));
        }
    }
}
