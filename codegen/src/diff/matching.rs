//! What of the old side is what of the new side.
//!
//! Operations go by method and path, then by the path without the names of its parameters, then by
//! their ids. Types go by their Rust path; one that is left over is taken for one that is left over
//! on the other side where both stand in the same place and look alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::side::{Side, id_of},
    ir::{Enum, Operation, OperationId, ParamPlace, Ty, TypeId, TypeKind},
};

/// What is what.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// The operations that both sides have.
    pub(super) operations: BTreeMap<OperationId, OperationId>,
    /// The types that both sides have.
    pub(super) types: BTreeMap<TypeId, TypeId>,
}

impl Matching {
    pub(super) fn new(old: Side<'_>, new: Side<'_>) -> Self {
        let mut matching = Self::default();
        matching.operations(old, new);
        matching.types(old, new);
        matching
    }

    fn operations(&mut self, old: Side<'_>, new: Side<'_>) {
        let by_path: Key = |side, operation| Some(side.label(operation));
        let by_shape: Key = |side, operation| Some(shape(&side.label(operation)));
        let by_id: Key = |_, operation| {
            let form = operation.name.form.unwrap_or_default();
            id_of(operation).map(|id| format!("{id} {form}"))
        };
        // A document may have several operations on one path, told apart by a fragment of it.
        let exact: Key = |side, operation| {
            let id = id_of(operation).unwrap_or_default();
            Some(format!("{} {id}", side.label(operation)))
        };
        let mut taken = BTreeSet::new();
        for key in [exact, by_path, by_shape, by_id] {
            let left = unique(&old, key, |id| !self.operations.contains_key(&id));
            let right = unique(&new, key, |id| !taken.contains(&id));
            for (key, id) in left {
                if let Some(found) = right.get(&key) {
                    taken.insert(*found);
                    self.operations.insert(id, *found);
                }
            }
        }
    }

    fn types(&mut self, old: Side<'_>, new: Side<'_>) {
        let paths = new.api.types.keys().map(|id| (new.type_path(*id), *id));
        let paths: BTreeMap<String, TypeId> = paths.collect();
        for id in old.api.types.keys() {
            if let Some(found) = paths.get(&old.type_path(*id)) {
                self.types.insert(*id, *found);
            }
        }
        let mut renaming = Renaming {
            taken: self.types.values().copied().collect(),
            queue: self.types.iter().map(|(old, new)| (*old, *new)).collect(),
            old,
            new,
            matching: self,
        };
        renaming.run();
    }

    /// Whether two types are the same but for names.
    pub(super) fn same(&self, old: &Ty, new: &Ty) -> bool {
        match (old, new) {
            (Ty::Named(old), Ty::Named(new)) => self.types.get(old) == Some(new),
            (Ty::List(old), Ty::List(new))
            | (Ty::Map(old), Ty::Map(new))
            | (Ty::Nullable(old), Ty::Nullable(new))
            | (Ty::Boxed(old), Ty::Boxed(new)) => self.same(old, new),
            (Ty::Tuple(old), Ty::Tuple(new)) => {
                let mut pairs = old.iter().zip(new);
                old.len() == new.len() && pairs.all(|(old, new)| self.same(old, new))
            }
            (old, new) => old == new,
        }
    }
}

/// What tells operations apart.
type Key = fn(&Side<'_>, &Operation) -> Option<String>;

/// The operations that are still free by their keys, but for those that share a key with another.
fn unique(
    side: &Side<'_>,
    key: Key,
    is_free: impl Fn(OperationId) -> bool,
) -> BTreeMap<String, OperationId> {
    let mut found: BTreeMap<String, Vec<OperationId>> = BTreeMap::new();
    for (id, operation) in side.api.operations.iter().filter(|(id, _)| is_free(**id)) {
        if let Some(key) = key(side, operation) {
            found.entry(key).or_default().push(*id);
        }
    }
    let alone = found
        .into_iter()
        .filter_map(|(key, ids)| match ids.as_slice() {
            [id] => Some((key, *id)),
            _ => None,
        });
    alone.collect()
}

/// Looks for types that have another name and stand where they stood.
struct Renaming<'a> {
    old: Side<'a>,
    new: Side<'a>,
    matching: &'a mut Matching,
    taken: BTreeSet<TypeId>,
    queue: Vec<(TypeId, TypeId)>,
}

