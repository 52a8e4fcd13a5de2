//! One schema of the old document, and what the new one says at its place.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    import::document::{
        flatten::follow,
        meaning::children_mut,
        merge::{
            Merger, Words,
            survey::{component, named},
        },
    },
    rewrite::{is_word, numbered},
};

/// What imported documents say where they are not certain.
pub(super) const UNCERTAIN: &str = "x-specwright-uncertain";

/// Members that no page shows, so that their absence says nothing.
const UNSEEN: &[&str] = &[
    "readOnly",
    "writeOnly",
    "discriminator",
    "xml",
    "minimum",
    "minLength",
    "minItems",
    "uniqueItems",
    "$defs",
    "$id",
    "$anchor",
    "$schema",
];

/// How notes begin that are about whether something is required, and about nothing else.
const MAY_BE_REQUIRED: &str = "it may be required";

/// Whether what stands here is not certain.
pub(super) fn is_uncertain(value: &Value) -> bool {
    value.get(UNCERTAIN).is_some() && !may_be_required(value)
}

/// Whether it is only not certain that it is required.
pub(super) fn may_be_required(value: &Value) -> bool {
    let note = value.get(UNCERTAIN).and_then(Value::as_str);
    note.is_some_and(|note| note.starts_with(MAY_BE_REQUIRED))
}

/// Whether the absence of a member says nothing about it.
fn is_unseen(key: &str, value: &Value) -> bool {
    let is_limit = matches!(key, "minimum" | "minLength" | "minItems");
    UNSEEN.contains(&key) && (!is_limit || *value == 0)
}

