//! Answers: decoded, and as they came.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, DerefMut},
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{charset, decode::without_bom};

/// An answer whose body was decoded; it derefs to the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

impl<T> Response<T> {
    pub(crate) fn new(raw: RawResponse, body: T) -> Self {
        Self {
            status: raw.status,
            headers: raw.headers,
            body,
        }
    }

    pub(crate) fn from_parts(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self {
            status,
            headers: without_cookies_shown(headers),
            body,
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
        }
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

/// Marks cookies as secrets, which `Debug` does not show.
fn without_cookies_shown(mut headers: HeaderMap) -> HeaderMap {
    if let header::Entry::Occupied(mut cookies) = headers.entry(header::SET_COOKIE) {
        for cookie in cookies.iter_mut() {
            cookie.set_sensitive(true);
        }
    }
    headers
}

/// An answer as it came.
///
/// `Debug` shows the length of the body and none of its contents.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers: without_cookies_shown(headers),
            body,
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

    /// Decodes the body as JSON, without a byte order mark before it.
    ///
    /// # Errors
    ///
    /// Where the body is not JSON, or not of the shape of `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(without_bom(&self.body))
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
