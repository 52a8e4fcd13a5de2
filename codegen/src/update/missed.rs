//! What an update must not take for removed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    diagnostic::{Code, Place, Sink},
    import::document::operations,
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
