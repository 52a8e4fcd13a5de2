//! W3C Trace Context: which trace a request is part of.

use std::{fmt, str::FromStr};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::random;

const PARENT: HeaderName = HeaderName::from_static("traceparent");
const STATE: HeaderName = HeaderName::from_static("tracestate");

/// Which trace a call is part of, as `traceparent` and `tracestate` say it (W3C Trace Context, §3.2, §3.3).
///
/// ```
/// # use specwright_runtime::call::TraceContext;
/// let context: TraceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse()?;
/// assert!(context.is_sampled());
/// # Ok::<(), specwright_runtime::call::TraceContextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace: u128,
    parent: u64,
    flags: u8,
    state: Option<HeaderValue>,
}

/// A text that is no `traceparent` or no `tracestate`.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "it is not written as W3C Trace Context has it, as `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`"
)]
#[non_exhaustive]
pub struct TraceContextError;

impl TraceContext {
    /// Begins a trace, with a random id, that is recorded.
    pub fn begin() -> Self {
        Self {
            // None of the two may be zero (§3.2.2.3, §3.2.2.4).
            trace: random::bits().max(1),
            parent: random::bits_64().max(1),
            flags: 1,
            state: None,
        }
    }

    /// Adds a `tracestate`.
    ///
    /// # Errors
    ///
    /// Where a header cannot carry it.
    pub fn state(mut self, state: &str) -> Result<Self, TraceContextError> {
        let state = HeaderValue::from_str(state).map_err(|_| TraceContextError)?;
        self.state = Some(state);
        Ok(self)
    }

    /// Returns the id of the trace, 32 hex digits.
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace)
    }

    /// Returns the id of the span that makes the call, 16 hex digits.
    pub fn parent_id(&self) -> String {
        format!("{:016x}", self.parent)
    }

    /// Returns whether the caller may have recorded the trace.
    pub fn is_sampled(&self) -> bool {
        self.flags & 1 == 1
    }

    /// Sets the headers, unless there is a `traceparent` already.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        if headers.contains_key(&PARENT) {
            return;
        }
        // They are for the service and for nobody that it redirects to.
        let sensitive = |mut value: HeaderValue| {
            value.set_sensitive(true);
            value
        };
        if let Ok(parent) = HeaderValue::from_str(&self.to_string()) {
            headers.insert(PARENT, sensitive(parent));
        }
        if let Some(state) = &self.state {
            headers.insert(STATE, sensitive(state.clone()));
        }
    }
}

/// The `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "00-{:032x}-{:016x}-{:02x}",
            self.trace, self.parent, self.flags
        )
    }
}

impl FromStr for TraceContext {
    type Err = TraceContextError;

    /// Reads a `traceparent`; of a later version what version 0 has (§3.2.4).
    fn from_str(text: &str) -> Result<Self, TraceContextError> {
        read(text).ok_or(TraceContextError)
    }
}

fn read(text: &str) -> Option<TraceContext> {
    let mut parts = text.trim().split('-');
    let version = hex(parts.next()?, 2)?;
    let (trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?);
    // Version 255 is none, and version 0 has nothing more (§3.2.2.1, §3.2.2).
    if version == 255 || (version == 0 && parts.next().is_some()) {
        return None;
    }
    let (trace, parent) = (hex(trace, 32)?, hex(parent, 16)?);
    (trace != 0 && parent != 0).then_some(TraceContext {
        trace,
        parent: u64::try_from(parent).ok()?,
        flags: u8::try_from(hex(flags, 2)?).ok()?,
        state: None,
    })
}

/// `digits` lower-case hex digits.
fn hex(text: &str, digits: usize) -> Option<u128> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let fits = text.len() == digits && text.bytes().all(is_digit);
    fits.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::TraceContext;

    #[test]
    fn what_is_read_is_written() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let context: TraceContext = text.parse().unwrap();
        assert_eq!(context.to_string(), text);
        assert_eq!(context.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(context.parent_id(), "00f067aa0ba902b7");
        let own = TraceContext::begin();
        assert_eq!(own.to_string().parse::<TraceContext>().unwrap(), own);
        assert_ne!(own, TraceContext::begin());
    }

    #[test]
    fn what_is_no_traceparent_is_refused() {
        let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        for text in [
            String::new(),
            format!("00-{trace}-{parent}"),
            format!("00-{trace}-{parent}-01-more"),
            format!("ff-{trace}-{parent}-01"),
            format!("00-{}-{parent}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{}-{parent}-01", trace.to_uppercase()),
            format!("00-+{}-{parent}-01", &trace[1..]),
        ] {
            assert!(text.parse::<TraceContext>().is_err(), "{text}");
        }
        // A later version may have more.
        assert!(
            format!("01-{trace}-{parent}-01-x")
                .parse::<TraceContext>()
                .is_ok()
        );
    }
}
