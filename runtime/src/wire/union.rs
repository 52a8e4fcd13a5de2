//! Choosing the variant of a union for a value.
//!
//! The value is read as a whole first. Its tag decides where there is one; else the variants that it
//! could be are tried, the one that says most about it first. What fits none is kept as it is.

use std::{
    borrow::Cow,
    cell::{Cell, LazyCell},
};

use serde::{Deserializer, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    drift::notes,
    wire::{Field, Shape, Slot, Variant, Wire, read_into},
};

/// A type that is one of some types.
pub trait Union: Sized {
    /// Reads the variant at an index of those in its [`Shape`], if `value` is one.
    fn variant(index: usize, value: &Value) -> Option<Self>;

    /// Makes the value that keeps what fits none.
    fn unknown(value: Value) -> Self;
}

/// The place that a union is read into, whatever its type.
pub trait Choice {
    /// Becomes the variant at an index, if `value` is one.
    fn set(&mut self, index: usize, value: &Value) -> Option<()>;

    /// Keeps a value that fits none.
    fn keep(&mut self, value: Value);
}

impl<T: Union> Choice for T {
    fn set(&mut self, index: usize, value: &Value) -> Option<()> {
        *self = T::variant(index, value)?;
        Some(())
    }

    fn keep(&mut self, value: Value) {
        *self = T::unknown(value);
    }
}

/// Reads a union.
pub(super) fn read<'de, D: Deserializer<'de>>(
    union: &mut dyn Choice,
    shape: Shape,
    deserializer: D,
) -> Result<(), D::Error> {
    let value = notes::whole(deserializer)?;
    choose(union, shape, value);
    Ok(())
}

fn choose(union: &mut dyn Choice, shape: Shape, value: Value) {
    let (tag, variants) = match shape {
        Shape::Union(tag, variants) => (tag, variants),
        _ => (None, [].as_slice()),
    };
    let order = order(tag, variants, &value);
    // The only one is tried however many have failed: it cannot make the time double.
    let attempts = (order.len() > 1).then(|| Attempts::begin(&value));
    let may_try = || attempts.is_none() || Attempts::are_left();
    let is_found =
        order
            .into_iter()
            .take_while(|_| may_try())
            .any(|index| match union.set(index, &value) {
                Some(()) => true,
                None => {
                    Attempts::count();
                    false
                }
            });
    notes::end_of_union(&value, is_found);
    if !is_found {
        union.keep(value);
    }
}

thread_local! {
    /// How many attempts may still fail within the outermost union that is being read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The attempts to read variants; unions within unions share theirs.
///
/// Where each of some nested unions tries each of its variants, the time doubles with each level.
struct Attempts {
    is_outermost: bool,
}

impl Attempts {
    fn begin(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(64 + 8 * size(value)));
        }
        Self { is_outermost }
    }

    fn are_left() -> bool {
        LEFT.get() != Some(0)
    }

    /// One has failed.
    fn count() {
        LEFT.set(LEFT.get().map(|left| left.saturating_sub(1)));
        notes::attempt_failed();
    }
}

impl Drop for Attempts {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

/// How many values there are in `value`, itself counted.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Reads a variant, if `value` is one.
pub fn read_variant<T: Wire>(value: &Value) -> Option<T> {
    let mut variant = T::empty();
    read_value(variant.slot(), value).then_some(variant)
}

/// Reads `value` into `slot`; returns whether it fits.
fn read_value(slot: Slot<'_>, value: &Value) -> bool {
    read_into(slot, value).is_ok()
}

/// Reads a variant of a type that is not generated, if `value` is one.
pub fn read_foreign_variant<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// The variants that `value` could be, in the order in which they are tried.
fn order(tag: Option<&str>, variants: &[Variant], value: &Value) -> Vec<usize> {
    let name = tag;
    let tag = tag.and_then(|tag| text(value.get(tag)?));
    let mut has_tags = false;
    let mut tagged = Vec::new();
    let mut others = Vec::new();
    let scoring = LazyCell::new(|| Scoring::begin(value));
    for (index, Variant { tags, shape }) in variants.iter().enumerate() {
        has_tags |= !tags.is_empty();
        match &tag {
            Some(tag) if tags.contains(&&**tag) => tagged.push(index),
            // It is another variant's, or one that the document did not list.
            Some(_) if !tags.is_empty() => {}
            _ => {
                let shape = shape();
                let score = scoring.score(&shape, value);
                others.extend(score.map(|score| (score, index, shape)));
            }
        }
    }
    if !tagged.is_empty() {
        return tagged;
    }
    if let (Some(name), Some(tag), true) = (name, &tag, has_tags) {
        notes::unknown_tag(name, tag);
    }
    // Of variants that say as much the first one is tried first: the sort is stable.
    others.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    // One that would drop what another possible one knows is none of them: the value is a mixture.
    let is_known = |name: &str| others.iter().any(|(.., shape)| keeps(shape, name));
    let is_whole = |shape: &Shape| match value {
        Value::Object(members) => members
            .iter()
            .all(|(name, value)| value.is_null() || keeps(shape, name) || !is_known(name)),
        _ => true,
    };
    let whole = others.iter().filter(|(.., shape)| is_whole(shape));
    whole.map(|(_, index, _)| *index).collect()
}

/// A tag as text.
fn text(tag: &Value) -> Option<Cow<'_, str>> {
    match tag {
        Value::String(text) => Some(text.into()),
        Value::Number(_) | Value::Bool(_) => Some(tag.to_string().into()),
        _ => None,
    }
}

