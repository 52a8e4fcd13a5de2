//! Connections, and what is written to them.
//!
//! HTTP is hyper's; what breaks is broken here, below it.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::mock::{
    Arrived, Description, Reply,
    describe::Answer,
    reply::{Extent, What},
    state::State,
};

/// What becomes of a request.
pub(super) enum Served {
    /// This much later, this answer.
    Answer(Duration, Response<Outgoing>),
    /// This much later, the connection is reset.
    Reset(Duration),
    /// Nothing.
    Silence,
}

/// Status, media type and body of an answer, or a fault.
pub(super) enum Content {
    Answer(u16, Option<String>, Bytes),
    Reset,
    Silence,
}

/// Accepts connections for as long as it is polled; those that are open end with it.
pub(super) async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // A connection that broke at once, or too many of them: the next one may be better.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        open.spawn(connection(stream, Arc::clone(&state)));
        while open.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, state: Arc<State>) {
    // An answer in several pieces does not wait for the other side's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(Arc::clone(&state), request));
    let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let Err(error) = (&mut serving).await else {
        return;
    };
    let is_reset = std::error::Error::source(&error).is_some_and(|source| source.is::<Reset>());
    if is_reset {
        let stream = serving.into_parts().io.into_inner();
        // What is closed without lingering is reset.
        let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }
}

async fn respond(
    state: Arc<State>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, Reset> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Reset)?.to_bytes();
    let mut headers = parts.headers;
    headers
        .values_mut()
        .for_each(|value| value.set_sensitive(true));
    let served = state.arrive(Arrived {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    });
    match served {
        Served::Answer(delay, answer) => {
            wait(delay).await;
            Ok(answer)
        }
        Served::Reset(delay) => {
            wait(delay).await;
            Err(Reset)
        }
        Served::Silence => std::future::pending().await,
    }
}

async fn wait(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// The connection is to be reset.
#[derive(Debug)]
struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is reset")
    }
}

impl std::error::Error for Reset {}

/// An answer that says in words what is wrong.
pub(super) fn refusal(status: u16, reason: &str) -> Served {
    let body = Bytes::from(format!("{reason}\n"));
    let mut response = Response::new(Outgoing::new(body, Extent::Whole));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    Served::Answer(Duration::ZERO, response)
}

/// What a reply comes to for an operation; where there is nothing to answer, a status and the reason.
pub(super) fn example(description: &Description, reply: &Reply) -> Result<Content, (u16, String)> {
    let id = description.operation.id;
    let whole = |answer: &Answer, body: &'static str| {
        let body = Bytes::from_static(body.as_bytes());
        Content::Answer(answer.status, answer.media.map(str::to_owned), body)
    };
    let first = description.answers.first();
    match &reply.what {
        What::Example(None) => {
            let found = first.and_then(|answer| Some(whole(answer, answer.body?)));
            found.ok_or_else(|| {
                let reason = format!("the document has no example of what `{id}` answers, and none could be made: say what it answers with `responds_with`");
                (501, reason)
            })
        }
        What::Example(Some(status)) => Ok(match documented(description.answers, *status) {
            Some(Answer {
                media,
                body: Some(body),
                ..
            }) => {
                let media = media.map(str::to_owned);
                Content::Answer(*status, media, Bytes::from_static(body.as_bytes()))
            }
            Some(Answer { body: None, .. }) | None => Content::Answer(*status, None, Bytes::new()),
        }),
        What::Answer {
            status,
            media,
            body,
        } => Ok(Content::Answer(*status, media.clone(), body.clone())),
        What::Garbage => {
            let status = first.map_or(200, |answer| answer.status);
            let media = first
                .and_then(|answer| answer.media)
                .unwrap_or("application/json");
            let body = Bytes::from_static(GARBAGE.as_bytes());
            Ok(Content::Answer(status, Some(media.to_owned()), body))
        }
        What::Failed(reason) => Err((500, reason.clone())),
        What::Reset => Ok(Content::Reset),
        What::Silence => Ok(Content::Silence),
    }
}

/// What no service means to say.
const GARBAGE: &str = "<html><body>Bad Gateway\u{0}{\"\n";

/// What the document says of a status: what is for it alone comes before what is for many.
fn documented(answers: &'static [Answer], status: u16) -> Option<&'static Answer> {
    let covers = |answer: &&Answer| (answer.statuses.0..=answer.statuses.1).contains(&status);
    let covering = answers.iter().filter(covers);
    covering.min_by_key(|answer| answer.statuses.1 - answer.statuses.0)
}

/// Puts together what is sent.
pub(super) fn served(
    description: &Description,
    content: Content,
    reply: &Reply,
) -> Result<Served, (u16, String)> {
    let (status, media, body) = match content {
        Content::Answer(status, media, body) => (status, media, body),
        Content::Reset => return Ok(Served::Reset(reply.delay)),
        Content::Silence => return Ok(Served::Silence),
    };
    let wanted = reply
        .status
        .unwrap_or_else(|| StatusCode::from_u16(status).map_err(|_| status));
    // hyper sends those below 200 in no other way than HTTP has them: before the answer.
    let fitting = wanted.and_then(|found| match found.is_informational() {
        true => Err(found.as_u16()),
        false => Ok(found),
    });
    let status = fitting.map_err(|status| {
        let reason =
            format!("the mock was told to answer {status}, which no answer can have as its status");
        (500, reason)
    })?;
    // RFC 9110, §6.4.1: these have no body that could break off.
    let is_bare = description.operation.method == Method::HEAD
        || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    if is_bare && reply.body == Extent::Half {
        return Ok(Served::Reset(reply.delay));
    }
    let mut response = Response::new(Outgoing::new(body, reply.body));
    *response.status_mut() = status;
    if let Some(media) = media.and_then(|media| HeaderValue::try_from(media).ok()) {
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    for pair in &reply.headers {
        let (name, value) = pair.clone().map_err(|name| {
            let reason = format!(
                "the mock was told to answer with the header `{name}`, which HTTP cannot carry"
            );
            (500, reason)
        })?;
        response.headers_mut().insert(name, value);
    }
    Ok(Served::Answer(reply.delay, response))
}

/// A body, or the half of one that says to be whole.
#[derive(Debug)]
pub(super) struct Outgoing {
    data: Bytes,
    announced: u64,
    stage: Stage,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Begin,
    /// What there is was handed over; it goes out before the connection breaks.
    Flushing,
    Break,
    End,
}

impl Outgoing {
    fn new(body: Bytes, extent: Extent) -> Self {
        let length = body.len() as u64;
        match extent {
            Extent::Whole => Self {
                stage: if body.is_empty() {
                    Stage::End
                } else {
                    Stage::Begin
                },
                data: body,
                announced: length,
            },
            Extent::Half => Self {
                stage: Stage::Flushing,
                data: body.slice(..body.len() / 2),
                announced: length.max(1),
            },
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.stage {
            Stage::Begin => {
                self.stage = Stage::End;
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))))
            }
            Stage::Flushing if !self.data.is_empty() => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))))
            }
            Stage::Flushing => {
                self.stage = Stage::Break;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Stage::Break => Poll::Ready(Some(Err(Cut))),
            Stage::End => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.stage, Stage::End)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}

/// The connection breaks within a body.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection breaks here")
    }
}

impl std::error::Error for Cut {}
