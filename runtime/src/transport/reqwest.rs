//! A client of `reqwest` as a transport.

use http::Uri;
use reqwest::Url;

use crate::transport::{Body, BoxFuture, Transport, TransportError, outgoing::Outgoing};

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
    let octets = body.take_octets();
    let outgoing = Outgoing::new(body);
    let failed = outgoing.failed();
    *request.body_mut() = Some(match octets {
        Some(octets) => octets.into(),
        None => reqwest::Body::wrap(outgoing),
    });
    let answer = client.execute(request).await;
    let answer = answer.map_err(|error| {
        let failed = failed.take();
        failed.unwrap_or_else(|| transport_error(error, &parts.uri))
    })?;
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
    let is_not_sent = !is_elsewhere && (error.is_connect() || is_not_sent(&error));
    let timeout = error.is_timeout();
    let error = match is_not_sent {
        true => TransportError::not_sent(error),
        false => TransportError::maybe_sent(error),
    };
    if timeout { error.timed_out() } else { error }
}

/// Whether the service has not looked at a request, as far as hyper knows; the client has sent it again where
/// that was of use.
#[cfg(feature = "hyper")]
fn is_not_sent(error: &reqwest::Error) -> bool {
    use crate::transport::{Fate, causes, failure::fate};

    let by_hyper = causes(error).find_map(|error| error.downcast_ref());
    by_hyper.is_some_and(|error| matches!(fate(error), Fate::NotSent | Fate::Unprocessed))
}

/// Without the feature `hyper` nobody asks it.
#[cfg(not(feature = "hyper"))]
fn is_not_sent(_: &reqwest::Error) -> bool {
    false
}
