//! Keeping calls under the service's rate limits.
//!
//! In: a request that is about to be sent, and what answers say of limits. Out: how long the request waits.

use std::{
    fmt,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use http::{HeaderMap, StatusCode};
use tokio::{
    sync,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    core::Described,
    error::SendError,
    rate::{RateLimit, RateLimitHeaders},
    retry_after,
    time::has_runtime,
};

/// Holds requests back, so that never more of them leave within a window than the service takes.
///
/// A tenth of a window's requests may leave at once, the others evenly spread, so that no window, wherever
/// it begins, has too many; of a window of more than an hour half may leave at once. Each request counts,
/// also those that follow redirects. Where answers say that less than a tenth is left, that is spread
/// too, over the time until there is more if the service says it. Where nothing is left, or a `429`
/// has a `Retry-After`, requests wait for the time that is said, 31 days at most; where answers say that the
/// limit is lower, the lower one holds. What a redirect waits counts as time of its attempt. Requests leave in the order in
/// which they came, and one that would wait for longer than [`longest_wait`](Self::longest_wait) fails with
/// [`SendError::RateLimit`](crate::SendError::RateLimit).
///
/// All clients and calls that have a clone share it. It needs a tokio runtime.
#[derive(Clone)]
pub struct Throttle {
    shared: Arc<Shared>,
    longest: Duration,
}

struct Shared {
    /// Those of shorter windows first: what a request takes there and does not use is soon there again.
    gates: Vec<Gate>,
    /// Whoever holds it is the next to send.
    line: sync::Mutex<()>,
}

struct Gate {
    name: String,
    /// What it may be at most.
    most: Rate,
    state: Mutex<State>,
}

struct State {
    rate: Rate,
    limiter: Limiter,
    /// Nothing is sent before.
    closed_until: Option<Instant>,
}

/// The longest window, and the longest time that nothing passes.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);

/// So many requests in such a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    requests: NonZeroU32,
    window: Duration,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, Time, NoOpMiddleware<Duration>>;

/// The runtime's time, which tests may pause.
#[derive(Debug, Clone)]
struct Time {
    begin: Instant,
}

impl Clock for Time {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.begin.elapsed()
    }
}

impl Throttle {
    /// Lets `requests` pass in each `window`: at least one, in at least a millisecond and at most 31 days.
    ///
    /// It is no limit that `codegen.toml` knows, so of what answers say it hears a `429` with `Retry-After`
    /// alone; [`documented`](Self::documented) hears the service's headers.
    pub fn new(requests: u32, window: Duration) -> Self {
        Self::of(vec![Gate::new("own", requests, window)])
    }

    /// Lets as many pass as `codegen.toml` says the service of the client `C` takes, for calls of one tenant;
    /// limits that it gives no numbers for are not kept.
    pub fn documented<C: Described>() -> Self {
        Self::of_headers(C::API.rate_limits)
    }

    fn of_headers(known: &'static [RateLimitHeaders]) -> Self {
        let gates = known.iter().filter_map(|known| {
            let window = Duration::from_millis(known.window?);
            Some(Gate::new(known.name, known.requests?, window))
        });
        Self::of(gates.collect())
    }

    fn of(mut gates: Vec<Gate>) -> Self {
        gates.sort_by_key(|gate| gate.most.window);
        let line = sync::Mutex::new(());
        Self {
            shared: Arc::new(Shared { gates, line }),
            longest: Duration::from_secs(60),
        }
    }

    /// Fails a request that would wait for longer than `longest`; a minute unless told otherwise.
    #[must_use]
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// Waits until a request may leave.
    pub(crate) async fn turn(&self) -> Result<(), SendError> {
        if !has_runtime() {
            return Err(SendError::NoRuntime);
        }
        let now = Instant::now();
        let end = now.checked_add(self.longest);
        let line = self.shared.line.lock();
        let line = match end {
            Some(end) => timeout_at(end, line).await.map_err(|_| self.too_long())?,
            None => line.await,
        };
        // What one gate has let pass is not given back where another one is closed.
        for gate in &self.shared.gates {
            if let Some(wait) = gate.closed_for() {
                self.fits(gate, wait, end)?;
            }
        }
        for gate in &self.shared.gates {
            while let Some(wait) = gate.wait() {
                self.fits(gate, wait, end)?;
                sleep(wait).await;
            }
        }
        drop(line);
        Ok(())
    }

    /// Fails where a request would have to wait for longer than it may.
    fn fits(&self, gate: &Gate, wait: Duration, end: Option<Instant>) -> Result<(), SendError> {
        let until = Instant::now().checked_add(wait);
        match until.is_some_and(|until| end.is_none_or(|end| until <= end)) {
            true => Ok(()),
            false => Err(SendError::RateLimit {
                limit: gate.name.clone(),
                wait,
            }),
        }
    }

