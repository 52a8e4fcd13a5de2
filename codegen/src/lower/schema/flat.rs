//! What several schemas say together.
//!
//! In: a [`Key`]. Out: a [`Flat`] view of its schemas, those that they refer to beside other keywords
//! and the members of their `allOf`: a value has to fit them all (JSON Schema 2020-12, §10.2.1.1).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Place,
    ir::Docs,
    lower::{
        Lowering,
        schema::{Key, listed::Values, narrow::common},
    },
    openapi::{Additional, Discriminator, Schema, SchemaId, Type},
    source::{Node, Number, Value},
};

/// What several schemas say together.
#[derive(Debug, Clone)]
pub(in crate::lower) struct Flat<'d> {
    pub(super) at: Place,
    /// The index of the first schema's file.
    pub(super) home: usize,
    /// All schemas, those referred to and the members of `allOf` before what refers to them.
    schemas: Vec<&'d Schema>,
    /// The ids of all of them.
    pub(super) seen: BTreeSet<SchemaId>,
    /// Whether a reference leads nowhere and nothing else is said.
    pub(super) is_lost: bool,
    pub(super) is_false: bool,
    pub(super) nullable: bool,
    only: Option<Type>,
    pub(super) format: Option<&'d (String, Place)>,
    pub(super) octets: bool,
    pub(super) values: Option<Values<'d>>,
    /// Properties in order, each with all schemas that it has to fit.
    pub(super) properties: Vec<(&'d str, Vec<SchemaId>)>,
    pub(super) required: Vec<(&'d str, Place)>,
    pub(super) additional: Additional,
    pub(super) patterns: Vec<SchemaId>,
    pub(super) items: Vec<SchemaId>,
    pub(super) tuple: Vec<Vec<SchemaId>>,
    /// Whether a list has no items beside those of the tuple.
    is_closed: bool,
    pub(super) groups: Vec<Group<'d>>,
    /// Whether other schemas extend this one by its discriminator.
    pub(super) is_base: bool,
    pub(super) docs: Docs,
    pub(super) limits: Vec<(&'static str, &'d Node)>,
    pub(super) unchecked: Vec<(&'static str, Place)>,
}

/// A `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub(super) struct Group<'d> {
    pub(super) members: Vec<SchemaId>,
    pub(super) discriminator: Option<&'d Discriminator>,
}

impl<'d> Lowering<'d> {
    pub(super) fn flatten(&self, key: &Key) -> Flat<'d> {
        let first = key.parts.first().map(|(id, _)| self.schema(*id));
        // A key has at least one part.
        let fallback = || self.documents.schemas.get(SchemaId::FIRST);
        let first = first.unwrap_or_else(fallback);
        let mut flat = Flat::new(first, key.only);
        for (id, bare) in &key.parts {
            self.collect(*id, *bare, &mut flat);
        }
        flat.items.retain(|id| {
            let is_denied = self.schema(*id).always == Some(false);
            flat.is_closed |= is_denied;
            !is_denied
        });
        // What is said last of a property, beside or after what it refers to, decides.
        let last = key.parts.last();
        flat.nullable = last.is_some_and(|(id, _)| self.allows_null(*id));
        // The schema that has the last word comes first in what is said in words.
        let docs = flat.schemas.iter().rev();
        flat.docs = docs.fold(Docs::default(), |docs, schema| {
            merged(docs, super::scalar::docs(schema))
        });
        flat.docs.limits = flat
            .limits
            .iter()
            .map(|(keyword, node)| (*keyword, node.to_json()))
            .collect();
        flat.is_lost &= flat.schemas.iter().all(|schema| {
            schema.types.is_empty() && !schema.has_structure() || schema.reference.is_some()
        });
        self.narrow(&mut flat);
        flat
    }

    pub(super) fn collect(&self, id: SchemaId, bare: bool, flat: &mut Flat<'d>) {
        if !flat.seen.insert(id) {
            return;
        }
        let schema = self.schema(id);
        if let Some(reference) = &schema.reference {
            match reference.target {
                Some(target) => self.collect(target, bare, flat),
                None => flat.is_lost = true,
            }
        }
        for member in &schema.all_of {
            self.collect(*member, bare, flat);
        }
        for members in [&schema.one_of, &schema.any_of] {
            match self.choices(id, members).as_slice() {
                [] => {}
                [only] => self.collect(*only, bare, flat),
                _ if bare => {}
                others => flat.groups.push(Group {
                    members: others.to_vec(),
                    discriminator: schema.discriminator.as_ref(),
                }),
            }
        }
        flat.add(schema);
    }

    /// The schema that references lead to in the end.
    pub(in crate::lower) fn target(&self, id: SchemaId) -> SchemaId {
        let mut id = id;
        for _ in 0..50 {
            match &self.schema(id).reference {
                Some(reference) => match reference.target {
                    Some(target) => id = target,
                    None => return id,
                },
                None => return id,
            }
        }
        id
    }

    /// Leaves aside groups that only say which properties must be there together.
    pub(super) fn without_constraints(&mut self, flat: &Flat<'d>) -> Flat<'d> {
        let mut flat = flat.clone();
        let groups = std::mem::take(&mut flat.groups);
        let (kinds, has_kinds) = (flat.kinds(), flat.said_kinds());
        for group in groups {
            let is_constraint = |id: &SchemaId| {
                let schema = self.schema(*id);
                let has_values = schema.properties.iter().any(|(wire, property)| {
                    let is_known = flat.properties.iter().any(|(known, _)| known == wire);
                    !(is_known && self.is_blank(*property))
                });
                schema.reference.is_none()
                    && schema.values.is_none()
                    && !has_values
                    && schema.items.is_none()
                    && schema.tuple.is_empty()
                    && !schema.has_composition()
                    && (schema.types.is_empty()
                        || schema.types == [Type::Object]
                        || schema.types == kinds)
                    && !matches!(schema.additional, Additional::Schema(_))
                    && (!flat.properties.is_empty()
                        || !schema.required.is_empty()
                        || has_kinds && schema.format.is_none() && !schema.limits.is_empty())
            };
            if group.members.iter().all(is_constraint) {
                let message = "which of these must be so is left to the service to check";
                self.sink
                    .report(crate::diagnostic::Code::UncheckedKeyword, flat.at, message);
            } else {
                flat.groups.push(group);
            }
        }
        flat
    }
}

impl<'d> Flat<'d> {
    fn new(first: &'d Schema, only: Option<Type>) -> Self {
        Self {
            at: first.at,
            home: first.home,
            schemas: Vec::new(),
            seen: BTreeSet::new(),
            is_lost: false,
            is_false: false,
            nullable: false,
            only,
            format: None,
            octets: false,
            values: None,
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unsaid,
            patterns: Vec::new(),
            items: Vec::new(),
            tuple: Vec::new(),
            is_closed: false,
            groups: Vec::new(),
            is_base: false,
            docs: Docs::default(),
            limits: Vec::new(),
            unchecked: Vec::new(),
        }
    }

    fn add(&mut self, schema: &'d Schema) {
        self.schemas.push(schema);
        self.is_false |= schema.always == Some(false);
        self.format = schema.format.as_ref().or(self.format);
        self.octets |= schema.octets;
        if let Some(nodes) = &schema.values {
            let own = Values::of(nodes, schema);
            let both = self.values.take().map(|others| own.within(&others));
            // Where no value is left, what is said last counts.
            self.values = both.filter(|both| !both.nodes.is_empty()).or(Some(own));
        }
        for (wire, id) in &schema.properties {
            match self.properties.iter_mut().find(|(known, _)| known == wire) {
                Some((_, ids)) if !ids.contains(id) => ids.push(*id),
                Some(_) => {}
                None => self.properties.push((wire, vec![*id])),
            }
        }
        for (name, at) in &schema.required {
            if !self.required.iter().any(|(known, _)| known == name) {
                self.required.push((name, *at));
            }
        }
        self.additional = match (self.additional, schema.additional) {
            (found, Additional::Unsaid) => found,
            // One branch cannot know what the others add.
            (Additional::Schema(_), _) => self.additional,
            (_, found) => found,
        };
        self.patterns.extend(&schema.patterns);
        self.items
            .extend(schema.items.filter(|id| !self.items.contains(id)));
        for (index, id) in schema.tuple.iter().enumerate() {
            match self.tuple.get_mut(index) {
                Some(ids) => ids.push(*id),
                None => self.tuple.push(vec![*id]),
            }
        }
        let has_choice = !(schema.one_of.is_empty() && schema.any_of.is_empty());
        self.is_base |= schema.discriminator.is_some() && !has_choice;
        self.limits
            .extend(schema.limits.iter().map(|(keyword, node)| (*keyword, node)));
        self.unchecked.extend(&schema.unchecked);
    }

    /// The types that a value may have, null aside: what is said, or else what the keywords are about.
    pub(super) fn kinds(&self) -> Vec<Type> {
        if let Some(only) = self.only {
            return vec![only];
        }
        let mut kinds: Option<Vec<Type>> = None;
        let said = self.schemas.iter().map(|schema| schema.types.as_slice());
        for types in said.filter(|types| !types.is_empty()) {
            kinds = Some(match kinds {
                None => types.to_vec(),
                Some(kinds) => common(&kinds, types),
            });
        }
        let mut kinds = kinds.unwrap_or_else(|| self.implied().into_iter().collect());
        if kinds.contains(&Type::Number) {
            kinds.retain(|kind| *kind != Type::Integer);
        }
        kinds.dedup();
        kinds
    }

    /// Whether members are described under a condition, which no field is made of.
    pub(super) fn describes_more(&self) -> bool {
        const KEYWORDS: &[&str] = &["then", "else", "dependentSchemas", "dependencies"];
        let mut unchecked = self.unchecked.iter();
        unchecked.any(|(keyword, _)| KEYWORDS.contains(keyword))
    }

    /// Whether the document says which types there are.
    pub(super) fn said_kinds(&self) -> bool {
        self.only.is_some() || self.schemas.iter().any(|schema| !schema.types.is_empty())
    }

    /// The type that the keywords are about.
    fn implied(&self) -> Option<Type> {
        let has = |keywords: &[&str]| {
            self.limits
                .iter()
                .any(|(keyword, _)| keywords.contains(keyword))
        };
        if !self.properties.is_empty()
            || self.additional != Additional::Unsaid
            || !self.patterns.is_empty()
            || !self.required.is_empty()
            || has(&["minProperties", "maxProperties"])
        {
            return Some(Type::Object);
        }
        if !(self.items.is_empty() && self.tuple.is_empty()) || has(&["minItems", "maxItems"]) {
            return Some(Type::Array);
        }
        let format = self.format.map(|(format, _)| format.as_str());
        if has(&["minLength", "maxLength", "pattern"]) {
            return Some(Type::String);
        }
        match format? {
            "int32" | "int64" | "uint32" | "uint64" => Some(Type::Integer),
            "float" | "double" => Some(Type::Number),
            _ => Some(Type::String),
        }
    }

    pub(super) fn is_required(&self, wire: &str) -> bool {
        self.required.iter().any(|(name, _)| *name == wire)
    }

    /// Whether a list has exactly `count` items.
    pub(super) fn is_exact_tuple(&self, count: usize) -> bool {
        let limit = |wanted: &str| {
            let found = self.limits.iter().find(|(keyword, _)| *keyword == wanted);
            found.and_then(|(_, node)| match node.value {
                Value::Number(Number::Int(value)) => usize::try_from(value.get()).ok(),
                _ => None,
            })
        };
        limit("minItems") == Some(count) && (limit("maxItems") == Some(count) || self.is_closed)
    }
}

/// What `docs` says, with what `others` says where it is silent.
pub(super) fn merged(docs: Docs, others: Docs) -> Docs {
    let is_silent = docs.is_silent();
    let (summary, description) = if is_silent {
        (others.summary, others.description)
    } else {
        (docs.summary, docs.description)
    };
    Docs {
        summary,
        description,
        deprecated: docs.deprecated || others.deprecated,
        default: docs.default.or(others.default),
        example: docs.example.or(others.example),
        format: docs.format.or(others.format),
        limits: if docs.limits.is_empty() {
            others.limits
        } else {
            docs.limits
        },
    }
}
