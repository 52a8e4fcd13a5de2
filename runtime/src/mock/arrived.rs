//! Requests that reached a mock server, and what is wrong with some of them.

use std::{fmt, ops::Deref, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Method};

/// A request as it arrived.
///
/// `Debug` shows method, path and the names of headers: all else may hold secrets.
pub struct Arrived {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Arrived {
    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path, percent-encoded as it was sent.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query without its `?`, percent-encoded as it was sent.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the octets of the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("Arrived")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A request that is what the document says, read as its types; it derefs to what it holds.
#[derive(Debug, Clone)]
pub struct Received<T> {
    pub(super) request: T,
    pub(super) arrived: Arc<Arrived>,
}

impl<T> Received<T> {
    /// Returns the request as it arrived.
    pub fn arrived(&self) -> &Arrived {
        &self.arrived
    }

    /// Returns what it holds and drops the rest.
    pub fn into_request(self) -> T {
        self.request
    }
}

impl<T> Deref for Received<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.request
    }
}

/// Something about a request that is not as the document says.
///
/// `Display` says what, and nothing of what the query, the headers or the body hold.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) operation: Option<&'static str>,
    pub(super) route: String,
    pub(super) reason: String,
}

impl Problem {
    /// Returns the id of the operation that the request is one of, if it is one of any.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Returns what is wrong.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(id) => write!(f, "{} (`{id}`): {}", self.route, self.reason),
            None => write!(f, "{}: {}", self.route, self.reason),
        }
    }
}
