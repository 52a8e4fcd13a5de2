//! Which way does a type travel: is it sent, received, or both?

use crate::ir::{Api, Ty};

pub(super) fn run(api: &mut Api) {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in api.operations.values() {
        operation.visit_sent(&mut |ty: &Ty| ty.visit(&mut |id| sent.push(id)));
        operation.visit_received(&mut |ty: &Ty| ty.visit(&mut |id| received.push(id)));
    }
    // What a webhook sends arrives here; of a type without an operation nobody knows.
    for root in &api.roots {
        root.visit(&mut |id| received.push(id));
        if api.operations.is_empty() {
            root.visit(&mut |id| sent.push(id));
        }
    }
    for id in api.reach(sent) {
        if let Some(definition) = api.types.get_mut(&id) {
            definition.usage.sent = true;
        }
    }
    for id in api.reach(received) {
        if let Some(definition) = api.types.get_mut(&id) {
            definition.usage.received = true;
        }
    }
}
