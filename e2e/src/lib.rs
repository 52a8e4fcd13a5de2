//! Tests only; see `tests/`.

/// The code of the README is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
