//! One refresh of a token at a time, however many calls wait for it.

use std::{
    error::Error,
    fmt,
    future::Future,
    sync::{
        Arc, Mutex as Lock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Mutex,
    task::JoinHandle,
    time::{Instant, timeout},
};

use crate::{
    span,
    time::has_runtime,
    token::{Token, TokenSource},
    transport::{BoxError, BoxFuture},
};

type Fetch = dyn Fn(Option<Token>) -> BoxFuture<'static, Result<Token, BoxError>> + Send + Sync;

/// How long a token is kept whose refusal another one did not help, the first time and at most.
const VAIN: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(15 * 60));

/// A source that keeps its token and gets another one before it ends, or when the service refuses it.
///
/// Where the service refuses the other one too, the refusal is not about the token: that one is then kept
/// for 30 seconds however often it is refused, and each further time that it is so soon after for twice as
/// long, up to a quarter of an hour.
///
/// However many calls wait, there is one request for a token at a time, and its failure is the failure of
/// all that waited for it. A request that has begun goes on even if the call that began it is dropped:
/// its answer may hold the only refresh token that is still good (RFC 6749, §6). It needs a tokio
/// runtime.
pub struct Refreshing {
    fetch: Box<Fetch>,
    margin: Duration,
    limit: Duration,
    state: Mutex<State>,
    /// How many requests for a token have ended.
    ended: AtomicU64,
    vain: Lock<Option<Vain>>,
}

/// A token that was refused as the one before it was.
struct Vain {
    token: Token,
    since: Instant,
    /// How long it is kept all the same.
    pause: Duration,
}

impl Vain {
    fn is_over(&self, pause: Duration) -> bool {
        self.since.elapsed() >= pause
    }
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    running: Option<JoinHandle<Result<Token, BoxError>>>,
    /// Why the last request failed, if it did.
    failure: Option<Failure>,
}

impl Refreshing {
    /// Gets tokens from `fetch`, which is given the last one if there is one.
    ///
    /// `fetch` must not make calls that need a token of this source: they would wait for it.
    ///
    /// Where the service gives a refresh token that holds but once, `fetch` stores the next one before it
    /// returns: the call goes on only then.
    pub fn new<F, R>(fetch: F) -> Self
    where
        F: Fn(Option<Token>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Token, BoxError>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |last| Box::pin(fetch(last))),
            margin: Duration::from_secs(30),
            limit: Duration::from_secs(30),
            state: Mutex::default(),
            ended: AtomicU64::new(0),
            vain: Lock::new(None),
        }
    }

    /// Begins with `token` instead of asking for one.
    #[must_use]
    pub fn starting_with(mut self, token: Token) -> Self {
        self.state.get_mut().token = Some(token);
        self
    }

    /// Gets another token `margin` before one ends, or a tenth of its life if that is shorter; 30 seconds
    /// unless told otherwise.
    #[must_use]
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// Gives up a request for a token after `limit`; 30 seconds unless told otherwise.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn get(&self, refused: Option<&Token>) -> Result<Token, BoxError> {
        if !has_runtime() {
            return Err("there is no tokio runtime, which getting a token needs".into());
        }
        let ended = self.ended.load(Ordering::SeqCst);
        let mut state = self.state.lock().await;
        if state.running.as_ref().is_some_and(JoinHandle::is_finished)
            && let Some(running) = state.running.take()
        {
            // Nobody waited for it: what it failed of may be over.
            if let Ok(Ok(token)) = running.await {
                state.token = Some(token);
            }
        }
        let has_waited = self.ended.load(Ordering::SeqCst) != ended;
        let good = state.token.as_ref().filter(|token| {
            let lasts = has_waited || !token.ends_within(self.margin);
            lasts && refused.is_none_or(|refused| !token.is(refused) || self.is_vain(token))
        });
        if let Some(token) = good {
            return Ok(token.clone());
        }
        // It has waited for a request that failed meanwhile.
        if let Some(failure) = state.failure.as_ref().filter(|_| has_waited) {
            return Err(failure.again());
        }
        let last = state.token.clone();
        let running = state
            .running
            .get_or_insert_with(|| tokio::spawn(span::carried((self.fetch)(last))));
        // Whoever comes next goes on with it if this one is dropped here.
        let came = timeout(self.limit, &mut *running).await;
        if came.is_err() {
            running.abort();
        }
        state.running = None;
        self.ended.fetch_add(1, Ordering::SeqCst);
        let came = match came {
            Ok(Ok(came)) => came,
            Ok(Err(_)) => Err("the request for a token panicked".into()),
            Err(_) => Err("the request for a token took too long".into()),
        };
        match came {
            Ok(token) => {
                state.failure = None;
                state.token = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                let failure = Failure(error.into());
                let again = failure.again();
                state.failure = Some(failure);
                Err(again)
            }
        }
    }
}

impl Refreshing {
    /// Whether another token in place of `token` would be refused as well.
    fn is_vain(&self, token: &Token) -> bool {
        let vain = self.vain.lock().unwrap_or_else(PoisonError::into_inner);
        let vain = vain.as_ref().filter(|vain| !vain.is_over(vain.pause));
        vain.is_some_and(|vain| vain.token.is(token))
    }
}

impl TokenSource for Refreshing {
    fn token<'a>(&'a self, refused: Option<&'a Token>) -> BoxFuture<'a, Result<Token, BoxError>> {
        Box::pin(self.get(refused))
    }

    fn refused_again(&self, token: &Token) {
        let mut vain = self.vain.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = match vain.as_ref() {
            // Calls that were under way together say it of one token.
            Some(last) if last.token.is(token) && !last.is_over(last.pause) => return,
            Some(last) if !last.is_over(last.pause.saturating_mul(2)) => {
                last.pause.saturating_mul(2).min(VAIN.1)
            }
            Some(_) | None => VAIN.0,
        };
        *vain = Some(Vain {
            token: token.clone(),
            since: Instant::now(),
            pause,
        });
    }
}

impl fmt::Debug for Refreshing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refreshing")
            .field("margin", &self.margin)
            .finish_non_exhaustive()
    }
}

/// A failure that several calls have.
#[derive(Debug, Clone)]
struct Failure(Arc<dyn Error + Send + Sync>);

impl Failure {
    /// The failure for one more call; an error of a type that users look for is one of that type.
    fn again(&self) -> BoxError {
        #[cfg(feature = "oauth2")]
        if let Some(error) = self.0.downcast_ref::<crate::call::OAuth2Error>() {
            return Box::new(error.clone());
        }
        Box::new(self.clone())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
