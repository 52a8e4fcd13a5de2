//! When a call is sent again, and how long it waits before that.
//!
//! In: what came of an attempt. Out: how long to wait before the next one, or nothing.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode};
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::{
    error::{Failure, SendError, is_retryable},
    random, retry_after,
};

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
/// calls, and ten in each second beside that. The call that is sent once more because its token was refused
/// has its attempts anew.
///
/// What a service of HTTP/2 says that it has not looked at (RFC 9113, §8.7) is sent again at once, as part of
/// the same attempt, at most twice in a call.
#[derive(Clone)]
#[must_use = "it does nothing until a client has it"]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    longest_asked: Duration,
    budget: Option<Budget>,
}

/// How many retries there may be; `None` is any number.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Option<Arc<TpsBudget>>);

impl Budget {
    fn new(per_second: u32, share: f32) -> Self {
        // What is less than one in a million is none.
        let share = if share >= 1e-6 {
            match share < 1.0 {
                true => 1.0 / (1.0 / share).ceil(),
                false => share.min(1000.0),
            }
        } else {
            0.0
        };
        let per_second = per_second.min(1 << 30);
        let budget = TpsBudget::new(Duration::from_secs(10), per_second, share);
        Self(Some(Arc::new(budget)))
    }

    /// Notes that a call begins.
    pub(crate) fn deposit(&self) {
        self.0.iter().for_each(|budget| budget.deposit());
    }

    /// Takes one retry, if there is one.
    pub(crate) fn withdraw(&self) -> bool {
        self.0.as_ref().is_none_or(|budget| budget.withdraw())
    }
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
    }

    /// One attempt, within which what the service has not looked at is sent again all the same.
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

    /// Retries at most `share` of the calls of the last ten seconds, and ten times `per_second` beside that in as
    /// many seconds, at once or one after the other.
    ///
    /// A share between 0 and 1 is taken for the next smaller one of a half, a third, a quarter and so on; it is
    /// between 0 and 1000; what is not is taken for the nearer of the two. All clients and calls
    /// that have a clone of this share the budget; those whose `Retry` says nothing of one have the client's.
    pub fn budget(mut self, per_second: u32, share: f32) -> Self {
        self.budget = Some(Budget::new(per_second, share));
        self
    }

    /// Retries however many calls fail.
    pub fn without_budget(mut self) -> Self {
        self.budget = Some(Budget(None));
        self
    }

    /// The budget that this says, if it says one.
    pub(crate) fn own_budget(&self) -> Option<&Budget> {
        self.budget.as_ref()
    }

    /// The budget of a client: what this says, or ten retries in each second and one for each five calls.
    pub(crate) fn budget_of_client(&self) -> Budget {
        let said = self.budget.clone();
        said.unwrap_or_else(|| Budget::new(10, 0.2))
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
            // The throttle has waited for as long as it may.
            Err(Failure::NotSent(SendError::RateLimit { .. })) => false,
            Err(Failure::NotSent(error)) => error.is_retryable(),
            Err(Failure::MaybeSent(error)) => is_repeatable && error.is_retryable(),
            Ok((status, _)) => is_repeatable && is_retryable(status),
        };
        if !is_one {
            return None;
        }
        let asked = came
            .ok()
            .and_then(|(_, headers)| retry_after::wait(headers, now));
        match asked {
            Some(asked) if asked > self.longest_asked => None,
            asked => self.wait(made, asked),
        }
    }

    /// How long to wait before the next attempt, if there is one, when `made` were made and the service
    /// has `asked` for a wait.
    pub(crate) fn wait(&self, made: u32, asked: Option<Duration>) -> Option<Duration> {
        if made >= self.attempts {
            return None;
        }
        let jitter = self.jitter(made);
        Some(match asked {
            // Not all that were told the same come back at once.
            Some(asked) => self.bounded(asked).saturating_add(jitter.min(self.first)),
            None => jitter,
        })
    }

    /// What is waited for of what the service has `asked` for.
    pub(crate) fn bounded(&self, asked: Duration) -> Duration {
        asked.min(self.longest_asked)
    }

    /// A random time up to the longest one before the attempt behind `made`.
    fn jitter(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        let longest = self.first.saturating_mul(doubled).min(self.longest);
        longest.mul_f64(random::share())
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
