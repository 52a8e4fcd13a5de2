//! Documents written anew: of several files as one, in the words of another version.
//!
//! In: a document before it is understood. Out: one that says the same.

mod bundle;
mod keys;
mod names;
mod tags;
mod version;

pub(crate) use bundle::{bundle, lone_reference};
pub(crate) use keys::{Keys, is_word};
pub(crate) use names::{numbered, stated};
pub(crate) use version::{Version, convert};
