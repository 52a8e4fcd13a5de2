//! One call, from a filled-in request to a decoded answer.

use std::{fmt::Debug, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request as HttpRequest, Uri, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use secrecy::ExposeSecret as _;

use crate::{
    auth::{Addition, Credentials},
    decode::Decoded,
    error::{DecodeError, Error, Failure, SendError},
    operation::ApiDescription,
    redirect,
    request::{Request, encode},
    response::{RawResponse, Response},
    transport::{Body, Transport},
};

/// A generated client's type, as the builder needs it.
pub trait Described: Sized {
    /// What the document says about the API.
    const API: &'static ApiDescription;

    /// Makes the client around its core.
    fn from_core(core: Core) -> Self;
}

/// What all clones of a client share.
#[derive(Debug, Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    /// Scheme, host and path without a slash at the end.
    pub(crate) base_url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) credentials: Credentials,
    pub(crate) max_response_bytes: usize,
    pub(crate) transport: Box<dyn Transport>,
}

impl Core {
    pub(crate) fn new(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Sends `request` and decodes the answer with `success`, or else with `failure`.
    pub async fn call<T, E: Debug>(
        &self,
        request: Request,
        success: fn(http::StatusCode, &RawResponse) -> Decoded<T>,
        failure: fn(http::StatusCode, &RawResponse) -> Decoded<E>,
    ) -> Result<Response<T>, Error<E>> {
        let answer = self.send(request).await?;
        match success(answer.status(), &answer) {
            Decoded::Value(body) => return Ok(Response::new(answer, body)),
            Decoded::Malformed(error) => {
                return Err(Error::Decode(Box::new(DecodeError::new(answer, error))));
            }
            Decoded::Undocumented => {}
        }
        Err(match failure(answer.status(), &answer) {
            Decoded::Value(body) => Error::Api(Box::new(Response::new(answer, body))),
            Decoded::Malformed(error) => Error::Decode(Box::new(DecodeError::new(answer, error))),
            Decoded::Undocumented => Error::Undocumented(Box::new(answer)),
        })
    }

    /// Sends `request`, follows redirects and reads the whole answer.
    async fn send(&self, request: Request) -> Result<RawResponse, Failure> {
        let mut request = self.build(request).map_err(Failure::NotSent)?;
        let mut followed = 0;
        loop {
            let sent = self.inner.transport.send(copy(&request)).await;
            let answer = sent.map_err(|error| after(followed, error.into()))?;
            let Some(next) = redirect::next(&request, &answer) else {
                return self.read(answer).await;
            };
            followed += 1;
            if followed > redirect::LIMIT {
                return Err(Failure::MaybeSent(SendError::Redirects {
                    limit: redirect::LIMIT,
                }));
            }
            request = next;
        }
    }

    fn build(&self, request: Request) -> Result<HttpRequest<Bytes>, SendError> {
        let Request {
            operation,
            path,
            mut query,
            headers,
            body,
            problem,
        } = request;
        if let Some(problem) = problem {
            return Err(problem);
        }
        let additions = self
            .inner
            .credentials
            .additions(operation.security)
            .map_err(|scheme| SendError::Credential { scheme })?;
        let mut all = self.inner.headers.clone();
        if !all.contains_key(header::ACCEPT) {
            let accept = HeaderValue::from_str(operation.accept);
            all.insert(
                header::ACCEPT,
                accept.map_err(|error| SendError::Request(error.into()))?,
            );
        }
        for addition in additions {
            match addition {
                Addition::Header(name, value) => add(&mut all, name, value),
                Addition::Query(name, key) => {
                    let separator = if query.is_empty() { "" } else { "&" };
                    query.push_str(&format!(
                        "{separator}{name}={}",
                        encode(&key.expose_secret())
                    ));
                }
            }
        }
        all.extend(headers);
        if body.is_empty() && operation.method != http::Method::GET {
            all.entry(header::CONTENT_LENGTH).or_insert(0.into());
        }
        let mark = match (query.is_empty(), path.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        let uri = format!("{}{path}{mark}{query}", self.inner.base_url);
        let uri = Uri::try_from(uri).map_err(|error| SendError::Request(error.into()))?;
        let mut built = HttpRequest::new(body);
        *built.method_mut() = operation.method.clone();
        *built.uri_mut() = uri;
        *built.headers_mut() = all;
        Ok(built)
    }

    async fn read(&self, answer: http::Response<Body>) -> Result<RawResponse, Failure> {
        let limit = self.inner.max_response_bytes;
        let (parts, body) = answer.into_parts();
        match Limited::new(body, limit).collect().await {
            Ok(body) => Ok(RawResponse::new(
                parts.status,
                parts.headers,
                body.to_bytes(),
            )),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(Failure::MaybeSent(SendError::TooLong { limit }))
            }
            Err(error) if is_timeout(&*error) => Err(Failure::MaybeSent(SendError::Timeout(error))),
            Err(error) => Err(Failure::MaybeSent(SendError::Connection(error))),
        }
    }
}

/// What a failure means after redirects were followed: the first request was sent.
fn after(followed: usize, failure: Failure) -> Failure {
    match failure {
        Failure::NotSent(error) if followed > 0 => Failure::MaybeSent(error),
        other => other,
    }
}

/// Sets a header; cookies stand beside each other in one (RFC 6265, §4.2.1).
fn add(headers: &mut HeaderMap, name: http::HeaderName, value: HeaderValue) {
    let others = headers.get(&name).filter(|_| name == header::COOKIE);
    let joined = others.map(|others| [others.as_bytes(), b"; ", value.as_bytes()].concat());
    let joined = joined.and_then(|octets| HeaderValue::from_bytes(&octets).ok());
    let mut value = joined.unwrap_or(value);
    value.set_sensitive(true);
    headers.insert(name, value);
}

/// Whether a body could not be read because the time was up.
#[cfg(feature = "reqwest")]
fn is_timeout(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error
        .downcast_ref::<reqwest::Error>()
        .is_some_and(reqwest::Error::is_timeout)
}

/// Whether a body could not be read because the time was up.
#[cfg(not(feature = "reqwest"))]
fn is_timeout(_: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    false
}

fn copy(request: &HttpRequest<Bytes>) -> HttpRequest<Body> {
    let mut copy = HttpRequest::new(Body::from(request.body().clone()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}
