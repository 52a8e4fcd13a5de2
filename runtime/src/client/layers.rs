//! Services and layers of `tower` around what carries the requests of a client.

use bytes::Bytes;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    client::ClientBuilder,
    core::Described,
    transport::{
        Body, BoxError, Transport,
        service::{HttpService, Served},
    },
};

/// Puts a layer around a transport.
pub(super) type Around = Box<dyn FnOnce(Box<dyn Transport>) -> Box<dyn Transport> + Send + Sync>;

impl<C: Described> ClientBuilder<C> {
    /// Sends requests through a service of `tower`, as [`transport`](Self::transport) does.
    ///
    /// Its error counts as one behind which the service may have acted on the request, unless it is a
    /// [`TransportError`](crate::TransportError), which says so itself.
    pub fn service<S, B>(self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        self.transport(Served::new(service))
    }

    /// Puts a layer of `tower` around what carries the requests: the transport that was set, or else the
    /// client's own. Of several layers the one that is added last sees requests first.
    ///
    /// A layer sees each request that leaves: each attempt and each redirect.
    pub fn layer<L, S, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService, Service = S> + Send + Sync + 'static,
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        let around =
            move |transport| -> Box<dyn Transport> { Box::new(Served::around(&layer, transport)) };
        self.layers.push(Box::new(around));
        self
    }
}
