//! What a mock server does with a request: an answer, or a fault.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::request::to_json_text;

/// What becomes of one request.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(super) what: What,
    pub(super) status: Option<Result<StatusCode, u16>>,
    pub(super) headers: Vec<Result<(HeaderName, HeaderValue), String>>,
    pub(super) delay: Duration,
    pub(super) body: Extent,
    pub(super) times: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    /// The document's example for a status, or for the first success.
    Example(Option<u16>),
    /// An answer.
    Answer {
        status: u16,
        media: Option<String>,
        body: Bytes,
    },
    /// A success that is not of its media type.
    Garbage,
    /// There is nothing to send, and this is why.
    Failed(String),
    /// The connection is reset.
    Reset,
    /// There is no answer.
    Silence,
}

/// How much of a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    /// Half of it; then the connection breaks.
    Half,
}

impl Reply {
    pub(super) fn new(what: What) -> Self {
        Self {
            what,
            status: None,
            headers: Vec::new(),
            delay: Duration::ZERO,
            body: Extent::Whole,
            times: None,
        }
    }

    /// An answer without a body.
    #[doc(hidden)]
    pub fn empty(status: u16) -> Self {
        Self::octets(status, None, Bytes::new())
    }

    /// An answer in JSON.
    #[doc(hidden)]
    pub fn json<T: Serialize>(status: u16, media: &str, value: &T) -> Self {
        match to_json_text(value) {
            Ok(text) => Self::octets(status, Some(media), text.into()),
            Err(_) => failed("the answer cannot be written as JSON"),
        }
    }

    /// An answer of octets or text.
    #[doc(hidden)]
    pub fn octets(status: u16, media: Option<&str>, body: Bytes) -> Self {
        let media = media.map(str::to_owned);
        Self::new(What::Answer {
            status,
            media,
            body,
        })
    }

    /// Server-sent events whose data is each of these in JSON.
    #[doc(hidden)]
    pub fn events<T: Serialize>(status: u16, media: &str, items: &[T]) -> Self {
        let texts: Result<Vec<String>, _> = items.iter().map(to_json_text).collect();
        match texts {
            Ok(texts) => Self::event_texts(status, media, &texts),
            Err(_) => failed("an event cannot be written as JSON"),
        }
    }

    /// Server-sent events whose data is each of these.
    #[doc(hidden)]
    pub fn event_texts(status: u16, media: &str, texts: &[String]) -> Self {
        let mut body = String::new();
        for text in texts {
            for line in text.split('\n') {
                body.push_str(&format!("data: {line}\n"));
            }
            body.push('\n');
        }
        Self::octets(status, Some(media), body.into())
    }

    /// JSON values, a line each.
    #[doc(hidden)]
    pub fn lines<T: Serialize>(status: u16, media: &str, items: &[T]) -> Self {
        let texts: Result<Vec<String>, _> = items.iter().map(to_json_text).collect();
        match texts {
            Ok(texts) => {
                let lines: String = texts.iter().map(|text| format!("{text}\n")).collect();
                Self::octets(status, Some(media), lines.into())
            }
            Err(_) => failed("a line cannot be written as JSON"),
        }
    }
}

fn failed(reason: &str) -> Reply {
    Reply::new(What::Failed(reason.to_owned()))
}
