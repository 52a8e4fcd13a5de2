//! `oneOf`, `anyOf` and schemas of several types: one of some types.

use crate::{
    ir::{Docs, Enum, EnumValue, NameHint, Owner, Role, Ty, TypeId, TypeKind, Union, Variant},
    lower::{
        Lowering,
        schema::{
            Key,
            flat::{Flat, Group},
            values::{distinct, integer, value_of},
        },
    },
    openapi::{SchemaId, Type},
};

impl<'d> Lowering<'d> {
    /// The type of a schema with one `oneOf` or `anyOf`.
    pub(super) fn union(
        &mut self,
        key: &Key,
        flat: &Flat<'d>,
        group: &Group<'d>,
        hint: &NameHint,
    ) -> Ty {
        let members = self.expanded(&group.members);
        if let Some(values) = self.all_strings(&members) {
            let ty = match self.the_one_enum(&members) {
                Some(id) => self.ty(id, hint),
                None if values.is_empty() => Ty::String,
                None => self.define(flat, hint, |_, _| TypeKind::Enum(Enum::Strings(values))),
            };
            self.open_if_any_text(&ty, &members);
            return ty;
        }
        if let Some(values) = self.all_integers(&members) {
            return self.define(flat, hint, |_, _| TypeKind::Enum(Enum::Integers(values)));
        }
        let base = self.base(key, flat);
        let mut found = None;
        let ty = self.define(flat, hint, |lowering, id| {
            let ty = super::nullable(Ty::Named(id), flat.nullable);
            lowering.lowered.insert(key.clone(), ty);
            let mut variants = Vec::new();
            for member in &members {
                variants.extend(lowering.variants(id, *member, &base, group));
            }
            lowering.report_mapping(group, &variants);
            let has_any = variants.iter().any(|variant| variant.ty == Ty::Json);
            let variants = distinct_types(variants);
            found = match variants.as_slice() {
                [] => Some(Ty::Json),
                [_] if has_any => Some(Ty::Json),
                [only] => Some(only.ty.clone()),
                _ => None,
            };
            let tag = group.discriminator.map(|found| found.property.clone());
            TypeKind::Union(Union { variants, tag })
        });
        // One type is left, so there is nothing to choose; the union is pruned.
        found.unwrap_or(ty)
    }

    /// The type of a schema with several types besides null.
    pub(super) fn mixed(
        &mut self,
        key: &Key,
        flat: &Flat<'d>,
        kinds: &[Type],
        hint: &NameHint,
    ) -> Ty {
        self.define(flat, hint, |lowering, id| {
            let ty = super::nullable(Ty::Named(id), flat.nullable);
            lowering.lowered.insert(key.clone(), ty);
            let variants = kinds.iter().map(|kind| {
                let name = kind_name(*kind);
                let hint = variant_hint(id, name);
                let only = Key {
                    only: Some(*kind),
                    ..key.clone()
                };
                Variant {
                    name: name.to_owned(),
                    at: flat.at,
                    ty: not_null(lowering.ty_of(&only, &hint)),
                    tags: Vec::new(),
                    docs: Docs::default(),
                }
            });
            TypeKind::Union(Union {
                variants: variants.collect(),
                tag: None,
            })
        })
    }

    /// What stands beside `oneOf` or `anyOf`, if that says more than a type: every variant has it.
    fn base(&self, key: &Key, flat: &Flat<'d>) -> Vec<(SchemaId, bool)> {
        let has_base = !flat.properties.is_empty()
            || matches!(flat.additional, crate::openapi::Additional::Schema(_))
            || !flat.items.is_empty();
        if has_base {
            let parts = key.parts.iter();
            parts.map(|(id, _)| (*id, true)).collect()
        } else {
            Vec::new()
        }
    }

    /// The variant of a member; one for each tag where several stand for it and it does not hold them.
    fn variants(
        &mut self,
        owner: TypeId,
        member: SchemaId,
        base: &[(SchemaId, bool)],
        group: &Group<'d>,
    ) -> Vec<Variant> {
        let tags = self.tags(member, group);
        let holds = group
            .discriminator
            .is_none_or(|found| self.holds(member, &found.property));
        if tags.len() < 2 || holds {
            let name = self.variant_name(member, &tags);
            return vec![self.variant(owner, member, base, name, tags)];
        }
        let each = tags.into_iter();
        each.map(|tag| self.variant(owner, member, base, tag.clone(), vec![tag]))
            .collect()
    }