/// Whether a value of a shape keeps the member `name` of an object.
fn keeps(shape: &Shape, name: &str) -> bool {
    match shape {
        Shape::Object(table) => {
            table.keeps_others || table.fields.iter().any(|field| field.wire() == name)
        }
        Shape::Nullable(shape) => keeps(&shape(), name),
        Shape::Any | Shape::Map(_) | Shape::Union(..) => true,
        _ => false,
    }
}

/// How much shapes say about a value.
///
/// Lists of unions of lists could be looked into in many ways: what is left after some steps for each value
/// is taken for one that fits.
struct Scoring {
    left: Cell<usize>,
}

impl Scoring {
    fn begin(value: &Value) -> Self {
        let left = Cell::new(64 + 8 * size(value));
        Self { left }
    }

    /// How much a shape says about `value`; nothing if it is not of that shape.
    fn score(&self, shape: &Shape, value: &Value) -> Option<usize> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Some(0);
        };
        self.left.set(left);
        let of = |shape: fn() -> Shape, value: &Value| self.score(&shape(), value);
        match (shape, value) {
            (Shape::Any, _) => Some(0),
            (Shape::Nullable(_), Value::Null) => Some(1),
            (Shape::Nullable(shape), value) => of(*shape, value),
            (Shape::Union(_, variants), value) => variants
                .iter()
                .filter_map(|variant| of(variant.shape, value))
                .max(),
            (Shape::Bool, Value::Bool(_)) => Some(2),
            (Shape::Integer, Value::Number(number)) => {
                let is_whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
                is_whole.then_some(3)
            }
            (Shape::Number, Value::Number(_)) => Some(2),
            (Shape::String(values), Value::String(text)) => Some(match values {
                [] => 2,
                values if values.contains(&text.as_str()) => 4,
                _ => 1,
            }),
            (Shape::Text, Value::String(_)) => Some(3),
            (Shape::List(shape), Value::Array(items)) => {
                let scores = items.iter().map(|item| of(*shape, item));
                let scores = scores.collect::<Option<Vec<_>>>()?;
                Some(1 + scores.into_iter().min().unwrap_or_default())
            }
            (Shape::Tuple(shapes), Value::Array(items)) if shapes.len() == items.len() => {
                let mut pairs = shapes.iter().zip(items);
                pairs
                    .all(|(shape, item)| of(*shape, item).is_some())
                    .then_some(4)
            }
            (Shape::Map(shape), Value::Object(members)) => {
                let mut values = members.values();
                values.all(|value| of(*shape, value).is_some()).then_some(1)
            }
            (Shape::Object(table), Value::Object(members)) => object(table.fields, members),
            _ => None,
        }
    }
}

/// A member with the only value that it may have says most, one that is known says something.
fn object(fields: &[Field], members: &serde_json::Map<String, Value>) -> Option<usize> {
    let mut score = 0;
    for field in fields {
        match (members.get(field.wire()), field.constant()) {
            (None, _) if field.is_required() => return None,
            (None, _) => {}
            (Some(value), Some(constant)) => match text(value) {
                Some(text) if text == constant => score += 1000,
                Some(_) => return None,
                None => score += 2,
            },
            (Some(_), _) => score += 2,
        }
    }
    // One that names all members says more than one that names some of them; one that names none says
    // less than a map.
    let is_whole = members
        .keys()
        .all(|key| fields.iter().any(|field| field.wire() == key));
    Some(score + 2 * usize::from(is_whole))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Scoring, Shape};
    use crate::wire::{
        Field::{self, Optional, RequiredConstant},
        Table, Variant,
    };

    fn score(shape: &Shape, value: &serde_json::Value) -> Option<usize> {
        Scoring::begin(value).score(shape, value)
    }

    #[test]
    fn what_says_most_wins() {
        const fn of(fields: &'static [Field]) -> Table {
            Table {
                name: "",
                fields,
                keeps_others: false,
            }
        }
        const CAT: Shape =
            Shape::Object(const { &of(&[RequiredConstant("kind", "cat"), Optional("lives")]) });
        const DOG: Shape =
            Shape::Object(const { &of(&[RequiredConstant("kind", "dog"), Optional("name")]) });
        const ANY: Shape = Shape::Object(const { &of(&[Optional("name")]) });
        let cat = json!({"kind": "cat", "lives": 9});
        assert!(score(&CAT, &cat) > score(&ANY, &cat));
        assert_eq!(score(&DOG, &cat), None);
        let named = json!({"name": "Tom"});
        assert_eq!(score(&CAT, &named), None);
        assert!(score(&ANY, &named) > score(&Shape::Map(|| Shape::String(&[])), &named));
        assert!(score(&Shape::Integer, &json!(1.0)) > score(&Shape::Number, &json!(1.0)));
        assert_eq!(score(&Shape::Integer, &json!(1.5)), None);
        assert!(
            score(&Shape::String(&["a"]), &json!("a")) > score(&Shape::String(&[]), &json!("a"))
        );
        assert!(
            score(&Shape::String(&["a"]), &json!("b")) < score(&Shape::String(&[]), &json!("b"))
        );
        assert_eq!(
            score(&Shape::List(|| Shape::Integer), &json!([1, "a"])),
            None
        );
    }

    #[test]
    fn a_union_of_itself_ends() {
        fn own() -> Shape {
            Shape::Union(
                None,
                &[Variant {
                    tags: &[],
                    shape: own,
                }],
            )
        }
        // What cannot be told is taken for one that fits: reading it decides.
        assert_eq!(score(&own(), &json!(1)), Some(0));
    }
}
