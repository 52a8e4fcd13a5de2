//! The transport that a client has unless it brings its own: hyper's.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use http::{StatusCode, header};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{CaptureConnection, capture_connection},
    },
    rt::{TokioExecutor, TokioTimer},
};
use tokio::time::timeout;

use crate::transport::{
    Body, BoxError, BoxFuture, Transport, TransportError,
    connect::{Connector, Refused},
    failure::transport_error,
    outgoing::Outgoing,
};

/// hyper's client, with its pool of connections.
pub(crate) struct Own {
    client: Client<Connector, Outgoing>,
    connector: Connector,
}

/// Marks a request, in its extensions, that is given up where it has no connection after this time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectWithin(pub(crate) Duration);

/// Makes a transport that gives up connecting after `connect_timeout`; the time of requests is the client's.
///
/// # Errors
///
/// Where the certificates of the operating system cannot be used.
pub(crate) fn transport(connect_timeout: Option<Duration>) -> Result<Own, BoxError> {
    let connector = Connector::new(connect_timeout)?;
    let client = Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(connector.clone());
    Ok(Own { client, connector })
}

impl Transport for Own {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // A proxy that takes whole requests wants to know who sends them.
        let carried = self.connector.carried(request.uri());
        let is_carried = carried.is_some();
        if let Some(credentials) = carried.flatten() {
            let headers = request.headers_mut().entry(header::PROXY_AUTHORIZATION);
            headers.or_insert(credentials);
        }
        let mut request = request.map(Outgoing::new);
        let failed = request.body().failed();
        let limit = request.extensions_mut().remove::<ConnectWithin>();
        let limit = limit.map(|ConnectWithin(limit)| (limit, capture_connection(&mut request)));
        let answer = self.client.request(request);
        Box::pin(async move {
            let answer = match limit {
                Some((limit, connection)) => within(limit, connection, answer).await?,
                None => answer.await,
            };
            let answer =
                answer.map_err(|error| failed.take().unwrap_or_else(|| transport_error(error)))?;
            // It is the proxy's and not the service's (RFC 9110, §15.5.8).
            if is_carried && answer.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
                let source = BoxError::from(answer.status().to_string());
                return Err(TransportError::refused(Refused::Credentials(source)));
            }
            Ok(answer.map(Body::incoming))
        })
    }
}

/// Gives `sending` up where there is no `connection` for it after `limit`.
async fn within<T>(
    limit: Duration,
    mut connection: CaptureConnection,
    sending: impl Future<Output = T>,
) -> Result<T, TransportError> {
    let mut sending = pin!(sending);
    let mut connected = pin!(timeout(limit, connection.wait_for_connection_metadata()));
    let mut is_connected = false;
    poll_fn(|context| {
        if let Poll::Ready(done) = sending.as_mut().poll(context) {
            return Poll::Ready(Ok(done));
        }
        if is_connected {
            return Poll::Pending;
        }
        match connected.as_mut().poll(context) {
            Poll::Ready(Err(elapsed)) => {
                Poll::Ready(Err(TransportError::not_sent(elapsed).timed_out()))
            }
            Poll::Ready(Ok(_)) => {
                is_connected = true;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