    fn variant(
        &mut self,
        owner: TypeId,
        member: SchemaId,
        base: &[(SchemaId, bool)],
        name: String,
        tags: Vec<String>,
    ) -> Variant {
        let hint = variant_hint(owner, &name);
        let own = self.flatten(&Key::of(&[member]));
        let is_in = base.iter().all(|(id, _)| own.seen.contains(id));
        let ty = if is_in {
            let hint = self.origins.variant(member, &name).unwrap_or(hint);
            self.ty(member, &hint)
        } else {
            let parts = base.iter().copied().chain([(member, false)]);
            let key = Key {
                parts: parts.collect(),
                only: None,
                multipart: false,
            };
            self.ty_of(&key, &hint)
        };
        Variant {
            name,
            at: self.schema(member).at,
            ty: not_null(ty),
            tags,
            docs: self.field_docs(member),
        }
    }

    /// What a variant is called after: its schema, its title, what tells it apart, or its type.
    fn variant_name(&self, member: SchemaId, tags: &[String]) -> String {
        let schema = self.schema(member);
        if let Some(reference) = &schema.reference
            && let Some(name) = reference.tokens.last()
        {
            return name.clone();
        }
        if let [inner] = schema.all_of.as_slice()
            && self.schema(*inner).reference.is_some()
        {
            return self.variant_name(*inner, tags);
        }
        if let [tag] = tags {
            return tag.clone();
        }
        let title = schema.title.as_ref().filter(|title| title.len() <= 40);
        if let Some(title) = title {
            return title.clone();
        }
        let flat = self.flatten(&Key::of(&[member]));
        let constants = flat.properties.iter().filter_map(|(wire, _)| {
            let mut values = self.allowed(&flat, wire);
            let value = (values.len() == 1).then(|| values.pop()).flatten();
            value.map(|value| (*wire != "type", *wire, value))
        });
        // Which one it is must not follow from the order of the properties; `type` says most.
        if let Some((.., constant)) = constants.min() {
            return constant;
        }
        let values = flat.values.as_ref().map(|values| values.nodes.as_slice());
        if let Some([value]) = values
            && let Some(text) = value.as_str()
        {
            return text.to_owned();
        }
        match flat.kinds().as_slice() {
            [Type::Array] => self.list_name(&flat),
            [Type::String] => match flat.format {
                Some((format, _)) => format.clone(),
                None => "String".to_owned(),
            },
            [kind] => kind_name(*kind).to_owned(),
            _ => "Other".to_owned(),
        }
    }

    /// A list is called after its items; one may hold itself, so no further than three lists within it.
    fn list_name(&self, flat: &Flat<'d>) -> String {
        let mut name = "List".to_owned();
        let mut next = flat.items.first().copied();
        for _ in 0..3 {
            let Some(item) = next else { break };
            let flat = self.flatten(&Key::of(&[item]));
            let is_named = self.schema(item).reference.is_some();
            if is_named || flat.kinds() != [Type::Array] {
                let item = self.variant_name(item, &[]);
                return if item == "Other" { name } else { item + &name };
            }
            name.push_str("List");
            next = flat.items.first().copied();
        }
        name
    }

