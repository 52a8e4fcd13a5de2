//! A client of `reqwest` as a transport.

use http::Uri;
use reqwest::Url;

use crate::transport::{Body, BoxFuture, Transport, TransportError};

impl Transport for reqwest::Client {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(send(self, request))
    }
}

async fn send(
    client: &reqwest::Client,
    request: http::Request<Body>,
) -> Result<http::Response<Body>, TransportError> {
    let (parts, mut body) = request.into_parts();
    let mut request = reqwest::Request::new(parts.method, url(&parts.uri)?);
    *request.headers_mut() = parts.headers;
    *request.version_mut() = parts.version;
    // What is in memory needs no box around it.
    *request.body_mut() = Some(match body.take_octets() {
        Some(octets) => octets.into(),
        None => reqwest::Body::wrap(body),
    });
    let answer = client.execute(request).await;
    let answer = answer.map_err(|error| transport_error(error, &parts.uri))?;
    Ok(http::Response::from(answer).map(Body::new))
}

fn url(uri: &Uri) -> Result<Url, TransportError> {
    Url::parse(&uri.to_string()).map_err(TransportError::refused)
}

/// The error's own text has the URL in it, and with it every key that travels in a query.
///
/// A client that follows redirects may have left `sent_to`, and failed only behind it.
fn transport_error(error: reqwest::Error, sent_to: &Uri) -> TransportError {
    let is_elsewhere = error
        .url()
        .is_some_and(|at| url(sent_to).is_ok_and(|sent| *at != sent));
    let error = error.without_url();
    if error.is_builder() {
        return TransportError::refused(error);
    }
    let (sent, timeout) = (!error.is_connect() || is_elsewhere, error.is_timeout());
    let error = if sent {
        TransportError::maybe_sent(error)
    } else {
        TransportError::not_sent(error)
    };
    if timeout { error.timed_out() } else { error }
}
