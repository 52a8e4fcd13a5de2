//! What a user decides for some calls and not for the whole client.

use std::{fmt, time::Duration};

use http::HeaderMap;
#[cfg(feature = "retry")]
use http::{HeaderName, HeaderValue};
use secrecy::SecretString;
use serde::Serialize;

#[cfg(feature = "throttle")]
use crate::throttle::Throttle;
use crate::{
    auth::Credential,
    body::Payload,
    drift::{Decoding, WATCHING, Watching},
    error::SendError,
    headers,
    progress::Watcher,
    request::{Shape, append, encode, shape, to_json_text},
    token::Tokens,
    trace::TraceContext,
};
#[cfg(feature = "retry")]
use crate::{request::Request, retry::Retry, stream::Reconnect};

/// What calls do besides what the document says.
///
/// The `with` of a generated client takes it and gives a client whose calls do so; all else that client
/// shares with the first one.
///
/// ```
/// # use specwright_runtime::call::CallOptions;
/// let options = CallOptions::new().header("X-Request-Id", "7f3a").query("debug", "1");
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until a client has them"]
pub struct CallOptions {
    headers: HeaderMap,
    /// Encoded pairs.
    query: Vec<(String, String)>,
    pub(crate) bearer: Option<Credential>,
    is_repeatable: Option<bool>,
    #[cfg(feature = "hyper")]
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    #[cfg(feature = "retry")]
    pub(crate) retry: Option<Retry>,
    #[cfg(feature = "retry")]
    pub(crate) reconnect: Option<Reconnect>,
    #[cfg(feature = "throttle")]
    pub(crate) throttle: Option<Throttle>,
    pub(crate) trace: Option<TraceContext>,
    pub(crate) decoding: Option<Decoding>,
    pub(crate) watching: Option<&'static Watching>,
    pub(crate) upload: Option<Watcher>,
    pub(crate) download: Option<Watcher>,
    /// Members of the body, as JSON texts.
    members: Vec<(String, Result<String, ()>)>,
    /// The first header that cannot be sent.
    problem: Option<String>,
}