impl Merger<'_> {
    /// What `new` makes of `old`, which stands at the same place.
    pub(super) fn schema(&mut self, old: &Value, new: &Value) -> Value {
        let (before, after) = (self.olds.of(old), self.news.of(new));
        if before == after && self.words == Words::Kept {
            return old.clone();
        }
        if before != after && self.is_doubted(new) {
            self.kept += 1;
            return old.clone();
        }
        let target = follow(new, self.new);
        let Some(name) = component(old).map(str::to_owned) else {
            return self.inline(old, &target, new);
        };
        if !self.demands.contains_key(&name) {
            return if before == after {
                old.clone()
            } else {
                self.adopt(new)
            };
        }
        if !self.changed.contains_key(&name) {
            let own = follow(old, self.old);
            // Whatever leads back here finds it done.
            self.changed.insert(name.clone(), own.clone());
            let result = self.inline(&own, &target, new);
            self.changed.insert(name, result);
        }
        old.clone()
    }

    /// Whether a schema, or what it refers to, is not certain.
    pub(super) fn is_doubted(&self, new: &Value) -> bool {
        is_uncertain(new) || is_uncertain(&follow(new, self.new))
    }

    /// Merges two schemas member by member.
    fn inline(&mut self, old: &Value, target: &Value, new: &Value) -> Value {
        let (Some(own), Some(theirs)) = (old.as_object(), target.as_object()) else {
            return self.adopt(new);
        };
        let is_other = own.get("type") != theirs.get("type")
            && component(old).is_none()
            && !own.contains_key("properties");
        let is_reference = component(new).is_some() && !own.contains_key("properties");
        if is_reference && is_other && self.olds.of(old) != self.news.of(new) {
            return self.adopt(new);
        }
        let required = required(own, theirs);
        let mut result = Map::new();
        for (key, value) in own {
            let theirs = match (key.as_str(), &required) {
                ("required", Some(required)) => Some(required),
                _ => theirs.get(key),
            };
            let kept = match theirs {
                Some(other) => Some(self.member(key, value, other)),
                None if key == UNCERTAIN => None,
                None => (is_word(key) || is_unseen(key, value) || says_nothing(key, value))
                    .then(|| value.clone()),
            };
            result.extend(kept.map(|kept| (key.clone(), kept)));
        }
        let is_same = self.olds.of(old) == self.news.of(target);
        for (key, value) in theirs.iter().filter(|(key, _)| !own.contains_key(*key)) {
            let is_wanted = match is_word(key) {
                true => {
                    self.words == Words::Imported
                        || (key == UNCERTAIN && !is_same && is_uncertain(target))
                }
                false => !says_nothing(key, value),
            };
            if is_wanted {
                let value = self.adopt_member(key, value);
                result.insert(key.clone(), value);
            }
        }
        Value::Object(result)
    }

    fn member(&mut self, key: &str, old: &Value, new: &Value) -> Value {
        match (key, old, new) {
            _ if is_word(key) => {
                if self.words == Words::Imported {
                    new.clone()
                } else {
                    old.clone()
                }
            }
            ("properties" | "patternProperties", Value::Object(own), Value::Object(theirs)) => {
                self.properties(own, theirs)
            }
            (
                "items" | "additionalProperties" | "not" | "propertyNames" | "contains",
                Value::Object(_),
                Value::Object(_),
            ) => self.schema(old, new),
            (
                "allOf" | "oneOf" | "anyOf" | "prefixItems",
                Value::Array(own),
                Value::Array(theirs),
            ) => self.list(own, theirs),
            ("required" | "enum" | "type", Value::Array(own), Value::Array(theirs)) => {
                let stays = own.iter().filter(|item| theirs.contains(item));
                let comes = theirs.iter().filter(|item| !own.contains(item));
                stays.chain(comes).cloned().collect()
            }
            _ => {
                if self.same_member(key, old, new) {
                    old.clone()
                } else {
                    self.adopt_member(key, new)
                }
            }
        }
    }

    fn properties(&mut self, own: &Map<String, Value>, theirs: &Map<String, Value>) -> Value {
        let mut result = Map::new();
        for (name, schema) in own {
            match theirs.get(name) {
                Some(other) => drop(result.insert(name.clone(), self.schema(schema, other))),
                // The page may have it elsewhere by mistake.
                None if self.doubtful.contains(name) => {
                    drop(result.insert(name.clone(), schema.clone()))
                }
                None => {}
            }
        }
        for (name, schema) in theirs.iter().filter(|(name, _)| !own.contains_key(*name)) {
            if is_uncertain(schema) && self.present.contains(name) {
                self.kept += 1;
                continue;
            }
            result.insert(name.clone(), self.adopt(schema));
        }
        Value::Object(result)
    }

    fn list(&mut self, own: &[Value], theirs: &[Value]) -> Value {
        // The order is the old one as far as there is one, and what is new follows.
        let (mut list, mut done) = (Vec::new(), Vec::new());
        for (at, schema) in own.iter().enumerate() {
            let partner = self.partner(schema, at, own.len(), theirs);
            let partner = partner.filter(|partner| !done.contains(partner));
            if let Some((partner, other)) = partner.and_then(|at| Some((at, theirs.get(at)?))) {
                list.push(self.schema(schema, other));
                done.push(partner);
            }
        }
        for (_, schema) in theirs
            .iter()
            .enumerate()
            .filter(|(at, _)| !done.contains(at))
        {
            list.push(self.adopt(schema));
        }
        list.into()
    }

    fn same_member(&mut self, key: &str, old: &Value, new: &Value) -> bool {
        let alone =
            |value: &Value| Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
        self.olds.of(&alone(old)) == self.news.of(&alone(new))
    }

    /// Which of `theirs` stands for the schema at `at` of a list: one that means the same, or the one
    /// at the same place of lists of one length.
    pub(super) fn partner(
        &mut self,
        schema: &Value,
        at: usize,
        length: usize,
        theirs: &[Value],
    ) -> Option<usize> {
        let meaning = self.olds.of(schema);
        let same = theirs
            .iter()
            .position(|other| self.news.of(other) == meaning);
        same.or_else(|| Some(at).filter(|_| length == theirs.len()))
    }

    /// A schema of the new document for a place that the old one does not have.
    pub(super) fn adopt(&mut self, new: &Value) -> Value {
        let mut result = new.clone();
        if let Some(name) = named(new) {
            let name = self.adopt_component(name, new);
            if let Some(map) = result.as_object_mut() {
                map.insert(
                    "$ref".to_owned(),
                    format!("#/components/schemas/{name}").into(),
                );
            }
        }
        children_mut(&mut result, |_, _, child| *child = self.adopt(child));
        result
    }

    fn adopt_member(&mut self, key: &str, value: &Value) -> Value {
        let mut alone = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
        children_mut(&mut alone, |_, _, child| *child = self.adopt(child));
        alone.get_mut(key).map(Value::take).unwrap_or_default()
    }

    /// The name that a component of the new document has in the old one.
    fn adopt_component(&mut self, name: &str, reference: &Value) -> String {
        if let Some(known) = self.adopted.get(name) {
            return known.clone();
        }
        let target = follow(reference, self.new);
        let meaning = self.news.of(&target).to_string();
        let same = |own: &str| self.finals.get(own).is_some_and(|own| *own == meaning);
        let found = match same(name) {
            true => Some(name.to_owned()),
            // Text is text: what only has a type is no other's component.
            false if target.get("properties").is_none() && target.get("enum").is_none() => None,
            false => self
                .finals
                .iter()
                .find(|(_, own)| **own == meaning)
                .map(|(own, _)| own.clone()),
        };
        if let Some(found) = found {
            self.adopted.insert(name.to_owned(), found.clone());
            return found;
        }
        let is_taken = |name: &str| {
            let mut names = self.finals.keys().chain(self.added.keys());
            names.any(|own| own.eq_ignore_ascii_case(name))
        };
        let own = if is_taken(name) {
            numbered(name, is_taken)
        } else {
            name.to_owned()
        };
        self.adopted.insert(name.to_owned(), own.clone());
        self.added.insert(own.clone(), Value::Null);
        let schema = self.adopt(&target);
        self.added.insert(own.clone(), schema);
        own
    }
}

