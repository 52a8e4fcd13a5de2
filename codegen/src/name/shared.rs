//! Types that are alike in all that Rust sees of them: one is defined, and the others are names of it.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write as _},
};

use crate::{
    ir::{
        Api, Enum, EnumValue, Field, NameHint, Role, Struct, Ty, TypeDef, TypeId, TypeKind, Union,
    },
    name::{Names, TypeNames},
};

/// Returns, for each type that is only another name of one, the one that is defined.
///
/// Only what has no name in the document may be another name: two schemas that it names are two types, however
/// alike they are. So is what stands within variants of unions, each of which is to have its `From`. What fields
/// say in words counts too, as it would be lost else. The type with the shortest name is defined, so that no order
/// matters.
///
/// All places keep names of their own, so that code which goes by the name of a place compiles still when what
/// stands there gets a member that the other places have not.
pub(super) fn shared(api: &Api, names: &Names) -> BTreeMap<TypeId, TypeId> {
    let mut groups: BTreeMap<usize, Vec<(TypeId, &TypeNames)>> = BTreeMap::new();
    for (id, class) in classes(api, names) {
        let group = groups.entry(class).or_default();
        group.extend(names.types.get(&id).map(|names| (id, names)));
    }
    let mut shared = BTreeMap::new();
    for group in groups.into_values() {
        let mut by_name: Vec<_> = group
            .into_iter()
            .map(|(id, names)| (names.ident.len(), &names.ident, id))
            .collect();
        by_name.sort();
        if let Some(((.., defined), others)) = by_name.split_first() {
            shared.extend(others.iter().map(|(.., id)| (*id, *defined)));
        }
    }
    shared
}

/// The class of each type: two are of one if they look alike, and so do the types that they are made of.
///
/// The classes are split until nothing changes, as minimising an automaton does, so that types which are made of
/// themselves are found too.
fn classes(api: &Api, names: &Names) -> BTreeMap<TypeId, usize> {
    let mut looks = BTreeMap::new();
    let mut parts: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    let mut classes: BTreeMap<TypeId, usize> = BTreeMap::new();
    for (id, definition) in &api.types {
        let mut look = Look::default();
        look.of(*id, definition, names.types.get(id));
        let next = looks.len();
        classes.insert(*id, *looks.entry(look.text).or_insert(next));
        parts.insert(*id, look.parts);
    }
    let mut count = looks.len();
    drop(looks);
    loop {
        let mut finer = BTreeMap::new();
        let split = classes.iter().map(|(id, class)| {
            let parts = parts.get(id).into_iter().flatten();
            let parts: Vec<_> = parts.map(|part| classes.get(part)).collect();
            let next = finer.len();
            (*id, *finer.entry((*class, parts)).or_insert(next))
        });
        let split: BTreeMap<TypeId, usize> = split.collect();
        if finer.len() == count {
            return split;
        }
        count = finer.len();
        classes = split;
    }
}

/// All that Rust sees of a type but where it stands and what it is called.
#[derive(Default)]
struct Look {
    text: String,
    /// The types that it is made of, in order.
    parts: Vec<TypeId>,
}

impl Look {
    fn of(&mut self, id: TypeId, definition: &TypeDef, names: Option<&TypeNames>) {
        let TypeDef {
            hint,
            home,
            at: _,
            docs: _,
            kind,
            usage,
            is_limited,
            is_open,
        } = definition;
        let is_own = match hint {
            NameHint::Component(_) => true,
            NameHint::Part { path, .. } => {
                let is_variant = |role: &Role| matches!(role, Role::Variant(_));
                path.iter().any(is_variant)
            }
        };
        if is_own {
            return self.add(&id);
        }
        // What it says in words stands at its own name.
        self.add(&(home, usage, is_limited, is_open));
        let Some(names) = names else { return };
        for names in &names.fields {
            self.add(&(&names.ident, &names.setter, &names.null_setter));
        }
        self.add(&(&names.additional, &names.variants));
        match kind {
            TypeKind::Struct(found) => self.structure(found),
            TypeKind::Enum(Enum::Strings(values)) => self.values(values),
            TypeKind::Enum(Enum::Integers(values)) => self.values(values),
            TypeKind::Union(found) => self.union(found),
        }
    }

    fn structure(&mut self, found: &Struct) {
        let Struct {
            fields,
            left_out: _,
            additional,
            has_default,
            format,
        } = found;
        self.add(&("struct", has_default, format));
        for field in fields {
            let Field {
                wire,
                at: _,
                ty,
                presence,
                constant,
                direction,
                limits,
                docs,
            } = field;
            self.add(&(wire, presence, constant, direction, limits, docs));
            self.ty(ty);
        }
        self.add(&additional.is_some());
        additional.iter().for_each(|ty| self.ty(ty));
    }

    fn values<T: Debug>(&mut self, values: &[EnumValue<T>]) {
        self.add(&"enum");
        for value in values {
            self.add(&(&value.value, &value.docs));
        }
    }

    fn union(&mut self, found: &Union) {
        self.add(&("union", &found.tag));
        for variant in &found.variants {
            self.add(&(&variant.name, &variant.tags, &variant.docs));
            self.ty(&variant.ty);
        }
    }

    fn ty(&mut self, ty: &Ty) {
        ty.all(&mut |ty| match ty {
            Ty::Named(id) => {
                self.add(&"named");
                self.parts.push(*id);
            }
            Ty::List(_) => self.add(&"list"),
            Ty::Map(_) => self.add(&"map"),
            Ty::Nullable(_) => self.add(&"nullable"),
            Ty::Boxed(_) => self.add(&"boxed"),
            Ty::Tuple(items) => self.add(&("tuple", items.len())),
            leaf => self.add(leaf),
        });
    }

    fn add(&mut self, what: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{what:?};");
    }
}
