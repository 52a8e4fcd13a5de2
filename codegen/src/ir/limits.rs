//! Limits that are checked before something is sent.

/// What a value has to fit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The value itself.
    pub own: Vec<Limit>,
    /// Each item of a list.
    pub items: Option<Box<Limits>>,
    /// Each value of a map.
    pub values: Option<Box<Limits>>,
}

/// One limit (JSON Schema Validation 2020-12, §6).
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// `minLength`.
    MinLength(u64),
    /// `maxLength`.
    MaxLength(u64),
    /// `pattern`.
    Pattern(String),
    /// `minimum`.
    Minimum(Bound),
    /// `maximum`.
    Maximum(Bound),
    /// `exclusiveMinimum`.
    ExclusiveMinimum(Bound),
    /// `exclusiveMaximum`.
    ExclusiveMaximum(Bound),
    /// `multipleOf`.
    MultipleOf(Bound),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
}

/// A number in a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A whole one.
    Int(i128),
    /// Any other.
    Float(f64),
}
