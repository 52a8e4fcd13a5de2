//! What does an operation answer where a test says nothing?
//!
//! The document's example of the answer, or of its type, if it is valid; else a value that is made of the
//! type: its required members, and optional ones that have an example of their own.

use std::{cell::Cell, collections::BTreeMap};

use serde_json::{Map, Value as Json};

use crate::{
    ir::{
        Api, Content, Enum, Literal, OperationId, Outcome, Presence, Struct, Ty, TypeDef, TypeId,
        TypeKind, Union,
    },
    pass::examples::fits,
};

/// How deep a value is nested at most.
const MAX_DEPTH: usize = 8;

/// How many values an answer is made of at most.
const MAX_VALUES: usize = 500;

pub fn run(api: &mut Api) {
    let mut operations = std::mem::take(&mut api.operations);
    let mut made: BTreeMap<(OperationId, bool, usize), Option<Json>> = BTreeMap::new();
    for (id, operation) in &operations {
        for (is_error, outcomes) in [(false, &operation.success), (true, &operation.errors)] {
            for (index, outcome) in outcomes.iter().enumerate() {
                made.insert((*id, is_error, index), answer(api, outcome));
            }
        }
    }
    for ((id, is_error, index), example) in made {
        let Some(operation) = operations.get_mut(&id) else {
            continue;
        };
        let outcomes = match is_error {
            true => &mut operation.errors,
            false => &mut operation.success,
        };
        if let Some(outcome) = outcomes.get_mut(index) {
            outcome.example = example;
        }
    }
    api.operations = operations;
}

fn answer(api: &Api, outcome: &Outcome) -> Option<Json> {
    let ty = match &outcome.content {
        Content::Json(ty) | Content::Events(Some(ty)) | Content::Lines(ty) => ty,
        // Text needs no type to be valid.
        Content::Empty
        | Content::Text
        | Content::Bytes
        | Content::Stream
        | Content::Events(None) => return outcome.example.clone(),
    };
    // It is sent as the document has it, with what the types here do not name.
    let fitting = |json: &&Json| fits(api, ty, &mut (*json).clone());
    let own = outcome.example.as_ref();
    let own = own.filter(|_| matches!(outcome.content, Content::Json(_)));
    let valid = own.filter(fitting).cloned();
    let of_type = || {
        let mut examples = api.examples.iter();
        let found = examples.find(|example| example.ty == *ty);
        found.map(|example| example.json.clone())
    };
    let making = Making {
        api,
        left: Cell::new(MAX_VALUES),
    };
    let made = || making.value(ty, None, 0).filter(|json| fitting(&json));
    valid.or_else(of_type).or_else(made)
}

/// Makes a value.
struct Making<'a> {
    api: &'a Api,
    /// How many values there may still be.
    left: Cell<usize>,
}

impl Making<'_> {
    /// A value of a type: `example` if it is one, or else made up; nothing where none can be made.
    fn value(&self, ty: &Ty, example: Option<&Json>, depth: usize) -> Option<Json> {
        self.left.set(self.left.get().checked_sub(1)?);
        if let Some(mut json) = example.cloned()
            && fits(self.api, ty, &mut json)
        {
            return Some(json);
        }
        Some(match ty {
            Ty::Bool => true.into(),
            Ty::Int(_) => 1.into(),
            Ty::Float => 1.5.into(),
            Ty::String => "text".into(),
            Ty::Date => "2025-10-11".into(),
            Ty::DateTime => "2025-10-11T23:17:36Z".into(),
            Ty::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
            Ty::Base64 => "b2N0ZXRz".into(),
            Ty::Json | Ty::Map(_) => Json::Object(Map::new()),
            // What these look like is not known here.
            Ty::Upload | Ty::Foreign(_) => return None,
            Ty::Tuple(items) => {
                let items = items.iter().map(|item| self.value(item, None, depth));
                items.collect::<Option<Vec<_>>>()?.into()
            }
            Ty::Nullable(inner) => self.value(inner, None, depth).unwrap_or_default(),
            Ty::Boxed(inner) => self.value(inner, None, depth)?,
            // A list may be empty.
            Ty::List(item) => self
                .value(item, None, depth + 1)
                .into_iter()
                .collect::<Vec<_>>()
                .into(),
            Ty::Named(id) => self.named(*id, depth)?,
        })
    }

    fn named(&self, id: TypeId, depth: usize) -> Option<Json> {
        let TypeDef { kind, docs, .. } = self.api.types.get(&id)?;
        if let Some(mut json) = docs.example.clone()
            && fits(self.api, &Ty::Named(id), &mut json)
        {
            return Some(json);
        }
        match kind {
            _ if depth == MAX_DEPTH => None,
            TypeKind::Struct(found) => self.structure(found, depth),
            TypeKind::Enum(Enum::Strings(values)) => Some(values.first()?.value.clone().into()),
            TypeKind::Enum(Enum::Integers(values)) => Some(values.first()?.value.into()),
            TypeKind::Union(union) => self.union(union, depth),
        }
    }

    fn structure(&self, found: &Struct, depth: usize) -> Option<Json> {
        let mut members = Map::new();
        for field in &found.fields {
            let constant = field.constant.as_ref().map(json);
            let value = match (field.presence, &field.docs.example) {
                (Presence::Required, example) => Some(match constant {
                    Some(constant) => constant,
                    None => self.value(&field.ty, example.as_ref(), depth + 1)?,
                }),
                (Presence::Optional, Some(example)) => {
                    let mut example = example.clone();
                    let is_there = !example.is_null() && fits(self.api, &field.ty, &mut example);
                    is_there.then_some(example)
                }
                (Presence::Optional, None) => None,
            };
            members.extend(value.map(|value| (field.wire.clone(), value)));
        }
        Some(Json::Object(members))
    }

    /// The first variant of which there is a value, with its tag.
    fn union(&self, union: &Union, depth: usize) -> Option<Json> {
        union.variants.iter().find_map(|variant| {
            let mut json = self.value(&variant.ty, None, depth + 1)?;
            if let (Some(tag), Some(value), Json::Object(members)) =
                (&union.tag, variant.tags.first(), &mut json)
            {
                let value = Json::from(value.clone());
                members.entry(tag.clone()).or_insert(value);
            }
            Some(json)
        })
    }
}

fn json(literal: &Literal) -> Json {
    match literal {
        Literal::String(text) => text.clone().into(),
        Literal::Int(value) => (*value).into(),
        Literal::Bool(value) => (*value).into(),
    }
}
