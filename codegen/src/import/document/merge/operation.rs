//! One operation of the old document, and what the new one says about it.

use serde_json::{Map, Value};

use crate::{
    import::document::{
        flatten::{follow, same_parameter},
        merge::{
            Merger, Words, path_item,
            schema::{is_uncertain, may_be_required, property_names},
            survey::uses,
        },
        places::schemas_mut,
    },
    rewrite::is_word,
};

/// Extensions that a page states of an operation; they follow it where the document has them.
const STATED: &[&str] = &["x-auth-methods", "x-token-types"];

impl Merger<'_> {
    /// What `new` makes of an operation.
    pub(super) fn operation(&mut self, item: &Value, old: &Value, new: &Value) -> Value {
        self.doubtful = property_names(new, self.new, is_uncertain);
        self.present = property_names(old, self.old, |_| true);
        let mut result = old.as_object().cloned().unwrap_or_default();
        for key in ["summary", "description"] {
            self.word(&mut result, new, key);
        }
        for key in STATED {
            if let (Some(own), Some(stated)) = (result.get_mut(*key), new.get(*key)) {
                *own = stated.clone();
            }
        }
        flag(&mut result, new, "deprecated");
        self.security(&mut result, new);
        self.parameters(item, &mut result, new);
        match (old.get("requestBody"), new.get("requestBody")) {
            (Some(own), Some(stated)) => {
                let body = self.payload(own, stated, "required");
                result.insert("requestBody".to_owned(), body);
            }
            (Some(_), None) if !is_uncertain(new) => drop(result.shift_remove("requestBody")),
            (None, Some(stated)) => {
                let body = self.adopt_payload(stated);
                result.insert("requestBody".to_owned(), body);
            }
            _ => {}
        }
        self.responses(&mut result, new);
        Value::Object(result)
    }

    /// An operation that the old document does not have.
    pub(super) fn new_operation(&mut self, new: &Value, path: &str) -> Value {
        let mut result = new.clone();
        self.adopt_in(&mut result);
        if let Some(map) = result.as_object_mut() {
            let security = self.translated(new);
            if let Some(security) = security {
                map.insert("security".to_owned(), security);
            }
            let item = path_item(self.old, path);
            let shared = item
                .get("parameters")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            if let Some(Value::Array(own)) = map.get_mut("parameters") {
                own.retain(|own| {
                    !shared.iter().any(|shared| {
                        same_parameter(&follow(shared, self.old), own)
                            && own.get("in").is_some_and(|place| place == "path")
                    })
                });
            }
            let server = self.new.pointer("/servers/0");
            let servers = self.old.get("servers").and_then(Value::as_array);
            let is_known = servers.is_none_or(|servers| {
                servers
                    .iter()
                    .any(|own| own.get("url") == server.and_then(|server| server.get("url")))
            });
            if let (Some(server), false, false) = (server, is_known, map.contains_key("servers")) {
                map.insert("servers".to_owned(), serde_json::json!([server]));
            }
        }
        result
    }

    fn adopt_in(&mut self, operation: &mut Value) {
        schemas_mut(operation, &mut |_, schema| *schema = self.adopt(schema));
    }

    fn adopt_payload(&mut self, payload: &Value) -> Value {
        let mut alone = serde_json::json!({ "requestBody": payload });
        self.adopt_in(&mut alone);
        alone
            .get_mut("requestBody")
            .map(Value::take)
            .unwrap_or_default()
    }

    fn word(&self, result: &mut Map<String, Value>, new: &Value, key: &str) {
        if let (Words::Imported, Some(value)) = (self.words, new.get(key)) {
            result.insert(key.to_owned(), value.clone());
        }
    }

    fn parameters(&mut self, item: &Value, result: &mut Map<String, Value>, new: &Value) {
        let list =
            |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let (own, stated) = (list(result.get("parameters")), list(new.get("parameters")));
        let shared = list(item.get("parameters"));
        let mut parameters = Vec::new();
        for parameter in &own {
            let target = follow(parameter, self.old);
            let partner = stated.iter().find(|stated| same_parameter(&target, stated));
            // Parameters of a path that has other names for them are the path's.
            let is_of_path = target.get("in").is_some_and(|place| place == "path");
            match partner {
                Some(stated) => {
                    let merged = self.payload(&target, stated, "required");
                    parameters.push(if merged == target {
                        parameter.clone()
                    } else {
                        merged
                    });
                }
                None if is_of_path || is_uncertain(new) => parameters.push(parameter.clone()),
                None => {}
            }
        }
        let has = |list: &[Value], stated: &Value, old: &Value| {
            list.iter()
                .any(|own| same_parameter(&follow(own, old), stated))
        };
        let old_path = own.iter().chain(&shared).any(|own| {
            follow(own, self.old)
                .get("in")
                .is_some_and(|place| place == "path")
        });
        for stated in stated.iter().filter(|stated| !has(&own, stated, self.old)) {
            let inherited = shared
                .iter()
                .map(|own| follow(own, self.old))
                .find(|own| same_parameter(own, stated));
            let is_renamed = old_path && stated.get("in").is_some_and(|place| place == "path");
            let merged = inherited
                .as_ref()
                .map(|own| self.payload(own, stated, "required"));
            match merged {
                Some(merged) if inherited.as_ref() == Some(&merged) => {}
                Some(merged) => parameters.push(merged),
                None if is_renamed => {}
                None => {
                    let mut alone = serde_json::json!({ "parameters": [stated] });
                    self.adopt_in(&mut alone);
                    parameters.extend(list(alone.get("parameters")));
                }
            }
        }
        match parameters.is_empty() && own.is_empty() {
            true => {}
            false if parameters.is_empty() => drop(result.shift_remove("parameters")),
            false => drop(result.insert("parameters".to_owned(), parameters.into())),
        }
    }

    /// A parameter, header, body or answer: whatever has a schema or contents.
    fn payload(&mut self, own: &Value, stated: &Value, flagged: &str) -> Value {
        let target = follow(own, self.old);
        if is_uncertain(stated) {
            return own.clone();
        }
        let mut result = target.as_object().cloned().unwrap_or_default();
        for key in ["description", "example", "examples"] {
            self.word(&mut result, stated, key);
        }
        let is_path = result.get("in").is_some_and(|place| place == "path");
        if !flagged.is_empty() && !is_path && !may_be_required(stated) {
            flag(&mut result, stated, flagged);
        }
        if result.contains_key("in") {
            flag(&mut result, stated, "deprecated");
        }
        for key in ["style", "explode"] {
            if let (Some(own), Some(stated)) = (result.get_mut(key), stated.get(key)) {
                *own = stated.clone();
            }
        }
        self.media(&mut result, stated);
        self.contents(&mut result, target.get("content"), stated);
        match result == target.as_object().cloned().unwrap_or_default() {
            true => own.clone(),
            false => Value::Object(result),
        }
    }

    /// The contents of a body or an answer, by media type.
    fn contents(&mut self, result: &mut Map<String, Value>, own: Option<&Value>, stated: &Value) {
        match (own, stated.get("content")) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let mut content = Map::new();
                for (media, own) in before {
                    if let Some(stated) = after.get(media) {
                        let mut merged = own.as_object().cloned().unwrap_or_default();
                        self.media(&mut merged, stated);
                        for key in ["example", "examples"] {
                            self.word(&mut merged, stated, key);
                        }
                        content.insert(media.clone(), merged.into());
                    }
                }
                for (media, stated) in after
                    .iter()
                    .filter(|(media, _)| !before.contains_key(*media))
                {
                    let adopted =
                        self.adopt_payload(&serde_json::json!({ "content": { media: stated } }));
                    content.extend(
                        adopted
                            .get("content")
                            .and_then(Value::as_object)
                            .cloned()
                            .unwrap_or_default(),
                    );
                }
                result.insert("content".to_owned(), content.into());
            }
            (Some(_), None) => drop(result.shift_remove("content")),
            (None, Some(_)) => {
                let adopted = self.adopt_payload(stated);
                result.extend(
                    adopted
                        .get("content")
                        .map(|content| ("content".to_owned(), content.clone())),
                );
            }
            _ => {}
        }
    }

    fn media(&mut self, result: &mut Map<String, Value>, stated: &Value) {
        let merged = match (result.get("schema").cloned(), stated.get("schema")) {
            (Some(own), Some(stated)) => self.schema(&own, stated),
            (None, Some(stated)) => self.adopt(stated),
            (_, None) => return,
        };
        result.insert("schema".to_owned(), merged);
    }

    fn responses(&mut self, result: &mut Map<String, Value>, new: &Value) {
        let stated = new
            .get("responses")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let own = result
            .get("responses")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let mut responses = Map::new();
        for (status, response) in &own {
            let merged = match stated.get(status) {
                Some(stated) => self.response(response, stated),
                None if is_uncertain(new) || is_word(status) => response.clone(),
                None => continue,
            };
            responses.insert(status.clone(), merged);
        }
        for (status, response) in stated
            .iter()
            .filter(|(status, _)| !own.contains_key(*status))
        {
            let mut alone = serde_json::json!({ "responses": { status: response } });
            self.adopt_in(&mut alone);
            responses.extend(
                alone
                    .get("responses")
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default(),
            );
        }
        result.insert("responses".to_owned(), responses.into());
    }

    fn response(&mut self, own: &Value, stated: &Value) -> Value {
        let mut merged = self.payload(own, stated, "");
        let headers = |value: &Value| {
            value
                .get("headers")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        let (before, after) = (headers(&follow(&merged, self.old)), headers(stated));
        let mut result = before.clone();
        for (name, header) in &after {
            let header = match before.get(name) {
                Some(own) => self.payload(own, header, "required"),
                None => header.clone(),
            };
            result.insert(name.clone(), header);
        }
        if result != before {
            merged = follow(&merged, self.old);
            if let Some(map) = merged.as_object_mut() {
                map.insert("headers".to_owned(), result.into());
            }
        }
        merged
    }

    /// Whether an operation of the old document uses a component that changes.
    pub(super) fn reaches_change(&self, operation: &Value) -> bool {
        let mut waiting: Vec<String> = uses(operation).into_keys().collect();
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = waiting.pop() {
            if seen.contains(&name) {
                continue;
            }
            let schema = self
                .old
                .pointer("/components/schemas")
                .and_then(|schemas| schemas.get(&name));
            if self
                .changed
                .get(&name)
                .is_some_and(|changed| Some(changed) != schema)
            {
                return true;
            }
            waiting.extend(schema.into_iter().flat_map(uses).map(|(name, _)| name));
            seen.push(name);
        }
        false
    }
}

/// A member that is true or absent.
fn flag(result: &mut Map<String, Value>, new: &Value, key: &str) {
    let is_set = |value: Option<&Value>| value == Some(&Value::Bool(true));
    match (is_set(result.get(key)), is_set(new.get(key))) {
        (true, false) => drop(result.shift_remove(key)),
        (false, true) => drop(result.insert(key.to_owned(), true.into())),
        _ => {}
    }
}
