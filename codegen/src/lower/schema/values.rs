//! Enums.

use crate::{
    diagnostic::Code,
    ir::{Enum, NameHint, Ty, TypeKind},
    lower::Lowering,
    openapi::{Schema, Type},
    source::{Node, Number, Value},
};

impl Lowering<'_> {
    /// The type of `enum` or `const`, and whether null is among its values; nothing if it has none.
    pub(super) fn values(
        &mut self,
        kind: Option<Type>,
        values: &[Node],
        schema: &Schema,
        hint: &NameHint,
    ) -> Option<(Ty, bool)> {
        let has_null = values.iter().any(|node| matches!(node.value, Value::Null));
        let rest: Vec<&Node> = values
            .iter()
            .filter(|node| !matches!(node.value, Value::Null))
            .collect();
        let strings = distinct(rest.iter().map(|node| node.as_str().map(str::to_owned)));
        let integers = distinct(rest.iter().map(|node| match node.value {
            Value::Number(Number::Int(value)) => i64::try_from(value).ok(),
            _ => None,
        }));
        let found = match (kind, strings, integers) {
            (Some(Type::String) | None, Some(strings), _) if !strings.is_empty() => {
                Enum::Strings(strings)
            }
            (Some(Type::Integer | Type::Number) | None, _, Some(integers))
                if !integers.is_empty() =>
            {
                Enum::Integers(integers)
            }
            // A boolean has no other values.
            (Some(Type::Boolean), ..) => return None,
            _ => {
                let at = values.first().map_or(schema.at, |node| node.at);
                let message =
                    "the values of this enum are neither all strings nor all integers of 64 bits";
                self.sink.report(Code::UnsupportedEnum, at, message);
                return None;
            }
        };
        let ty = self.define(schema, hint, |_, _| TypeKind::Enum(found));
        Some((ty, has_null))
    }
}

/// The values without repetitions, if all are there.
fn distinct<T: PartialEq>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for value in values {
        let value = value?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Some(found)
}
