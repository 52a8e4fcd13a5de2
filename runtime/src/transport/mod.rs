//! What carries a request to the service and brings the answer back.

#[cfg(feature = "hyper")]
mod connect;
#[cfg(feature = "hyper")]
pub(crate) mod hyper;
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
#[error("{}", match (*.sent, *.refused) {
    (true, _) => "the connection broke",
    (false, true) => "the transport does not take the request",
    (false, false) => "there was no connection",
})]
pub struct TransportError {
    pub(crate) sent: bool,
    pub(crate) refused: bool,
    pub(crate) timeout: bool,
    pub(crate) source: BoxError,
}

impl TransportError {
    /// Nothing reached the service.
    pub fn not_sent(source: impl Into<BoxError>) -> Self {
        Self {
            sent: false,
            refused: false,
            timeout: false,
            source: source.into(),
        }
    }

    /// The transport cannot send such a request, so that sending it again is of no use.
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self {
            refused: true,
            ..Self::not_sent(source)
        }
    }

    /// The service may have acted on the request.
    pub fn maybe_sent(source: impl Into<BoxError>) -> Self {
        Self {
            sent: true,
            refused: false,
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

/// Returns `error` and what caused it, one after the other.
pub(crate) fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
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
