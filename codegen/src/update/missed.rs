//! What an update does not bring in, and must not pass over in silence.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Code, Place, Sink},
    update::{bare, fetch::METHODS},
};

/// Refuses to lose operations whose pages are there no more: a capture fails sooner than upstream removes
/// something.
pub(super) fn vanished(base: &Value, new: &Value, at: Place, sink: &mut Sink) {
    for gone in operations(base).difference(&operations(new)) {
        let message = format!("no page is about `{gone}` any more");
        sink.report(Code::UpdateVanished, at, message);
    }
}

fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut found = BTreeSet::new();
    for (path, item) in paths.into_iter().flatten() {
        let keys = item.as_object().into_iter().flat_map(Map::keys);
        let methods = keys.filter(|key| METHODS.contains(&key.as_str()));
        found.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    found
}

/// Names the parts of a document that are not followed.
pub(super) fn unfollowed(base: &Value, new: &Value, at: Place, sink: &mut Sink) {
    let new = bare::bare(new);
    for part in ["/security", "/components/securitySchemes"] {
        let (before, after) = (base.pointer(part), new.pointer(part));
        if before.is_some() && before != after {
            let message = format!("upstream changed what stands at `{part}`");
            sink.report(Code::UpdateUnfollowed, at, message);
        }
    }
}
