//! Which way does a type travel: is it sent, received, or both?

use crate::ir::{Api, Ty, TypeId, Usage};

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
    spread(api, sent, |usage| std::mem::replace(&mut usage.sent, true));
    spread(api, received, |usage| {
        std::mem::replace(&mut usage.received, true)
    });
}

/// Marks the types in `queue` and all that they are made of; `mark` says whether it was marked before.
fn spread(api: &mut Api, mut queue: Vec<TypeId>, mark: impl Fn(&mut Usage) -> bool) {
    while let Some(id) = queue.pop() {
        if let Some(definition) = api.types.get_mut(&id)
            && !mark(&mut definition.usage)
        {
            definition.visit(&mut |id| queue.push(id));
        }
    }
}
