//! Which types does an operation reach? The others are left out.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, NameHint, Owner, Ty, TypeId},
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let mut queue: Vec<TypeId> = Vec::new();
    for operation in api.operations.values() {
        let mut start = |ty: &Ty| ty.visit(&mut |id| queue.push(id));
        operation.visit_sent(&mut start);
        operation.visit_received(&mut start);
    }
    for root in &api.roots {
        root.visit(&mut |id| queue.push(id));
    }
    let reached = api.reach(queue);
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
    for id in &reached {
        let hint = api
            .types
            .get(id)
            .map(|definition| detached(api, &definition.hint, &reached));
        if let Some((hint, definition)) = hint.zip(api.types.get_mut(id)) {
            definition.hint = hint;
        }
    }
    api.types.retain(|id, _| reached.contains(id));
    api.examples.retain(|example| {
        let mut all = true;
        example.ty.visit(&mut |id| all &= reached.contains(&id));
        all
    });
}

/// What a type is called after when the type that it stands in is left out.
fn detached(api: &Api, hint: &NameHint, reached: &BTreeSet<TypeId>) -> NameHint {
    let NameHint::Part {
        owner: Owner::Type(owner),
        path,
    } = hint
    else {
        return hint.clone();
    };
    let owner = api.types.get(owner).filter(|_| !reached.contains(owner));
    let Some(definition) = owner else {
        return hint.clone();
    };
    match detached(api, &definition.hint, reached) {
        NameHint::Component(name) => NameHint::Part {
            owner: Owner::Component(name),
            path: path.clone(),
        },
        NameHint::Part { owner, path: outer } => NameHint::Part {
            owner,
            path: [outer, path.clone()].concat(),
        },
    }
}
