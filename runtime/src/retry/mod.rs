//! When a call is sent again, and how long it waits before that.
//!
//! In: what came of an attempt. Out: how long to wait before the next one, or nothing.

mod after;

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode};
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::error::Failure;

/// When a call is sent again.
///
/// A call is sent again where nothing reached the service, and, if it is repeatable, where the connection
/// broke, the time was up, or the service answered 408, 425, 429, 500, 502, 503 or 504. It is repeatable
/// by its method (RFC 9110, §9.2.2), or because `codegen.toml` or
/// [`CallOptions::repeatable`](crate::call::CallOptions::repeatable) says so.
///
/// Before the second attempt it waits for a random time up to 100 ms, before each further one for up to
/// twice as long as before, and never longer than 10 seconds (exponential back-off with full jitter). What
/// `Retry-After` says (RFC 9110, §10.2.3) is waited for instead; where that is longer than a minute the
/// answer is returned. So it is where the total time would be up before the wait is over.
///
/// All calls of a client share a budget of retries, so that an outage is not made worse: one for each five
/// calls, and ten in each second beside that.
#[derive(Clone)]
#[must_use = "it does nothing until a client has it"]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    longest_asked: Duration,
    budget: Option<Arc<TpsBudget>>,
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl Retry {
    /// Three attempts, and waits and a budget as above.
    pub fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(100),
            longest: Duration::from_secs(10),
            longest_asked: Duration::from_secs(60),
            budget: None,
        }
        .budget(10, 0.2)
    }

    /// One attempt.
    pub fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Sends a call up to `attempts` times, the first one counted.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Waits up to `first` before the second attempt, then up to twice as long each time, and never longer
    /// than `longest`.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// Does as `Retry-After` says where that is no longer than `longest`; else the answer is returned.
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_asked = longest;
        self
    }

    /// Retries at most `share` of the calls of the last ten seconds, and `per_second` beside that.
    ///
    /// `share` is between 0 and 1000; what is not is taken for the nearer of the two.
    pub fn budget(mut self, per_second: u32, share: f32) -> Self {
        let share = if share.is_nan() {
            0.0
        } else {
            share.clamp(0.0, 1000.0)
        };
        let window = Duration::from_secs(10);
        self.budget = Some(Arc::new(TpsBudget::new(window, per_second, share)));
        self
    }

    /// Retries however many calls fail.
    pub fn without_budget(mut self) -> Self {
        self.budget = None;
        self
    }

    /// Notes that a call begins.
    pub(crate) fn begin(&self) {
        if let Some(budget) = &self.budget {
            budget.deposit();
        }
    }

    /// How long to wait before the next attempt, if there is one, when `made` were made.
    pub(crate) fn next(
        &self,
        made: u32,
        is_repeatable: bool,
        came: Result<(StatusCode, &HeaderMap), &Failure>,
        now: SystemTime,
    ) -> Option<Duration> {
        let is_one = match came {
            Err(Failure::NotSent(error)) => error.is_retryable(),
            Err(Failure::MaybeSent(error)) => is_repeatable && error.is_retryable(),
            Ok((status, _)) => is_repeatable && is_retryable(status),
        };
        if !is_one || made >= self.attempts {
            return None;
        }
        let jitter = self.jitter(made);
        let wait = match came.ok().and_then(|(_, headers)| after::wait(headers, now)) {
            Some(asked) if asked > self.longest_asked => return None,
            // Not all that were told the same come back at once.
            Some(asked) => asked + jitter.min(self.first),
            None => jitter,
        };
        let may = self.budget.as_ref().is_none_or(|budget| budget.withdraw());
        may.then_some(wait)
    }

    /// A random time up to the longest one before the attempt behind `made`.
    fn jitter(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        let longest = self.first.saturating_mul(doubled).min(self.longest);
        // The hasher of each map of the standard library is seeded anew.
        let random = RandomState::new().hash_one(made) >> 11;
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let share = random as f64 / (1_u64 << 53) as f64;
        longest.mul_f64(share)
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("attempts", &self.attempts)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}

/// Whether a service that answers so may answer otherwise later.
pub(crate) fn is_retryable(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}
