//! The time that a call may take.
//!
//! Without the feature `time` nobody can set any, and nothing is bounded here. One clock measures all
//! times, so that a test which stops tokio's stops them; dates that answers say are held against the wall's.

use std::{future::Future, time::Duration};

#[cfg(not(feature = "time"))]
pub(crate) use std::time::Instant;
#[cfg(feature = "time")]
pub(crate) use tokio::time::Instant;

use crate::{error::Failure, transport::Body};

/// Gives `sending` up after `limit`.
#[cfg(feature = "time")]
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    sending: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    use crate::error::SendError;

    let Some(limit) = limit else {
        return sending.await;
    };
    if !has_runtime() {
        return Err(Failure::NotSent(SendError::NoRuntime));
    }
    let came = tokio::time::timeout(limit, sending).await;
    came.unwrap_or_else(|elapsed| Err(Failure::MaybeSent(SendError::Timeout(elapsed.into()))))
}

/// Bounds nothing.
#[cfg(not(feature = "time"))]
pub(crate) async fn within<T>(
    _: Option<Duration>,
    sending: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    sending.await
}

/// Gives `body` up where it brings nothing for `limit`.
#[cfg(feature = "time")]
pub(crate) fn each_within(limit: Option<Duration>, body: Body) -> Body {
    match limit {
        Some(limit) => Body::new(tower_http::timeout::TimeoutBody::new(limit, body)),
        None => body,
    }
}

/// Bounds nothing.
#[cfg(not(feature = "time"))]
pub(crate) fn each_within(_: Option<Duration>, body: Body) -> Body {
    body
}

/// Whether there is a runtime that keeps time.
#[cfg(feature = "time")]
pub(crate) fn has_runtime() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

/// When a time is up.
#[cfg(feature = "retry")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct End(Option<Instant>);

#[cfg(feature = "retry")]
impl End {
    /// After `limit` from now, or never.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Instant::now().checked_add(limit)))
    }

    /// Whether there is time left after `wait`, and something that keeps time.
    pub(crate) fn allows(self, wait: Duration) -> bool {
        let until = Instant::now().checked_add(wait);
        until.is_some_and(|until| self.0.is_none_or(|end| until < end)) && has_runtime()
    }
}

/// Waits for `wait`, which is [allowed](End::allows).
#[cfg(feature = "retry")]
pub(crate) async fn wait(wait: Duration) {
    tokio::time::sleep(wait).await;
}
