//! One call, from a filled-in request to a decoded answer.

use std::{
    fmt::{self, Debug},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request as HttpRequest, Uri, header, response::Parts};
use secrecy::ExposeSecret as _;

#[cfg(feature = "retry")]
use crate::retry::{Budget, Retry};
#[cfg(feature = "throttle")]
use crate::throttle::Throttle;
use crate::{
    auth::{Addition, Credentials},
    body::Payload,
    drift::{Decoding, DriftHook, Watching},
    error::{Failure, SendError},
    hooks::Hooks,
    operation::ApiDescription,
    options::CallOptions,
    paging::PageAddress,
    random,
    rate::{RateLimit, Seen},
    request::{Request, append, encode},
    response::RawResponse,
    server::Servers,
    stream::{self, ByteStream},
    trace::TraceContext,
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
    pub(crate) inner: Arc<Inner>,
    pub(crate) options: Arc<CallOptions>,
    /// The page that calls are for, where its place is a URL.
    pub(crate) page: Option<PageAddress>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) servers: Servers,
    pub(crate) headers: HeaderMap,
    pub(crate) credentials: Credentials,
    pub(crate) max_response_bytes: usize,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    #[cfg(feature = "retry")]
    pub(crate) retry: Retry,
    #[cfg(feature = "retry")]
    pub(crate) budget: Budget,
    pub(crate) api: &'static ApiDescription,
    pub(crate) hooks: Vec<Box<dyn Hooks>>,
    pub(crate) drift: Vec<Box<dyn DriftHook>>,
    pub(crate) decoding: Decoding,
    /// There where hooks or the decoding were said.
    pub(crate) watching: Option<&'static Watching>,
    pub(crate) trace: Option<TraceSource>,
    /// How much of each body spans show.
    #[cfg(feature = "tracing")]
    pub(crate) trace_bodies: Option<usize>,
    /// What answers said of rate limits.
    pub(crate) seen: Seen,
    #[cfg(feature = "throttle")]
    pub(crate) throttle: Option<Throttle>,
}

/// Says which trace a request is part of, if it is part of one.
pub(crate) struct TraceSource(pub(crate) Box<dyn Fn() -> Option<TraceContext> + Send + Sync>);

impl Debug for TraceSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TraceSource")
    }
}

