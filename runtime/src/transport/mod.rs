//! What carries a request to the service and brings the answer back.

mod cause;
#[cfg(feature = "hyper")]
mod connect;
#[cfg(feature = "hyper")]
mod failure;
#[cfg(feature = "hyper")]
pub(crate) mod hyper;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod outgoing;
#[cfg(feature = "hyper")]
mod proxies;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
pub(crate) mod service;
#[cfg(feature = "hyper")]
mod tls;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};

pub(crate) use self::cause::{causes, is_timeout};
#[cfg(feature = "cli")]
pub(crate) use self::connect::Refused;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A future of unnamed type that can be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries requests, and brings answers back.
///
/// It gives back every answer whatever its status, and follows no redirect: the client does.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` and returns the answer as soon as its headers have arrived.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl fmt::Debug for dyn Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// Marks a request, in its extensions, whose answer may go on for as long as it likes.
///
/// A transport should bound the wait for each chunk of such an answer and not the whole.
#[derive(Debug, Clone, Copy)]
pub struct ReadAsItComes;

/// Why a transport has no answer.
#[derive(Debug, thiserror::Error)]
#[error("{fate}")]
pub struct TransportError {
    pub(crate) fate: Fate,
    pub(crate) timeout: bool,
    pub(crate) source: BoxError,
}

/// What became of a request that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "hyper", feature = "reqwest")),
    expect(dead_code, reason = "a transport of one's own knows less")
)]
pub(crate) enum Fate {
    /// It did not get to the service.
    NotSent,
    /// The service said that it has not looked at it, so that it can be sent again at once.
    Unprocessed,
    /// It cannot be sent, now or later.
    Refused,
    /// Its body could not be read, when some of it may have been sent.
    Unreadable,
    /// The service may have acted on it.
    MaybeSent,
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "there was no connection",
            Self::Unprocessed => "the service has not looked at the request",
            Self::Refused => "the transport cannot send the request",
            Self::Unreadable => "the body of the request cannot be read",
            Self::MaybeSent => "the connection broke",
        })
    }
}

impl TransportError {
    /// Nothing reached the service, or it said that it has not looked at it.
    pub fn not_sent(source: impl Into<BoxError>) -> Self {
        Self::new(Fate::NotSent, source)
    }

    /// The transport cannot send such a request, or not to there, so that sending it again is of no use.
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self::new(Fate::Refused, source)
    }

    /// The service may have acted on the request.
    pub fn maybe_sent(source: impl Into<BoxError>) -> Self {
        Self::new(Fate::MaybeSent, source)
    }

    /// The body of the request could not be read.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn unreadable(source: impl Into<BoxError>) -> Self {
        Self::new(Fate::Unreadable, source)
    }

    fn new(fate: Fate, source: impl Into<BoxError>) -> Self {
        Self {
            fate,
            timeout: false,
            source: source.into(),
        }
    }

    /// Says that it was because the time was up.
    #[must_use]
    pub fn timed_out(mut self) -> Self {
        self.timeout = true;
        self
    }
}

/// The body of a request or of an answer, which need not be in memory as a whole.
pub struct Body(Kind);

enum Kind {
    Octets(Full<Bytes>),
    #[cfg(feature = "hyper")]
    Incoming(::hyper::body::Incoming),
    Other(BoxBody<Bytes, BoxError>),
}

impl Body {
    /// Makes a body of any other.
    ///
    /// Where reading it fails with a [`TransportError`] that [`timed_out`](TransportError::timed_out), or
    /// an [`io::Error`](std::io::Error) of that kind, the call fails with
    /// [`SendError::Timeout`](crate::SendError::Timeout), else with
    /// [`SendError::Connection`](crate::SendError::Connection).
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Kind::Other(body.map_err(Into::into).boxed()))
    }

    /// The body of an answer, without a box around it.
    #[cfg(feature = "hyper")]
    pub(crate) fn incoming(body: ::hyper::body::Incoming) -> Self {
        Self(Kind::Incoming(body))
    }

    /// Whether reading it cannot fail.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn is_in_memory(&self) -> bool {
        matches!(self.0, Kind::Octets(_))
    }

    /// Takes the octets out, if they are in memory and none was read yet.
    #[cfg(feature = "reqwest")]
    pub(crate) fn take_octets(&mut self) -> Option<Bytes> {
        let Kind::Octets(octets) = &mut self.0 else {
            return None;
        };
        let mut context = Context::from_waker(std::task::Waker::noop());
        match http_body::Body::poll_frame(Pin::new(octets), &mut context) {
            Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
            Poll::Ready(None) => Some(Bytes::new()),
            Poll::Ready(Some(Err(never))) => match never {},
            Poll::Pending => None,
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(octets: T) -> Self {
        Self(Kind::Octets(Full::new(octets.into())))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Octets(octets) => {
                let polled = Pin::new(octets).poll_frame(context);
                polled.map_err(|never| match never {})
            }
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => Pin::new(body).poll_frame(context).map_err(Into::into),
            Kind::Other(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Octets(octets) => octets.is_end_stream(),
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => body.is_end_stream(),
            Kind::Other(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Octets(octets) => http_body::Body::size_hint(octets),
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => body.size_hint(),
            Kind::Other(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}