impl CallOptions {
    /// Starts with nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends a header; it wins over one of that name from the client and from the operation.
    ///
    /// Its value shows in no `Debug`, and a redirect to another host does not carry it. A name or a value
    /// that HTTP does not allow fails the call with [`SendError::Header`].
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = headers::parsed(name, value);
        match parsed {
            Some((name, mut value)) => {
                value.set_sensitive(true);
                self.headers.insert(name, value);
            }
            None => {
                self.problem.get_or_insert_with(|| name.to_owned());
            }
        }
        self
    }

    /// Adds a pair to the query, behind those of the operation.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((encode(name), encode(value)));
        self
    }

    /// Sends `token` wherever an operation asks for a bearer token, instead of the client's own.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.bearer = Some(Credential::Bearer(token.into()));
        self
    }

    /// Sends tokens of `source` wherever an operation asks for a bearer token, instead of the client's own.
    pub fn token_source(mut self, source: Tokens) -> Self {
        self.bearer = Some(Credential::Tokens(source));
        self
    }

    /// Says that sending a call twice does what sending it once does, or that it does not.
    ///
    /// What reached nothing is sent again all the same, and so is what a service redirects with 307 or 308 or
    /// refuses with 401 where there is another token.
    /// Unless told otherwise that is so for `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT` and `DELETE` (RFC 9110,
    /// §9.2.2).
    pub fn repeatable(mut self, is_repeatable: bool) -> Self {
        self.is_repeatable = Some(is_repeatable);
        self
    }

    /// Gives up a request that has no connection after `timeout`: it was not sent.
    ///
    /// [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout) bounds connecting besides, so
    /// this one can only be shorter. A transport of one's own keeps its own time.
    #[cfg(feature = "hyper")]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Gives up an attempt after `timeout`, from connecting to the last octet of the answer.
    ///
    /// It is instead of [`ClientBuilder::timeout`](crate::ClientBuilder::timeout), and bounds the same. It needs a tokio runtime, as [`total_timeout`](Self::total_timeout) does.
    #[cfg(feature = "time")]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Gives up a call after `timeout`, however many attempts it takes and redirects it follows.
    ///
    /// It bounds getting a token too. Where the body of an answer is read as it comes, it bounds the wait for
    /// the headers. Without a tokio runtime the call fails with
    /// [`SendError::NoRuntime`]; the runtime has to have its time enabled.
    #[cfg(feature = "time")]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Says when a call is sent again.
    #[cfg(feature = "retry")]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Keeps calls under rate limits by `throttle` instead of the client's own, as where the service counts
    /// the calls of each tenant by themselves.
    #[cfg(feature = "throttle")]
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// Says which trace calls are part of; it wins over what
    /// [`ClientBuilder::trace_context`](crate::ClientBuilder::trace_context) says.
    pub fn trace_context(mut self, context: TraceContext) -> Self {
        self.trace = Some(context);
        self
    }

    /// Says what becomes of an answer that is not what the document says.
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.decoding = Some(decoding);
        self.watching = Some(&WATCHING);
        self
    }

    /// Adds a member to the body, which has to be a JSON object, or replaces the one of that name.
    ///
    /// A body that is no such object fails the call with [`SendError::Member`], and so does a value that
    /// cannot be written as JSON.
    pub fn body_member<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let value = to_json_text(value).map_err(drop);
        self.members.push((name.to_owned(), value));
        self
    }

    /// Puts members into a body.
    pub(crate) fn add_members(&self, payload: &mut Payload) -> Result<(), SendError> {
        let Some((first, _)) = self.members.first() else {
            return Ok(());
        };
        let refused = |name: &String, reason| SendError::Member {
            name: name.clone(),
            reason,
        };
        let octets = payload
            .octets()
            .map(|octets| String::from_utf8_lossy(octets));
        let text = octets.as_deref().unwrap_or_default();
        let Shape::Object(mut members) = shape(text) else {
            return Err(refused(first, "the body is no JSON object"));
        };
        for (name, value) in &self.members {
            let Ok(value) = value else {
                return Err(refused(name, "its value cannot be written as JSON"));
            };
            match members.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = value,
                None => members.push((name.clone(), value)),
            }
        }
        let mut all = String::from("{");
        for (index, (name, value)) in members.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let key = to_json_text(name);
            let key = key.map_err(|_| refused(name, "its name cannot be written as JSON"))?;
            all.extend([comma, &key, ":", value]);
        }
        all.push('}');
        *payload = all.into();
        Ok(())
    }

    /// Puts headers and query into a request.
    pub(crate) fn apply(
        &self,
        headers: &mut HeaderMap,
        query: &mut String,
    ) -> Result<(), SendError> {
        if let Some(name) = &self.problem {
            let name = name.clone();
            return Err(SendError::Header { name });
        }
        headers.extend(self.headers.clone());
        append(query, "&", &self.query);
        Ok(())
    }

    /// Sends `value` as the header `name`, or does not send that header.
    #[cfg(feature = "retry")]
    pub(crate) fn replace_header(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        self.headers.remove(&name);
        self.headers.extend(value.map(|mut value| {
            // It stays with the origin that said it.
            value.set_sensitive(true);
            (name, value)
        }));
    }

    /// Whether sending `request` twice does what sending it once does.
    #[cfg(feature = "retry")]
    pub(crate) fn is_repeatable(&self, request: &Request) -> bool {
        self.is_repeatable.unwrap_or_else(|| match &request.route {
            // RFC 9110, §9.2.2.
            Some(route) => route.method.is_idempotent(),
            None => request.operation.is_repeatable,
        })
    }

    /// These, with what they do not say as `others` say it.
    pub(crate) fn or(self, others: &Self) -> Self {
        let mut headers = others.headers.clone();
        headers.extend(self.headers);
        Self {
            headers,
            query: [others.query.clone(), self.query].concat(),
            bearer: self.bearer.or_else(|| others.bearer.clone()),
            is_repeatable: self.is_repeatable.or(others.is_repeatable),
            #[cfg(feature = "hyper")]
            connect_timeout: self.connect_timeout.or(others.connect_timeout),
            attempt_timeout: self.attempt_timeout.or(others.attempt_timeout),
            total_timeout: self.total_timeout.or(others.total_timeout),
            #[cfg(feature = "retry")]
            retry: self.retry.or_else(|| others.retry.clone()),
            #[cfg(feature = "retry")]
            reconnect: self.reconnect.or_else(|| others.reconnect.clone()),
            #[cfg(feature = "throttle")]
            throttle: self.throttle.or_else(|| others.throttle.clone()),
            trace: self.trace.or_else(|| others.trace.clone()),
            decoding: self.decoding.or(others.decoding),
            watching: self.watching.or(others.watching),
            upload: self.upload.or_else(|| others.upload.clone()),
            download: self.download.or_else(|| others.download.clone()),
            members: [others.members.clone(), self.members].concat(),
            problem: self.problem.or_else(|| others.problem.clone()),
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CallOptions");
        shown.field("headers", &self.headers);
        shown.finish_non_exhaustive()
    }
}
