//! Which schemas allow null?

use crate::{lower::Lowering, openapi::SchemaId};

impl Lowering<'_> {
    /// Whether a schema allows null beside other values.
    pub(super) fn allows_null(&self, id: SchemaId) -> bool {
        let schema = self.schema(id);
        if schema.nullable {
            return true;
        }
        // One that is asked for while it is answered says nothing new, and each is answered once.
        let known = self.nulls.borrow_mut().insert(id, false);
        if let Some(known) = known {
            self.nulls.borrow_mut().insert(id, known);
            return known;
        }
        // `allOf: [A, {nullable: true}]` is how 3.0 writes a nullable reference.
        let adds_null = |id: &SchemaId| self.is_blank(*id) && self.schema(*id).nullable;
        let allows = |id: &SchemaId| self.allows_null(*id);
        let mut choices = schema.one_of.iter().chain(&schema.any_of);
        let found = schema.all_of.iter().any(adds_null)
            || (!schema.all_of.is_empty() && schema.all_of.iter().all(allows))
            || choices.any(|id| self.is_null(*id) || allows(id))
            || schema
                .reference
                .as_ref()
                .and_then(|reference| reference.target)
                .is_some_and(|target| allows(&target));
        self.nulls.borrow_mut().insert(id, found);
        found
    }
}
