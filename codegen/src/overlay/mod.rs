//! OpenAPI Overlay 1.0: corrections to a document that is somebody else's.
//!
//! In: the tree of a document and the trees of overlays. Out: the corrected tree, whose new values
//! know that they stand in the overlay. An action that matches nothing is an error, and one that changes
//! nothing a warning, so a correction that upstream has made needless does not linger.

use serde_json_path::{JsonPath, PathElement};

use crate::{
    diagnostic::{At, Code, Diagnostic, Places, Sink, Step},
    source::{Map, Node, Value},
};

/// Applies the actions of `overlay` to `document`, in their order.
pub fn apply(document: &mut Node, overlay: &Node, places: &mut Places, sink: &mut Sink) {
    let Some(map) = overlay.as_map() else {
        sink.report(
            Code::OverlayInvalid,
            overlay.at,
            format!("an overlay is an object, not {}", overlay.kind()),
        );
        return;
    };
    let version = map.get("overlay");
    if !version
        .and_then(Node::as_str)
        .is_some_and(|version| version.starts_with("1.0."))
    {
        let at = version.map_or(overlay.at, |version| version.at);
        sink.report(Code::OverlayInvalid, at, "`overlay` is not `1.0.0`");
        return;
    }
    for key in ["overlay", "info", "actions"] {
        if !map.contains_key(key) {
            sink.report(
                Code::OverlayInvalid,
                overlay.at,
                format!("the overlay lacks `{key}`"),
            );
        }
    }
    unknown_keys(
        map,
        &["overlay", "info", "extends", "actions"],
        "an overlay",
        sink,
    );
    let Some(actions) = map.get("actions") else {
        return;
    };
    let Some(actions) = actions.as_list() else {
        sink.report(
            Code::OverlayInvalid,
            actions.at,
            format!("`actions` is a list, not {}", actions.kind()),
        );
        return;
    };
    if actions.is_empty() {
        let message = "an overlay has at least one action";
        sink.report(Code::OverlayInvalid, overlay.at, message);
    }
    for action in actions {
        if let Some(action) = Action::read(action, sink) {
            action.apply(document, places, sink);
        }
    }
}

/// Reports keys that are neither known nor extensions.
fn unknown_keys(map: &Map, known: &[&str], what: &str, sink: &mut Sink) {
    let is_unknown = |key: &str| !known.contains(&key) && !key.starts_with("x-");
    for (key, value) in map.iter().filter(|(key, _)| is_unknown(key)) {
        sink.report(
            Code::OverlayInvalid,
            At::Key(value.at),
            format!("{what} has no `{key}`"),
        );
    }
}

struct Action<'a> {
    target: JsonPath,
    target_node: &'a Node,
    update: Option<&'a Node>,
    remove: bool,
}

impl<'a> Action<'a> {
    fn read(action: &'a Node, sink: &mut Sink) -> Option<Self> {
        let Some(map) = action.as_map() else {
            let message = format!("an action is an object, not {}", action.kind());
            sink.report(Code::OverlayInvalid, action.at, message);
            return None;
        };
        let known = ["target", "description", "update", "remove"];
        unknown_keys(map, &known, "an action", sink);
        let (target_node, target) = Self::target(action, map, sink)?;
        let remove = match map.get("remove").map(|node| (node, &node.value)) {
            None => false,
            Some((_, Value::Bool(remove))) => *remove,
            Some((node, _)) => {
                let message = format!("`remove` is a boolean, not {}", node.kind());
                sink.report(Code::OverlayInvalid, node.at, message);
                return None;
            }
        };
        let update = map.get("update");
        if update.is_none() && !remove {
            let message = "an action has `update`, or `remove: true`";
            sink.report(Code::OverlayInvalid, action.at, message);
            return None;
        }
        Some(Self {
            target,
            target_node,
            update,
            remove,
        })
    }

