//! Which schemas allow null?

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    lower::Lowering,
    openapi::{Schema, SchemaId, Schemas},
    source::Value,
};

/// The schemas that allow null beside other values.
#[derive(Debug)]
pub(in crate::lower) struct Nulls(BTreeSet<SchemaId>);

impl Nulls {
    /// Begins with those that say so themselves, and goes on to those that are made of them: schemas may be
    /// made of each other.
    pub(in crate::lower) fn of(schemas: &Schemas) -> Self {
        let mut users: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        let mut queue = Vec::new();
        for (id, schema) in schemas.iter() {
            let own = [&schema.all_of, &schema.one_of, &schema.any_of];
            let target = schema.reference.as_ref().and_then(|found| found.target);
            for other in own.into_iter().flatten().copied().chain(target) {
                users.entry(other).or_default().push(id);
            }
            if schema.nullable || is_null(schema) {
                queue.push(id);
            }
        }
        let mut found = Self(BTreeSet::new());
        while let Some(id) = queue.pop() {
            if found.0.insert(id) {
                let users = users.get(&id).into_iter().flatten().copied();
                queue.extend(users.filter(|user| found.follows(schemas, *user)));
            }
        }
        found
    }

    /// Whether a schema allows null because of those that it is made of.
    fn follows(&self, schemas: &Schemas, id: SchemaId) -> bool {
        let schema = schemas.get(id);
        let allows = |id: &SchemaId| self.0.contains(id);
        // `allOf: [A, {nullable: true}]` is how 3.0 writes a nullable reference.
        let adds_null = |id: &SchemaId| is_blank(schemas.get(*id)) && schemas.get(*id).nullable;
        let target = schema.reference.as_ref().and_then(|found| found.target);
        let mut choices = schema.one_of.iter().chain(&schema.any_of);
        schema.all_of.iter().any(adds_null)
            || (!schema.all_of.is_empty() && schema.all_of.iter().all(allows))
            || choices.any(allows)
            || target.as_ref().is_some_and(allows)
    }
}

impl Lowering<'_> {
    /// Whether a schema allows null beside other values.
    pub(super) fn allows_null(&self, id: SchemaId) -> bool {
        self.nulls.0.contains(&id)
    }

    /// Whether a schema only allows null.
    pub(super) fn is_null(&self, id: SchemaId) -> bool {
        is_null(self.schema(id))
    }

    /// Whether a schema says nothing about what a value is made of.
    pub(super) fn is_blank(&self, id: SchemaId) -> bool {
        is_blank(self.schema(id))
    }
}

fn is_null(schema: &Schema) -> bool {
    match &schema.values {
        Some(values) => values.iter().all(|node| matches!(node.value, Value::Null)),
        None => schema.nullable && schema.types.is_empty() && !schema.has_structure(),
    }
}

fn is_blank(schema: &Schema) -> bool {
    schema.always.is_none_or(|always| always) && !schema.has_structure()
}
