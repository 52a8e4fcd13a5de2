//! `text/event-stream` as a stream of decoded events.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use serde::de::DeserializeOwned;

#[cfg(feature = "retry")]
use crate::stream::reconnect::{Opened, Reopener};
use crate::{
    decode::read_text,
    stream::{
        ByteStream, ItemError, MediaError, StreamError,
        sse::{Parser, RawEvent},
    },
    wire::Wire,
};

/// One server-sent event (WHATWG HTML, §9.2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The id of this event or of the last one that had any; what `Last-Event-ID` asks to go on from.
    pub id: Option<String>,
    /// The kind of event; none is `message`.
    pub event: Option<String>,
    /// What the event says.
    pub data: T,
    /// How long to wait before connecting again, if the service said so since the last event.
    pub retry: Option<Duration>,
}

/// The events of an answer, each decoded as it comes.
///
/// It is a [`Stream`] too. After [`StreamError::Decode`] it goes on, after any other error it ends.
///
/// An answer whose `Content-Type` is there and is not `text/event-stream` has no events (WHATWG HTML,
/// §9.2.3): the first thing to come is [`StreamError::Media`], which has its body.
///
/// With the feature `retry` and `CallOptions::reconnect` a stream that breaks off or ends is opened again.
#[must_use = "no event is read unless asked for"]
pub struct EventStream<T> {
    events: Events,
    decode: fn(String) -> Result<T, Box<ItemError>>,
}

/// What the data of the last event is, as OpenAI sends it.
const DONE: Option<&str> = Some("[DONE]");

impl<T: DeserializeOwned> EventStream<T> {
    /// Decodes the data of each event as JSON; `[DONE]`, as OpenAI sends it, is the end.
    pub fn json(answer: ByteStream) -> Self {
        Self {
            events: Events::new(answer, DONE),
            decode: |data| {
                serde_json::from_str(&data)
                    .map_err(|error| Box::new(ItemError::new(data.into(), error)))
            },
        }
    }
}

impl<T: Wire> EventStream<T> {
    /// Decodes the data of each event as [`json`](EventStream::json) does, and as the fields of
    /// generated types are: `1.0` is an integer.
    #[doc(hidden)]
    pub fn read(answer: ByteStream) -> Self {
        Self {
            events: Events::new(answer, DONE),
            decode: |data| {
                read_text(&data).map_err(|error| Box::new(ItemError::new(data.into(), error)))
            },
        }
    }
}

impl EventStream<String> {
    /// Gives the data of each event as it is.
    pub fn text(answer: ByteStream) -> Self {
        Self {
            events: Events::new(answer, None),
            decode: Ok,
        }
    }
}

impl<T> EventStream<T> {
    /// Waits for the next event; `None` is the end.
    ///
    /// # Errors
    ///
    /// Where the answer is no stream of events or broke off, or an event is too long or not what the
    /// document says.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let decode = self.decode;
        self.events.poll(context).map(|next| {
            next.map(|event| {
                let RawEvent {
                    id,
                    event,
                    data,
                    retry,
                } = event?;
                match decode(data) {
                    Ok(data) => Ok(Event {
                        id,
                        event,
                        data,
                        retry,
                    }),
                    Err(mut error) => {
                        (error.id, error.event) = (id, event);
                        Err(StreamError::Decode(error))
                    }
                }
            })
        })
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// What does not depend on the type of the data.
struct Events {
    /// Nothing after the end.
    answer: Option<ByteStream>,
    parser: Parser,
    last: Option<&'static str>,
    /// What the answer is, if it is no stream of events, and what came of it.
    other: Option<(String, Vec<u8>)>,
    /// Nothing where it is not opened again, or no longer.
    #[cfg(feature = "retry")]
    again: Option<Reopener>,
}

impl Events {
    fn new(answer: ByteStream, last: Option<&'static str>) -> Self {
        Self {
            parser: Parser::new(answer.limit()),
            other: other(&answer),
            #[cfg(feature = "retry")]
            again: answer.origin().map(Reopener::new),
            answer: Some(answer),
            last,
        }
    }

    #[cfg(not(feature = "retry"))]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawEvent, StreamError>>> {
        self.poll_open(context)
    }

    /// Takes the next event, from a stream that is opened again where this one is over.
    #[cfg(feature = "retry")]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawEvent, StreamError>>> {
        loop {
            let opened = match &mut self.again {
                Some(again) => ready!(again.poll_opened(context)),
                None => None,
            };
            match opened {
                None => {}
                Some(Opened::Answer(answer)) => {
                    self.parser.begin_again();
                    self.other = other(&answer);
                    self.answer = Some(answer);
                }
                Some(Opened::Over(error)) => {
                    self.again = None;
                    return Poll::Ready(error.map(Err));
                }
            }
            let next = ready!(self.poll_open(context));
            let Some(again) = &mut self.again else {
                return Poll::Ready(next);
            };
            match &next {
                Some(Ok(_)) => {
                    again.has_event();
                    return Poll::Ready(next);
                }
                None | Some(Err(StreamError::Read(_))) if again.begin(&self.parser) => {}
                None | Some(Err(_)) => {
                    self.again = None;
                    return Poll::Ready(next);
                }
            }
        }
    }

    /// Takes the next event of the answer that is open.
    fn poll_open(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<RawEvent, StreamError>>> {
        if self.other.is_some() {
            ready!(self.poll_other(context));
            let error = self.other.take().map(|(content_type, body)| {
                StreamError::Media(Box::new(MediaError::new(content_type, body.into())))
            });
            return Poll::Ready(error.map(Err));
        }
        while let Some(answer) = &mut self.answer {
            let limit = answer.limit();
            let failed = match self.parser.next() {
                Ok(Some(event)) if self.last == Some(event.data.trim()) => {
                    #[cfg(feature = "retry")]
                    drop(self.again.take());
                    None
                }
                Ok(Some(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(None) => match ready!(Pin::new(answer).poll_next(context)) {
                    Some(Ok(octets)) => {
                        self.parser.push(&octets);
                        continue;
                    }
                    Some(Err(error)) => Some(StreamError::Read(error)),
                    None => None,
                },
                Err(_) => Some(StreamError::TooLong { limit }),
            };
            self.answer = None;
            return Poll::Ready(failed.map(Err));
        }
        Poll::Ready(None)
    }

    /// Reads what is no stream of events, up to the limit or to where it breaks off.
    fn poll_other(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while let (Some(answer), Some((_, body))) = (&mut self.answer, &mut self.other) {
            let room = answer.limit().saturating_sub(body.len());
            match ready!(Pin::new(answer).poll_next(context)) {
                Some(Ok(octets)) if octets.len() <= room => body.extend_from_slice(&octets),
                Some(Ok(octets)) => {
                    body.extend_from_slice(octets.get(..room).unwrap_or_default());
                    self.answer = None;
                }
                Some(Err(_)) | None => self.answer = None,
            }
        }
        Poll::Ready(())
    }
}

/// What the answer is, if it is no stream of events, and nothing of its body yet.
fn other(answer: &ByteStream) -> Option<(String, Vec<u8>)> {
    let content_type = answer.content_type();
    let content_type = content_type.filter(|content_type| !is_event_stream(content_type))?;
    Some((content_type.to_owned(), Vec::new()))
}

fn is_event_stream(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default().trim();
    media.is_empty() || media.eq_ignore_ascii_case("text/event-stream")
}
