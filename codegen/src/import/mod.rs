//! What upstream publishes, read into OpenAPI.

pub mod document;
pub mod page;
