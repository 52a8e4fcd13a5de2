//! Why there are no tokens.

use std::{error::Error, fmt, sync::Arc};

use ::oauth2::basic::BasicErrorResponse;
use http::StatusCode;

use crate::{
    client::BuildError,
    error::{Mismatch, SendError},
};

/// Why there are no tokens.
///
/// A call that fails for it has it in [`SendError::Token`], where `downcast_ref` finds it. `Debug` and
/// `Display` show no secret, and nothing that an authorization server wrote but a code of a few words.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum OAuth2Error {
    /// The authorization server refuses, and says why.
    #[error("the authorization server refuses: {0}")]
    Refused(OAuth2Refusal),
    /// The token endpoint answered with something that RFC 6749, §5, does not have.
    #[error("the token endpoint answered {status}, and not with what OAuth 2.0 has")]
    Answer {
        /// The status of the answer.
        status: StatusCode,
        /// What is wrong with it.
        #[source]
        source: Option<Arc<dyn Error + Send + Sync>>,
    },
    /// No answer arrived from the token endpoint; a refresh token may be spent all the same.
    #[error("no answer came from the token endpoint")]
    NoAnswer(#[source] Arc<SendError>),
    /// The user's code did not store the new tokens. They are kept, and the next call stores them before it
    /// asks for others.
    #[error("the new tokens could not be stored")]
    Store(#[source] Arc<dyn Error + Send + Sync>),
    /// The person came back with another `state` than they were sent away with (RFC 6749, §10.12).
    #[error("the `state` that came back is not the one that was sent")]
    State,
    /// The URL that the person came back to has neither a code nor an error (RFC 6749, §4.1.2).
    #[error("the URL that was redirected to has no `code`")]
    NoCode,
    /// A setting is missing.
    #[error("there is no {what}: set one with `OAuth2Builder`")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// A URL is not one that can be used.
    #[error("the {what} is no absolute URL, or has a fragment")]
    Url {
        /// What the URL is for.
        what: &'static str,
    },
    /// There is nothing that carries requests.
    #[error("requests for tokens cannot be sent")]
    Transport(#[source] Arc<BuildError>),
}

impl OAuth2Error {
    /// Returns whether the code or refresh token is no longer good, so that somebody has to give access anew:
    /// `invalid_grant` (RFC 6749, §5.2).
    pub fn is_invalid_grant(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code() == "invalid_grant")
    }

    pub(super) fn answer(status: StatusCode, source: Option<serde_json::Error>) -> Self {
        let source =
            source.map(|error| -> Arc<dyn Error + Send + Sync> { Arc::new(Mismatch::new(error)) });
        Self::Answer { status, source }
    }
}

/// What an authorization server says when it refuses (RFC 6749, §4.1.2.1 and §5.2).
#[derive(Clone)]
pub struct OAuth2Refusal {
    status: Option<StatusCode>,
    code: String,
    description: Option<String>,
    uri: Option<String>,
}

impl OAuth2Refusal {
    pub(super) fn new(status: Option<StatusCode>, said: &BasicErrorResponse) -> Self {
        Self {
            status,
            code: said.error().to_string(),
            description: said.error_description().cloned(),
            uri: said.error_uri().cloned(),
        }
    }

    /// Returns the code, as in `invalid_grant`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the status of the answer; there is none where a person brought it back.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns what the server says to people; it may quote what was sent.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns where there is more to read.
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// The code, where it looks like one: anything longer may quote a secret.
    fn shown(&self) -> &str {
        let is_word = |octet| matches!(octet, b'a'..=b'z' | b'_');
        match self.code.len() <= 40 && self.code.bytes().all(is_word) {
            true => &self.code,
            false => "with a code of its own",
        }
    }
}

impl fmt::Display for OAuth2Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

impl fmt::Debug for OAuth2Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2Refusal")
            .field("status", &self.status)
            .field("code", &self.shown())
            .finish_non_exhaustive()
    }
}
