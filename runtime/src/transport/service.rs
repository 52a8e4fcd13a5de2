//! Services and layers of `tower` as transport.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::transport::{Body, BoxError, BoxFuture, Transport, TransportError};

/// What carries the requests of a client, as a service that a layer of `tower` stands around.
///
/// It is always ready. Its error is a [`TransportError`].
#[derive(Clone)]
pub struct HttpService(Arc<dyn Transport>);

impl HttpService {
    /// Makes a service of any transport.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }

    pub(crate) fn boxed(transport: Box<dyn Transport>) -> Self {
        Self(transport.into())
    }
}

impl Service<Request<Body>> for HttpService {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<Body>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.send(request).await })
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpService")
    }
}

/// A service that is a transport.
pub(crate) struct Served<S>(Mutex<S>);

impl<S> Served<S> {
    pub(crate) fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }

    /// Puts `layer` around `transport`.
    pub(crate) fn around<L: Layer<HttpService, Service = S>>(
        layer: &L,
        transport: Box<dyn Transport>,
    ) -> Self {
        Self::new(layer.layer(HttpService::boxed(transport)))
    }
}

impl<S, B> Transport for Served<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        // Whoever panicked while it cloned the service left it as it was.
        let service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = service.clone();
        Box::pin(async move {
            let ready = poll_fn(|context| service.poll_ready(context)).await;
            // It has not seen the request yet.
            ready.map_err(|error| failed(error.into(), TransportError::not_sent))?;
            let answer = service.call(request).await;
            let answer =
                answer.map_err(|error| failed(error.into(), TransportError::maybe_sent))?;
            Ok(answer.map(Body::new))
        })
    }
}

/// The transport's own error, where a layer handed it on as it is; else nobody here knows more than `otherwise`.
fn failed(error: BoxError, otherwise: fn(BoxError) -> TransportError) -> TransportError {
    match error.downcast() {
        Ok(error) => *error,
        Err(error) => otherwise(error),
    }
}
