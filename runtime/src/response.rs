//! Answers: decoded, and as they came.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, DerefMut},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{
    charset,
    decode::read_foreign,
    rate::{RateLimit, RateLimitHeaders},
};

/// An answer whose body was decoded; it derefs to the body.
///
/// Two are equal where status, headers and body are.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
    octets: Bytes,
    course: Course,
    dropped: Vec<String>,
}

/// How an answer was come by.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Course {
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) rate_limits: &'static [RateLimitHeaders],
}

impl<T> Response<T> {
    pub(crate) fn new(raw: RawResponse, body: T) -> Self {
        Self {
            status: raw.status,
            headers: raw.headers,
            body,
            octets: raw.body,
            course: raw.course,
            dropped: Vec::new(),
        }
    }

    /// Says which members of the answer were taken out of it to decode the rest.
    pub(crate) fn without(self, dropped: Vec<String>) -> Self {
        Self { dropped, ..self }
    }

    /// Makes one whose body is read as it comes.
    pub(crate) fn from_parts(parts: http::response::Parts, body: T, course: Course) -> Self {
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            octets: Bytes::new(),
            course,
            dropped: Vec::new(),
        }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the decoded body and drops the rest.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the octets that the body was decoded from; none where it is read as it comes.
    pub fn octets(&self) -> &Bytes {
        &self.octets
    }

    /// Returns status, headers and the decoded body.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status, self.headers, self.body)
    }

    /// Makes another body of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            status: self.status,
            headers: self.headers,
            body: make(self.body),
            octets: self.octets,
            course: self.course,
            dropped: self.dropped,
        }
    }

    /// Returns which members of the answer did not decode and are not in the body, as in
    /// `conversation.tags`; there are some for a client that is tolerant alone.
    ///
    /// [`octets`](Self::octets) still has them.
    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    /// Returns how many attempts the call took, the last one counted.
    pub fn attempts(&self) -> u32 {
        self.course.attempts
    }

    /// Returns how long the call took: all attempts and the waits between them, to the end of the answer, or
    /// to its headers where its body is read as it comes.
    pub fn elapsed(&self) -> Duration {
        self.course.elapsed
    }

    /// Returns what the answer says of the service's rate limits; `codegen.toml` says which headers do.
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        RateLimit::all(self.course.rate_limits, &self.headers)
    }
}

impl Response<()> {
    /// The answer as it came.
    pub(crate) fn into_raw(self) -> RawResponse {
        RawResponse {
            status: self.status,
            headers: self.headers,
            body: self.octets,
            course: self.course,
        }
    }
}

impl<T: PartialEq> PartialEq for Response<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.status, &self.headers, &self.body) == (other.status, &other.headers, &other.body)
    }
}

impl<T: Eq> Eq for Response<T> {}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

/// Marks cookies, and URLs that are signed or hold keys, as secrets, which `Debug` does not show.
pub(crate) fn mark_secrets(headers: &mut HeaderMap) {
    for (name, value) in headers {
        if [header::SET_COOKIE, header::LOCATION, header::LINK].contains(name) {
            value.set_sensitive(true);
        }
    }
}

/// An answer as it came.
///
/// `Debug` shows the length of the body and none of its contents.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    pub(crate) course: Course,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            course: Course::default(),
        }
    }

    /// The answer with another body.
    pub(crate) fn with_body(&self, body: Bytes) -> Self {
        Self {
            body,
            ..self.clone()
        }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the octets of the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text.
    ///
    /// It is taken for UTF-8, and what is not is replaced by U+FFFD, unless the `Content-Type` says
    /// `iso-8859-1`, `windows-1252` or `us-ascii`.
    pub fn text(&self) -> Cow<'_, str> {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        charset::text(
            content_type.and_then(|value| value.to_str().ok()),
            &self.body,
        )
    }

    /// Returns how many attempts the call took, the last one counted.
    pub fn attempts(&self) -> u32 {
        self.course.attempts
    }

    /// Returns how long the call took: all attempts and the waits between them, to the end of the answer, or
    /// to its headers where its body is read as it comes.
    pub fn elapsed(&self) -> Duration {
        self.course.elapsed
    }

    /// Returns what the answer says of the service's rate limits; `codegen.toml` says which headers do.
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        RateLimit::all(self.course.rate_limits, &self.headers)
    }

    /// Decodes the body as JSON, without a byte order mark before it.
    ///
    /// # Errors
    ///
    /// Where the body is not JSON, which is UTF-8 (RFC 8259, §8.1), or not of the shape of `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        read_foreign(&self.body)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .finish()
    }
}
