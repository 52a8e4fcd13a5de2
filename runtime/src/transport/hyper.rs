//! The transport that a client has unless it brings its own: hyper's.

use std::{io, time::Duration};

use http::header;
use hyper_util::{
    client::legacy::{Client, Error as ClientError},
    rt::{TokioExecutor, TokioTimer},
};

use crate::transport::{
    Body, BoxError, BoxFuture, Transport, TransportError, causes,
    connect::{Connector, Refused},
};

/// hyper's client, with its pool of connections.
pub(crate) struct Own {
    client: Client<Connector, Body>,
    connector: Connector,
}

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
        if let Some(credentials) = self.connector.credentials(request.uri()) {
            let headers = request.headers_mut().entry(header::PROXY_AUTHORIZATION);
            headers.or_insert(credentials);
        }
        let answer = self.client.request(request);
        Box::pin(async {
            let answer = answer.await.map_err(transport_error)?;
            Ok(answer.map(Body::incoming))
        })
    }
}

fn transport_error(error: ClientError) -> TransportError {
    if causes(&error).any(|error| error.is::<Refused>()) {
        return TransportError::refused(error);
    }
    let is_timeout = causes(&error).any(|error| {
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    });
    // Such a stream the service has not looked at (RFC 9113, §8.7).
    let was_ignored = causes(&error).any(|error| {
        let error = error.downcast_ref::<h2::Error>();
        error.is_some_and(|error| error.reason() == Some(h2::Reason::REFUSED_STREAM))
    });
    let error = if error.is_connect() || was_ignored {
        TransportError::not_sent(error)
    } else {
        TransportError::maybe_sent(error)
    };
    if is_timeout { error.timed_out() } else { error }
}
