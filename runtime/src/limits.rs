//! Limits that the document sets to what is sent, checked before it is sent.
//!
//! In: a value as JSON text and the [`Limits`] of its schema. Out: the first limit that it breaks, with
//! the place where it does (JSON Schema Validation 2020-12, §6). Only clients whose `codegen.toml` asks
//! for it have limits at all.

#[cfg(feature = "pattern")]
mod pattern;

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::{Number, Value};

use crate::error::SendError;

/// What the document allows of a value.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    own: &'static [Limit],
    within: Within,
}

/// What the document allows of what stands within a value.
#[derive(Debug, Clone, Copy)]
enum Within {
    Nothing,
    Items(&'static Limits),
    Values(&'static Limits),
    Members(&'static [(&'static str, Limits)]),
    Kinds(&'static str, &'static [(&'static str, Limits)]),
    Of(fn() -> &'static Limits),
}

/// One limit; it says nothing of values of another type.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// The least number of characters.
    MinLength(u64),
    /// The greatest number of characters.
    MaxLength(u64),
    /// An ECMA-262 expression that some part of a text fits.
    #[cfg(feature = "pattern")]
    Pattern(&'static str),
    /// The least number.
    Minimum(Bound),
    /// The greatest number.
    Maximum(Bound),
    /// The number above which numbers are allowed.
    ExclusiveMinimum(Bound),
    /// The number below which numbers are allowed.
    ExclusiveMaximum(Bound),
    /// What a number is a multiple of.
    MultipleOf(Bound),
    /// The least number of items.
    MinItems(u64),
    /// The greatest number of items.
    MaxItems(u64),
    /// No two items are the same.
    UniqueItems,
    /// The least number of members.
    MinProperties(u64),
    /// The greatest number of members.
    MaxProperties(u64),
}

/// A number in a limit.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// A whole one.
    Int(i128),
    /// Any other.
    Float(f64),
}

/// A type whose members have limits.
pub trait Limited {
    /// What the document allows of its members.
    fn limits() -> &'static Limits;
}

impl Limits {
    /// What a value itself has to fit.
    pub const fn new(own: &'static [Limit]) -> Self {
        let within = Within::Nothing;
        Self { own, within }
    }

    /// What each item of a list has to fit.
    #[must_use]
    pub const fn items(self, items: &'static Limits) -> Self {
        self.within(Within::Items(items))
    }

    /// What each value of a map has to fit.
    #[must_use]
    pub const fn values(self, values: &'static Limits) -> Self {
        self.within(Within::Values(values))
    }

    /// What the members of an object have to fit.
    #[must_use]
    pub const fn members(self, members: &'static [(&'static str, Limits)]) -> Self {
        self.within(Within::Members(members))
    }

    /// What an object has to fit by the value of its member `tag`.
    #[must_use]
    pub const fn kinds(self, tag: &'static str, kinds: &'static [(&'static str, Limits)]) -> Self {
        self.within(Within::Kinds(tag, kinds))
    }

    /// What the members of a type have to fit.
    #[must_use]
    pub const fn of<T: Limited>(self) -> Self {
        self.within(Within::Of(T::limits))
    }

    const fn within(mut self, within: Within) -> Self {
        self.within = within;
        self
    }
}

/// Checks the value that `text` is the JSON of, which is called `place`.
pub(crate) fn check(place: &str, text: &str, limits: &Limits) -> Result<(), SendError> {
    // What is no JSON fails where it is written.
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Ok(());
    };
    let mut place = place.to_owned();
    match walk(&mut place, &value, limits) {
        None => Ok(()),
        Some(limit) => Err(SendError::Limit { place, limit }),
    }
}

/// The first limit that `value` breaks, with `place` leading to where it does.
fn walk(place: &mut String, value: &Value, limits: &Limits) -> Option<String> {
    if let Some(broken) = limits.own.iter().find(|limit| !limit.allows(value)) {
        return Some(broken.to_string());
    }
    let length = place.len();
    let mut step = |step: std::fmt::Arguments<'_>, value: &Value, limits: &Limits| {
        // A `String` takes all that is written to it.
        let _ = place.write_fmt(step);
        let broken = walk(place, value, limits);
        if broken.is_none() {
            place.truncate(length);
        }
        broken
    };
    let named = |members: &'static [(&'static str, Limits)], wanted: &str| {
        let found = members.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, limits)| limits)
    };
    match (limits.within, value) {
        (Within::Items(limits), Value::Array(items)) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| step(format_args!("[{index}]"), item, limits)),
        (Within::Values(limits), Value::Object(members)) => members
            .iter()
            .find_map(|(name, value)| step(format_args!(".{name}"), value, limits)),
        (Within::Members(limits), Value::Object(members)) => members
            .iter()
            .filter_map(|(name, value)| Some((name, value, named(limits, name)?)))
            .find_map(|(name, value, limits)| step(format_args!(".{name}"), value, limits)),
        (Within::Kinds(tag, kinds), Value::Object(members)) => {
            let kind = members.get(tag).and_then(Value::as_str);
            walk(place, value, kind.and_then(|kind| named(kinds, kind))?)
        }
        (Within::Of(limits), value) => walk(place, value, limits()),
        _ => None,
    }
}

