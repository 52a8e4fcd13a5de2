//! Answers whose body is read as it comes.

mod bytes;
mod error;
mod events;
mod json_lines;
mod sse;

pub(crate) use self::bytes::collect;
pub use self::{
    bytes::ByteStream,
    error::{ItemError, MediaError, StreamError},
    events::{Event, EventStream},
    json_lines::JsonLines,
};
