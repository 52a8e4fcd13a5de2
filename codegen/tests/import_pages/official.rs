//! The official documents, made alike with what a page can show.

use std::{cell::RefCell, collections::BTreeMap, fs, path::Path, rc::Rc};

use serde_json::{Map, Value, json};

use crate::compare::{Difference, LIMITS, compare, text};

/// A folder of official documents.
pub struct Official {
    root: std::path::PathBuf,
    files: RefCell<BTreeMap<String, Rc<Value>>>,
}

/// What a page cannot say: keys of limits that are never printed, with the value that is not.
const NEVER: &[&str] = &["minimum", "minLength", "minItems"];

impl Official {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            files: RefCell::default(),
        }
    }

    fn file(&self, name: &str) -> Rc<Value> {
        let mut files = self.files.borrow_mut();
        let read = || {
            let text =
                fs::read_to_string(self.root.join(name)).unwrap_or_else(|_| "null".to_owned());
            Rc::new(serde_json::from_str(&text).unwrap())
        };
        files.entry(name.to_owned()).or_insert_with(read).clone()
    }

    /// Compares the one operation of `document` with the official one.
    ///
    /// The differences stand by part, as a page may be between two revisions: parameters, the body,
    /// each answer.
    pub fn differences(
        &self,
        document: &Value,
        file: &str,
    ) -> Option<BTreeMap<String, Vec<Difference>>> {
        let official = self.file(file);
        let (path, item) = document["paths"].as_object()?.iter().next()?;
        let (method, operation) = item.as_object()?.iter().next()?;
        let other = official["paths"].get(path)?.get(method)?;
        let own = Own(Rc::new(document.clone()));
        let page = model(&own, "", operation);
        let truth = model(self, file, other);
        let mut found = Vec::new();
        compare(&page, &truth, String::new(), false, &mut found);
        let id = |operation: &Value| {
            let id = operation["operationId"].as_str().unwrap_or_default();
            id.chars()
                .filter(|letter| *letter != '-')
                .collect::<String>()
                .to_lowercase()
        };
        if id(operation) != id(other) {
            println!(
                "operationId {} is {}",
                operation["operationId"], other["operationId"]
            );
        }
        let mut parts: BTreeMap<String, Vec<Difference>> = BTreeMap::new();
        for difference in found {
            let names: Vec<_> = difference.place.split('/').collect();
            let depth = if names.get(1) == Some(&"body") { 2 } else { 3 };
            parts
                .entry(names[..names.len().min(depth)].join("/"))
                .or_default()
                .push(difference);
        }
        Some(parts)
    }
}

/// Where references lead.
pub trait Files {
    fn resolve(&self, file: &str, reference: &str) -> Option<(String, Value)>;
}

impl Files for Official {
    fn resolve(&self, file: &str, reference: &str) -> Option<(String, Value)> {
        let (other, pointer) = reference.split_once('#')?;
        let name = match other.strip_prefix("../") {
            Some(other) => other.to_owned(),
            None => file.to_owned(),
        };
        let value = self.file(&name).pointer(pointer)?.clone();
        Some((name, value))
    }
}

/// A document without references.
pub struct Own(pub Rc<Value>);

impl Files for Own {
    fn resolve(&self, file: &str, reference: &str) -> Option<(String, Value)> {
        Some((
            file.to_owned(),
            self.0.pointer(reference.strip_prefix('#')?)?.clone(),
        ))
    }
}

/// What counts of an operation.
pub fn model(files: &dyn Files, file: &str, operation: &Value) -> Value {
    let mut parameters = Map::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, place) = (
            parameter["name"].as_str().unwrap(),
            parameter["in"].as_str().unwrap(),
        );
        let mut schema = canon(files, file, &parameter["schema"], &mut Vec::new(), "");
        schema["required"] = json!(parameter["required"] == true || place == "path");
        if parameter["deprecated"] == true {
            schema["deprecated"] = json!(true);
        }
        parameters.insert(format!("{place} {name}"), schema);
    }
    let contents = |content: &Value, hidden: &str| {
        let content = content.as_object().into_iter().flatten();
        let schemas = content
            .filter(|(_, media)| hidden != "writeOnly" || media.get("schema").is_some())
            .map(|(media, content)| {
                (
                    media.clone(),
                    canon(files, file, &content["schema"], &mut Vec::new(), hidden),
                )
            });
        Value::from(schemas.collect::<Map<_, _>>())
    };
    let body = &operation["requestBody"];
    let mut responses = Map::new();
    for (code, response) in operation["responses"].as_object().into_iter().flatten() {
        let mut members = json!({ "properties": contents(&response["content"], "writeOnly") });
        if let Some(uncertain) = response.get("x-specwright-uncertain") {
            members["uncertain"] = uncertain.clone();
        }
        responses.insert(code.clone(), members);
    }
    json!({
        "deprecated": operation["deprecated"] == true,
        "properties": {
            "parameters": { "properties": parameters },
            "body": {
                "required": body["required"] == true,
                "uncertain": body["x-specwright-uncertain"],
                "properties": contents(&body["content"], "readOnly"),
            },
            "responses": { "properties": responses },
        },
    })
}

