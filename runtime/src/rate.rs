//! What answers say of the service's rate limits.

use std::{
    sync::Mutex,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::HeaderMap;

/// Which headers carry one rate limit, as `codegen.toml` says it.
#[derive(Debug)]
pub struct RateLimitHeaders {
    /// What it is called.
    pub name: &'static str,
    /// How many requests the service is known to take in a window.
    pub requests: Option<u32>,
    /// How long a window is known to be, in milliseconds.
    pub window: Option<u64>,
    /// The header with the number of requests in a window.
    pub limit: Option<&'static str>,
    /// The header with the number of requests that are left.
    pub remaining: Option<&'static str>,
    /// The header with the length of a window.
    pub window_in: Option<(&'static str, Unit)>,
    /// The header with the time until the window ends, or that at which it ends.
    pub reset: Option<(&'static str, Unit)>,
}

impl RateLimitHeaders {
    /// Whether a header is one of these.
    fn has(&self, name: &str) -> bool {
        let timed = |header: Option<(&'static str, Unit)>| header.map(|(name, _)| name);
        let (window, reset) = (timed(self.window_in), timed(self.reset));
        [self.limit, self.remaining, window, reset].contains(&Some(name))
    }
}

/// What the number in a header counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Seconds since 1970-01-01T00:00:00Z.
    UnixSeconds,
}

/// A rate limit of the service as an answer, or the last of them, said it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// What `codegen.toml` calls it.
    pub name: &'static str,
    /// How many requests the service takes in a window.
    pub limit: Option<u64>,
    /// How many of them were left after the request.
    pub remaining: Option<u64>,
    /// How long a window is.
    pub window: Option<Duration>,
    /// How long after the answer the window ends.
    pub resets_in: Option<Duration>,
}

impl RateLimit {
    /// Reads those that `headers` say something of.
    pub(crate) fn all(known: &'static [RateLimitHeaders], headers: &HeaderMap) -> Vec<Self> {
        // Most answers say nothing, and each look-up takes longer than this.
        let is_said = |name: &str| known.iter().any(|known| known.has(name));
        if !headers.keys().any(|name| is_said(name.as_str())) {
            return Vec::new();
        }
        let read = known.iter().map(|known| Self::read(known, headers));
        read.flatten().collect()
    }

    fn read(known: &RateLimitHeaders, headers: &HeaderMap) -> Option<Self> {
        let found = |name: &Option<&'static str>| number(headers, (*name)?);
        let time = |header: &Option<(&'static str, Unit)>| {
            let (name, unit) = (*header)?;
            unit.duration(number(headers, name)?)
        };
        let (limit, remaining) = (found(&known.limit), found(&known.remaining));
        let (window, resets_in) = (time(&known.window_in), time(&known.reset));
        let says_something = limit.is_some() || remaining.is_some() || resets_in.is_some();
        says_something.then_some(Self {
            name: known.name,
            limit: limit.or(known.requests.map(u64::from)),
            remaining,
            window: window.or(known.window.map(Duration::from_millis)),
            resets_in,
        })
    }
}

impl Unit {
    fn duration(self, number: u64) -> Option<Duration> {
        Some(match self {
            Self::Milliseconds => Duration::from_millis(number),
            Self::Seconds => Duration::from_secs(number),
            Self::UnixSeconds => {
                let at = UNIX_EPOCH.checked_add(Duration::from_secs(number))?;
                at.duration_since(SystemTime::now()).unwrap_or_default()
            }
        })
    }
}

/// A number that is not negative; its fraction does not count.
fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let whole = text.split('.').next()?;
    whole.parse().ok()
}

/// The last that answers said of each rate limit.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Vec<RateLimit>>);

impl Seen {
    /// Notes what an answer says.
    pub(crate) fn note(&self, said: &[RateLimit]) {
        let mut seen = self.lock();
        for one in said {
            match seen.iter_mut().find(|known| known.name == one.name) {
                Some(known) => *known = one.clone(),
                None => seen.push(one.clone()),
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<RateLimit> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<RateLimit>> {
        // Whoever panicked with it left a whole list behind.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue};

    use super::{RateLimit, RateLimitHeaders, Unit};

    static KNOWN: &[RateLimitHeaders] = &[RateLimitHeaders {
        name: "burst",
        requests: Some(100),
        window: Some(10_000),
        limit: Some("x-max"),
        remaining: Some("x-left"),
        window_in: Some(("x-window", Unit::Milliseconds)),
        reset: Some(("x-reset", Unit::UnixSeconds)),
    }];

    fn read(headers: &[(&'static str, &'static str)]) -> Vec<RateLimit> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        RateLimit::all(KNOWN, &map)
    }

    #[test]
    fn headers_win_over_what_is_known() {
        let said = read(&[("x-max", "50"), ("x-left", "7"), ("x-window", "2500")]);
        assert_eq!(said[0].limit, Some(50));
        assert_eq!(said[0].remaining, Some(7));
        assert_eq!(said[0].window, Some(Duration::from_millis(2500)));
        assert_eq!(said[0].resets_in, None);
        let said = read(&[("x-left", "0"), ("x-reset", "1")]);
        assert_eq!(said[0].limit, Some(100));
        assert_eq!(said[0].window, Some(Duration::from_secs(10)));
        // It was long ago.
        assert_eq!(said[0].resets_in, Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_number_is_not_said() {
        assert_eq!(read(&[("x-left", "-1"), ("x-max", "many")]), []);
        assert_eq!(read(&[("x-left", "1.9")])[0].remaining, Some(1));
        assert_eq!(read(&[]), []);
    }
}
