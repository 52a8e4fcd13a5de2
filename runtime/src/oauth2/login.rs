//! Asking a person (RFC 6749, §4.1), with PKCE (RFC 7636).

use std::fmt;

use ::oauth2::{
    AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier,
    basic::{BasicErrorResponse, BasicErrorResponseType},
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::oauth2::{Grant, NewTokens, OAuth2, OAuth2Error, OAuth2Refusal};

/// A person who was sent away to be asked, and is to come back.
///
/// Its two parts may be stored, as in the session of that person, and nowhere that another one can read.
/// `Debug` shows neither.
#[derive(Clone)]
#[must_use = "the code that comes back is exchanged with it"]
pub struct OAuth2Login {
    state: SecretString,
    verifier: SecretString,
}

impl OAuth2Login {
    /// Takes up one that was stored.
    pub fn new(state: impl Into<SecretString>, verifier: impl Into<SecretString>) -> Self {
        Self {
            state: state.into(),
            verifier: verifier.into(),
        }
    }

    /// Returns what has to come back with the person.
    pub fn state(&self) -> &SecretString {
        &self.state
    }

    /// Returns what proves that the one who asked is the one who exchanges the code (RFC 7636, §4.1).
    pub fn verifier(&self) -> &SecretString {
        &self.verifier
    }
}

impl fmt::Debug for OAuth2Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OAuth2Login")
    }
}

impl OAuth2 {
    /// Makes the URL to send a person to, and what to keep until they come back.
    ///
    /// # Errors
    ///
    /// [`OAuth2Error::Missing`] where no authorization URL was set.
    pub fn authorize(&self) -> Result<(String, OAuth2Login), OAuth2Error> {
        let settings = &*self.0;
        let Some(auth_url) = settings.auth_url.clone() else {
            let what = "authorization URL";
            return Err(OAuth2Error::Missing { what });
        };
        let library = self.library(&settings.token_url).set_auth_uri(auth_url);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = library
            .authorize_url(CsrfToken::new_random)
            .add_scopes(settings.scopes.clone())
            .set_pkce_challenge(challenge);
        for (name, value) in &settings.authorization_params {
            request = request.add_extra_param(name, value);
        }
        let (url, state) = request.url();
        let login = OAuth2Login::new(state.into_secret(), verifier.into_secret());
        Ok((url.into(), login))
    }

    /// Exchanges the code that a person brought back for tokens; `state` is what came with it.
    ///
    /// # Errors
    ///
    /// [`OAuth2Error::State`], before anything is sent, where `state` is not that of `login`; and where the
    /// server refuses, or no answer arrives that has tokens in it.
    pub async fn exchange(
        &self,
        login: &OAuth2Login,
        code: &str,
        state: &str,
    ) -> Result<NewTokens, OAuth2Error> {
        if state != login.state.expose_secret() {
            return Err(OAuth2Error::State);
        }
        let settings = &*self.0;
        let library = self.library(&settings.token_url);
        let verifier = PkceCodeVerifier::new(login.verifier.expose_secret().to_owned());
        let mut request = library
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(verifier);
        for (name, value) in &settings.params {
            request = request.add_extra_param(name, value.expose_secret());
        }
        let call = settings.endpoint.call(Grant::Once);
        let came = request.request_async(&call).await;
        call.tokens(came)
    }

    /// As [`exchange`](Self::exchange), from the URL that the person came back to, or its path and query.
    ///
    /// # Errors
    ///
    /// As for `exchange`; [`OAuth2Error::Refused`] where the URL says that the person or the server refused
    /// (RFC 6749, §4.1.2.1), and [`OAuth2Error::NoCode`] where it says neither.
    pub async fn exchange_url(
        &self,
        login: &OAuth2Login,
        url: &str,
    ) -> Result<NewTokens, OAuth2Error> {
        let what = "URL that was redirected to";
        let base = Url::parse("http://localhost").ok();
        let url = Url::options().base_url(base.as_ref()).parse(url);
        let url = url.map_err(|_| OAuth2Error::Url { what })?;
        let find = |name: &str| {
            let mut pairs = url.query_pairs();
            pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        };
        let state = find("state").unwrap_or_default();
        if state != *login.state.expose_secret() {
            return Err(OAuth2Error::State);
        }
        if let Some(code) = find("error") {
            let code = BasicErrorResponseType::Extension(code);
            let said = BasicErrorResponse::new(code, find("error_description"), find("error_uri"));
            return Err(OAuth2Error::Refused(OAuth2Refusal::new(None, &said)));
        }
        let code = find("code").ok_or(OAuth2Error::NoCode)?;
        self.exchange(login, &code, &state).await
    }
}
