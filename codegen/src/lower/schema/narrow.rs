//! What several schemas leave of the types and the members of unions that each allows.

use crate::{
    lower::{
        Lowering,
        schema::{
            Key,
            flat::{Flat, Group},
        },
    },
    openapi::{SchemaId, Type},
};

impl<'d> Lowering<'d> {
    /// A key without the schemas that say nothing beside others.
    pub(super) fn told(&self, key: &Key) -> Key {
        let parts = key.parts.iter().copied();
        let parts: Vec<_> = parts.filter(|(id, _)| !self.is_blank(*id)).collect();
        match parts.is_empty() {
            true => key.clone(),
            false => Key { parts, ..*key },
        }
    }

    /// Leaves out members of unions that the rest forbids; a union of one member is that member.
    ///
    /// What such a member brings may forbid others, and bring unions of its own.
    pub(super) fn narrow(&self, flat: &mut Flat<'d>) {
        loop {
            self.without_kinds(flat);
            let mut only = None;
            let groups = std::mem::take(&mut flat.groups);
            for group in groups {
                let members = group.members.iter().copied();
                let members: Vec<SchemaId> = members.filter(|id| self.agrees(*id, flat)).collect();
                match members.as_slice() {
                    [id] if group.members.len() > 1 && only.is_none() => only = Some(*id),
                    [] | [_] => flat.groups.push(group),
                    _ => flat.groups.push(Group { members, ..group }),
                }
            }
            match only {
                Some(id) => self.collect(id, false, flat),
                None => break,
            }
        }
    }

    /// Leaves out unions with a member that is made of this schema: it is one of its kinds, not a choice
    /// within it.
    fn without_kinds(&self, flat: &mut Flat<'d>) {
        let seen = &flat.seen;
        let is_kind = |id: &SchemaId| seen.contains(&self.target(*id));
        flat.groups
            .retain(|group| !group.members.iter().any(is_kind));
    }

    /// Whether a schema allows one of the types and values that are said already.
    fn agrees(&self, id: SchemaId, flat: &Flat<'d>) -> bool {
        let schema = self.schema(self.target(id));
        let said = if flat.said_kinds() {
            flat.kinds()
        } else {
            Vec::new()
        };
        let types = &schema.types;
        let is_type = said.is_empty() || types.is_empty() || have_common(&said, types);
        let is_value = match (&flat.values, &schema.values) {
            (Some(said), Some(values)) => values.iter().any(|value| said.has(value)),
            _ => true,
        };
        is_type && is_value
    }
}

/// The types that two lists have in common; an integer is a number.
pub(super) fn common(one: &[Type], other: &[Type]) -> Vec<Type> {
    let mut kinds = Vec::new();
    for a in one {
        kinds.extend(other.iter().filter_map(|b| both(*a, *b)));
    }
    if kinds.is_empty() {
        one.to_vec()
    } else {
        kinds
    }
}

fn have_common(one: &[Type], other: &[Type]) -> bool {
    one.iter()
        .any(|a| other.iter().any(|b| both(*a, *b).is_some()))
}

/// The type of values that are of both.
fn both(a: Type, b: Type) -> Option<Type> {
    match (a, b) {
        (a, b) if a == b => Some(a),
        (Type::Integer, Type::Number) | (Type::Number, Type::Integer) => Some(Type::Integer),
        _ => None,
    }
}
