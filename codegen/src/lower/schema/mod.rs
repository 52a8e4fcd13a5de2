//! Schemas to types.
//!
//! A schema that several others describe (`$ref` with siblings, `allOf`) is lowered from all of them
//! together, see [`flat`]; so every type has a [`Key`] that says which schemas it is made of.

mod flat;
mod hint;
mod limits;
mod listed;
mod narrow;
mod null;
mod object;
mod origin;
mod parts;
mod scalar;
mod tags;
mod union;
mod values;

pub(in crate::lower) use hint::part;
pub(super) use null::Nulls;
pub(super) use origin::Origins;
pub(super) use scalar::docs;

use crate::{
    diagnostic::Code,
    ir::{ModuleId, NameHint, Role, Ty, TypeDef, TypeId, TypeKind, Usage},
    lower::{
        Lowering,
        schema::{flat::Flat, hint::pointed},
    },
    openapi::{Schema, SchemaId, Type},
};

/// The schemas that a type is made of: a value fits it if it fits them all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::lower) struct Key {
    /// Each schema, and whether its `oneOf` and `anyOf` are left aside.
    parts: Vec<(SchemaId, bool)>,
    /// The only one of its types.
    only: Option<Type>,
    /// Whether it travels as `multipart/form-data`.
    multipart: bool,
}

impl Key {
    fn of(ids: &[SchemaId]) -> Self {
        let mut parts: Vec<(SchemaId, bool)> = Vec::new();
        for id in ids {
            if !parts.contains(&(*id, false)) {
                parts.push((*id, false));
            }
        }
        Self {
            parts,
            only: None,
            multipart: false,
        }
    }

    /// Whether it is made of several schemas.
    fn is_joined(&self) -> bool {
        self.parts.len() > 1
    }

    /// The one schema, if it is taken as it stands.
    fn single(&self) -> Option<SchemaId> {
        match self.parts.as_slice() {
            [(id, false)] if self.only.is_none() => Some(*id),
            _ => None,
        }
    }
}

/// A schema that is another one but for what it says in words, and whether null is added to it.
struct Wrapped<'d> {
    target: SchemaId,
    /// The tokens of the reference, if it is one.
    tokens: Option<&'d [String]>,
    nullable: bool,
}

/// How many types may be made of several schemas each, beside four for each schema of the document: unions
/// within unions that all say something beside them could have a type for each way through them.
const MAX_JOINED: usize = 1_000;

/// The longest tuple that the standard library has traits for.
const LONGEST_TUPLE: usize = 12;

impl<'d> Lowering<'d> {
    /// The type of a schema, which is called after `hint` if it is the first to ask for it.
    pub(in crate::lower) fn ty(&mut self, id: SchemaId, hint: &NameHint) -> Ty {
        self.ty_of(&Key::of(&[id]), hint)
    }

    /// The type of what a `multipart/form-data` body holds.
    pub(in crate::lower) fn multipart_ty(&mut self, id: SchemaId, hint: &NameHint) -> Ty {
        let key = Key {
            multipart: true,
            ..Key::of(&[id])
        };
        self.ty_of(&key, hint)
    }

    fn ty_of(&mut self, key: &Key, hint: &NameHint) -> Ty {
        let key = &self.told(key);
        if let Some(ty) = self.lowered.get(key) {
            return ty.clone();
        }
        let at = key.parts.first().map(|(id, _)| self.schema(*id).at);
        if let Some(at) = at.filter(|_| self.open.contains(key)) {
            let message =
                "this schema contains itself without an object with properties in between";
            self.sink.report(Code::UnsupportedRecursion, at, message);
            return Ty::Json;
        }
        self.joined += usize::from(key.is_joined());
        let most = MAX_JOINED + 4 * self.documents.schemas.len();
        if let Some(at) = at.filter(|_| key.is_joined() && self.joined > most) {
            let message = format!("more than {most} types would be made of several schemas each");
            self.sink.report(Code::TooManyTypes, at, message);
            return Ty::Json;
        }
        self.open.push(key.clone());
        let ty = self.new_ty(key, hint);
        self.open.pop();
        self.lowered.insert(key.clone(), ty.clone());
        ty
    }

