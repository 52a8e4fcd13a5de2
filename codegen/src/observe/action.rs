//! What is to change in the document for what was seen.

use serde_json::{Map, Value, json};

use crate::observe::{
    Kind, Seen,
    document::{Document, Place},
    infer::{Shape, plain},
    path::Step,
};

/// A change to one place of the document.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) what: What,
    at: Place,
    pub(super) summary: String,
    /// What was seen there, for fields and answers that are new.
    pub(super) shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    EnumValue(Value),
    Property(String),
    NotRequired(String),
    Type(String),
    Status(String),
}

impl Change {
    fn new(what: What, at: Place, summary: String) -> Self {
        Self {
            what,
            at,
            summary,
            shape: Shape::default(),
        }
    }

    /// Where the enum is that it adds a value to, if it does.
    pub(super) fn enumeration(&self) -> Option<&Place> {
        matches!(self.what, What::EnumValue(_)).then_some(&self.at)
    }

    /// Tells changes apart, and gives them their order.
    pub(super) fn key(&self) -> String {
        format!("{} {:?}", target(&self.at), self.what)
    }

    /// The actions that make the change.
    pub(super) fn actions(&self, document: &Document, evidence: &str) -> Vec<Value> {
        let is_30 = document.is_30();
        let about = format!("{}, {evidence}.", self.summary);
        let update = |value: Value| json!({ "target": target(&self.at), "description": about, "update": value });
        let remove = |tail: &str| {
            let target = format!("{}{tail}", target(&self.at));
            json!({ "target": target, "description": about, "remove": true })
        };
        match &self.what {
            What::EnumValue(value) => match document.member(&self.at, "const") {
                Some(only) => {
                    let values = update(json!({ "enum": [only, value] }));
                    vec![values, remove(".const")]
                }
                None => vec![update(json!({ "enum": [value] }))],
            },
            What::Property(name) => {
                let mut properties = Map::new();
                properties.insert(name.clone(), self.shape.schema(is_30));
                vec![update(json!({ "properties": properties }))]
            }
            What::NotRequired(name) => {
                let name = quoted(name);
                vec![remove(&format!(".required[?@ == {name}]"))]
            }
            What::Type(found) => self.widen(document, found, &update, &remove),
            What::Status(status) => {
                let mut response =
                    json!({ "description": "Seen in answers, and not described by upstream." });
                if self.shape.is_known() {
                    let media =
                        json!({ "application/json": { "schema": self.shape.schema(is_30) } });
                    if let Some(map) = response.as_object_mut() {
                        map.insert("content".to_owned(), media);
                    }
                }
                let mut responses = Map::new();
                responses.insert(status.clone(), response);
                vec![update(json!({ "responses": responses }))]
            }
        }
    }

    fn widen(
        &self,
        document: &Document,
        found: &str,
        update: &dyn Fn(Value) -> Value,
        remove: &dyn Fn(&str) -> Value,
    ) -> Vec<Value> {
        let is_30 = document.is_30();
        let here = |key: &str| document.member(&self.at, key);
        let is_null = found == "null";
        if let Some(reference) = here("$ref") {
            // What others refer to as well stays as it is.
            let reference = json!({ "$ref": reference });
            let instead = match (is_null, is_30) {
                (true, true) => json!({ "allOf": [reference], "nullable": true }),
                _ => json!({ "anyOf": [reference, plain(found)] }),
            };
            return vec![remove("['$ref']"), update(instead)];
        }
        for union in ["oneOf", "anyOf"] {
            if here(union).is_some() && !(is_null && is_30) {
                return vec![update(json!({ union: [plain(found)] }))];
            }
        }
        let mut change = Map::new();
        if is_null && here("enum").is_some() {
            change.insert("enum".to_owned(), json!([null]));
        }
        match here("type") {
            _ if is_null && is_30 => drop(change.insert("nullable".to_owned(), json!(true))),
            Some(Value::String(only)) if only == "integer" && found == "number" => {
                change.insert("type".to_owned(), json!("number"));
            }
            Some(Value::String(only)) if is_30 => {
                change.insert("anyOf".to_owned(), json!([plain(only), plain(found)]));
                return vec![update(Value::Object(change)), remove(".type")];
            }
            Some(Value::String(only)) => {
                change.insert("type".to_owned(), json!([only, found]));
            }
            _ => drop(change.insert("type".to_owned(), json!([found]))),
        }
        vec![update(Value::Object(change))]
    }
}

