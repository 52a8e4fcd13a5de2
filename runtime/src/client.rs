//! Building a client.

#[cfg(feature = "tracing")]
mod bodies;
mod drift;
mod error;
#[cfg(feature = "tower")]
mod layers;
#[cfg(feature = "mock")]
mod mock;

use std::{fmt, marker::PhantomData, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::SecretString;

pub use self::error::BuildError;
#[cfg(feature = "tower")]
use self::layers::Around;
#[cfg(feature = "retry")]
use crate::retry::Retry;
#[cfg(feature = "throttle")]
use crate::throttle::Throttle;
use crate::{
    auth::{Credential, Credentials, HasApiKey, HasBasic, HasBearer},
    core::{Core, Described, Inner, TraceSource},
    drift::{Decoding, DriftHook, Watching},
    headers,
    hooks::Hooks,
    rate::Seen,
    server::{Choice, Servers, without_secrets},
    token::Tokens,
    trace::TraceContext,
    transport::Transport,
};

/// Builds a client `C` of one API.
///
/// Unless told otherwise a client speaks to the first server of the document, waits ten seconds for
/// a connection and thirty for a request, and accepts answers of up to 64 MiB.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    servers: Choice,
    user_agent: Option<String>,
    headers: Vec<(String, String)>,
    credentials: Credentials,
    /// Nothing unless it was said.
    timeout: Option<Option<Duration>>,
    connect_timeout: Option<Duration>,
    total_timeout: Option<Duration>,
    #[cfg(feature = "retry")]
    retry: Retry,
    #[cfg(feature = "throttle")]
    throttle: Option<Throttle>,
    hooks: Vec<Box<dyn Hooks>>,
    drift: Vec<Box<dyn DriftHook>>,
    decoding: Decoding,
    watching: Option<&'static Watching>,
    trace: Option<TraceSource>,
    #[cfg(feature = "tracing")]
    trace_bodies: Option<usize>,
    max_response_bytes: usize,
    transport: Option<Box<dyn Transport>>,
    #[cfg(feature = "tower")]
    layers: Vec<Around>,
    client: PhantomData<fn() -> C>,
}