impl Limit {
    fn allows(&self, value: &Value) -> bool {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match (self, value) {
            (Self::MinLength(least), Value::String(text)) => count(text.chars().count()) >= *least,
            (Self::MaxLength(most), Value::String(text)) => count(text.chars().count()) <= *most,
            #[cfg(feature = "pattern")]
            (Self::Pattern(pattern), Value::String(text)) => pattern::fits(pattern, text),
            (Self::Minimum(least), Value::Number(number)) => {
                least.compare(number).is_none_or(|order| order.is_le())
            }
            (Self::Maximum(most), Value::Number(number)) => {
                most.compare(number).is_none_or(|order| order.is_ge())
            }
            (Self::ExclusiveMinimum(least), Value::Number(number)) => {
                least.compare(number).is_none_or(|order| order.is_lt())
            }
            (Self::ExclusiveMaximum(most), Value::Number(number)) => {
                most.compare(number).is_none_or(|order| order.is_gt())
            }
            (Self::MultipleOf(factor), Value::Number(number)) => factor.divides(number),
            (Self::MinItems(least), Value::Array(items)) => count(items.len()) >= *least,
            (Self::MaxItems(most), Value::Array(items)) => count(items.len()) <= *most,
            (Self::UniqueItems, Value::Array(items)) => {
                let different: BTreeSet<String> = items.iter().map(Value::to_string).collect();
                different.len() == items.len()
            }
            (Self::MinProperties(least), Value::Object(members)) => count(members.len()) >= *least,
            (Self::MaxProperties(most), Value::Object(members)) => count(members.len()) <= *most,
            _ => true,
        }
    }
}

/// As the document writes it.
impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MinLength(least) => write!(f, "minLength: {least}"),
            Self::MaxLength(most) => write!(f, "maxLength: {most}"),
            #[cfg(feature = "pattern")]
            Self::Pattern(pattern) => write!(f, "pattern: {pattern}"),
            Self::Minimum(least) => write!(f, "minimum: {least}"),
            Self::Maximum(most) => write!(f, "maximum: {most}"),
            Self::ExclusiveMinimum(least) => write!(f, "exclusiveMinimum: {least}"),
            Self::ExclusiveMaximum(most) => write!(f, "exclusiveMaximum: {most}"),
            Self::MultipleOf(factor) => write!(f, "multipleOf: {factor}"),
            Self::MinItems(least) => write!(f, "minItems: {least}"),
            Self::MaxItems(most) => write!(f, "maxItems: {most}"),
            Self::UniqueItems => f.write_str("uniqueItems: true"),
            Self::MinProperties(least) => write!(f, "minProperties: {least}"),
            Self::MaxProperties(most) => write!(f, "maxProperties: {most}"),
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Float(number) => write!(f, "{number}"),
        }
    }
}

/// The number, if it is whole.
fn whole(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

impl Bound {
    /// How this compares to `number`.
    fn compare(self, number: &Number) -> Option<std::cmp::Ordering> {
        match (self, whole(number)) {
            (Self::Int(bound), Some(number)) => Some(bound.cmp(&number)),
            _ => self.as_f64().partial_cmp(&number.as_f64()?),
        }
    }

    /// Whether `number` is a multiple of this; of floats, as far as they are exact.
    fn divides(self, number: &Number) -> bool {
        match (self, whole(number)) {
            (Self::Int(0), _) => true,
            (Self::Int(factor), Some(number)) => number % factor == 0,
            _ => {
                let quotient = number.as_f64().unwrap_or_default() / self.as_f64();
                let distance = (quotient - quotient.round()).abs();
                !quotient.is_finite() || distance <= 1e-9 * quotient.abs().max(1.0)
            }
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a bound beyond 2^53 is compared with a float, which is no more precise"
    )]
    fn as_f64(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(number) => number,
        }
    }
}

#[cfg(test)]
mod tests;