/// The names that are required, with those of the old schema about which the new one is not certain.
fn required(own: &Map<String, Value>, theirs: &Map<String, Value>) -> Option<Value> {
    let names = |map: &Map<String, Value>| {
        map.get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut required = names(theirs);
    for name in names(own) {
        let property = name
            .as_str()
            .and_then(|name| theirs.get("properties")?.get(name));
        if property.is_some_and(may_be_required) && !required.contains(&name) {
            required.push(name);
        }
    }
    Some(Value::Array(required)).filter(|names| !says_nothing("required", names))
}

/// The names of all properties in `value` and in what it refers to; only of those that are not certain,
/// if asked for.
pub(super) fn property_names(
    value: &Value,
    document: &Value,
    wanted: fn(&Value) -> bool,
) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut waiting = vec![value];
    let mut seen = BTreeSet::new();
    while let Some(value) = waiting.pop() {
        if let Some(name) = named(value) {
            let target = document
                .pointer("/components/schemas")
                .and_then(|schemas| schemas.get(name));
            waiting.extend(target.filter(|_| seen.insert(name)));
        }
        match value {
            Value::Object(map) => {
                let properties = map.get("properties").and_then(Value::as_object);
                let properties = properties
                    .into_iter()
                    .flatten()
                    .filter(|(_, schema)| wanted(schema));
                names.extend(properties.map(|(name, _)| name.clone()));
                waiting.extend(map.values());
            }
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    names
}

/// Whether a member is as good as absent.
fn says_nothing(key: &str, value: &Value) -> bool {
    match (key, value) {
        ("properties" | "additionalProperties" | "items", Value::Object(map)) => map.is_empty(),
        ("required", Value::Array(list)) => list.is_empty(),
        ("additionalProperties", value) => *value == true,
        ("deprecated" | "readOnly" | "writeOnly" | "uniqueItems" | "nullable", value) => {
            *value == false
        }
        ("minLength" | "minItems" | "minProperties", value) => *value == 0,
        _ => false,
    }
}
