//! What is known of the service beside its document.

/// A rate limit, and the headers that say how far it is used up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// What it is called.
    pub name: String,
    /// How many requests there may be in a window.
    pub requests: Option<u32>,
    /// How long a window is.
    pub seconds: Option<u32>,
    /// The header with the number of requests in a window.
    pub limit: Option<String>,
    /// The header with the number of requests that are left.
    pub remaining: Option<String>,
    /// The header with the length of a window.
    pub window_in: Option<(String, Unit)>,
    /// The header that says when the window ends.
    pub reset: Option<(String, Unit)>,
}

/// What the number in a header counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Seconds since 1970.
    UnixSeconds,
}