    /// Others have waited for as long as this request may.
    fn too_long(&self) -> SendError {
        let gates = &self.shared.gates;
        let closed = gates.iter().find(|gate| gate.closed_for().is_some());
        let gate = closed.or(gates.first());
        SendError::RateLimit {
            limit: gate.map_or_else(String::new, |gate| gate.name.clone()),
            wait: self.longest,
        }
    }

    /// Takes in what an answer says.
    pub(crate) fn note(&self, status: StatusCode, headers: &HeaderMap, said: &[RateLimit]) {
        for gate in &self.shared.gates {
            if let Some(said) = said.iter().find(|said| said.name == gate.name) {
                gate.note(said);
            }
        }
        let refused = status == StatusCode::TOO_MANY_REQUESTS;
        let asked = refused.then(|| retry_after::wait(headers, SystemTime::now()));
        if let Some(asked) = asked.flatten() {
            self.shared.gates.iter().for_each(|gate| gate.close(asked));
        }
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gates = self.shared.gates.iter();
        let gates = gates.map(|gate| (&gate.name, gate.most));
        f.debug_map().entries(gates).finish()
    }
}

impl Gate {
    fn new(name: &str, requests: u32, window: Duration) -> Self {
        let most = Rate {
            requests: NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN),
            window: window.clamp(Duration::from_millis(1), LONGEST),
        };
        Self {
            name: name.to_owned(),
            most,
            state: Mutex::new(State {
                rate: most,
                limiter: most.limiter(),
                closed_until: None,
            }),
        }
    }

    /// How long a request has to wait, unless it passes.
    fn wait(&self) -> Option<Duration> {
        if let Some(closed) = self.closed_for() {
            return Some(closed);
        }
        let state = self.lock();
        let clock = state.limiter.clock().clone();
        let not_yet = state.limiter.check().err()?;
        // A timer that fires too early would ask in vain.
        Some(
            not_yet
                .wait_time_from(clock.now())
                .max(Duration::from_millis(1)),
        )
    }

    /// How long nothing passes, unless something may.
    fn closed_for(&self) -> Option<Duration> {
        let until = self.lock().closed_until?;
        let closed = until.saturating_duration_since(Instant::now());
        (!closed.is_zero()).then_some(closed)
    }

    fn note(&self, said: &RateLimit) {
        let mut state = self.lock();
        let requests = said.limit.and_then(|limit| u32::try_from(limit).ok());
        let requests = requests
            .and_then(NonZeroU32::new)
            .unwrap_or(self.most.requests);
        let rate = Rate {
            requests: requests.min(self.most.requests),
            // A number that is many times the documented one counts something else.
            window: match said.window {
                Some(window) if window <= self.most.window.saturating_mul(16).min(LONGEST) => {
                    window.max(self.most.window)
                }
                Some(_) | None => self.most.window,
            },
        };
        if rate != state.rate {
            state.limiter = rate.limiter();
            state.rate = rate;
            // What may leave at once has left.
            let _ = state.limiter.check_n(rate.at_once());
        }
        drop(state);
        match said.remaining {
            Some(0) => {
                // Where nobody says when the window ends, the next answer says again what is left.
                let unsaid = rate.window.min(Duration::from_secs(60));
                self.close(said.resets_in.unwrap_or(unsaid));
            }
            Some(few) if few < u64::from(rate.requests.get() / 10) => {
                self.spread(few, rate, said.resets_in);
            }
            Some(_) | None => {}
        }
    }

    /// Lets the few that the service still takes leave one after the other, over the time until it takes more
    /// again if that is known.
    fn spread(&self, few: u64, rate: Rate, resets_in: Option<Duration>) {
        match (resets_in, u32::try_from(few)) {
            (Some(rest), Ok(few)) => self.close(rest / few.saturating_add(1)),
            // Of a day that may end at any time nothing follows.
            _ if rate.is_long() => {}
            _ => while self.lock().limiter.check().is_ok() {},
        }
    }

    /// Lets nothing pass for `wait`.
    fn close(&self, wait: Duration) {
        let mut state = self.lock();
        let until = Instant::now().checked_add(wait.min(LONGEST));
        state.closed_until = state.closed_until.max(until);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked with it left a whole state behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rate {
    fn is_long(self) -> bool {
        self.window > Duration::from_secs(3600)
    }

    /// How many may leave at once.
    fn at_once(self) -> NonZeroU32 {
        let share = if self.is_long() { 2 } else { 10 };
        NonZeroU32::new(self.requests.get() / share).unwrap_or(NonZeroU32::MIN)
    }

    /// What lets `at_once` pass, and the others evenly spread over a window: together never more than there
    /// are in it.
    ///
    /// The window is taken for a twentieth longer, as requests do not travel at one speed; so of those that
    /// are spread the last one is always behind its end, and there may be one more.
    fn limiter(self) -> Limiter {
        let at_once = self.at_once();
        let spread = self.requests.get() - at_once.get() + 1;
        let period = self.window.mul_f64(1.05) / spread;
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        let begin = Instant::now();
        RateLimiter::direct_with_clock(quota.allow_burst(at_once), Time { begin })
    }
}

#[cfg(test)]
mod tests;
