//! What an update does not bring in, and must not pass over in silence.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    diagnostic::{Code, Place, Sink},
    import::document::operations,
    update::bare,
};

/// Refuses to lose operations whose pages are there no more: a capture fails sooner than upstream removes
/// something.
pub(super) fn vanished(base: &Value, new: &Value, at: Place, sink: &mut Sink) {
    let said = |document| -> BTreeSet<String> {
        operations(document)
            .map(|(path, method, _)| format!("{} {path}", method.to_uppercase()))
            .collect()
    };
    for gone in said(base).difference(&said(new)) {
        let message = format!("no page is about `{gone}` any more");
        sink.report(Code::UpdateVanished, at, message);
    }
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
