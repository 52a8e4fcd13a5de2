//! Enums.

use crate::{
    diagnostic::Code,
    ir::{Docs, Enum, EnumValue, NameHint, Ty, TypeKind, Variant},
    lower::{
        Lowering,
        schema::{flat::Flat, listed::Values, part},
    },
    openapi::Type,
    source::{Node, Number, Value},
};

impl<'d> Lowering<'d> {
    /// The type of `enum` or `const`, and whether null is among its values; nothing if the values
    /// make no type.
    pub(super) fn values(
        &mut self,
        flat: &Flat<'d>,
        values: &Values<'d>,
        hint: &NameHint,
    ) -> Option<(Ty, bool)> {
        let is_null = |node: &Node| matches!(node.value, Value::Null);
        let has_null = values.nodes.iter().any(|node| is_null(node));
        let all: Vec<(usize, &Node)> = values
            .nodes
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, node)| !is_null(node))
            .collect();
        let kinds = flat.kinds();
        let wanted = if flat.said_kinds() {
            kinds.as_slice()
        } else {
            &[]
        };
        let kept: Vec<_> = all
            .iter()
            .copied()
            .filter(|(_, node)| wanted.is_empty() || wanted.iter().any(|kind| is(node, *kind)))
            .collect();
        if kept.len() < all.len() {
            return self.misfits(flat, values, &all, &kept, has_null, hint);
        }
        self.enumeration(flat, values, &kept, has_null, hint)
    }

    /// An enum some of whose values are not of its type: quotes that YAML or a person left out.
    fn misfits(
        &mut self,
        flat: &Flat<'d>,
        values: &Values<'d>,
        all: &[(usize, &Node)],
        kept: &[(usize, &Node)],
        has_null: bool,
        hint: &NameHint,
    ) -> Option<(Ty, bool)> {
        let at = all.first().map_or(flat.at, |(_, node)| node.at);
        let message = "values of this enum are not of its type";
        self.sink.report(Code::EnumType, at, message);
        let is_string = flat.kinds() == [Type::String];
        let texts = all.iter().map(|(index, node)| {
            let value = node.scalar()?;
            Some(value_of(values, *index, node, value))
        });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>().filter(|_| is_string) {
            let values = Enum::Strings(distinct(texts));
            let ty = self.define(flat, hint, |_, _| TypeKind::Enum(values));
            return Some((ty, has_null));
        }
        if kept.is_empty() {
            return None;
        }
        self.enumeration(flat, values, kept, has_null, hint)
    }

    fn enumeration(
        &mut self,
        flat: &Flat<'d>,
        values: &Values<'d>,
        nodes: &[(usize, &Node)],
        has_null: bool,
        hint: &NameHint,
    ) -> Option<(Ty, bool)> {
        let strings: Vec<EnumValue<String>> = nodes
            .iter()
            .filter_map(|(index, node)| {
                Some(value_of(values, *index, node, node.as_str()?.to_owned()))
            })
            .collect();
        let integers: Vec<EnumValue<i64>> = nodes
            .iter()
            .filter_map(|(index, node)| Some(value_of(values, *index, node, integer(node)?)))
            .collect();
        let booleans = nodes.iter().filter(|(_, node)| is(node, Type::Boolean));
        let booleans = booleans.count();
        let (strings, integers) = (distinct(strings), distinct(integers));
        let is_covered = {
            let texts = nodes.iter().filter(|(_, node)| node.as_str().is_some());
            let numbers = nodes.iter().filter(|(_, node)| integer(node).is_some());
            texts.count() + numbers.count() + booleans == nodes.len()
        };
        if nodes.is_empty() {
            return None;
        }
        if !is_covered {
            let at = nodes.first().map_or(flat.at, |(_, node)| node.at);
            let message = "the values of this enum are not all strings, integers or booleans";
            self.sink.report(Code::UnsupportedEnum, at, message);
            return None;
        }
        let ty = match (strings.is_empty(), integers.is_empty(), booleans > 0) {
            (false, true, false) => {
                self.define(flat, hint, |_, _| TypeKind::Enum(Enum::Strings(strings)))
            }
            (true, false, false) => {
                self.define(flat, hint, |_, _| TypeKind::Enum(Enum::Integers(integers)))
            }
            (true, true, _) => Ty::Bool,
            _ => self.mixed_values(flat, strings, integers, booleans > 0, hint),
        };
        Some((ty, has_null))
    }

    /// Values of several types: a union of enums.
    fn mixed_values(
        &mut self,
        flat: &Flat<'d>,
        strings: Vec<EnumValue<String>>,
        integers: Vec<EnumValue<i64>>,
        has_booleans: bool,
        hint: &NameHint,
    ) -> Ty {
        let mut variants = Vec::new();
        let mut add = |name: &str, ty: Ty| {
            variants.push(Variant {
                name: name.to_owned(),
                at: flat.at,
                ty,
                tags: Vec::new(),
                docs: Docs::default(),
            });
        };
        let hint_of = |name: &str| part(hint, crate::ir::Role::Variant(name.to_owned()));
        if !strings.is_empty() {
            let kind = TypeKind::Enum(Enum::Strings(strings));
            add("String", self.define(flat, &hint_of("String"), |_, _| kind));
        }
        if !integers.is_empty() {
            let kind = TypeKind::Enum(Enum::Integers(integers));
            add(
                "Integer",
                self.define(flat, &hint_of("Integer"), |_, _| kind),
            );
        }
        if has_booleans {
            add("Boolean", Ty::Bool);
        }
        self.define(flat, hint, |_, _| {
            TypeKind::Union(crate::ir::Union {
                variants,
                tag: None,
            })
        })
    }
}

pub(super) fn value_of<T>(
    values: &Values<'_>,
    index: usize,
    node: &Node,
    value: T,
) -> EnumValue<T> {
    let text = |texts: &[&str]| {
        let text = texts.get(index).filter(|text| !text.is_empty());
        text.map(|text| (*text).to_owned())
    };
    EnumValue {
        value,
        at: node.at,
        name: text(&values.names),
        docs: text(&values.docs),
    }
}

pub(super) fn integer(node: &Node) -> Option<i64> {
    match node.value {
        Value::Number(Number::Int(value)) => i64::try_from(value.get()).ok(),
        Value::Number(Number::Float(value)) if value.fract() == 0.0 && value.abs() < 9e15 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            Some(value as i64)
        }
        _ => None,
    }
}

/// Whether a value is of a type.
fn is(node: &Node, kind: Type) -> bool {
    match node.value {
        Value::String(_) => kind == Type::String,
        Value::Bool(_) => kind == Type::Boolean,
        Value::Number(_) => {
            kind == Type::Number || (kind == Type::Integer && integer(node).is_some())
        }
        Value::List(_) => kind == Type::Array,
        Value::Map(_) => kind == Type::Object,
        Value::Null => false,
    }
}

/// The values without repetitions.
pub(super) fn distinct<T: PartialEq>(values: Vec<EnumValue<T>>) -> Vec<EnumValue<T>> {
    let mut found: Vec<EnumValue<T>> = Vec::new();
    for value in values {
        if !found.iter().any(|other| other.value == value.value) {
            found.push(value);
        }
    }
    found
}