    /// The members, with those of unions that have no name in their place.
    fn expanded(&self, members: &[SchemaId]) -> Vec<SchemaId> {
        let mut found = Vec::new();
        for member in members {
            let schema = self.schema(*member);
            let inner = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
                (one, []) if !one.is_empty() => one,
                ([], any) if !any.is_empty() => any,
                _ => &[],
            };
            let is_plain = schema.reference.is_none()
                && schema.properties.is_empty()
                && schema.all_of.is_empty()
                && schema.discriminator.is_none();
            if inner.is_empty() || !is_plain {
                found.push(*member);
            } else {
                found.extend(self.expanded(&self.choices(*member, inner)));
            }
        }
        found
    }

    /// The values of members that are all strings, of which an open enum can be made.
    fn all_strings(&self, members: &[SchemaId]) -> Option<Vec<EnumValue<String>>> {
        let mut all = Vec::new();
        for member in members {
            let flat = self.flatten(&Key::of(&[*member]));
            let is_plain = flat.groups.is_empty() && flat.format.is_none();
            let is_string = flat.kinds() == [Type::String];
            match &flat.values {
                Some(values) if is_plain && (is_string || !flat.said_kinds()) => {
                    let texts = values.nodes.iter().enumerate().map(|(index, node)| {
                        let value = value_of(values, index, node, node.as_str()?.to_owned());
                        // A string says itself what it is called.
                        let name = value.name.clone();
                        let said = self.said_of_member(*member, values.nodes.len(), value);
                        Some(EnumValue { name, ..said })
                    });
                    all.extend(texts.collect::<Option<Vec<_>>>()?);
                }
                None if is_plain && is_string => {}
                _ => return None,
            }
        }
        Some(distinct(all))
    }

    /// Says of an enum that one of `members`, of which it was made, is text of any kind.
    fn open_if_any_text(&mut self, ty: &Ty, members: &[SchemaId]) {
        let is_any = |id: &SchemaId| self.flatten(&Key::of(&[*id])).values.is_none();
        if !members.iter().any(is_any) {
            return;
        }
        let id = match ty {
            Ty::Named(id) => id,
            Ty::Nullable(inner) => match &**inner {
                Ty::Named(id) => id,
                _ => return,
            },
            _ => return,
        };
        if let Some(definition) = self.types.get_mut(id) {
            definition.is_open = true;
        }
    }

    /// The values of members that are all integers with a title or none, of which an open enum can be made.
    fn all_integers(&self, members: &[SchemaId]) -> Option<Vec<EnumValue<i64>>> {
        let mut all = Vec::new();
        for member in members {
            let flat = self.flatten(&Key::of(&[*member]));
            let is_integer = !flat.said_kinds() || flat.kinds() == [Type::Integer];
            let values = flat
                .values
                .as_ref()
                .filter(|_| is_integer && flat.groups.is_empty())?;
            let integers = values.nodes.iter().enumerate().map(|(index, node)| {
                let value = value_of(values, index, node, integer(node)?);
                Some(self.said_of_member(*member, values.nodes.len(), value))
            });
            all.extend(integers.collect::<Option<Vec<_>>>()?);
        }
        Some(distinct(all))
    }

    /// A value with the title and description of the only member of a union that has it.
    fn said_of_member<T>(
        &self,
        member: SchemaId,
        values: usize,
        value: EnumValue<T>,
    ) -> EnumValue<T> {
        let schema = self.schema(member);
        let is_own = values == 1 && schema.reference.is_none();
        let own = |text: &Option<String>| text.clone().filter(|_| is_own);
        EnumValue {
            name: value.name.or_else(|| own(&schema.title)),
            docs: value.docs.or_else(|| own(&schema.description)),
            ..value
        }
    }

    /// The only member that is an enum with a name, beside plain strings.
    fn the_one_enum(&self, members: &[SchemaId]) -> Option<SchemaId> {
        let has_values = |id: &&SchemaId| self.flatten(&Key::of(&[**id])).values.is_some();
        let mut enums = members.iter().filter(has_values);
        let only = enums.next().filter(|_| enums.next().is_none())?;
        self.schema(*only).reference.is_some().then_some(*only)
    }
}

/// Variants of different types; one of any type says no more than the variant for what is unknown.
fn distinct_types(variants: Vec<Variant>) -> Vec<Variant> {
    let mut found: Vec<Variant> = Vec::new();
    for variant in variants {
        if matches!(variant.ty, Ty::Json) {
            continue;
        }
        let is_same = |other: &&mut Variant| other.ty == variant.ty && other.tags == variant.tags;
        if found.iter_mut().find(is_same).is_none() {
            found.push(variant);
        }
    }
    found
}

fn variant_hint(owner: TypeId, name: &str) -> NameHint {
    NameHint::Part {
        owner: Owner::Type(owner),
        path: vec![Role::Variant(name.to_owned())],
    }
}

/// Null is said of the union.
fn not_null(ty: Ty) -> Ty {
    match ty {
        Ty::Nullable(inner) => *inner,
        ty => ty,
    }
}

fn kind_name(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "Boolean",
        Type::Integer => "Integer",
        Type::Number => "Number",
        Type::String => "String",
        Type::Array => "List",
        Type::Object => "Object",
    }
}
