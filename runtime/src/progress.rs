//! How far a body has come, for those who show it.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::{
    call::CallOptions,
    stream::ByteStream,
    transport::{Body, BoxError},
};

/// How much of a body is handed over at a time where somebody looks at its progress.
const CHUNK: usize = 64 << 10;

/// How far a body has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many octets were handed to the transport, or came from it.
    pub octets: u64,
    /// How many there will be, if that is known.
    pub total: Option<u64>,
}

/// What is told of progress.
#[derive(Clone)]
pub(crate) struct Watcher(Arc<dyn Fn(Progress) + Send + Sync>);

impl Watcher {
    fn new(tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Watches `body`, if there is anybody to watch it.
    pub(crate) fn watch(watcher: Option<&Self>, body: Body) -> Body {
        match watcher {
            Some(watcher) => {
                let total = http_body::Body::size_hint(&body).exact();
                Body::new(Watched::new(body, total, watcher.clone()))
            }
            None => body,
        }
    }
}

impl CallOptions {
    /// Calls `tell` with each chunk of the body of a request that is handed to the transport, up to 64 KiB at
    /// a time.
    ///
    /// Each attempt, and each redirect that is followed with the body, begins at nothing again. What the
    /// transport was given may still be on its way. `tell` is called in the task that sends, so it should
    /// return soon.
    pub fn on_upload_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.upload = Some(Watcher::new(tell));
        self
    }

    /// Calls `tell` with each chunk of the body of an answer, whatever its status.
    ///
    /// Each attempt, and each stream of events that is opened again, begins at nothing again. `tell` is called
    /// in the task that reads, so it should return soon.
    pub fn on_download_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.download = Some(Watcher::new(tell));
        self
    }
}

impl ByteStream {
    /// Calls `tell` with each chunk from here on; the total is what is left now, if that is known.
    pub fn on_progress(self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.map_body(|body, left| Body::new(Watched::new(body, left, Watcher::new(tell))))
    }
}

/// A body that somebody looks at.
struct Watched {
    body: Body,
    /// What the body gave and is not handed over yet.
    rest: Bytes,
    progress: Progress,
    watcher: Watcher,
}

impl Watched {
    fn new(body: Body, total: Option<u64>, watcher: Watcher) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            progress: Progress { octets: 0, total },
            watcher,
        }
    }

    /// Takes up to a chunk of what is not handed over yet.
    fn hand_over(&mut self) -> Frame<Bytes> {
        let chunk = self.rest.split_to(self.rest.len().min(CHUNK));
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.progress.octets = self.progress.octets.saturating_add(length);
        (self.watcher.0)(self.progress);
        Frame::data(chunk)
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.hand_over())));
        }
        let next = Pin::new(&mut self.body).poll_frame(context);
        next.map(|next| {
            next.map(|frame| {
                Ok(match frame?.into_data() {
                    Ok(octets) if octets.is_empty() => Frame::data(octets),
                    Ok(octets) => {
                        self.rest = octets;
                        self.hand_over()
                    }
                    Err(trailers) => trailers,
                })
            })
        })
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
        let left = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(left.lower().saturating_add(rest));
        if let Some(upper) = left.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}