    fn new_ty(&mut self, key: &Key, hint: &NameHint) -> Ty {
        if let NameHint::Component(name) = hint
            && let Some(path) = self.options.types.get(name)
        {
            self.used_types.insert(name.clone());
            return Ty::Foreign(path.clone());
        }
        key.single()
            .into_iter()
            .for_each(|id| self.report_itself(id));
        if let Some(wrapped) = key.single().and_then(|id| self.wrapped(id)) {
            let pointed = wrapped.tokens.map(pointed);
            let inner = Key {
                multipart: key.multipart,
                ..Key::of(&[wrapped.target])
            };
            let ty = self.ty_of(&inner, pointed.as_ref().unwrap_or(hint));
            return nullable(ty, wrapped.nullable);
        }
        let flat = self.flatten(key);
        if flat.is_lost {
            return Ty::Json;
        }
        self.report_unchecked(&flat);
        if key.multipart {
            return self.parts(key, &flat, hint);
        }
        let (ty, has_null) = self.not_null(key, &flat, hint);
        let ty = nullable(ty, flat.nullable || has_null);
        self.lowered.insert(key.clone(), ty.clone());
        ty
    }

    /// What a schema comes to if it is but another one with words or null added.
    fn wrapped(&self, id: SchemaId) -> Option<Wrapped<'d>> {
        let schema = self.schema(id);
        let says_more = schema.values.is_some()
            || !schema.properties.is_empty()
            || !schema.required.is_empty()
            || schema.additional != crate::openapi::Additional::Unsaid
            || !schema.patterns.is_empty()
            || schema.items.is_some()
            || !schema.tuple.is_empty();
        if says_more {
            return None;
        }
        if let Some(reference) = &schema.reference {
            return (!schema.has_composition()).then_some(Wrapped {
                target: reference.target?,
                tokens: Some(&reference.tokens),
                nullable: schema.nullable,
            });
        }
        let members: Vec<SchemaId> = match (
            schema.all_of.as_slice(),
            schema.one_of.as_slice(),
            schema.any_of.as_slice(),
        ) {
            (all, [], []) => {
                let full = all.iter().copied().filter(|id| !self.is_blank(*id));
                full.collect()
            }
            ([], one, []) => self.choices(id, one),
            ([], [], any) => self.choices(id, any),
            _ => return None,
        };
        let [target] = members.as_slice() else {
            return None;
        };
        let groups = [&schema.all_of, &schema.one_of, &schema.any_of];
        let others = groups.into_iter().flatten().filter(|id| *id != target);
        let others: Vec<SchemaId> = others.copied().collect();
        Some(Wrapped {
            target: *target,
            tokens: None,
            nullable: schema.nullable || others.iter().any(|id| self.schema(*id).nullable),
        })
    }

    pub(in crate::lower) fn schema(&self, id: SchemaId) -> &'d Schema {
        self.documents.schemas.get(id)
    }

    /// The members of a `oneOf` or `anyOf` of a schema without those that only allow null, and itself.
    fn choices(&self, of: SchemaId, members: &[SchemaId]) -> Vec<SchemaId> {
        let others = members.iter().copied();
        let others = others.filter(|id| !self.is_null(*id) && self.target(*id) != of);
        others.collect()
    }

    /// The type of a schema without null, and whether null is among its values.
    fn not_null(&mut self, key: &Key, flat: &Flat<'d>, hint: &NameHint) -> (Ty, bool) {
        if flat.is_false {
            self.sink
                .report(Code::FalseSchema, flat.at, "this schema allows nothing");
            return (Ty::Json, false);
        }
        let flat = &self.without_constraints(flat);
        match flat.groups.as_slice() {
            [] => {}
            [group] => return (self.union(key, flat, group, hint), false),
            _ => {
                let message = "this schema has more than one `oneOf` or `anyOf`";
                self.sink
                    .report(Code::UnsupportedComposition, flat.at, message);
                return (Ty::Json, false);
            }
        }
        if let Some(values) = &flat.values
            && let Some(found) = self.values(flat, values, hint)
        {
            return found;
        }
        let kinds = flat.kinds();
        let ty = match kinds.as_slice() {
            [] => {
                // A schema of null alone has but one value.
                if !flat.nullable {
                    let message = "this schema says nothing about its type";
                    self.sink.report(Code::NoType, flat.at, message);
                }
                Ty::Json
            }
            [kind] => self.of_kind(*kind, key, flat, hint),
            kinds => self.mixed(key, flat, kinds, hint),
        };
        (ty, false)
    }

    fn of_kind(&mut self, kind: Type, key: &Key, flat: &Flat<'d>, hint: &NameHint) -> Ty {
        match kind {
            Type::Boolean => Ty::Bool,
            Type::Integer => self.integer(flat),
            Type::Number => self.number(flat),
            Type::String => self.string(flat),
            Type::Array => self.list(flat, hint),
            Type::Object => self.object(key, flat, hint),
        }
    }

    fn list(&mut self, flat: &Flat<'d>, hint: &NameHint) -> Ty {
        if !flat.tuple.is_empty() {
            let items = flat.tuple.iter().enumerate();
            let items: Vec<Ty> = items
                .map(|(index, ids)| self.ty_of(&Key::of(ids), &part(hint, Role::Item(index + 1))))
                .collect();
            let message = match flat.is_exact_tuple(items.len()) {
                true if items.len() <= LONGEST_TUPLE => return Ty::Tuple(items),
                true => "a tuple of more than twelve has no `Debug` in Rust",
                false => "this list may be shorter or longer than `prefixItems` says",
            };
            self.sink.report(Code::OpenTuple, flat.at, message);
            let same = items.windows(2).all(|pair| pair.first() == pair.last());
            let item = items
                .into_iter()
                .next()
                .filter(|_| same && flat.items.is_empty());
            return Ty::List(Box::new(item.unwrap_or(Ty::Json)));
        }
        if flat.items.is_empty() {
            let message = "this list says nothing about its items";
            self.sink.report(Code::NoType, flat.at, message);
            return Ty::List(Box::new(Ty::Json));
        }
        let items = self.ty_of(&Key::of(&flat.items), &part(hint, Role::Items));
        Ty::List(Box::new(items))
    }

    /// Adds a type with an item of its own; `fill` says what it is made of.
    fn define(
        &mut self,
        flat: &Flat<'d>,
        hint: &NameHint,
        fill: impl FnOnce(&mut Self, TypeId) -> TypeKind,
    ) -> Ty {
        let id = TypeId(self.types.len());
        let definition = TypeDef {
            hint: hint.clone(),
            home: self.home(flat.home),
            at: flat.at,
            docs: flat.docs.clone(),
            kind: TypeKind::Struct(crate::ir::Struct::default()),
            usage: Usage::default(),
            is_made: false,
            is_checked: false,
            is_limited: false,
            is_open: false,
        };
        self.types.insert(id, definition);
        let kind = fill(self, id);
        if let Some(definition) = self.types.get_mut(&id) {
            definition.kind = kind;
        }
        Ty::Named(id)
    }

    /// The module of a file: each has its own where there are several documents.
    pub(in crate::lower) fn home(&self, file: usize) -> ModuleId {
        if self.documents.documents.len() == 1 {
            ModuleId(0)
        } else {
            ModuleId(file)
        }
    }

    /// Says which members of a union are that union.
    fn report_itself(&mut self, id: SchemaId) {
        let schema = self.schema(id);
        for member in schema.one_of.iter().chain(&schema.any_of) {
            if self.target(*member) == id {
                let message = "this member is the union itself";
                let at = self.schema(*member).at;
                self.sink.report(Code::CircularUnion, at, message);
            }
        }
    }

    fn report_unchecked(&mut self, flat: &Flat<'d>) {
        for (keyword, at) in &flat.unchecked {
            let message = format!("`{keyword}` is left to the service to check");
            let at = crate::diagnostic::At::Key(*at);
            self.sink.report(Code::UncheckedKeyword, at, message);
        }
    }
}

/// Adds null to a type.
fn nullable(ty: Ty, is_nullable: bool) -> Ty {
    match ty {
        Ty::Json | Ty::Nullable(_) => ty,
        ty if is_nullable => Ty::Nullable(Box::new(ty)),
        ty => ty,
    }
}
