//! Changes of a document, by place.

use serde_json::{Map, Value};

/// One change of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edit {
    /// The steps from the root.
    pub(super) path: Vec<String>,
    /// What stands there afterwards; nothing if it is removed.
    pub(super) value: Option<Value>,
}

/// Does `edits` to `document`; `-` is the place behind the last item of a list.
pub(super) fn apply(document: &mut Value, edits: &[Edit]) {
    for Edit { path, value } in edits {
        let Some((last, parents)) = path.split_last() else {
            continue;
        };
        let Some(parent) = parents
            .iter()
            .try_fold(&mut *document, |value, key| step(value, key))
        else {
            continue;
        };
        match (parent, value) {
            (Value::Object(map), Some(value)) => {
                map.insert(last.clone(), value.clone());
            }
            (Value::Object(map), None) => {
                map.shift_remove(last);
            }
            (Value::Array(items), value) => {
                let index = last.parse::<usize>().ok();
                match (index.filter(|index| *index < items.len()), value) {
                    (Some(index), Some(value)) => {
                        if let Some(item) = items.get_mut(index) {
                            item.clone_from(value);
                        }
                    }
                    (Some(index), None) => drop(items.remove(index)),
                    (None, Some(value)) => items.push(value.clone()),
                    (None, None) => {}
                }
            }
            _ => {}
        }
    }
}

fn step<'v>(value: &'v mut Value, step: &str) -> Option<&'v mut Value> {
    match value {
        // A section of the components that was not there yet.
        Value::Object(map) => Some(
            map.entry(step.to_owned())
                .or_insert_with(|| Value::Object(Map::new())),
        ),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    }
}
