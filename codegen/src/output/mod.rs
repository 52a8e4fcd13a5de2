//! Tokens to files: formatting, headers, and writing what has changed.

pub mod format;
pub mod journal;
pub mod tree;

pub use format::sources;
pub use tree::{Changes, FileTree, named, replace, write};
