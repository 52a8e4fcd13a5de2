//! Objects: structs, maps, and structs that keep other members.

use crate::{
    diagnostic::Code,
    ir::{
        Direction, Docs, Enum, Field, Format, Literal, NameHint, Owner, Presence, Role, Struct, Ty,
        TypeId, TypeKind,
    },
    lower::{
        Lowering,
        schema::{Key, docs, flat::Flat, flat::merged, part},
    },
    openapi::{Additional, SchemaId},
    source::{Node, Value},
};

impl<'d> Lowering<'d> {
    pub(super) fn object(&mut self, key: &Key, flat: &Flat<'d>, hint: &NameHint) -> Ty {
        if flat.properties.is_empty() {
            self.required_unknown(flat);
            return Ty::Map(Box::new(self.members(flat, &part(hint, Role::Values))));
        }
        self.define(flat, hint, |lowering, type_id| {
            // What refers back to this schema from within finds it.
            let ty = super::nullable(Ty::Named(type_id), flat.nullable);
            lowering.lowered.insert(key.clone(), ty);
            TypeKind::Struct(lowering.structure(type_id, key, flat))
        })
    }

    /// The type of members that have no names.
    fn members(&mut self, flat: &Flat<'d>, hint: &NameHint) -> Ty {
        let values = match flat.additional {
            // An object of which nothing is known may hold anything.
            Additional::Unsaid | Additional::Any | Additional::Denied => None,
            Additional::Schema(values) => Some(self.ty(values, hint)),
        };
        let is_open = matches!(flat.additional, Additional::Unsaid | Additional::Any);
        // A member that is neither a property nor fits the pattern must not fail the rest.
        if is_open && !flat.patterns.is_empty() && !flat.properties.is_empty() {
            return Ty::Json;
        }
        let mut found = values;
        for pattern in &flat.patterns {
            let ty = self.ty(*pattern, hint);
            found = match found {
                None if !is_open || flat.patterns.len() == 1 => Some(ty),
                Some(other) if other == ty => Some(ty),
                _ => return Ty::Json,
            };
        }
        found.unwrap_or(Ty::Json)
    }

    pub(super) fn structure(&mut self, id: TypeId, key: &Key, flat: &Flat<'d>) -> Struct {
        let properties = flat.properties.clone();
        let fields = properties.iter().map(|(wire, ids)| {
            let hint = NameHint::Part {
                owner: Owner::Type(id),
                path: vec![Role::Property((*wire).to_owned())],
            };
            let hint = self.origins.hint(key, ids, hint);
            let ty = self.ty_of(&Key::of(ids), &hint);
            self.field(flat, wire, ids, ty)
        });
        let fields = fields.collect();
        self.required_unknown(flat);
        let hint = NameHint::Part {
            owner: Owner::Type(id),
            path: vec![Role::Values],
        };
        let hint = match flat.additional {
            Additional::Schema(id) => self.origins.hint(key, &[id], hint),
            Additional::Unsaid | Additional::Any | Additional::Denied => hint,
        };
        let additional = match flat.additional {
            // What another schema adds to this one by the discriminator must not be lost, and is of any type.
            _ if flat.is_base => Some(Ty::Json),
            Additional::Schema(_) => Some(self.members(flat, &hint)),
            Additional::Any => Some(Ty::Json),
            Additional::Unsaid | Additional::Denied if !flat.patterns.is_empty() => {
                Some(self.members(flat, &hint))
            }
            // What is described under a condition must not be lost either.
            Additional::Unsaid if flat.describes_more() => Some(Ty::Json),
            Additional::Unsaid => self.options.keep_unknown.then_some(Ty::Json),
            Additional::Denied => None,
        };
        Struct {
            fields,
            left_out: Vec::new(),
            additional,
            has_default: false,
            format: Format::Json,
        }
    }

    pub(super) fn field(&mut self, flat: &Flat<'d>, wire: &str, ids: &[SchemaId], ty: Ty) -> Field {
        let is_required = flat.is_required(wire);
        let last = ids.last().copied().unwrap_or(SchemaId::FIRST);
        let docs = ids.iter().rev().fold(Docs::default(), |docs, id| {
            merged(docs, self.field_docs(*id))
        });
        Field {
            wire: wire.to_owned(),
            at: self.schema(last).at,
            presence: if is_required {
                Presence::Required
            } else {
                Presence::Optional
            },
            constant: is_required.then(|| self.constant(ids, &ty)).flatten(),
            limits: self.limits(ids),
            direction: ids.iter().find_map(|id| self.direction(*id)),
            ty,
            docs,
        }
    }

    /// The value of a type that has but one.
    fn only_value(&self, ty: &Ty) -> Option<Literal> {
        let Ty::Named(id) = ty else { return None };
        match &self.types.get(id)?.kind {
            TypeKind::Enum(Enum::Strings(values)) => match values.as_slice() {
                [value] => Some(Literal::String(value.value.clone())),
                _ => None,
            },
            TypeKind::Enum(Enum::Integers(values)) => match values.as_slice() {
                [value] => Some(Literal::Int(value.value)),
                _ => None,
            },
            TypeKind::Struct(_) | TypeKind::Union(_) => None,
        }
    }

    /// The one value that schemas allow.
    pub(in crate::lower) fn constant(&self, ids: &[SchemaId], ty: &Ty) -> Option<Literal> {
        let is_bool = |id: &SchemaId| match self.schema(*id).values.as_deref() {
            Some(
                [
                    Node {
                        value: Value::Bool(value),
                        ..
                    },
                ],
            ) => Some(Literal::Bool(*value)),
            _ => None,
        };
        match ty {
            Ty::Bool => ids.iter().find_map(is_bool),
            ty => self.only_value(ty),
        }
    }

    /// The one way that a property travels.
    fn direction(&self, id: SchemaId) -> Option<Direction> {
        let schemas = [self.schema(id), self.schema(self.target(id))];
        let members = self.schema(id).all_of.iter();
        let members = members.flat_map(|id| [self.schema(*id), self.schema(self.target(*id))]);
        let mut all = schemas.into_iter().chain(members);
        all.find_map(|schema| match (schema.read_only, schema.write_only) {
            (true, false) => Some(Direction::Received),
            (false, true) => Some(Direction::Sent),
            _ => None,
        })
    }

    /// What a field says in words; a reference without any says what its target does.
    pub(in crate::lower) fn field_docs(&self, id: SchemaId) -> Docs {
        let own = docs(self.schema(id));
        let target = self.target(id);
        if target == id {
            return own;
        }
        merged(own, docs(self.schema(target)))
    }

    fn required_unknown(&mut self, flat: &Flat<'d>) {
        for (name, at) in &flat.required {
            if !flat.properties.iter().any(|(wire, _)| wire == name) {
                let message = format!("`{name}` is required, but is not among the properties");
                self.sink.report(Code::RequiredUnknown, *at, message);
            }
        }
    }
}