impl<C: Described> ClientBuilder<C> {
    /// Starts with the defaults.
    #[expect(
        clippy::new_without_default,
        reason = "users start with the client's own `builder`"
    )]
    pub fn new() -> Self {
        Self {
            servers: Choice {
                variables: C::API.variables,
                ..Choice::default()
            },
            user_agent: None,
            headers: Vec::new(),
            credentials: Credentials::default(),
            timeout: None,
            connect_timeout: Some(Duration::from_secs(10)),
            total_timeout: None,
            #[cfg(feature = "retry")]
            retry: Retry::new(),
            #[cfg(feature = "throttle")]
            throttle: None,
            hooks: Vec::new(),
            drift: Vec::new(),
            decoding: Decoding::Strict,
            watching: None,
            trace: None,
            #[cfg(feature = "tracing")]
            trace_bodies: None,
            max_response_bytes: 64 << 20,
            transport: None,
            #[cfg(feature = "tower")]
            layers: Vec::new(),
            client: PhantomData,
        }
    }

    /// Sends all requests to `url`, whichever server the document has for them.
    ///
    /// That is the one setting that a stand-in for the service needs. It wins over
    /// [`server`](Self::server) and [`server_variable`](Self::server_variable).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.servers.base_url = Some(url.into());
        self
    }

    /// Sends requests to `url` where the document says `documented`, and no others.
    ///
    /// `documented` is the server's URL as the document has it, with `{name}` for its variables.
    pub fn server(mut self, documented: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.replaced.push((documented.into(), url.into()));
        self
    }

    /// Sets a variable in the URLs of the document's servers (OpenAPI 3.1.1, §4.8.6).
    ///
    /// [`build`](Self::build) refuses a name that the document does not have, and a value that it does
    /// not allow.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.servers.values.push((name.into(), value.into()));
        self
    }

    /// Sends `User-Agent: {user_agent}` instead of the crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sends a header with every request; a parameter of an operation wins over it.
    ///
    /// Its value shows in no `Debug`, and a redirect to another host does not carry it.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Uses `token` wherever an operation asks for a bearer token.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self
    where
        C: HasBearer,
    {
        self.credentials.set(Credential::Bearer(token.into()));
        self
    }

    /// Uses tokens of `source` wherever an operation asks for a bearer token.
    ///
    /// Where the service answers 401, the call is sent once more with another token of `source`.
    pub fn token_source(mut self, source: Tokens) -> Self
    where
        C: HasBearer,
    {
        self.credentials.set(Credential::Tokens(source));
        self
    }

    /// Uses `user` and `password` wherever an operation asks for them.
    ///
    /// [`build`](Self::build) refuses a `user` with a `:` in it.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<SecretString>) -> Self
    where
        C: HasBasic,
    {
        self.credentials.set(Credential::Basic {
            user: user.into(),
            password: password.into(),
        });
        self
    }

    /// Uses `key` wherever an operation asks for an API key.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self
    where
        C: HasApiKey,
    {
        self.credentials.set(Credential::ApiKey(key.into()));
        self
    }

    /// Uses `credential` for one security scheme, by its name in the document.
    pub fn credential(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.set_named(scheme.into(), credential);
        self
    }

    /// Gives up an attempt after `timeout`, from connecting to the last octet; `None` never does.
    ///
    /// Redirects that it follows are part of an attempt. Where the body of an answer is read as it comes,
    /// `timeout` bounds the wait for the headers and then for each chunk, so a stream that goes on is not cut
    /// off. With a transport of one's own nothing is given up unless it is said here, and it needs the feature
    /// `time` and a tokio runtime.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(timeout.into());
        self
    }

    /// Gives up connecting after `timeout`; `None` never does before the call's own time is up.
    ///
    /// A transport of one's own keeps its own time.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = timeout.into();
        self
    }

    /// Gives up a call after `timeout`, however many attempts it takes and redirects it follows; `None`, as
    /// unless told otherwise, never does.
    ///
    /// Where the body of an answer is read as it comes, it bounds the wait for the headers. Without a tokio
    /// runtime calls fail with [`SendError::NoRuntime`](crate::SendError::NoRuntime).
    #[cfg(feature = "time")]
    pub fn total_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.total_timeout = timeout.into();
        self
    }

    /// Says when a call is sent again; unless told otherwise as [`Retry::new`] says.
    #[cfg(feature = "retry")]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Keeps the client's calls under rate limits.
    #[cfg(feature = "throttle")]
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// Keeps the client's calls under the rate limits that `codegen.toml` says the service has.
    #[cfg(feature = "throttle")]
    pub fn documented_throttle(self) -> Self {
        self.throttle(Throttle::documented::<C>())
    }

    /// Has `hooks` look at each attempt, after those that were added before.
    pub fn hooks(mut self, hooks: impl Hooks) -> Self {
        self.hooks.push(Box::new(hooks));
        self
    }

    /// Asks `source` for each request which trace it is part of.
    ///
    /// With OpenTelemetry it gives the trace and span of the current context.
    pub fn trace_context(
        mut self,
        source: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.trace = Some(TraceSource(Box::new(source)));
        self
    }

    /// Refuses an answer whose body is longer than `limit` bytes.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Sends requests through `transport` instead of one made for this client.
    ///
    /// With the feature `reqwest` a `reqwest::Client` is a transport, for what the client's own does not do:
    /// client certificates, SOCKS proxies, compressed answers. It should not follow redirects, as the client
    /// does that itself.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Where a setting cannot be used, or there is no server to speak to; nothing is sent.
    pub fn build(self) -> Result<C, BuildError> {
        let servers = Servers::new(self.servers, C::API.base_url, C::API.servers)?;
        let agent = self.user_agent.as_deref().unwrap_or(C::API.user_agent);
        let mut headers = HeaderMap::new();
        let (name, value) = checked(header::USER_AGENT.as_str(), agent)?;
        headers.insert(name, value);
        for (name, value) in &self.headers {
            let (name, mut value) = checked(name, value)?;
            // It may hold a secret, as far as anybody here knows.
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        if let Some(scheme) = self.credentials.misfit(C::API.schemes) {
            return Err(BuildError::Scheme {
                scheme: scheme.to_owned(),
            });
        }
        if let Some(user) = self.credentials.unfit_user() {
            return Err(BuildError::User {
                user: user.to_owned(),
            });
        }
        // A transport of the user's keeps its own time, unless told otherwise.
        let (transport, attempt_timeout) = match self.transport {
            Some(transport) => (transport, self.timeout.flatten()),
            None => {
                let timeout = self.timeout.unwrap_or(Some(Duration::from_secs(30)));
                (default_transport(self.connect_timeout)?, timeout)
            }
        };
        #[cfg(feature = "tower")]
        let transport = self
            .layers
            .into_iter()
            .fold(transport, |inner, around| around(inner));
        Ok(C::from_core(Core::new(Inner {
            servers,
            headers,
            credentials: self.credentials,
            max_response_bytes: self.max_response_bytes,
            transport,
            attempt_timeout,
            total_timeout: self.total_timeout,
            #[cfg(feature = "retry")]
            budget: self.retry.budget_of_client(),
            #[cfg(feature = "retry")]
            retry: self.retry,
            api: C::API,
            hooks: self.hooks,
            drift: self.drift,
            decoding: self.decoding,
            watching: self.watching,
            trace: self.trace,
            #[cfg(feature = "tracing")]
            trace_bodies: self.trace_bodies,
            seen: Seen::default(),
            #[cfg(feature = "throttle")]
            throttle: self.throttle,
        })))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field(
                "base_url",
                &self.servers.base_url.as_deref().map(without_secrets),
            )
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}

fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), BuildError> {
    let parsed = headers::parsed(name, value);
    parsed.ok_or_else(|| BuildError::Header {
        name: name.to_owned(),
    })
}

#[cfg(feature = "hyper")]
pub(crate) fn default_transport(
    connect_timeout: Option<Duration>,
) -> Result<Box<dyn Transport>, BuildError> {
    let transport = crate::transport::hyper::transport(connect_timeout);
    Ok(Box::new(transport.map_err(BuildError::Transport)?))
}

#[cfg(not(feature = "hyper"))]
pub(crate) fn default_transport(_: Option<Duration>) -> Result<Box<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}
