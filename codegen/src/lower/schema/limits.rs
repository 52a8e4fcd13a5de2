//! Limits of values, where `codegen.toml` asks for them to be checked before sending.

use crate::{
    diagnostic::Code,
    ir::{Bound, Limit, Limits},
    lower::{Lowering, schema::Key},
    openapi::{Additional, SchemaId},
    source::{Node, Number, Value},
};

/// How deep lists and maps are followed that stand within each other without an object.
const DEEPEST: usize = 8;

impl Lowering<'_> {
    /// What a value of these schemas has to fit; the members of objects have limits of their own.
    pub(in crate::lower) fn limits(&mut self, ids: &[SchemaId]) -> Limits {
        if self.options.check_limits.is_empty() || ids.is_empty() {
            return Limits::default();
        }
        self.limits_within(ids, DEEPEST)
    }

    fn limits_within(&mut self, ids: &[SchemaId], depth: usize) -> Limits {
        let flat = self.flatten(&Key::of(ids));
        let inner = |lowering: &mut Self, ids: &[SchemaId]| {
            let goes_on = depth > 0 && !ids.is_empty();
            goes_on.then(|| Box::new(lowering.limits_within(ids, depth - 1)))
        };
        let items = inner(self, &flat.items);
        let values = match flat.additional {
            Additional::Schema(values) if flat.properties.is_empty() => inner(self, &[values]),
            _ => None,
        };
        let is_exclusive = |wanted: &str| {
            let mut found = flat.limits.iter();
            found.any(|(keyword, node)| {
                *keyword == wanted && matches!(node.value, Value::Bool(true))
            })
        };
        // In OpenAPI 3.0 these are booleans that say something about the bound beside them.
        let exclusive = (
            is_exclusive("exclusiveMinimum"),
            is_exclusive("exclusiveMaximum"),
        );
        let mut own: Vec<Limit> = Vec::new();
        for (keyword, node) in &flat.limits {
            match limit(keyword, node, exclusive) {
                Some(Limit::Pattern(pattern)) if !is_expression(&pattern) => {
                    let message = format!("`{pattern}` is no expression of ECMA-262");
                    self.sink.report(Code::BadPattern, node.at, message);
                }
                Some(limit) if !own.contains(&limit) => own.push(limit),
                _ => {}
            }
        }
        Limits { own, items, values }
    }
}

/// Whether the runtime can read a pattern.
fn is_expression(pattern: &str) -> bool {
    let read = regress::Regex::with_flags(pattern, "u");
    read.is_ok() || regress::Regex::new(pattern).is_ok()
}

fn limit(keyword: &str, node: &Node, exclusive: (bool, bool)) -> Option<Limit> {
    let bound = match &node.value {
        Value::Number(Number::Int(whole)) => Some(Bound::Int(whole.get())),
        Value::Number(Number::Float(number)) if number.is_finite() => Some(Bound::Float(*number)),
        _ => None,
    };
    let count = match bound {
        Some(Bound::Int(whole)) => u64::try_from(whole).ok(),
        _ => None,
    };
    Some(match keyword {
        "minLength" => Limit::MinLength(count?),
        "maxLength" => Limit::MaxLength(count?),
        "pattern" => Limit::Pattern(node.as_str()?.to_owned()),
        "minimum" if exclusive.0 => Limit::ExclusiveMinimum(bound?),
        "minimum" => Limit::Minimum(bound?),
        "maximum" if exclusive.1 => Limit::ExclusiveMaximum(bound?),
        "maximum" => Limit::Maximum(bound?),
        "exclusiveMinimum" => Limit::ExclusiveMinimum(bound?),
        "exclusiveMaximum" => Limit::ExclusiveMaximum(bound?),
        "multipleOf" => Limit::MultipleOf(bound?),
        "minItems" => Limit::MinItems(count?),
        "maxItems" => Limit::MaxItems(count?),
        "uniqueItems" => matches!(node.value, Value::Bool(true)).then_some(Limit::UniqueItems)?,
        "minProperties" => Limit::MinProperties(count?),
        "maxProperties" => Limit::MaxProperties(count?),
        _ => return None,
    })
}
