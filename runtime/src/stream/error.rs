//! What can go wrong in the middle of an answer.

use std::fmt;

use bytes::Bytes;

use crate::error::SendError;

/// Why a stream has no next item.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The answer broke off, or the service was silent for too long; the stream is at its end.
    #[error("the answer broke off")]
    Read(#[source] SendError),
    /// An item is longer than the client accepts; the stream is at its end.
    #[error("an item of the answer is longer than {limit} bytes")]
    TooLong {
        /// The longest item that the client accepts, in bytes.
        limit: usize,
    },
    /// An item is not what the document says; the stream goes on after it.
    #[error(transparent)]
    Decode(Box<ItemError>),
}

impl StreamError {
    /// Returns whether the service was silent for too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Read(error) if error.is_timeout())
    }

    /// Returns whether the same call may succeed later: the answer broke off, or the service was silent
    /// for too long.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Read(error) if error.is_retryable())
    }
}

/// An item of a stream that is not what the document says.
///
/// `Debug` shows the length of the item and none of its contents.
#[derive(thiserror::Error)]
#[error("an item of the answer is something else than the document says at `{path}`")]
pub struct ItemError {
    path: String,
    data: Bytes,
    #[source]
    source: serde_json::Error,
}

impl ItemError {
    pub(crate) fn new(data: Bytes, source: serde_json::Error) -> Self {
        let path = crate::decode::path_of(&source, &data);
        Self { path, data, source }
    }

    /// Returns where in the JSON it is, as in `choices[0].delta`; `.` is the whole item.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the item as it came.
    pub fn data(&self) -> &Bytes {
        &self.data
    }
}

impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError")
            .field("path", &self.path)
            .field("data", &format_args!("<{} bytes>", self.data.len()))
            .field("source", &self.source)
            .finish()
    }
}
