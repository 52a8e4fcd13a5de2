//! Schemas to types.

mod object;
mod scalar;
mod values;

use crate::{
    diagnostic::{At, Code},
    ir::{NameHint, Owner, Role, Ty, TypeDef, TypeId, TypeKind, Usage},
    lower::Lowering,
    openapi::{Additional, Schema, SchemaId, Type},
};

pub(super) use scalar::docs;

impl Lowering<'_> {
    /// The type of a schema, which is called after `hint` if it is the first to ask for it.
    pub(super) fn ty(&mut self, id: SchemaId, hint: &NameHint) -> Ty {
        if let Some(ty) = self.lowered.get(&id) {
            return ty.clone();
        }
        let document = self.document;
        let schema = document.schemas.get(id);
        if self.open.contains(&id) {
            let message =
                "this schema contains itself without an object with properties in between";
            self.sink
                .report(Code::UnsupportedRecursion, schema.at, message);
            return Ty::Json;
        }
        self.open.push(id);
        let ty = self.new_ty(id, schema, hint);
        self.open.pop();
        self.lowered.insert(id, ty.clone());
        ty
    }

    fn new_ty(&mut self, id: SchemaId, schema: &Schema, hint: &NameHint) -> Ty {
        if let Some((target, tokens)) = &schema.reference {
            return self.referenced(*target, tokens, schema);
        }
        self.report_lost(schema);
        match schema.always {
            Some(true) => return Ty::Json,
            Some(false) => {
                self.sink
                    .report(Code::FalseSchema, schema.at, "this schema allows nothing");
                return Ty::Json;
            }
            None => {}
        }
        if is_composed(schema) {
            return Ty::Json;
        }
        let (ty, has_null) = self.not_null(id, schema, hint);
        match ty {
            Ty::Json | Ty::Nullable(_) => ty,
            ty if schema.nullable || has_null => {
                let ty = Ty::Nullable(Box::new(ty));
                self.lowered.insert(id, ty.clone());
                ty
            }
            ty => ty,
        }
    }

    /// The type of a schema without null, and whether null is among its values.
    fn not_null(&mut self, id: SchemaId, schema: &Schema, hint: &NameHint) -> (Ty, bool) {
        let kind = match schema.types.as_slice() {
            [] => implied(schema),
            [kind] => Some(*kind),
            [Type::Integer, Type::Number] | [Type::Number, Type::Integer] => Some(Type::Number),
            _ => {
                let message = "this schema has several types besides null";
                self.sink
                    .report(Code::UnsupportedMixedTypes, schema.at, message);
                return (Ty::Json, false);
            }
        };
        if let Some(values) = &schema.values
            && let Some((ty, has_null)) = self.values(kind, values, schema, hint)
        {
            return (ty, has_null);
        }
        let ty = match kind {
            Some(Type::Boolean) => Ty::Bool,
            Some(Type::Integer) => self.integer(schema),
            Some(Type::Number) => self.number(schema),
            Some(Type::String) => self.string(schema),
            Some(Type::Array) => self.list(schema, hint),
            Some(Type::Object) => self.object(id, schema, hint),
            // A schema of null alone has but one value.
            None if schema.nullable => Ty::Json,
            None => {
                self.sink.report(
                    Code::NoType,
                    schema.at,
                    "this schema says nothing about its type",
                );
                Ty::Json
            }
        };
        (ty, false)
    }

    /// The type of the schema that `schema` refers to.
    fn referenced(&mut self, target: SchemaId, tokens: &[String], schema: &Schema) -> Ty {
        let asserts = !schema.types.is_empty()
            || schema.nullable
            || schema.values.is_some()
            || !schema.properties.is_empty()
            || !schema.required.is_empty()
            || schema.format.is_some()
            || schema.items.is_some()
            || schema.additional != Additional::Unsaid
            || !schema.limits.is_empty()
            || !schema.lost.is_empty();
        if asserts {
            let message = "what stands beside `$ref` here is ignored";
            self.sink
                .report(Code::UnsupportedComposition, schema.at, message);
        }
        self.ty(target, &pointed(tokens))
    }

    fn list(&mut self, schema: &Schema, hint: &NameHint) -> Ty {
        let items = match schema.items {
            Some(items) => self.ty(items, &part(hint, Role::Items)),
            None => {
                let lost_items = schema
                    .lost
                    .iter()
                    .any(|(code, ..)| *code == Code::UnsupportedTuple);
                if !lost_items {
                    self.sink.report(
                        Code::NoType,
                        schema.at,
                        "this list says nothing about its items",
                    );
                }
                Ty::Json
            }
        };
        Ty::List(Box::new(items))
    }

    /// Adds a type with an item of its own; `fill` says what it is made of.
    pub(super) fn define(
        &mut self,
        schema: &Schema,
        hint: &NameHint,
        fill: impl FnOnce(&mut Self, TypeId) -> TypeKind,
    ) -> Ty {
        let id = TypeId(self.types.len());
        let kind = TypeKind::Struct(Default::default());
        let (hint, docs) = (hint.clone(), docs(schema));
        self.types.insert(
            id,
            TypeDef {
                hint,
                at: schema.at,
                docs,
                kind,
                usage: Usage::default(),
            },
        );
        let kind = fill(self, id);
        if let Some(definition) = self.types.get_mut(&id) {
            definition.kind = kind;
        }
        Ty::Named(id)
    }

    fn report_lost(&mut self, schema: &Schema) {
        for (code, keyword, at) in &schema.lost {
            self.sink
                .report(*code, At::Key(*at), format!("`{keyword}` is not supported"));
        }
    }
}

/// Whether a schema is described by others.
fn is_composed(schema: &Schema) -> bool {
    schema
        .lost
        .iter()
        .any(|(code, ..)| *code == Code::UnsupportedComposition)
}

/// The type that the keywords of a schema without `type` are about.
fn implied(schema: &Schema) -> Option<Type> {
    if !schema.properties.is_empty() || schema.additional != Additional::Unsaid {
        return Some(Type::Object);
    }
    if schema.items.is_some() {
        return Some(Type::Array);
    }
    None
}

/// What a schema is called after that a reference leads to, whichever reference is met first.
fn pointed(tokens: &[String]) -> NameHint {
    let last = || tokens.last().cloned().unwrap_or_default();
    let [components, schemas, name, rest @ ..] = tokens else {
        return NameHint::Component(last());
    };
    if components != "components" || schemas != "schemas" {
        return NameHint::Component(last());
    }
    let mut path = Vec::new();
    let mut rest = rest.iter();
    while let Some(token) = rest.next() {
        path.push(match (token.as_str(), rest.as_slice().first()) {
            ("items", _) => Role::Items,
            ("additionalProperties", _) => Role::Values,
            ("properties", Some(property)) => {
                rest.next();
                Role::Property(property.clone())
            }
            (other, _) => Role::Property(other.to_owned()),
        });
    }
    if path.is_empty() {
        return NameHint::Component(name.clone());
    }
    NameHint::Part {
        owner: Owner::Component(name.clone()),
        path,
    }
}

/// What a type within the one of `hint` is called after.
pub(super) fn part(hint: &NameHint, role: Role) -> NameHint {
    match hint {
        NameHint::Component(name) => NameHint::Part {
            owner: Owner::Component(name.clone()),
            path: vec![role],
        },
        NameHint::Part { owner, path } => {
            let path = path.iter().cloned().chain([role]).collect();
            NameHint::Part {
                owner: owner.clone(),
                path,
            }
        }
    }
}
