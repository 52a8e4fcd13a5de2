//! What types look like to Rust, and which look alike.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write as _},
};

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::{
    ir::{
        Api, Enum, EnumValue, Field, NameHint, Owner, Role, Struct, Ty, TypeDef, TypeId, TypeKind,
        Union,
    },
    name::{Names, TypeNames},
};

/// Whether what makes no other type of one counts: what fields, variants and values are said to be in words, which
/// way they travel, and what is checked or allowed of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// It does.
    Count,
    /// It does not.
    Aside,
}

/// Which types look alike.
pub(super) struct Looks {
    /// The class of each type: two are of one if they look alike, and so do the types that they are made of.
    classes: BTreeMap<TypeId, usize>,
    /// The types that each type is made of, in order; they are alike in pairs where the types are.
    pub(super) parts: BTreeMap<TypeId, Vec<TypeId>>,
}

impl Looks {
    /// The classes are split until nothing changes, as minimising an automaton does, so that types which are
    /// made of themselves are found too.
    pub(super) fn of(api: &Api, names: &Names, words: Words) -> Self {
        let types: Vec<_> = api.types.iter().collect();
        let looks = types.par_iter().map(|(id, definition)| {
            let mut look = Look::new(words);
            match is_own(&definition.hint, api) {
                true => look.add(id),
                false => look.of(definition, names.types.get(id)),
            }
            look
        });
        let looks: Vec<Look> = looks.collect();
        let mut texts: IndexMap<&str, usize, RandomState> = IndexMap::default();
        let classes = types.iter().zip(&looks).map(|((id, _), look)| {
            let next = texts.len();
            (**id, *texts.entry(&look.text).or_insert(next))
        });
        let mut classes: BTreeMap<TypeId, usize> = classes.collect();
        let mut count = texts.len();
        let parts = types.iter().zip(looks);
        let parts: BTreeMap<TypeId, Vec<TypeId>> =
            parts.map(|((id, _), look)| (**id, look.parts)).collect();
        loop {
            let mut finer: IndexMap<_, usize, RandomState> = IndexMap::default();
            let split = classes.iter().map(|(id, class)| {
                let parts = parts.get(id).into_iter().flatten();
                let parts: Vec<_> = parts.map(|part| classes.get(part)).collect();
                let next = finer.len();
                (*id, *finer.entry((*class, parts)).or_insert(next))
            });
            let split: BTreeMap<TypeId, usize> = split.collect();
            if finer.len() == count {
                return Self {
                    classes: split,
                    parts,
                };
            }
            count = finer.len();
            classes = split;
        }
    }

    pub(super) fn class(&self, id: TypeId) -> usize {
        self.classes.get(&id).copied().unwrap_or_default()
    }
}

/// Whether a type is one of its own, whatever it looks like: it has a name in the document, or is what is sent of
/// such a type.
fn is_own(hint: &NameHint, api: &Api) -> bool {
    let NameHint::Part { owner, path } = hint else {
        return true;
    };
    let is_sent = || path.as_slice() == [Role::Sent];
    match owner {
        Owner::Component(_) => is_sent(),
        Owner::Type(id) => {
            let owner = api.types.get(id).filter(|_| is_sent());
            owner.is_some_and(|owner| is_own(&owner.hint, api))
        }
        Owner::Operation(_) => false,
    }
}

/// All that Rust sees of a type but where it stands and what it is called.
struct Look {
    words: Words,
    text: String,
    /// The types that it is made of, in order.
    parts: Vec<TypeId>,
}

impl Look {
    fn new(words: Words) -> Self {
        Self {
            words,
            text: String::new(),
            parts: Vec::new(),
        }
    }

    fn of(&mut self, definition: &TypeDef, names: Option<&TypeNames>) {
        let TypeDef {
            hint: _,
            home,
            at: _,
            docs: _,
            kind,
            usage,
            is_made: _,
            is_checked: _,
            is_limited,
            is_open,
        } = definition;
        // What it says in words stands at its own name.
        self.add(home);
        self.word(is_open);
        if !matches!(kind, TypeKind::Enum(_)) {
            self.word(&(usage, is_limited));
        }
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
            self.add(&(wire, presence, constant));
            self.word(&(direction, limits, docs));
            self.ty(ty);
        }
        self.add(&additional.is_some());
        additional.iter().for_each(|ty| self.ty(ty));
    }

    fn values<T: Debug>(&mut self, values: &[EnumValue<T>]) {
        self.add(&"enum");
        for value in values {
            self.add(&value.value);
            self.word(&value.docs);
        }
    }

    fn union(&mut self, found: &Union) {
        self.add(&("union", &found.tag));
        for variant in &found.variants {
            self.add(&(&variant.name, &variant.tags));
            self.word(&variant.docs);
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

    /// Adds what makes no other type.
    fn word(&mut self, what: &dyn Debug) {
        if self.words == Words::Count {
            self.add(what);
        }
    }

    fn add(&mut self, what: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{what:?};");
    }
}