/// What to change; nothing if the document says it already, or why it cannot be told.
pub(super) fn change(document: &Document, seen: &Seen) -> Result<Option<Change>, String> {
    let operation = document.operation(&seen.operation)?;
    if seen.kind == Kind::UndocumentedStatus {
        if document.response(operation, seen.status).is_some() {
            return Ok(None);
        }
        let status = seen.status.to_string();
        let summary = format!("add {status} to `{}`", seen.operation);
        return Ok(Some(Change::new(
            What::Status(status),
            operation.at.clone(),
            summary,
        )));
    }
    let root = document.answer(operation, seen.status)?;
    match seen.kind {
        Kind::UnknownValue => value(document, &root, seen),
        Kind::OtherType => other_type(document, &root, seen),
        _ => member(document, &root, seen),
    }
}

/// The schemas that a path leads to, those of unions and references included, and whether there is a choice.
fn flat(
    document: &Document,
    root: &[String],
    steps: &[Step],
) -> Result<(Vec<Place>, bool), String> {
    let places = document.descend(root, steps)?;
    let (mut all, mut is_choice) = (Vec::new(), places.len() > 1);
    for place in places {
        let (parts, choice) = document.flat(&place)?;
        is_choice |= choice;
        all.extend(
            parts
                .into_iter()
                .filter(|part| !all.contains(part))
                .collect::<Vec<_>>(),
        );
    }
    Ok((all, is_choice))
}

fn one(places: Vec<Place>, what: &str) -> Result<Place, String> {
    let mut each = places.iter();
    match (each.next(), each.next()) {
        (Some(only), None) => Ok(only.clone()),
        (None, _) => Err(format!("no {what} stands there in the document")),
        _ => {
            let all: Vec<String> = places.iter().map(|place| target(place)).collect();
            Err(format!(
                "it may belong to several schemas: {}",
                all.join(", ")
            ))
        }
    }
}

fn value(document: &Document, root: &[String], seen: &Seen) -> Result<Option<Change>, String> {
    let (all, _) = flat(document, root, &seen.path)?;
    let lists = |place: &&Place| {
        ["enum", "const"]
            .iter()
            .any(|key| document.member(place, key).is_some())
    };
    let places: Vec<Place> = all.iter().filter(lists).cloned().collect();
    let Some(text) = &seen.value else {
        let what = "the value was not recorded; have it written by `DriftFile::with_contents`";
        return Err(what.to_owned());
    };
    let is_there = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
            == *text
    };
    if places
        .iter()
        .any(|place| values(document, place).into_iter().any(is_there))
    {
        return Ok(None);
    }
    if text.chars().count() >= 256 {
        return Err("the value may have been cut at 256 characters".to_owned());
    }
    let at = one(places, "enum")?;
    let is_text = values(document, &at).into_iter().any(Value::is_string);
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) if !is_text => value,
        _ => json!(text),
    };
    let summary = format!("add `{text}` to {}", name(&at));
    Ok(Some(Change::new(What::EnumValue(value), at, summary)))
}

/// The values that an enum lists.
pub(super) fn values<'d>(document: &'d Document, place: &[String]) -> Vec<&'d Value> {
    let listed = document.member(place, "enum").and_then(Value::as_array);
    let only = document.member(place, "const");
    listed.into_iter().flatten().chain(only).collect()
}

