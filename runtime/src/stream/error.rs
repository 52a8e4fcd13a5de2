//! What can go wrong in the middle of an answer.

use std::{borrow::Cow, fmt};

use bytes::Bytes;

use crate::{
    charset,
    error::{Mismatch, SendError, is_retryable},
    response::RawResponse,
};

/// Why a stream has no next item.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The answer broke off, or the service was silent for too long; the stream is at its end.
    #[error("the answer broke off")]
    Read(#[source] SendError),
    /// The answer broke off or ended and could not be opened again; the stream is at its end.
    #[error("the stream was over and could not be opened again")]
    Reopen(#[source] SendError),
    /// The service answered with an error when the stream should be opened again; the stream is at its end.
    #[error("the service answered {} when the stream was to be opened again", .0.status())]
    Refused(Box<RawResponse>),
    /// The thread cannot wait for the next item; the stream is at its end.
    #[cfg(feature = "blocking")]
    #[error(transparent)]
    Blocking(#[from] crate::blocking::BlockingError),
    /// An item is longer than the client accepts; the stream is at its end.
    #[error("an item of the answer is longer than {limit} bytes")]
    TooLong {
        /// The longest item that the client accepts, in bytes.
        limit: usize,
    },
    /// The answer is of another kind than the document says; the stream is at its end.
    #[error(transparent)]
    Media(Box<MediaError>),
    /// An item is not what the document says; the stream goes on after it.
    #[error(transparent)]
    Decode(Box<ItemError>),
}

impl StreamError {
    /// Returns whether the service was silent for too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Read(error) | Self::Reopen(error) if error.is_timeout())
    }

    /// Returns whether the same call may succeed later: the answer broke off, the service was silent for
    /// too long, or what it answered when the stream was to be opened again may change.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Read(error) | Self::Reopen(error) => error.is_retryable(),
            Self::Refused(answer) => is_retryable(answer.status()),
            #[cfg(feature = "blocking")]
            Self::Blocking(_) => false,
            Self::TooLong { .. } | Self::Media(_) | Self::Decode(_) => false,
        }
    }
}

/// An item of a stream that is not what the document says.
///
/// `Debug` shows the length of the item and none of its contents, nor do `Display` and the
/// [`source`](std::error::Error::source).
#[derive(thiserror::Error)]
#[error("an item of the answer{} is something else than the document says at `{path}`", in_line(*line))]
pub struct ItemError {
    path: String,
    data: Bytes,
    pub(super) id: Option<String>,
    pub(super) event: Option<String>,
    pub(super) line: Option<u64>,
    #[source]
    source: Mismatch,
}

impl ItemError {
    pub(crate) fn new(data: Bytes, source: serde_json::Error) -> Self {
        let path = crate::decode::path_of(&source, &data);
        Self {
            path,
            data,
            id: None,
            event: None,
            line: None,
            source: Mismatch::new(source),
        }
    }

    /// Returns where in the JSON it is, as in `choices[0].delta`; `.` is the whole item.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the item as it came.
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Returns the id, if it is an event and has one, as [`Event::id`](crate::Event::id).
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the kind of event, if it is an event and has one.
    pub fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// Returns which line of the answer it is if it is one of JSON lines, or else which record where they begin
    /// with a record separator; counted from one, with those that are empty.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Returns what `serde_json` says, which may quote what the service sent.
    pub fn json_error(&self) -> &serde_json::Error {
        self.source.json()
    }
}

impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError")
            .field("path", &self.path)
            .field("data", &format_args!("<{} bytes>", self.data.len()))
            .field("id", &self.id)
            .field("event", &self.event)
            .field("line", &self.line)
            .field("source", &self.source)
            .finish()
    }
}

fn in_line(line: Option<u64>) -> String {
    line.map(|line| format!(" (line {line})"))
        .unwrap_or_default()
}

/// An answer that should be a stream of events and is something else by its `Content-Type`.
///
/// `Debug` shows the length of the body and none of its contents.
#[derive(thiserror::Error)]
#[error("the answer is `{content_type}` and no stream of events")]
pub struct MediaError {
    content_type: String,
    body: Bytes,
}

impl MediaError {
    pub(super) fn new(content_type: String, body: Bytes) -> Self {
        Self { content_type, body }
    }

    /// Returns what the `Content-Type` says.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Returns the octets of the body, as many as came and the client accepts.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text, as [`RawResponse::text`](crate::RawResponse::text) does.
    pub fn text(&self) -> Cow<'_, str> {
        charset::text(Some(&self.content_type), &self.body)
    }
}

impl fmt::Debug for MediaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaError")
            .field("content_type", &self.content_type)
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .finish()
    }
}
