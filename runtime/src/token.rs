//! Tokens that end, and where new ones come from.

use std::{fmt, sync::Arc, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    time::Instant,
    transport::{BoxError, BoxFuture},
};

/// A token that is sent as `Authorization: Bearer …` (RFC 6750, §2.1).
///
/// Its text shows in no `Debug`.
#[derive(Debug, Clone)]
pub struct Token {
    secret: SecretString,
    /// When it ends, and how long it was good for.
    end: Option<(Instant, Duration)>,
}

impl Token {
    /// Makes a token that ends when the service says so.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            end: None,
        }
    }

    /// Says that it ends `lifetime` from now: `expires_in` of OAuth 2.0 (RFC 6749, §5.1).
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.end = Instant::now()
            .checked_add(lifetime)
            .map(|end| (end, lifetime));
        self
    }

    /// Returns the token's text.
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Whether it ends within `margin`, or within a tenth of its life if that is shorter.
    #[cfg(feature = "time")]
    pub(crate) fn ends_within(&self, margin: Duration) -> bool {
        self.end.is_some_and(|(end, lifetime)| {
            let margin = margin.min(lifetime / 10);
            end.saturating_duration_since(Instant::now()) <= margin
        })
    }

    /// Whether both are the same text.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

/// Where tokens come from.
///
/// `Refreshing`, with the feature `time`, is one that keeps its token until it ends. All clones of a client share their source.
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a token for the next call.
    ///
    /// `refused` is the one that the service has just answered 401 to; the call is sent once more with the
    /// token that this returns. Where it is the same, or there is none, the 401 is the answer of the call.
    fn token<'a>(&'a self, refused: Option<&'a Token>) -> BoxFuture<'a, Result<Token, BoxError>>;

    /// Says that the service answered 401 to `token` too, which it was given in place of one that it had
    /// refused: asking for yet another one is of no use, as the refusal is not about the token.
    ///
    /// Unless told otherwise this does nothing.
    fn refused_again(&self, token: &Token) {
        let _ = token;
    }
}

/// A source of tokens as a client holds it; cheap to clone.
#[derive(Clone)]
pub struct Tokens(Arc<dyn TokenSource>);

impl Tokens {
    /// Makes one of a source.
    pub fn new(source: impl TokenSource) -> Self {
        Self(Arc::new(source))
    }

    pub(crate) async fn token(&self, refused: Option<&Token>) -> Result<Token, BoxError> {
        self.0.token(refused).await
    }

    pub(crate) fn refused_again(&self, token: &Token) {
        self.0.refused_again(token);
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}
