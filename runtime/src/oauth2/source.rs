//! Sources of tokens by OAuth 2.0.

use std::{future::Future, sync::Arc, time::Duration};

use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::{
    oauth2::{NewTokens, OAuth2, OAuth2Error},
    refreshing::Refreshing,
    token::Token,
    transport::{BoxError, BoxFuture},
};

/// The user's code that stores new tokens.
type Store = dyn Fn(NewTokens) -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync;

/// The refresh token that is good, and what is still to be stored.
struct Rotating {
    app: OAuth2,
    store: Box<Store>,
    state: Mutex<State>,
}

struct State {
    refresh_token: SecretString,
    /// Tokens that came and are not stored yet.
    unstored: Option<NewTokens>,
}

impl OAuth2 {
    /// A source of tokens by client credentials (RFC 6749, §4.4).
    ///
    /// A call whose token cannot be had fails with an [`OAuth2Error`] in
    /// [`SendError::Token`](crate::SendError::Token).
    pub fn client_credentials(&self) -> Refreshing {
        let app = self.clone();
        let limit = self.limit();
        let source = Refreshing::new(move |_| {
            let app = app.clone();
            async move {
                let tokens = app.fetch_by_client_credentials().await?;
                Ok(tokens.token().clone())
            }
        });
        source.limit(limit)
    }

    /// A source of tokens by a refresh token (RFC 6749, §6), which gives new ones to `store` before a call goes
    /// on with them.
    ///
    /// Many servers give another refresh token each time, and take the last one no more: whoever loses it has to
    /// ask a person anew. So where `store` fails, the call fails with [`OAuth2Error::Store`], the new tokens are
    /// kept, and the next call gives them to `store` again before it asks for others. `store` may be given the
    /// same tokens twice, where it was cut off by the source's [`limit`](Refreshing::limit).
    /// [`NewTokens::refresh_token`] is always the one to begin with next time.
    ///
    /// With [`starting_with`](Refreshing::starting_with) an access token that is still good is used first.
    pub fn refresh_token<F, R>(
        &self,
        refresh_token: impl Into<SecretString>,
        store: F,
    ) -> Refreshing
    where
        F: Fn(NewTokens) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let rotating = Arc::new(Rotating {
            app: self.clone(),
            store: Box::new(move |tokens| Box::pin(store(tokens))),
            state: Mutex::new(State {
                refresh_token: refresh_token.into(),
                unstored: None,
            }),
        });
        let source = Refreshing::new(move |_| {
            let rotating = Arc::clone(&rotating);
            async move { Ok(rotating.next().await?) }
        });
        source.limit(self.limit())
    }

    /// How long a source may take: an answer that was cut off may have held the only token that is still good,
    /// so there is time for it and for storing what it holds.
    fn limit(&self) -> Duration {
        self.0
            .endpoint
            .limit()
            .saturating_add(Duration::from_secs(30))
    }
}

impl Rotating {
    async fn next(&self) -> Result<Token, OAuth2Error> {
        let mut state = self.state.lock().await;
        if let Some(tokens) = state.unstored.clone() {
            self.stored(&mut state, &tokens).await?;
            if !tokens.token().ends_within(Duration::ZERO) {
                return Ok(tokens.token().clone());
            }
        }
        let tokens = self
            .app
            .fetch_by_refresh_token(&state.refresh_token)
            .await?;
        // From here on only the new one is good: it is kept before anything can go wrong.
        if let Some(refresh_token) = tokens.refresh_token() {
            state.refresh_token = refresh_token.clone();
        }
        state.unstored = Some(tokens.clone());
        self.stored(&mut state, &tokens).await?;
        Ok(tokens.token().clone())
    }

    async fn stored(&self, state: &mut State, tokens: &NewTokens) -> Result<(), OAuth2Error> {
        let came = (self.store)(tokens.clone()).await;
        came.map_err(|error| OAuth2Error::Store(error.into()))?;
        state.unstored = None;
        Ok(())
    }
}