    fn target(action: &'a Node, map: &'a Map, sink: &mut Sink) -> Option<(&'a Node, JsonPath)> {
        let node = map.get("target");
        let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            let at = node.map_or(action.at, |target| target.at);
            let message = "an action has a `target` that is a string";
            sink.report(Code::OverlayInvalid, at, message);
            return None;
        };
        match JsonPath::parse(text) {
            Ok(target) => Some((node, target)),
            Err(error) => {
                let message = format!("`{text}` is not a JSONPath: {error}");
                sink.report(Code::OverlayTarget, node.at, message);
                None
            }
        }
    }

    fn apply(&self, document: &mut Node, places: &mut Places, sink: &mut Sink) {
        let json = document.to_json();
        let mut targets: Vec<Vec<Step>> = self
            .target
            .query_located(&json)
            .locations()
            .map(steps)
            .collect();
        // A list of selectors may name a value twice.
        targets.sort();
        targets.dedup();
        if targets.is_empty() {
            let message = format!(
                "`{}` matches nothing",
                self.target_node.as_str().unwrap_or_default()
            );
            sink.report(Code::OverlayNoMatch, self.target_node.at, message);
        }
        if self.remove {
            // From the last to the first, so that the indices of those to come stay right.
            for target in targets.iter().rev() {
                if target.is_empty() {
                    let message = "the document as a whole cannot be removed";
                    sink.report(Code::OverlayInvalid, self.target_node.at, message);
                }
                remove(document, target);
            }
            return;
        }
        let Some(update) = self.update else { return };
        let mut changes = targets.is_empty();
        for target in &targets {
            let Some(node) = find(document, target) else {
                continue;
            };
            changes |= says_more(node, update, target.last());
            match (&mut node.value, &update.value) {
                (Value::List(items), _) => items.push(copy(update, places)),
                (Value::Map(map), Value::Map(update)) => merge(map, update, places),
                (_, _) => {
                    let message = format!(
                        "this matches {}, which cannot be updated by {}",
                        node.kind(),
                        update.kind()
                    );
                    let diagnostic =
                        Diagnostic::new(Code::OverlayScalar, self.target_node.at, message);
                    sink.push(diagnostic.also(node.at, "the value that it matches"));
                }
            }
        }
        if !changes {
            let text = self.target_node.as_str().unwrap_or_default();
            let message = format!("`{text}` says all of this without the action");
            sink.report(Code::OverlayNeedless, self.target_node.at, message);
        }
    }
}

fn steps(path: &serde_json_path::NormalizedPath<'_>) -> Vec<Step> {
    path.iter()
        .map(|element| match element {
            PathElement::Name(name) => Step::Key((*name).into()),
            PathElement::Index(index) => Step::Index(*index),
        })
        .collect()
}

fn find<'n>(node: &'n mut Node, steps: &[Step]) -> Option<&'n mut Node> {
    steps
        .iter()
        .try_fold(node, |node, step| match (&mut node.value, step) {
            (Value::Map(map), Step::Key(key)) => map.get_mut(&**key),
            (Value::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        })
}

fn remove(document: &mut Node, target: &[Step]) {
    let Some((last, parents)) = target.split_last() else {
        return;
    };
    let Some(parent) = find(document, parents) else {
        return;
    };
    match (&mut parent.value, last) {
        (Value::Map(map), Step::Key(key)) => drop(map.shift_remove(&**key)),
        (Value::List(items), Step::Index(index)) if *index < items.len() => {
            drop(items.remove(*index))
        }
        _ => {}
    }
}

/// Whether merging `update` into `node`, which stands at `step`, says what `node` does not.
fn says_more(node: &Node, update: &Node, step: Option<&Step>) -> bool {
    match (&node.value, &update.value) {
        (Value::List(items), _) => lacks(items, update, step),
        (Value::Map(map), Value::Map(update)) => update.iter().any(|(key, update)| {
            let Some(node) = map.get(key) else {
                return true;
            };
            let step = Step::Key(key.as_str().into());
            match (&node.value, &update.value) {
                (Value::Map(_), Value::Map(_)) => says_more(node, update, Some(&step)),
                (Value::List(items), Value::List(new)) => {
                    new.iter().any(|new| lacks(items, new, Some(&step)))
                }
                _ => node.to_json() != update.to_json(),
            }
        }),
        // Reported where it is applied.
        _ => true,
    }
}

/// Whether a list is another one with `item`; in the lists of OpenAPI and JSON Schema an item says
/// nothing by standing twice, but for those whose items are told apart by their index.
fn lacks(items: &[Node], item: &Node, step: Option<&Step>) -> bool {
    let by_index = matches!(step, Some(Step::Key(key)) if &**key == "prefixItems");
    let item = item.to_json();
    by_index || !items.iter().any(|other| other.to_json() == item)
}

/// Merges `update` into `map`: objects member by member, lists by appending, all else by replacing
/// (Overlay 1.0.0, §4.4.3).
fn merge(map: &mut Map, update: &Map, places: &mut Places) {
    for (key, value) in update {
        match (map.get_mut(key).map(|node| &mut node.value), &value.value) {
            (Some(Value::Map(map)), Value::Map(update)) => merge(map, update, places),
            (Some(Value::List(items)), Value::List(update)) => {
                items.extend(update.iter().map(|item| copy(item, places)));
            }
            _ => {
                map.insert(key.clone(), copy(value, places));
            }
        }
    }
}

/// Copies a value, so that each target gets one that is told apart from the others.
fn copy(node: &Node, places: &mut Places) -> Node {
    let value = match &node.value {
        Value::List(items) => Value::List(items.iter().map(|item| copy(item, places)).collect()),
        Value::Map(map) => {
            let members = map.iter();
            let members = members.map(|(key, value)| (key.clone(), copy(value, places)));
            Value::Map(Box::new(members.collect()))
        }
        scalar => scalar.clone(),
    };
    Node {
        value,
        at: places.copy(node.at),
    }
}