impl Renaming<'_> {
    fn run(&mut self) {
        let pairs: Vec<_> = self.matching.operations.clone().into_iter().collect();
        for (old, new) in pairs {
            let (old, new) = (
                self.old.api.operations.get(&old),
                self.new.api.operations.get(&new),
            );
            if let Some((old, new)) = old.zip(new) {
                self.operation(old, new);
            }
        }
        while let Some((old, new)) = self.queue.pop() {
            self.definition(old, new);
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        for param in &old.params {
            let mut others = new.params.iter();
            let other = others.find(|other| other.wire == param.wire);
            if let Some(other) = other {
                self.pair(&param.ty, &other.ty);
            }
        }
        if let Some((old, new)) = old.body.as_ref().zip(new.body.as_ref()) {
            self.pair(&old.ty, &new.ty);
        }
        let all = |operation: &Operation| {
            let outcomes = operation.success.iter().chain(&operation.errors);
            outcomes.cloned().collect::<Vec<_>>()
        };
        let others = all(new);
        for outcome in all(old) {
            let other = others.iter().find(|other| other.status == outcome.status);
            let tys = other.and_then(|other| outcome.content.ty().zip(other.content.ty()));
            if let Some((old, new)) = tys {
                self.pair(old, new);
            }
        }
        for header in &old.headers {
            let mut others = new.headers.iter();
            if let Some(other) = others.find(|other| other.wire == header.wire) {
                self.pair(&header.ty, &other.ty);
            }
        }
    }

    fn definition(&mut self, old: TypeId, new: TypeId) {
        let (old, new) = (self.old.api.types.get(&old), self.new.api.types.get(&new));
        let Some((old, new)) = old.zip(new) else {
            return;
        };
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                for field in &old.fields {
                    let other = new.fields.iter().find(|other| other.wire == field.wire);
                    if let Some(other) = other {
                        self.pair(&field.ty, &other.ty);
                    }
                }
                if let Some((old, new)) = old.additional.as_ref().zip(new.additional.as_ref()) {
                    self.pair(old, new);
                }
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                for variant in &old.variants {
                    let mut others = new.variants.iter();
                    if let Some(other) = others.find(|other| other.name == variant.name) {
                        self.pair(&variant.ty, &other.ty);
                    }
                }
            }
            _ => {}
        }
    }

    fn pair(&mut self, old: &Ty, new: &Ty) {
        match (old, new) {
            (Ty::Named(old), Ty::Named(new)) => {
                let is_free = !self.matching.types.contains_key(old) && !self.taken.contains(new);
                if is_free && self.is_alike(*old, *new) {
                    self.matching.types.insert(*old, *new);
                    self.taken.insert(*new);
                    self.queue.push((*old, *new));
                }
            }
            (Ty::Nullable(old) | Ty::Boxed(old), new) => self.pair(old, new),
            (old, Ty::Nullable(new) | Ty::Boxed(new)) => self.pair(old, new),
            (Ty::List(old), Ty::List(new)) | (Ty::Map(old), Ty::Map(new)) => self.pair(old, new),
            (Ty::Tuple(old), Ty::Tuple(new)) => {
                let pairs = old.iter().zip(new);
                pairs.for_each(|(old, new)| self.pair(old, new));
            }
            _ => {}
        }
    }

    /// Whether two types have at least half of what they are made of in common.
    fn is_alike(&self, old: TypeId, new: TypeId) -> bool {
        let (old, new) = (self.old.api.types.get(&old), self.new.api.types.get(&new));
        let Some((old, new)) = old.zip(new) else {
            return false;
        };
        let (old, new) = (members(&old.kind), members(&new.kind));
        let common = old.intersection(&new).count();
        old == new || common > 0 && 2 * common >= old.len().max(new.len())
    }
}

/// What a type is made of, by its names on the wire; the first letter tells kinds apart.
pub(super) fn members(kind: &TypeKind) -> BTreeSet<String> {
    match kind {
        TypeKind::Struct(found) => {
            let fields = found.fields.iter();
            fields.map(|field| format!("s{}", field.wire)).collect()
        }
        TypeKind::Enum(Enum::Strings(values)) => {
            let values = values.iter();
            values.map(|value| format!("e{}", value.value)).collect()
        }
        TypeKind::Enum(Enum::Integers(values)) => {
            let values = values.iter();
            values.map(|value| format!("i{}", value.value)).collect()
        }
        TypeKind::Union(found) => {
            let variants = found.variants.iter();
            variants
                .map(|variant| format!("u{}", variant.name))
                .collect()
        }
    }
}

/// A path without the names of its parameters.
pub(super) fn shape(path: &str) -> String {
    let mut rest = path.split('{');
    let mut shape = rest.next().unwrap_or_default().to_owned();
    for part in rest {
        shape.push_str("{}");
        shape.push_str(part.split_once('}').map_or(part, |(_, after)| after));
    }
    shape
}

/// The parameters that both sides have, and what is left on each.
///
/// They go by place and name, then by name, then, in the path, by where they stand in it.
pub(super) fn params(
    old: &Operation,
    new: &Operation,
) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
    type Same = fn(&(&Operation, usize), &(&Operation, usize)) -> bool;
    let name: Same = |old, new| {
        let (old, new) = (old.0.params.get(old.1), new.0.params.get(new.1));
        old.zip(new).is_some_and(|(old, new)| {
            old.wire == new.wire
                || old.location.place == ParamPlace::Header
                    && old.wire.eq_ignore_ascii_case(&new.wire)
        })
    };
    let both: Same = |old, new| {
        let (old, new) = (old.0.params.get(old.1), new.0.params.get(new.1));
        old.zip(new).is_some_and(|(old, new)| {
            let is_header = old.location.place == ParamPlace::Header;
            let is_name =
                old.wire == new.wire || is_header && old.wire.eq_ignore_ascii_case(&new.wire);
            old.location.place == new.location.place && is_name
        })
    };
    let place: Same = |old, new| {
        shape(&old.0.path) == shape(&new.0.path)
            && place_in_path(old.0, old.1).is_some()
            && place_in_path(old.0, old.1) == place_in_path(new.0, new.1)
    };
    let mut pairs = Vec::new();
    let mut left: Vec<usize> = (0..old.params.len()).collect();
    let mut right: Vec<usize> = (0..new.params.len()).collect();
    for same in [both, name, place] {
        left.retain(|one| {
            let found = right
                .iter()
                .position(|other| same(&(old, *one), &(new, *other)));
            let found = found.map(|at| right.remove(at));
            pairs.extend(found.map(|other| (*one, other)));
            found.is_none()
        });
    }
    pairs.sort_unstable();
    (pairs, left, right)
}

/// Which of the parameters in a path a parameter is.
fn place_in_path(operation: &Operation, index: usize) -> Option<usize> {
    let param = operation.params.get(index)?;
    let wanted = format!("{}}}", param.wire);
    let mut parts = operation.path.split('{').skip(1);
    let is_path = param.location.place == ParamPlace::Path;
    parts.position(|part| is_path && part.starts_with(&wanted))
}
