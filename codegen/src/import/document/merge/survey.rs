//! What the imported document asks of each component of the old one.
//!
//! A component may change in place only if all that use it are asked the same of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::import::document::{
    flatten::{follow, same_parameter},
    meaning::{children, reference},
    merge::{Merger, path_item},
    places::operations,
};

/// What is asked of one component.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// Where the old document refers to it, of the places that were looked at.
    places: BTreeSet<String>,
    /// What it has to mean.
    meanings: BTreeSet<String>,
}

pub(super) type Demands = BTreeMap<String, Demand>;

const PREFIX: &str = "#/components/schemas/";

/// The component that a schema is a reference to, with at most words beside.
pub(super) fn component(schema: &Value) -> Option<&str> {
    reference(schema)?.strip_prefix(PREFIX)
}

/// The component that `$ref` names here.
pub(super) fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(PREFIX)
}

/// How often each component is referred to.
pub(super) fn uses(value: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    count(value, &mut counts);
    counts
}

fn count(value: &Value, counts: &mut BTreeMap<String, usize>) {
    if let Some(name) = named(value) {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    match value {
        Value::Object(map) => map.values().for_each(|value| count(value, counts)),
        Value::Array(list) => list.iter().for_each(|value| count(value, counts)),
        _ => {}
    }
}

impl Merger<'_> {
    /// Notes what is asked of components.
    pub(super) fn survey(&mut self) {
        let (old, new) = (self.old, self.new);
        for (path, method, operation) in operations(new) {
            let Some(own) = self.find(path, method) else {
                continue;
            };
            let item = path_item(old, path);
            let at = format!("{method} {path}");
            for (name, before, after) in pairs(own, operation, &item, old) {
                self.compare(&before, after, &format!("{at} {name}"), &mut Vec::new());
            }
        }
    }

    fn compare(
        &mut self,
        old: &Value,
        new: Option<&Value>,
        at: &str,
        open: &mut Vec<(String, String)>,
    ) {
        // What stays as it is asks for what is there.
        if new.is_some_and(|new| self.is_doubted(new)) {
            self.keep(old, at, open);
            return;
        }
        let Some(name) = component(old) else {
            self.compare_members(old, new, at, open);
            return;
        };
        let meaning = new.map(|new| self.news.of(new).to_string());
        let demand = self.demands.entry(name.to_owned()).or_default();
        demand.places.insert(at.to_owned());
        demand.meanings.extend(meaning.clone());
        let step = (name.to_owned(), meaning.unwrap_or_default());
        if open.contains(&step) || new.is_none() {
            return;
        }
        // Once for each meaning, as its members then stand at the same places.
        open.push(step);
        let target = follow(old, self.old);
        self.compare_members(&target, new, &format!("{PREFIX}{name}"), open);
    }

    fn compare_members(
        &mut self,
        old: &Value,
        new: Option<&Value>,
        at: &str,
        open: &mut Vec<(String, String)>,
    ) {
        let target = new.map(|new| follow(new, self.new));
        let mut theirs: BTreeMap<(&str, String), &Value> = BTreeMap::new();
        if let Some(target) = &target {
            children(target, |member, name, child| {
                theirs.insert((member, name), child);
            });
        }
        let mut own = Vec::new();
        children(old, |member, name, child| own.push((member, name, child)));
        for (member, name, child) in own {
            let at = format!("{at}/{member}/{name}");
            let list = |schema: Option<&Value>| {
                schema.and_then(|schema| schema.get(member)?.as_array().cloned())
            };
            let partner = match (list(Some(old)), list(target.as_ref()), name.parse()) {
                (Some(own), Some(others), Ok(index)) => {
                    let partner = self.partner(child, index, own.len(), &others);
                    partner.map_or_else(String::new, |partner| partner.to_string())
                }
                (Some(_), ..) => String::new(),
                (None, ..) => name,
            };
            self.compare(child, theirs.get(&(member, partner)).copied(), &at, open);
        }
    }

    fn keep(&mut self, old: &Value, at: &str, open: &mut Vec<(String, String)>) {
        let target = match component(old) {
            Some(name) => {
                let meaning = self.olds.of(old).to_string();
                let demand = self.demands.entry(name.to_owned()).or_default();
                demand.places.insert(at.to_owned());
                demand.meanings.insert(meaning.clone());
                let step = (name.to_owned(), meaning);
                if open.contains(&step) {
                    return;
                }
                open.push(step);
                follow(old, self.old)
            }
            None => old.clone(),
        };
        let at = component(old).map_or_else(|| at.to_owned(), |name| format!("{PREFIX}{name}"));
        children(&target, |member, name, child| {
            self.keep(child, &format!("{at}/{member}/{name}"), open)
        });
    }

    /// Decides what each component means afterwards.
    pub(super) fn settle(&mut self) {
        let uses = uses(self.old);
        let whole = |name: &str, demand: &Demand| {
            demand.meanings.len() == 1 && uses.get(name) == Some(&demand.places.len())
        };
        let mut free: BTreeSet<String> = self
            .demands
            .iter()
            .filter(|(name, demand)| whole(name, demand))
            .map(|(name, _)| name.clone())
            .collect();
        // What stands in a component that cannot change cannot change either.
        loop {
            let is_held = |name: &String| {
                let places = self
                    .demands
                    .get(name)
                    .into_iter()
                    .flat_map(|demand| &demand.places);
                let owners =
                    places.filter_map(|place| place.strip_prefix(PREFIX)?.split('/').next());
                owners.into_iter().any(|owner| !free.contains(owner))
            };
            let held: Vec<_> = free.iter().filter(|name| is_held(name)).cloned().collect();
            if held.is_empty() {
                break;
            }
            free.retain(|name| !held.contains(name));
        }
        let schemas = self
            .old
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            let asked = self.demands.get(name).filter(|_| free.contains(name));
            let meaning = asked.and_then(|demand| demand.meanings.first().cloned());
            let meaning = meaning.unwrap_or_else(|| self.olds.of(schema).to_string());
            self.finals.insert(name.clone(), meaning);
        }
        self.demands.retain(|name, _| free.contains(name));
    }
}

