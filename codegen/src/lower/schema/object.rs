//! Objects: structs, maps, and structs that keep other members.

use crate::{
    diagnostic::Code,
    ir::{Docs, Field, NameHint, Owner, Presence, Role, Struct, Ty, TypeId, TypeKind},
    lower::{
        Lowering,
        schema::{docs, part},
    },
    openapi::{Additional, Schema, SchemaId},
};

impl Lowering<'_> {
    pub(super) fn object(&mut self, id: SchemaId, schema: &Schema, hint: &NameHint) -> Ty {
        if schema.properties.is_empty() {
            self.required_unknown(schema);
            let values = match schema.additional {
                // An object of which nothing is known may hold anything.
                Additional::Unsaid | Additional::Any | Additional::Denied => Ty::Json,
                Additional::Schema(values) => self.ty(values, &part(hint, Role::Values)),
            };
            return Ty::Map(Box::new(values));
        }
        self.define(schema, hint, |lowering, type_id| {
            // What refers back to this schema from within finds it.
            let ty = Ty::Named(type_id);
            let ty = if schema.nullable {
                Ty::Nullable(Box::new(ty))
            } else {
                ty
            };
            lowering.lowered.insert(id, ty);
            lowering.structure(type_id, schema)
        })
    }

    fn structure(&mut self, id: TypeId, schema: &Schema) -> TypeKind {
        let part = |role| NameHint::Part {
            owner: Owner::Type(id),
            path: vec![role],
        };
        let fields = schema.properties.iter().map(|(wire, property)| {
            let ty = self.ty(*property, &part(Role::Property(wire.clone())));
            let required = schema.required.iter().any(|(name, _)| name == wire);
            let presence = if required {
                Presence::Required
            } else {
                Presence::Optional
            };
            let docs = self.field_docs(*property);
            let at = self.document.schemas.get(*property).at;
            Field {
                wire: wire.clone(),
                at,
                ty,
                presence,
                docs,
            }
        });
        let fields = fields.collect();
        self.required_unknown(schema);
        let patterns = schema
            .lost
            .iter()
            .any(|(code, ..)| *code == Code::UnsupportedPatternProperties);
        let additional = match schema.additional {
            Additional::Schema(values) if !patterns => Some(self.ty(values, &part(Role::Values))),
            Additional::Any | Additional::Schema(_) => Some(Ty::Json),
            Additional::Unsaid | Additional::Denied => patterns.then_some(Ty::Json),
        };
        TypeKind::Struct(Struct {
            fields,
            additional,
            has_default: false,
        })
    }

    /// What a field says in words; a reference without any says what its target does.
    pub(in crate::lower) fn field_docs(&self, id: SchemaId) -> Docs {
        let schema = self.document.schemas.get(id);
        let own = docs(schema);
        let Some((target, _)) = &schema.reference else {
            return own;
        };
        let target = docs(self.document.schemas.get(*target));
        let (summary, description) = match (&own.summary, &own.description) {
            (None, None) => (target.summary, target.description),
            (_, _) => (own.summary, own.description),
        };
        Docs {
            summary,
            description,
            deprecated: own.deprecated || target.deprecated,
            default: own.default.or(target.default),
            example: own.example.or(target.example),
            format: own.format.or(target.format),
            limits: if own.limits.is_empty() {
                target.limits
            } else {
                own.limits
            },
        }
    }

    fn required_unknown(&mut self, schema: &Schema) {
        for (name, at) in &schema.required {
            if !schema.properties.iter().any(|(wire, _)| wire == name) {
                let message = format!("`{name}` is required, but is not among the properties");
                self.sink.report(Code::RequiredUnknown, *at, message);
            }
        }
    }
}
