//! Documents written anew: of several files as one, in the words of another version, with changes in their
//! text.
//!
//! In: documents before they are understood. Out: such documents.

mod bundle;
mod edit;
mod elsewhere;
mod keys;
mod names;
mod tags;
mod version;

pub(crate) use bundle::bundle;
pub(crate) use edit::{edit, read, text};
pub(crate) use elsewhere::elsewhere;
pub(crate) use keys::{Keys, is_word};
pub(crate) use names::{numbered, stated};
pub(crate) use version::{Version, convert};
