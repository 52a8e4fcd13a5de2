//! Documents written anew: in the words of another version.
//!
//! In: a document before it is understood. Out: one that says the same.

mod keys;
mod version;

pub(crate) use keys::{Keys, is_word};
pub(crate) use version::{Version, convert};
