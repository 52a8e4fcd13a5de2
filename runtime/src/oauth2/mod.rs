//! Tokens by OAuth 2.0 (RFC 6749), with PKCE (RFC 7636).
//!
//! Requests and answers are those of the crate `oauth2`; they travel by a [`Transport`], as calls do.
//! Out come [`NewTokens`], or a [`Refreshing`](crate::call::Refreshing) that gets them when they are needed.

mod builder;
mod endpoint;
mod error;
mod login;
mod source;
mod tokens;

use std::{fmt, sync::Arc};

use ::oauth2::{
    AuthUrl, ClientId, ClientSecret, EndpointNotSet, EndpointSet, RedirectUrl, RefreshToken, Scope,
    StandardRevocableToken, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
};
use secrecy::{ExposeSecret as _, SecretString};

pub use self::{
    builder::{ClientAuth, OAuth2Builder},
    error::{OAuth2Error, OAuth2Refusal},
    login::OAuth2Login,
    tokens::NewTokens,
};
use self::{
    endpoint::{Endpoint, Grant},
    tokens::Granted,
};

/// The crate's client, which knows where tokens are given.
type Library = ::oauth2::Client<
    BasicErrorResponse,
    Granted,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A program as an authorization server knows it (RFC 6749, §2), and where that server gives tokens.
///
/// It is cheap to clone, and shows no secret in `Debug`.
#[derive(Clone)]
pub struct OAuth2(Arc<Settings>);

struct Settings {
    token_url: TokenUrl,
    refresh_url: Option<TokenUrl>,
    auth_url: Option<AuthUrl>,
    redirect_url: Option<RedirectUrl>,
    id: ClientId,
    secret: Option<ClientSecret>,
    auth: ClientAuth,
    scopes: Vec<Scope>,
    params: Vec<(String, SecretString)>,
    /// What the URL has that a person is sent to.
    authorization_params: Vec<(String, String)>,
    endpoint: Endpoint,
}

impl OAuth2 {
    /// Asks for tokens by client credentials (RFC 6749, §4.4), once.
    ///
    /// [`client_credentials`](Self::client_credentials) asks whenever a call needs one.
    ///
    /// With the feature `retry` a request that failed is made again, as a call that is repeatable would be.
    ///
    /// # Errors
    ///
    /// Where the server refuses, or no answer arrives that has tokens in it.
    pub async fn fetch_by_client_credentials(&self) -> Result<NewTokens, OAuth2Error> {
        let settings = &*self.0;
        let library = self.library(&settings.token_url);
        let mut request = library
            .exchange_client_credentials()
            .add_scopes(settings.scopes.clone());
        for (name, value) in &settings.params {
            request = request.add_extra_param(name, value.expose_secret());
        }
        let call = settings.endpoint.call(Grant::Lasting);
        let came = request.request_async(&call).await;
        call.tokens(came)
    }

    /// Asks for tokens by a refresh token (RFC 6749, §6), once.
    ///
    /// Where the answer has no other refresh token, this one is good for another time and is in what this
    /// returns. [`refresh_token`](Self::refresh_token) asks whenever a call needs one.
    ///
    /// With the feature `retry` a request that reached nothing, or was answered 429, is made again. One
    /// that may have been acted on is not, as a refresh token may hold but once.
    ///
    /// # Errors
    ///
    /// As for [`fetch_by_client_credentials`](Self::fetch_by_client_credentials).
    pub async fn fetch_by_refresh_token(
        &self,
        refresh_token: &SecretString,
    ) -> Result<NewTokens, OAuth2Error> {
        let settings = &*self.0;
        let url = settings.refresh_url.as_ref().unwrap_or(&settings.token_url);
        let library = self.library(url);
        let given = RefreshToken::new(refresh_token.expose_secret().to_owned());
        // Without scopes it is for all that it was for before.
        let mut request = library.exchange_refresh_token(&given);
        for (name, value) in &settings.params {
            request = request.add_extra_param(name, value.expose_secret());
        }
        let call = settings.endpoint.call(Grant::Once);
        let came = request.request_async(&call).await;
        Ok(call.tokens(came)?.or_refresh_token(refresh_token))
    }

    fn library(&self, url: &TokenUrl) -> Library {
        let settings = &*self.0;
        let library = ::oauth2::Client::new(settings.id.clone())
            .set_token_uri(url.clone())
            .set_auth_type(settings.auth.into());
        let library = match &settings.secret {
            Some(secret) => library.set_client_secret(secret.clone()),
            None => library,
        };
        match &settings.redirect_url {
            Some(url) => library.set_redirect_uri(url.clone()),
            None => library,
        }
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("client_id", &self.0.id.as_str())
            .field("client_auth", &self.0.auth)
            .finish_non_exhaustive()
    }
}