fn member(document: &Document, root: &[String], seen: &Seen) -> Result<Option<Change>, String> {
    let Some((last, parents)) = seen.path.split_last() else {
        return Err("the path names no member".to_owned());
    };
    let Step::Key(key) = last else {
        return Err("the path ends at no member".to_owned());
    };
    let (all, is_choice) = flat(document, root, parents)?;
    let requires = |place: &&Place| {
        let required = document.member(place, "required").and_then(Value::as_array);
        required.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(key)))
    };
    if seen.kind == Kind::MissingField {
        let places: Vec<Place> = all.iter().filter(requires).cloned().collect();
        if places.is_empty() {
            return Ok(None);
        }
        let at = one(places, "required member")?;
        let summary = format!("do not require `{key}` of {}", name(&at));
        return Ok(Some(Change::new(
            What::NotRequired(key.clone()),
            at,
            summary,
        )));
    }
    if all.iter().any(|part| !document.down(part, last).is_empty()) {
        return Ok(None);
    }
    let has_members = |place: &&Place| document.member(place, "properties").is_some();
    let mut places: Vec<Place> = all.iter().filter(has_members).cloned().collect();
    if places.is_empty() {
        places = all
            .iter()
            .filter(|place| document.member(place, "$ref").is_none())
            .cloned()
            .collect();
    }
    if !is_choice {
        // All of them hold, so the first will do.
        places.truncate(1);
    }
    let at = one(places, "object")?;
    let summary = format!("add the property `{key}` to {}", name(&at));
    Ok(Some(Change::new(What::Property(key.clone()), at, summary)))
}

fn other_type(document: &Document, root: &[String], seen: &Seen) -> Result<Option<Change>, String> {
    let found = seen.found.as_deref().unwrap_or_default();
    let known = [
        "string", "integer", "number", "boolean", "null", "object", "array",
    ];
    if !known.contains(&found) {
        return Err("the answer was no JSON, so there is no type for it".to_owned());
    }
    let at = one(document.descend(root, &seen.path)?, "schema")?;
    let (all, _) = document.flat(&at)?;
    // Null as a choice of its own stands among no other choices.
    let choices = |place: &Place| {
        let unions = ["oneOf", "anyOf"].map(|key| document.children(place, key));
        unions.into_iter().flatten()
    };
    let mut every = all.iter().cloned().chain(all.iter().flat_map(choices));
    if every.any(|place| takes(document, &place, found)) {
        return Ok(None);
    }
    let here = |key: &str| document.member(&at, key).is_some();
    if here("enum") && found != "null" {
        return Err(format!(
            "{found} stands where an enum lists values of another type"
        ));
    }
    if !["type", "$ref", "oneOf", "anyOf"]
        .iter()
        .any(|key| here(key))
    {
        return Err(format!(
            "{found} stands where {} says what it may be in another way",
            target(&at)
        ));
    }
    let summary = format!("let {} be {found}", name(&at));
    Ok(Some(Change::new(What::Type(found.to_owned()), at, summary)))
}

/// Whether a schema says that its values may be of a type.
pub(super) fn takes(document: &Document, place: &[String], found: &str) -> bool {
    let is_it = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        name == found || (name == "number" && found == "integer")
    };
    let nullable = document.member(place, "nullable") == Some(&json!(true));
    let types = match document.member(place, "type") {
        Some(Value::Array(list)) => list.iter().any(is_it),
        Some(only) => is_it(only),
        None => false,
    };
    types || (found == "null" && nullable)
}

/// What a place is called for people.
fn name(at: &[String]) -> String {
    match at {
        [components, schemas, rest @ ..] if components == "components" && schemas == "schemas" => {
            let words = rest.iter().filter(|word| *word != "properties");
            let words: Vec<&str> = words.map(String::as_str).collect();
            format!("`{}`", words.join("."))
        }
        _ => format!("`{}`", target(at)),
    }
}

/// A place as JSONPath (RFC 9535).
pub(super) fn target(at: &[String]) -> String {
    let mut text = "$".to_owned();
    let mut is_list = false;
    for key in at {
        let mut characters = key.chars();
        let is_plain = characters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && characters.all(|rest| rest.is_ascii_alphanumeric() || rest == '_');
        let is_index = is_list && key.bytes().all(|byte| byte.is_ascii_digit());
        text.push_str(&match (is_plain, is_index) {
            (true, _) => format!(".{key}"),
            (_, true) => format!("[{key}]"),
            _ => format!("[{}]", quoted(key)),
        });
        is_list = matches!(key.as_str(), "allOf" | "oneOf" | "anyOf" | "prefixItems");
    }
    text
}

fn quoted(key: &str) -> String {
    let json = Value::from(key).to_string();
    let inner = json
        .trim_matches('"')
        .replace("\\\"", "\"")
        .replace('\'', "\\'");
    if key.starts_with('"') || key.ends_with('"') {
        return json;
    }
    format!("'{inner}'")
}