impl Core {
    pub(crate) fn new(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
            options: Arc::default(),
            page: None,
        }
    }

    /// Makes a core whose calls do as `options` say, and where they say nothing as before.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        self.having(options.or(&self.options))
    }

    /// Makes a core whose calls do as `options` say and no others.
    pub(crate) fn having(&self, options: CallOptions) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            options: Arc::new(options),
            page: self.page.clone(),
        }
    }

    /// Makes a core whose calls are for the page at `page`.
    pub(crate) fn at(&self, page: PageAddress) -> Self {
        Self {
            page: Some(page),
            ..self.clone()
        }
    }

    /// Begins to read an answer.
    pub(crate) fn stream(&self, answer: http::Response<Body>) -> (Parts, ByteStream) {
        let (parts, body) = answer.into_parts();
        let body = ByteStream::new(body, &parts.headers, self.inner.max_response_bytes);
        (parts, body)
    }

    /// Returns the last that answers said of the service's rate limits.
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        self.inner.seen.all()
    }

    /// Adds to `request` what all of its attempts have in common.
    pub(crate) fn prepare(&self, request: &mut Request) -> Result<(), SendError> {
        self.options.add_members(&mut request.payload)?;
        if let Some(name) = request.operation.idempotency_key
            && !request.headers.contains_key(name)
        {
            request.own_header(name, &random::uuid());
        }
        request.problem.take().map_or(Ok(()), Err)
    }

    /// The whole request with `additions`, which prove who sends it.
    pub(crate) fn build(
        &self,
        request: Request,
        additions: impl Iterator<Item = Result<Addition, &'static str>>,
    ) -> Result<HttpRequest<Payload>, SendError> {
        let (operation, path) = (request.operation, request.filled_path()?);
        let server = self.inner.servers.of(operation.server)?;
        let mut all = request.headers;
        // The URL of a page that the service says has the operation's query already.
        let (own, mut query) = match self.page {
            Some(_) => (request.query, String::new()),
            None => (String::new(), request.query),
        };
        let ours = &self.inner.headers;
        if let Some(cookies) = ours.get(header::COOKIE) {
            all.entry(header::COOKIE).or_insert_with(|| cookies.clone());
        }
        for addition in additions {
            match addition.map_err(|scheme| SendError::Credential { scheme })? {
                Addition::Header(name, value) => add(&mut all, name, value),
                Addition::Query(name, key) => {
                    let pair = (encode(name), encode(key.expose_secret()));
                    append(&mut query, "&", &[pair]);
                }
            }
        }
        self.options.apply(&mut all, &mut query)?;
        let source = || self.inner.trace.as_ref().and_then(|source| (source.0)());
        if let Some(trace) = self.options.trace.clone().or_else(source) {
            trace.apply(&mut all);
        }
        if !request.cookies.is_empty() {
            let cookies = HeaderValue::from_str(&request.cookies);
            let cookies = cookies.map_err(|error| SendError::Request(error.into()))?;
            add(&mut all, header::COOKIE, cookies);
        }
        add_others(&mut all, ours, operation.accept)?;
        // RFC 9110, §8.6: only for methods that give a body a meaning.
        let method = match request.route {
            Some(route) => route.method,
            None => operation.method.clone(),
        };
        let takes_body = [Method::POST, Method::PUT, Method::PATCH].contains(&method);
        if request.payload.is_empty() && takes_body {
            all.entry(header::CONTENT_LENGTH).or_insert(0.into());
        }
        let uri = match &self.page {
            Some(page) => page.uri(&[&*server, &*path].concat(), &own, &query)?,
            None => uri(&server, &path, &query)?,
        };
        let mut built = HttpRequest::new(request.payload);
        *built.method_mut() = method;
        *built.uri_mut() = uri;
        *built.headers_mut() = all;
        Ok(built)
    }

    pub(crate) async fn read(&self, answer: http::Response<Body>) -> Result<RawResponse, Failure> {
        let (parts, body) = answer.into_parts();
        let body = stream::collect(body, self.inner.max_response_bytes).await;
        let body = body.map_err(Failure::MaybeSent)?;
        Ok(RawResponse::new(parts.status, parts.headers, body))
    }
}

/// Adds the headers of the client and the media types that the operation takes, where nothing else says them.
fn add_others(all: &mut HeaderMap, ours: &HeaderMap, media: &'static str) -> Result<(), SendError> {
    for (name, value) in ours {
        all.entry(name).or_insert_with(|| value.clone());
    }
    if let header::Entry::Vacant(accept) = all.entry(header::ACCEPT) {
        let media = Bytes::from_static(media.as_bytes());
        let media = HeaderValue::from_maybe_shared(media);
        accept.insert(media.map_err(|error| SendError::Request(error.into()))?);
    }
    Ok(())
}

/// The URL of a request.
fn uri(server: &str, path: &str, query: &str) -> Result<Uri, SendError> {
    let mark = match (query.is_empty(), path.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    let uri = [server, path, mark, query].concat();
    Uri::try_from(uri).map_err(|error| SendError::Request(error.into()))
}

/// Sets a header unless it is there; cookies stand beside each other in one (RFC 6265, §4.2.1).
fn add(headers: &mut HeaderMap, name: http::HeaderName, value: HeaderValue) {
    let others = headers.get(&name);
    if others.is_some() && name != header::COOKIE {
        return;
    }
    let joined = others.map(|others| [others.as_bytes(), b"; ", value.as_bytes()].concat());
    let joined = joined.and_then(|octets| HeaderValue::from_bytes(&octets).ok());
    let mut value = joined.unwrap_or(value);
    value.set_sensitive(true);
    headers.insert(name, value);
}
