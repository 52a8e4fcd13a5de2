//! Answers whose body is read as it comes.

mod bytes;
mod error;
mod events;
mod json_lines;
#[cfg(feature = "retry")]
mod reconnect;
mod sse;

pub(crate) use self::bytes::collect;
#[cfg(feature = "retry")]
pub use self::reconnect::Reconnect;
pub use self::{
    bytes::ByteStream,
    error::{ItemError, MediaError, StreamError},
    events::{Event, EventStream},
    json_lines::JsonLines,
};