/// What a page can show of a schema: references resolved, `allOf` merged.
fn canon(
    files: &dyn Files,
    file: &str,
    schema: &Value,
    stack: &mut Vec<String>,
    hidden: &str,
) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let Some((other, value)) = files.resolve(file, reference) else {
            return json!({ "any": true });
        };
        let key = format!("{other} {reference}");
        if stack.contains(&key) {
            return json!({ "any": true });
        }
        stack.push(key);
        let found = canon(files, &other, &value, stack, hidden);
        stack.pop();
        return found;
    }
    let mut out = json!({});
    let mut types: Vec<_> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    };
    let nullable = schema["nullable"] == true || types.contains(&"null");
    types.retain(|name| *name != "null");
    if let Some(name) = types.first().filter(|name| **name != "any") {
        out["type"] = json!(name);
    }
    for (key, on) in [
        ("nullable", nullable),
        ("deprecated", schema["deprecated"] == true),
    ] {
        if on {
            out[key] = json!(true);
        }
    }
    for key in ["format", "default"].iter().chain(LIMITS) {
        let value = schema
            .get(*key)
            .filter(|value| !NEVER.contains(key) || **value != json!(0));
        if let Some(value) = value.filter(|value| !value.is_null()) {
            out[*key] = value.clone();
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let mut values: Vec<_> = values
            .iter()
            .filter(|value| !value.is_null())
            .map(text)
            .collect();
        values.sort();
        values.dedup();
        out["enum"] = json!(values);
    }
    if let Some(uncertain) = schema.get("x-specwright-uncertain") {
        out["uncertain"] = uncertain.clone();
    }
    inside(files, file, schema, stack, hidden, &mut out);
    if let Some(members) = schema["allOf"].as_array() {
        for member in members {
            merge(&mut out, canon(files, file, member, stack, hidden));
        }
    }
    if out.get("oneOf").is_some() {
        out.as_object_mut().unwrap().remove("type");
    }
    if let Some(values) = out.as_object_mut().unwrap().remove("enum") {
        // The site shows the values of a list's items at the list.
        match out["type"] == "array" {
            true => out["items"]["enum"] = values,
            false => out["enum"] = values,
        }
    }
    out
}

fn inside(
    files: &dyn Files,
    file: &str,
    schema: &Value,
    stack: &mut Vec<String>,
    hidden: &str,
    out: &mut Value,
) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property[hidden] == true {
            continue;
        }
        let mut inner = canon(files, file, property, stack, hidden);
        inner["required"] = json!(required.contains(&json!(name)));
        inner["lost"] = json!(property.get("allOf").is_some());
        out["properties"][name] = inner;
    }
    if schema.get("items").is_some() || schema["type"] == "array" {
        out["items"] = canon(files, file, &schema["items"], stack, hidden);
    }
    if schema["additionalProperties"].is_object() && schema["additionalProperties"] != json!({}) {
        out["additionalProperties"] =
            canon(files, file, &schema["additionalProperties"], stack, hidden);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(members) = schema[key].as_array() {
            let real = members.iter().filter(|member| member["type"] != "null");
            let members: Vec<_> = real
                .map(|member| canon(files, file, member, stack, hidden))
                .collect();
            out["oneOf"] = json!(members);
        }
    }
}

fn merge(into: &mut Value, other: Value) {
    let Value::Object(other) = other else { return };
    for (key, value) in other {
        match key.as_str() {
            "properties" => {
                for (name, property) in value.as_object().unwrap() {
                    into["properties"][name] = property.clone();
                }
            }
            _ if into.get(&key).is_none() => into[key] = value,
            _ => {}
        }
    }
}
