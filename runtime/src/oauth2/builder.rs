//! Saying who asks for tokens, and where.

use std::{fmt, sync::Arc, time::Duration};

use ::oauth2::{AuthType, AuthUrl, ClientId, ClientSecret, RedirectUrl, Scope, TokenUrl};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

#[cfg(feature = "retry")]
use crate::retry::Retry;
use crate::{
    client::{BuildError, default_transport},
    flows::OAuth2Flow,
    oauth2::{OAuth2, OAuth2Error, Settings, endpoint::Endpoint},
    transport::Transport,
};

/// How a program proves to the authorization server who it is (RFC 6749, §2.3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuth {
    /// By its id and secret in the header `Authorization: Basic …`, which every server has to take.
    #[default]
    Basic,
    /// By `client_id` and `client_secret` in the body.
    Body,
}

impl From<ClientAuth> for AuthType {
    fn from(auth: ClientAuth) -> Self {
        match auth {
            ClientAuth::Basic => Self::BasicAuth,
            ClientAuth::Body => Self::RequestBody,
        }
    }
}

/// Builds an [`OAuth2`].
///
/// Unless told otherwise the program has no secret and is known by `client_id` in the body alone, asks for no
/// scope, and waits ten seconds for a connection and twenty for an answer.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct OAuth2Builder {
    token_url: Option<String>,
    refresh_url: Option<String>,
    authorization_url: Option<String>,
    redirect_url: Option<String>,
    id: String,
    secret: Option<SecretString>,
    auth: ClientAuth,
    scopes: Vec<String>,
    params: Vec<(String, SecretString)>,
    authorization_params: Vec<(String, String)>,
    timeout: Duration,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "retry")]
    retry: Retry,
}

impl OAuth2 {
    /// Begins with where tokens are given, and the id that the authorization server knows the program by.
    pub fn builder(token_url: impl Into<String>, client_id: impl Into<String>) -> OAuth2Builder {
        OAuth2Builder {
            token_url: Some(token_url.into()),
            refresh_url: None,
            authorization_url: None,
            redirect_url: None,
            id: client_id.into(),
            secret: None,
            auth: ClientAuth::Basic,
            scopes: Vec::new(),
            params: Vec::new(),
            authorization_params: Vec::new(),
            timeout: Duration::from_secs(20),
            transport: None,
            #[cfg(feature = "retry")]
            retry: Retry::new(),
        }
    }

    /// Begins with the URLs of a flow of the document.
    pub fn of(flow: &OAuth2Flow, client_id: impl Into<String>) -> OAuth2Builder {
        OAuth2Builder {
            token_url: flow.token_url.map(str::to_owned),
            refresh_url: flow.refresh_url.map(str::to_owned),
            authorization_url: flow.authorization_url.map(str::to_owned),
            ..Self::builder("", client_id)
        }
    }
}

impl OAuth2Builder {
    /// Sets where tokens are given.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets where tokens are given for refresh tokens, if that is elsewhere.
    pub fn refresh_url(mut self, url: impl Into<String>) -> Self {
        self.refresh_url = Some(url.into());
        self
    }

    /// Sets where a person is asked.
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_url = Some(url.into());
        self
    }

    /// Sets where a person comes back to with the answer, as it was told to the authorization server.
    pub fn redirect_url(mut self, url: impl Into<String>) -> Self {
        self.redirect_url = Some(url.into());
        self
    }

    /// Sets the secret that proves who the program is.
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Sets how the secret is sent.
    pub fn client_auth(mut self, auth: ClientAuth) -> Self {
        self.auth = auth;
        self
    }

    /// Asks for these scopes too (RFC 6749, §3.3).
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Sends a parameter of the service's own with each request for tokens, as in `audience`; its value shows
    /// in no `Debug`.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// Adds a parameter of the service's own to the URL that a person is sent to, as in `prompt`.
    pub fn authorization_param(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.authorization_params.push((name.into(), value.into()));
        self
    }

    /// Gives a request for tokens up after `timeout`, from connecting to the last octet of the answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Says when a request for tokens is made again; unless told otherwise as [`Retry::new`] says.
    ///
    /// What may have been acted on is made again for client credentials alone: a code and a refresh token may
    /// hold but once. None is made again once `timeout` is up.
    #[cfg(feature = "retry")]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Asks through `transport` instead of one made for this alone.
    ///
    /// It should not follow redirects: the answer is taken as it is, so that no secret goes elsewhere.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Checks the settings; nothing is sent.
    ///
    /// # Errors
    ///
    /// Where a URL is not one, or there is nothing that carries requests.
    pub fn build(self) -> Result<OAuth2, OAuth2Error> {
        let token_url = self
            .token_url
            .ok_or(OAuth2Error::Missing { what: "token URL" })?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(Some(Duration::from_secs(10)))
                .map_err(|error| match error {
                    BuildError::NoTransport => OAuth2Error::Missing { what: "transport" },
                    other => OAuth2Error::Transport(Arc::new(other)),
                })?
                .into(),
        };
        let endpoint = Endpoint::new(transport, self.timeout);
        #[cfg(feature = "retry")]
        let endpoint = endpoint.retrying(self.retry);
        let (refresh, authorization) = (self.refresh_url, self.authorization_url);
        let refresh = refresh
            .map(|url| checked("refresh URL", &url))
            .transpose()?;
        let authorization = authorization.map(|url| checked("authorization URL", &url));
        let redirect = self.redirect_url.map(|url| {
            // A program on a device may have a scheme of its own (RFC 8252, §7.1).
            Url::parse(&url).map_err(|_| OAuth2Error::Url {
                what: "redirect URL",
            })
        });
        let secret = |secret: SecretString| ClientSecret::new(secret.expose_secret().to_owned());
        Ok(OAuth2(Arc::new(Settings {
            token_url: TokenUrl::from_url(checked("token URL", &token_url)?),
            refresh_url: refresh.map(TokenUrl::from_url),
            auth_url: authorization.transpose()?.map(AuthUrl::from_url),
            redirect_url: redirect.transpose()?.map(RedirectUrl::from_url),
            id: ClientId::new(self.id),
            secret: self.secret.map(secret),
            auth: self.auth,
            scopes: self.scopes.into_iter().map(Scope::new).collect(),
            params: self.params,
            authorization_params: self.authorization_params,
            endpoint,
        })))
    }
}

/// A URL that a request can be sent to; a fragment is not allowed (RFC 6749, §3.1 and §3.2).
fn checked(what: &'static str, text: &str) -> Result<Url, OAuth2Error> {
    let url = Url::parse(text).ok().filter(|url| {
        let is_http = matches!(url.scheme(), "http" | "https");
        is_http && url.has_host() && url.fragment().is_none()
    });
    url.ok_or(OAuth2Error::Url { what })
}

impl fmt::Debug for OAuth2Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2Builder")
            .field("client_id", &self.id)
            .field("client_auth", &self.auth)
            .field("scopes", &self.scopes)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
