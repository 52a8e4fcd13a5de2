//! What a user looks at, or changes, around each attempt.

use std::{fmt, time::Duration};

use http::{HeaderMap, Method, Request, StatusCode, Uri};

use crate::{
    body::Payload,
    error::{Failure, SendError},
    operation::Operation,
};

/// Looks at each attempt of each call of a client.
///
/// The functions are called in the task that makes the call, so they should return soon. An attempt whose
/// call is dropped, or whose time is up, has no end; redirects that an attempt follows are part of it.
pub trait Hooks: Send + Sync + 'static {
    /// An attempt is about to be sent with `headers`, which may be changed.
    ///
    /// A header that is set here goes to the host of the call and to no other one that a redirect leads to.
    fn before_attempt(&self, attempt: &Attempt<'_>, headers: &mut HeaderMap) {
        let _ = (attempt, headers);
    }

    /// An attempt has ended.
    fn after_attempt(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

impl fmt::Debug for dyn Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// One attempt to have a call answered.
///
/// `Debug` shows no query, which may hold a key.
pub struct Attempt<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) number: u32,
    pub(crate) request: &'a Request<Payload>,
}

impl Attempt<'_> {
    /// Returns the `operationId`, or method and path where the document has none.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// Returns which attempt of the call it is, counted from one.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Returns where it goes. The query may hold a key.
    pub fn uri(&self) -> &Uri {
        self.request.uri()
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation())
            .field("number", &self.number)
            .field("method", self.method())
            .field("path", &self.uri().path())
            .finish_non_exhaustive()
    }
}

/// How an attempt ended.
#[derive(Debug)]
pub struct Outcome<'a> {
    pub(crate) came: Result<(StatusCode, &'a HeaderMap), &'a Failure>,
    pub(crate) elapsed: Duration,
}

impl Outcome<'_> {
    /// Returns the status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.came.ok().map(|(status, _)| status)
    }

    /// Returns the headers, if the service answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.came.ok().map(|(_, headers)| headers)
    }

    /// Returns why there is no answer, if there is none.
    pub fn error(&self) -> Option<&SendError> {
        match self.came.err()? {
            Failure::NotSent(error) | Failure::MaybeSent(error) => Some(error),
        }
    }

    /// Returns how long the attempt took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

/// Has `hooks` look at a request, and keeps what they set from other hosts.
pub(crate) fn before(
    hooks: &dyn Hooks,
    operation: &'static Operation,
    number: u32,
    request: &Request<Payload>,
) -> Request<Payload> {
    let mut changed = request.clone();
    let attempt = Attempt {
        operation,
        number,
        request,
    };
    hooks.before_attempt(&attempt, changed.headers_mut());
    for (name, value) in changed.headers_mut() {
        let was_there = request
            .headers()
            .get_all(name)
            .iter()
            .any(|was| was == value);
        if !was_there {
            value.set_sensitive(true);
        }
    }
    changed
}
