//! Tokens to files: formatting, headers, and writing what has changed.

pub mod format;
pub mod journal;
mod paths;
pub mod tree;

pub use format::{sources, text};
pub(crate) use paths::relative;
pub use tree::{Changes, FileTree, named, replace, write};
