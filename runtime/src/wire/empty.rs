//! The value that a field has before it was read.

use std::collections::BTreeMap;

use serde_json::Value;

/// A type with a value that stands in until the real one is read.
///
/// A required field that was not read is an error, so nobody sees such a value.
pub trait Empty {
    /// Makes the value.
    fn empty() -> Self;
}

macro_rules! empty {
    ($($type:ty => $value:expr,)*) => {
        $(impl Empty for $type {
            fn empty() -> Self {
                $value
            }
        })*
    };
}

empty! {
    bool => false,
    i32 => 0,
    i64 => 0,
    u32 => 0,
    u64 => 0,
    f32 => 0.0,
    f64 => 0.0,
    String => String::new(),
    Value => Value::Null,
}

#[cfg(feature = "date-time")]
empty! {
    jiff::Timestamp => jiff::Timestamp::UNIX_EPOCH,
    jiff::civil::Date => jiff::civil::Date::ZERO,
}

#[cfg(feature = "uuid")]
empty! {
    uuid::Uuid => uuid::Uuid::nil(),
}

impl<T> Empty for Option<T> {
    fn empty() -> Self {
        None
    }
}

impl<T> Empty for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T> Empty for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }
}

macro_rules! tuples {
    ($($($name:ident),+;)*) => {
        $(impl<$($name: Empty),+> Empty for ($($name,)+) {
            fn empty() -> Self {
                ($($name::empty(),)+)
            }
        })*
    };
}

tuples! {
    A;
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
    A, B, C, D, E, F;
    A, B, C, D, E, F, G;
    A, B, C, D, E, F, G, H;
    A, B, C, D, E, F, G, H, I;
    A, B, C, D, E, F, G, H, I, J;
    A, B, C, D, E, F, G, H, I, J, K;
    A, B, C, D, E, F, G, H, I, J, K, L;
}

impl<T: Empty> Empty for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
}
