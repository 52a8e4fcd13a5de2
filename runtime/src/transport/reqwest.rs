//! The transport over `reqwest`.

use std::{fmt::Write as _, sync::OnceLock, time::Duration};

use http::{
    Uri,
    uri::{Authority, Scheme},
};
use reqwest::Url;

use crate::transport::{Body, BoxError, BoxFuture, Transport, TransportError};

impl Transport for reqwest::Client {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(send(self, url(request.uri()), request))
    }
}

/// A client that this crate made.
pub(crate) struct Own {
    client: reqwest::Client,
    /// Where the first request went: nearly all go there, and the name of a host takes long to parse.
    origin: OnceLock<Origin>,
}

struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

impl Transport for Own {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(send(&self.client, self.url(request.uri()), request))
    }
}

impl Own {
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let known = self.origin.get().filter(|origin| {
            uri.scheme() == Some(&origin.scheme) && uri.authority() == Some(&origin.authority)
        });
        if let Some(origin) = known {
            let mut url = origin.url.clone();
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Ok(url);
        }
        let url = url(uri)?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            let _ = self.origin.set(Origin {
                scheme: scheme.clone(),
                authority: authority.clone(),
                url: url.clone(),
            });
        }
        Ok(url)
    }
}

fn url(uri: &Uri) -> Result<Url, TransportError> {
    let mut text = String::with_capacity(128);
    // Writing to a string does not fail.
    let _ = write!(text, "{uri}");
    Url::parse(&text).map_err(TransportError::refused)
}

async fn send(
    client: &reqwest::Client,
    url: Result<Url, TransportError>,
    request: http::Request<Body>,
) -> Result<http::Response<Body>, TransportError> {
    let (parts, mut body) = request.into_parts();
    let mut request = reqwest::Request::new(parts.method, url?);
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

/// The error's own text has the URL in it, and with it every key that travels in a query.
///
/// A client of the user's may have followed a redirect from `sent_to`, and failed only behind it.
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

/// Makes a `reqwest` client as this crate's clients use it: the time of requests they keep themselves.
pub(crate) fn client(connect_timeout: Option<Duration>) -> Result<Own, BoxError> {
    let mut builder = tls(reqwest::Client::builder())?.redirect(reqwest::redirect::Policy::none());
    if let Some(timeout) = connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    Ok(Own {
        client: builder.build()?,
        origin: OnceLock::new(),
    })
}

/// Sets TLS up with ring, which builds in a third of the time that aws-lc-rs takes and asks for
/// nothing but a C compiler.
///
/// The provider is given to this client alone and not installed for the whole process.
#[cfg(feature = "rustls")]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BoxError> {
    use std::sync::Arc;

    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(not(feature = "rustls"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one fails")]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BoxError> {
    Ok(builder)
}
