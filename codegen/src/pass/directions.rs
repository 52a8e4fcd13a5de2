//! Which fields travel one way only (`readOnly`, `writeOnly`: OpenAPI 3.1.1, §4.8.24.4)?
//!
//! They are in the type of that way alone. A type that travels both ways and holds such a field,
//! however deep, becomes two: what is received keeps the name.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Direction, Field, NameHint, Owner, Role, TypeDef, TypeId, TypeKind, Usage};

pub(super) fn run(api: &mut Api) {
    let split = split(api);
    let next = api.types.keys().next_back().map_or(0, |id| id.0 + 1);
    let fresh = (next..).map(TypeId);
    let copies: BTreeMap<TypeId, TypeId> = split.into_iter().zip(fresh).collect();
    let rename = |id: TypeId| copies.get(&id).copied().unwrap_or(id);
    for (id, copy) in &copies {
        let Some(mut definition) = api.types.get(id).cloned() else {
            continue;
        };
        definition.hint = sent_hint(*id, &definition.hint);
        definition.usage = Usage {
            sent: true,
            received: false,
        };
        definition.tys_mut(&mut |ty| ty.rename(&rename));
        api.types.insert(*copy, definition);
        if let Some(original) = api.types.get_mut(id) {
            original.usage.sent = false;
        }
    }
    for definition in api.types.values_mut() {
        if !definition.usage.received {
            definition.tys_mut(&mut |ty| ty.rename(&rename));
        }
    }
    for operation in api.operations.values_mut() {
        operation.sent_mut(&mut |ty| ty.rename(&rename));
    }
    for example in api.examples.iter_mut().filter(|example| example.is_sent) {
        example.ty.rename(&rename);
    }
    for definition in api.types.values_mut() {
        strip(definition);
    }
}

/// The types that travel both ways and are not the same both ways.
fn split(api: &Api) -> BTreeSet<TypeId> {
    let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    let mut queue = Vec::new();
    for (id, definition) in &api.types {
        definition.visit(&mut |used| users.entry(used).or_default().push(*id));
        if let TypeKind::Struct(found) = &definition.kind
            && found.fields.iter().any(|field| field.direction.is_some())
        {
            queue.push(*id);
        }
    }
    let mut differ = BTreeSet::new();
    while let Some(id) = queue.pop() {
        let both = api
            .types
            .get(&id)
            .is_some_and(|definition| definition.usage.sent && definition.usage.received);
        if both && differ.insert(id) {
            queue.extend(users.get(&id).into_iter().flatten());
        }
    }
    differ
}

/// What the sent one of two types is called after.
fn sent_hint(id: TypeId, hint: &NameHint) -> NameHint {
    let path = vec![Role::Sent];
    match hint {
        NameHint::Component(name) => NameHint::Part {
            owner: Owner::Component(name.clone()),
            path,
        },
        NameHint::Part { .. } => NameHint::Part {
            owner: Owner::Type(id),
            path,
        },
    }
}

/// Takes out the fields that do not travel the way that the type does.
fn strip(definition: &mut TypeDef) {
    let Usage { sent, received } = definition.usage;
    if let TypeKind::Struct(found) = &mut definition.kind {
        let travels = |field: &Field| match field.direction {
            None => true,
            Some(Direction::Sent) => sent || !received,
            Some(Direction::Received) => received || !sent,
        };
        let (kept, others) = std::mem::take(&mut found.fields)
            .into_iter()
            .partition(travels);
        (found.fields, found.left_out) = (kept, others);
    }
}
