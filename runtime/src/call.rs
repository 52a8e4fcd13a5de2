// The guide shows what all features together have.
#![cfg_attr(
    all(
        feature = "blocking",
        feature = "oauth2",
        feature = "retry",
        feature = "throttle",
        feature = "tower"
    ),
    doc = include_str!("call.md")
)]
#![cfg_attr(
    not(all(
        feature = "blocking",
        feature = "oauth2",
        feature = "retry",
        feature = "throttle",
        feature = "tower"
    )),
    doc = "What a user decides for calls; generated clients have it in their root.\n\nThe guide to it stands here with the features `blocking`, `oauth2`, `retry`, `throttle` and `tower`."
)]

#[cfg(feature = "blocking")]
pub use crate::blocking::{Blocking, BlockingError, BlockingStream, Reader, SendBlocking};
pub use crate::drift::{Decoding, Drift, DriftFile, DriftHook, DriftKind, DriftLog, WithContents};
pub use crate::flows::{OAuth2Flow, OAuth2Flows};
pub use crate::hooks::{Attempt, Hooks, Outcome};
#[cfg(feature = "oauth2")]
pub use crate::oauth2::{
    ClientAuth, NewTokens, OAuth2, OAuth2Builder, OAuth2Error, OAuth2Login, OAuth2Refusal,
};
pub use crate::options::CallOptions;
pub use crate::paging::{Items, PageError, Paged, Pages};
pub use crate::progress::Progress;
pub use crate::rate::RateLimit;
pub use crate::raw::RawRequest;
pub use crate::ready::Call;
#[cfg(feature = "time")]
pub use crate::refreshing::Refreshing;
#[cfg(feature = "retry")]
pub use crate::retry::Retry;
#[cfg(feature = "retry")]
pub use crate::stream::Reconnect;
pub use crate::stream::{ByteStream, Event, EventStream, JsonLines, StreamError};
#[cfg(feature = "throttle")]
pub use crate::throttle::Throttle;
pub use crate::token::{Token, TokenSource, Tokens};
pub use crate::trace::{TraceContext, TraceContextError};
#[cfg(feature = "tower")]
pub use crate::transport::service::HttpService;
pub use secrecy::{ExposeSecret, SecretString};
