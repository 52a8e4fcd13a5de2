//! Pages and documents to one document, and that into another.
//!
//! In: what the reader of pages made of each, or OpenAPI documents. Out: one OpenAPI document in which
//! equal schemas are components with names, or the text of an existing document in which only what
//! differs has changed. Afterwards nothing depends on the order of pages.

mod flatten;
mod gather;
mod inputs;
mod meaning;
mod merge;
mod names;
mod places;
mod share;
#[cfg(test)]
mod tests;

pub(crate) use gather::{Page, gather};
pub use inputs::ImportSource;
pub(crate) use inputs::{date, inputs, is_page, pages_below};
pub use merge::{Change, ChangeKind, Unmerged, Words, merge};
pub(crate) use places::{METHODS, operations};
