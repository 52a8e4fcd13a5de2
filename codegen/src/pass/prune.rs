//! Which types does an operation reach? The others are left out.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, NameHint, Ty, TypeId},
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let mut reached = BTreeSet::new();
    let mut queue: Vec<TypeId> = Vec::new();
    for operation in api.operations.values() {
        let mut start = |ty: &Ty| ty.visit(&mut |id| queue.push(id));
        operation.visit_sent(&mut start);
        operation.visit_received(&mut start);
    }
    while let Some(id) = queue.pop() {
        if reached.insert(id)
            && let Some(definition) = api.types.get(&id)
        {
            definition.visit(&mut |id| queue.push(id));
        }
    }
    for (id, definition) in &api.types {
        if let NameHint::Component(name) = &definition.hint
            && !reached.contains(id)
        {
            sink.report(
                Code::UnusedSchema,
                definition.at,
                format!("no operation reaches the schema `{name}`"),
            );
        }
    }
    api.types.retain(|id, _| reached.contains(id));
    api.examples.retain(|example| {
        let mut all = true;
        example.ty.visit(&mut |id| all &= reached.contains(&id));
        all
    });
}
