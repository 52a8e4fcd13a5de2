//! Opening a stream of events again that broke off or ended (WHATWG HTML, §9.2.3).
//!
//! In: what opened the stream, and how far its events came. Out: the answer that goes on behind them, or why
//! there is none.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use http::{HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;

use crate::{
    attempts::{Answer, IsSuccess, Reading},
    call::CallOptions,
    core::Core,
    error::{Failure, SendError},
    request::Request,
    retry::Retry,
    stream::{ByteStream, StreamError, sse::Parser},
    time,
    transport::BoxFuture,
};

/// How long a stream without an event lasts that the service did not mean to end at once.
const LASTING: Duration = Duration::from_secs(30);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How a stream of events is opened again that broke off, was silent for too long, or ended.
///
/// The request is sent again as a call of its own, with credentials, hooks and limits as those of any call,
/// and with the id of the last event that was complete as `Last-Event-ID`, so that the service can go on
/// behind it. That is done for what is [repeatable](CallOptions::repeatable), as a `GET` is, and no other.
///
/// Unless the service says otherwise in `retry`, it waits for a random time up to a second before that, up
/// to twice as long before each further time in a row, and never longer than 30 seconds; what the service
/// says is waited for up to a minute. The stream is over where the service answers 204, where the document
/// says what the last event is and that came, and after five times in a row without an event. Then the error
/// is the last one that there was: [`StreamError::Reopen`], or [`StreamError::Refused`] with the answer, and
/// none where the last stream just ended. An answer that is worth another try, as 503 is, counts as one
/// time, and its `Retry-After` is obeyed; any other ends the stream at once. So does an answer that is no
/// stream of events. Nothing is taken from the budget of retries.
///
/// The count begins anew with each event, and with a stream that lasted half a minute.
///
/// ```
/// # use specwright_runtime::call::{CallOptions, Reconnect};
/// let options = CallOptions::new().reconnect(Reconnect::new().attempts(20));
/// ```
#[derive(Clone)]
#[must_use = "it does nothing until a call has it"]
pub struct Reconnect {
    /// It counts the stream that broke off as an attempt.
    retry: Retry,
}

impl Reconnect {
    /// Five times in a row, and waits as above.
    pub fn new() -> Self {
        let (first, longest) = (Duration::from_secs(1), Duration::from_secs(30));
        let retry = Retry::new().backoff(first, longest);
        Self { retry }.attempts(5)
    }

    /// Opens a stream up to `attempts` times in a row without an event.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.retry = self.retry.attempts(attempts.saturating_add(1));
        self
    }

    /// Waits up to `first` before the first time, then up to twice as long each time, and never longer than
    /// `longest`.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.retry = self.retry.backoff(first, longest);
        self
    }

    /// Waits as long as `retry` says, but never longer than `longest`; a `Retry-After` that is longer ends
    /// the stream.
    pub fn longest_asked(mut self, longest: Duration) -> Self {
        self.retry = self.retry.longest_retry_after(longest);
        self
    }
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reconnect").field(&self.retry).finish()
    }
}

impl CallOptions {
    /// Opens streams of events again that break off or end.
    ///
    /// It says nothing of other answers: a download and JSON lines have no ids to go on from.
    pub fn reconnect(mut self, reconnect: Reconnect) -> Self {
        self.reconnect = Some(reconnect);
        self
    }
}

/// What opened a stream.
pub(crate) struct Origin {
    core: Core,
    request: Request,
    is_success: IsSuccess,
    retry: Retry,
}

impl Core {
    /// What opens the stream of `request` again, if that is wanted and does no harm.
    pub(crate) fn origin(
        &self,
        request: &mut Request,
        is_success: IsSuccess,
    ) -> Result<Option<Arc<Origin>>, Failure> {
        let Some(Reconnect { retry }) = &self.options.reconnect else {
            return Ok(None);
        };
        if !self.options.is_repeatable(request) || !request.payload.is_replayable() {
            return Ok(None);
        }
        // So that a key that stands for the call is the same each time.
        self.prepare(request).map_err(Failure::NotSent)?;
        let mut options = CallOptions::clone(&self.options);
        options.retry = Some(Retry::never());
        Ok(Some(Arc::new(Origin {
            core: self.having(options),
            request: request.clone(),
            is_success,
            retry: retry.clone(),
        })))
    }
}

/// What came of opening a stream again.
pub(super) enum Opened {
    Answer(ByteStream),
    /// There is no stream any more, because of this if it is an error.
    Over(Option<StreamError>),
}

