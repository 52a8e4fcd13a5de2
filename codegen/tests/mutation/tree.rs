//! Looking into documents.

use serde_json::{Map, Value};

use crate::random::Random;

/// The values directly within `value`.
pub fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

pub fn children_mut(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values_mut()),
        Value::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

/// All JSON pointers of those values that `wanted` holds for, the root's first.
pub fn pointers(value: &Value, wanted: &dyn Fn(&Value) -> bool) -> Vec<String> {
    fn walk(
        value: &Value,
        at: &mut String,
        wanted: &dyn Fn(&Value) -> bool,
        found: &mut Vec<String>,
    ) {
        if wanted(value) {
            found.push(at.clone());
        }
        let keys: Vec<String> = match value {
            Value::Object(members) => members
                .keys()
                .map(|key| key.replace('~', "~0").replace('/', "~1"))
                .collect(),
            Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        for (key, child) in keys.iter().zip(children(value)) {
            let length = at.len();
            at.push('/');
            at.push_str(key);
            walk(child, at, wanted, found);
            at.truncate(length);
        }
    }
    let mut found = Vec::new();
    walk(value, &mut String::new(), wanted, &mut found);
    found
}

/// A node other than the root, if there is one.
pub fn node<'a>(root: &'a mut Value, random: &mut Random) -> Option<&'a mut Value> {
    let all = pointers(root, &|_| true);
    let others = all.get(1..).filter(|others| !others.is_empty())?;
    root.pointer_mut(random.pick(others).as_str())
}

/// An object or list that has something in it.
pub fn container<'a>(
    root: &'a mut Value,
    random: &mut Random,
    wanted: fn(&Value) -> bool,
) -> Option<&'a mut Value> {
    let all = pointers(root, &|value| {
        wanted(value) && children(value).next().is_some()
    });
    if all.is_empty() {
        return None;
    }
    root.pointer_mut(random.pick(&all).as_str())
}

/// Renames the member at `index`, which keeps its place.
pub fn rename_member(members: &mut Map<String, Value>, index: usize, key: &str) {
    let old = std::mem::take(members);
    for (place, (name, value)) in old.into_iter().enumerate() {
        let name = if place == index { key.to_owned() } else { name };
        members.insert(name, value);
    }
}