/// Pairs of schemas that stand at the same place of two versions of an operation.
fn pairs<'n>(
    old: &Value,
    new: &'n Value,
    item: &Value,
    document: &Value,
) -> Vec<(String, Value, Option<&'n Value>)> {
    let mut pairs = Vec::new();
    let list = |value: &Value| {
        value
            .get("parameters")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    for parameter in list(old).iter().chain(&list(item)) {
        let parameter = follow(parameter, document);
        let theirs = new
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|other| same_parameter(&parameter, other));
        let name = format!(
            "{} {}",
            parameter.get("in").unwrap_or_default(),
            parameter.get("name").unwrap_or_default()
        );
        if let Some(schema) = parameter.get("schema") {
            pairs.push((
                name,
                schema.clone(),
                theirs.and_then(|other| other.get("schema")),
            ));
        }
    }
    let body = old.get("requestBody").map(|body| follow(body, document));
    contents("body", body.as_ref(), new.get("requestBody"), &mut pairs);
    let responses = old.get("responses").and_then(Value::as_object);
    for (status, response) in responses.into_iter().flatten() {
        let response = follow(response, document);
        let theirs = new
            .get("responses")
            .and_then(|responses| responses.get(status));
        contents(status, Some(&response), theirs, &mut pairs);
        let headers = response.get("headers").and_then(Value::as_object);
        for (name, header) in headers.into_iter().flatten() {
            let other = theirs.and_then(|other| other.get("headers")?.get(name)?.get("schema"));
            if let Some(schema) = follow(header, document).get("schema") {
                pairs.push((format!("{status} header {name}"), schema.clone(), other));
            }
        }
    }
    pairs
}

fn contents<'n>(
    name: &str,
    old: Option<&Value>,
    new: Option<&'n Value>,
    pairs: &mut Vec<(String, Value, Option<&'n Value>)>,
) {
    let content = old.and_then(|old| old.get("content")?.as_object());
    for (media, own) in content.into_iter().flatten() {
        let theirs = new.and_then(|new| new.get("content")?.get(media)?.get("schema"));
        if let Some(schema) = own.get("schema") {
            pairs.push((format!("{name} {media}"), schema.clone(), theirs));
        }
    }
}