/// Opens a stream again as often as is wanted.
pub(super) struct Reopener {
    origin: Arc<Origin>,
    /// How many streams in a row brought nothing.
    made: u32,
    has_event: bool,
    since: Instant,
    /// The mutex is never locked; it makes the future one that threads may share.
    opening: Option<Mutex<BoxFuture<'static, (u32, Opened)>>>,
}

impl Reopener {
    /// Begins with a stream that `origin` has opened.
    pub(super) fn new(origin: Arc<Origin>) -> Self {
        Self {
            origin,
            made: 0,
            has_event: false,
            since: Instant::now(),
            opening: None,
        }
    }

    /// Notes that the stream that is open brought an event.
    pub(super) fn has_event(&mut self) {
        self.has_event = true;
    }

    /// Begins to open the stream behind what `parser` has read, unless that was done often enough.
    pub(super) fn begin(&mut self, parser: &Parser) -> bool {
        let retry = &self.origin.retry;
        let was_good = self.has_event || self.since.elapsed() >= LASTING;
        let made = if was_good { 0 } else { self.made }.saturating_add(1);
        let Some(wait) = retry.wait(made, parser.asked()) else {
            return false;
        };
        let last_id = parser.last_id().map(|id| id.map(str::to_owned));
        let opening = Arc::clone(&self.origin).open(made, wait, parser.asked(), last_id);
        self.opening = Some(Mutex::new(Box::pin(opening)));
        true
    }

    /// Waits for what is being opened; `None` where nothing is.
    pub(super) fn poll_opened(&mut self, context: &mut Context<'_>) -> Poll<Option<Opened>> {
        let Some(opening) = &mut self.opening else {
            return Poll::Ready(None);
        };
        let opening = opening.get_mut().unwrap_or_else(PoisonError::into_inner);
        opening.as_mut().poll(context).map(|(made, opened)| {
            self.opening = None;
            self.made = made;
            self.has_event = false;
            self.since = Instant::now();
            Some(opened)
        })
    }
}

impl Origin {
    /// Opens the stream when `wait` is over, and as often as it takes; says how many streams in a row then
    /// brought nothing.
    async fn open(
        self: Arc<Self>,
        made: u32,
        wait: Duration,
        asked: Option<Duration>,
        last_id: Option<Option<String>>,
    ) -> (u32, Opened) {
        let (mut made, mut wait) = (made, wait);
        loop {
            if !time::has_runtime() {
                let error = StreamError::Reopen(SendError::NoRuntime);
                return (made, Opened::Over(Some(error)));
            }
            time::wait(wait).await;
            let came = self.once(last_id.as_ref().map(Option::as_deref)).await;
            made = made.saturating_add(1);
            let head = came.as_ref().map(Answer::head);
            let next = self.retry.next(made, true, head, SystemTime::now());
            let over = match came {
                Ok(answer) if answer.head().0 == StatusCode::NO_CONTENT => Opened::Over(None),
                Ok(Answer::Open(answer)) => {
                    let (_, stream) = self.core.stream(answer);
                    return (made.saturating_sub(1), Opened::Answer(stream));
                }
                Ok(Answer::Read(answer)) => Opened::Over(Some(StreamError::Refused(answer.into()))),
                Err(Failure::NotSent(error) | Failure::MaybeSent(error)) => {
                    Opened::Over(Some(StreamError::Reopen(error)))
                }
            };
            match next {
                // What the service said before holds for each time.
                Some(next) => wait = next.max(self.retry.bounded(asked.unwrap_or_default())),
                None => return (made, over),
            }
        }
    }

    /// Sends the request once, but for a token that is refused.
    async fn once(&self, last_id: Option<Option<&str>>) -> Result<Answer, Failure> {
        let mut request = self.request.clone();
        let mut core = self.core.clone();
        if let Some(id) = last_id {
            let mut options = CallOptions::clone(&core.options);
            let id = id
                .map(|id| HeaderValue::from_bytes(id.as_bytes()))
                .transpose();
            let id = id.map_err(|_| {
                let name = LAST_EVENT_ID.as_str().to_owned();
                Failure::NotSent(SendError::Header { name })
            })?;
            request.headers.remove(LAST_EVENT_ID);
            options.replace_header(LAST_EVENT_ID, id);
            core.options = Arc::new(options);
        }
        let reading = Reading::AsItComes(self.is_success);
        core.answer(request, reading)
            .await
            .map(|(answer, _)| answer)
    }
}
