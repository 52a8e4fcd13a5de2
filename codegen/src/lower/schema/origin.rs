//! Where schemas stand, so that what they describe is called alike by whomever it is met first.

use std::collections::BTreeMap;

use crate::{
    ir::{NameHint, Role},
    lower::schema::{Key, part, pointed},
    openapi::{Additional, Documents, SchemaId},
};

/// Where a schema stands.
#[derive(Debug)]
struct Origin {
    /// The schema with a name that it stands in.
    root: SchemaId,
    /// What it is called after.
    hint: NameHint,
}

/// The places of schemas that stand in one with a name.
#[derive(Debug, Default)]
pub(in crate::lower) struct Origins {
    found: BTreeMap<SchemaId, Origin>,
    /// What the unions are called after that have a schema as a member without a name.
    unions: BTreeMap<SchemaId, NameHint>,
}

impl Origins {
    pub(in crate::lower) fn of(documents: &Documents) -> Self {
        let mut origins = Self::default();
        let mut references = Vec::new();
        for (name, id) in documents.documents.iter().flat_map(|one| &one.components) {
            let hint = NameHint::Component(name.clone());
            origins.add(documents, *id, hint, &mut references);
        }
        while let Some((id, hint)) = references.pop() {
            origins.add(documents, id, hint, &mut references);
        }
        origins
    }

    /// Adds the schema `root` and what stands in it; what that refers to is left to do.
    fn add(
        &mut self,
        documents: &Documents,
        root: SchemaId,
        hint: NameHint,
        references: &mut Vec<(SchemaId, NameHint)>,
    ) {
        let mut queue = vec![(root, hint)];
        while let Some((id, hint)) = queue.pop() {
            if self.found.contains_key(&id) {
                continue;
            }
            let schema = documents.schemas.get(id);
            if let Some(reference) = &schema.reference {
                let hint = pointed(&reference.tokens);
                references.extend(reference.target.map(|target| (target, hint)));
            }
            // A part of a schema has no name of its own.
            queue.extend(schema.all_of.iter().map(|id| (*id, hint.clone())));
            let properties = schema.properties.iter();
            queue.extend(properties.map(|(wire, id)| {
                let role = Role::Property(wire.clone());
                (*id, part(&hint, role))
            }));
            queue.extend(schema.items.map(|id| (id, part(&hint, Role::Items))));
            let members = schema.one_of.iter().chain(&schema.any_of);
            let nameless = members.filter(|id| documents.schemas.get(**id).reference.is_none());
            for member in nameless {
                let union = self.unions.entry(*member);
                union.or_insert_with(|| hint.clone());
            }
            if let Additional::Schema(id) = schema.additional {
                queue.push((id, part(&hint, Role::Values)));
            }
            self.found.insert(id, Origin { root, hint });
        }
    }

    /// What a member of a union in a schema with a name is called after, whichever schema brings it along.
    pub(super) fn variant(&self, member: SchemaId, name: &str) -> Option<NameHint> {
        let union = self.unions.get(&member)?;
        Some(part(union, Role::Variant(name.to_owned())))
    }

    /// What a schema is called after that `key` is made of, among others: `own` if both stand in the
    /// same schema with a name, else its own place.
    pub(super) fn hint(&self, key: &Key, ids: &[SchemaId], own: NameHint) -> NameHint {
        let within = key.parts.first().and_then(|(id, _)| self.found.get(id));
        // The last to describe it is the one that it is met in only.
        match ids.last().and_then(|id| self.found.get(id)) {
            Some(origin) if within.is_none_or(|within| within.root != origin.root) => {
                origin.hint.clone()
            }
            _ => own,
        }
    }
}
