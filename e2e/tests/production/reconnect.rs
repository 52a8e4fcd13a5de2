//! Streams of events that break off or end, and are opened again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{
    Attempt, CallOptions, Hooks, Outcome, Reconnect, Refreshing, SendError, Token, Tokens, http,
};
use specwright_runtime::{EventStream, HeaderMap, StreamError};

use crate::{
    clock,
    faults::{Reply, Server, Then},
    whole_bookshop,
    whole_wire::{Client, models::Delta},
};

const EVENTS: &str = "text/event-stream";

fn events(pieces: &[&str], then: Then) -> Reply {
    let pieces = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    Reply::Pieces(EVENTS, pieces, then)
}

/// An event with an id that says the same.
fn event(n: usize) -> String {
    format!("id: {n}\ndata: {{\"n\":{n}}}\n\n")
}

/// Five times in a row, with next to no time between them.
fn quick() -> Reconnect {
    Reconnect::new().backoff(Duration::from_millis(1), Duration::from_millis(5))
}

fn client(server: &Server, options: CallOptions) -> Client {
    let builder = Client::builder().base_url(&server.url);
    builder.build().unwrap().with(options)
}

pub(crate) async fn open(client: &Client) -> EventStream<Delta> {
    let answer = client.answers().read_events().await.unwrap();
    answer.into_body()
}

/// The numbers of all events, and the error at the end if there is one.
pub(crate) async fn all(events: &mut EventStream<Delta>) -> (Vec<i64>, Option<StreamError>) {
    let mut numbers = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => numbers.push(event.data.n),
            Err(error @ StreamError::Decode(_)) => panic!("{error:?}"),
            Err(error) => {
                assert!(events.next().await.is_none(), "an error is the end");
                return (numbers, Some(error));
            }
        }
    }
    assert!(events.next().await.is_none(), "the end is the end");
    (numbers, None)
}

/// The `Last-Event-ID` of each request.
fn last_ids(server: &Server) -> Vec<Option<String>> {
    let arrived = server.arrived();
    let ids = arrived
        .iter()
        .map(|request| request.header("last-event-id"));
    ids.map(|id| id.map(str::to_owned)).collect()
}

fn ids(ids: &[&str]) -> Vec<Option<String>> {
    let some = ids
        .iter()
        .map(|id| Some((*id).to_owned()).filter(|id| !id.is_empty()));
    some.collect()
}

#[tokio::test]
async fn a_stream_goes_on_behind_the_last_event_that_was_complete() {
    let server = Server::start(|count, _| match count {
        // The third event is not complete, whatever its id says.
        0 => events(
            &[&event(1), &event(2), "id: 3\ndata: {\"n\":3}\n"],
            Then::Break,
        ),
        // An event without an id of its own has the one before.
        1 => events(&["data: {\"n\":20}\n\n", &event(3)], Then::End),
        // An id counts though its event has no data.
        2 => events(&["id: 4\n\n", "id: 5\n"], Then::Break),
        _ => Reply::status(204),
    })
    .await;
    let client = client(&server, CallOptions::new().reconnect(quick()));
    let mut events = open(&client).await;
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.data.n, first.id.as_deref()), (1, Some("1")));
    assert_eq!(events.next().await.unwrap().unwrap().data.n, 2);
    let third = events.next().await.unwrap().unwrap();
    assert_eq!((third.data.n, third.id.as_deref()), (20, Some("2")));
    let (numbers, error) = all(&mut events).await;
    assert_eq!(
        (numbers, error.is_none()),
        (vec![3], true),
        "204 is the end"
    );
    assert_eq!(last_ids(&server), ids(&["", "2", "3", "4"]));
    for request in server.arrived() {
        assert_eq!(
            request.header("accept"),
            Some("text/event-stream, application/problem+json")
        );
        assert_eq!(request.parts.uri.path(), "/answers/events");
    }
}

#[tokio::test]
async fn without_being_asked_nobody_opens_a_stream_again() {
    for then in [Then::Break, Then::End] {
        let server = Server::start(move |_, _| events(&[&event(1)], then)).await;
        let (numbers, error) = all(&mut open(&client(&server, CallOptions::new())).await).await;
        assert_eq!(numbers, [1]);
        assert_eq!(error.is_some(), matches!(then, Then::Break));
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn the_last_event_that_the_document_knows_is_the_end() {
    let server = Server::start(|_, _| events(&[&event(1), "data: [DONE]\n\n"], Then::Break)).await;
    let client = client(&server, CallOptions::new().reconnect(quick()));
    let (numbers, error) = all(&mut open(&client).await).await;
    assert!(numbers == [1] && error.is_none());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn what_does_harm_twice_is_not_opened_again() {
    let server = Server::start(|count, _| match count {
        0..3 => events(&[&event(7)], Then::Break),
        _ => Reply::status(204),
    })
    .await;
    let options = CallOptions::new().reconnect(quick().attempts(1));
    let once = client(&server, options);
    let post = |client: &Client| client.answers().read_either_stream().send();
    let mut stream = post(&once).await.unwrap().into_body();
    let (numbers, error) = all(&mut stream).await;
    assert!(matches!(error, Some(StreamError::Read(_))), "{error:?}");
    assert_eq!((numbers, server.count()), (vec![7], 1));

    let twice = once.with(CallOptions::new().repeatable(true));
    let mut stream = post(&twice).await.unwrap().into_body();
    assert_eq!(stream.next().await.unwrap().unwrap().data.n, 7);
    assert_eq!(stream.next().await.unwrap().unwrap().data.n, 7);
    assert_eq!(last_ids(&server)[1..], ids(&["", "7"]));
}

#[tokio::test]
async fn an_answer_that_will_not_change_is_an_error_that_keeps_it() {
    let problem = || {
        let media = vec![("content-type", "application/problem+json".to_owned())];
        Reply::Answer(404, media, "{\"title\":\"gone\"}".to_owned())
    };
    let late = || Reply::with(503, "retry-after", "3600");
    for (second, status) in [(problem as fn() -> Reply, 404), (late, 503)] {
        let server = Server::start(move |count, _| match count {
            0 => events(&[&event(1)], Then::Break),
            _ => second(),
        })
        .await;
        let client = client(&server, CallOptions::new().reconnect(quick()));
        let (numbers, error) = all(&mut open(&client).await).await;
        let Some(StreamError::Refused(answer)) = &error else {
            panic!("{error:?}")
        };
        assert_eq!((answer.status().as_u16(), numbers), (status, vec![1]));
        assert_eq!(answer.text().contains("gone"), status == 404);
        let shown = format!("{error:?} {}", error.as_ref().unwrap());
        assert!(!shown.contains("gone"), "{shown}");
        assert_eq!(error.unwrap().is_retryable(), status == 503);
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_stream_of_events_is_an_error() {
    let server = Server::start(|count, _| match count {
        0 => events(&[&event(1)], Then::Break),
        _ => Reply::json(&serde_json::json!({ "n": 2 })),
    })
    .await;
    let client = client(&server, CallOptions::new().reconnect(quick()));
    let (numbers, error) = all(&mut open(&client).await).await;
    let Some(StreamError::Media(error)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (error.content_type(), &*error.text()),
        ("application/json", "{\"n\":2}")
    );
    assert_eq!((numbers, server.count()), (vec![1], 2));
}

#[tokio::test]
async fn what_may_change_is_tried_as_often_as_is_wanted() {
    for (fails, goes_on) in [(3, true), (4, false)] {
        let server = Server::start(move |count, _| match count {
            0 => events(&[&event(1)], Then::Break),
            count if count == fails + 1 => events(&[&event(2), "data: [DONE]\n\n"], Then::End),
            // Breaks, errors and streams without an event count alike.
            2 => Reply::Reset,
            3 => events(&[": nothing\n\n"], Then::End),
            _ => Reply::status(503),
        })
        .await;
        let options = CallOptions::new().reconnect(quick().attempts(4));
        let (numbers, error) = all(&mut open(&client(&server, options)).await).await;
        assert_eq!(numbers, if goes_on { vec![1, 2] } else { vec![1] });
        match error {
            None => assert!(goes_on),
            Some(StreamError::Refused(answer)) => assert_eq!(answer.status(), 503),
            Some(error) => panic!("{error:?}"),
        }
        assert_eq!(server.count(), 5);
        assert_eq!(last_ids(&server)[1..], ids(&["1"; 4]));
    }
}

#[tokio::test]
async fn streams_that_end_without_an_event_end() {
    let server = Server::start(|_, _| events(&[": nothing\n\n"], Then::End)).await;
    let options = CallOptions::new().reconnect(quick().attempts(2));
    let (numbers, error) = all(&mut open(&client(&server, options)).await).await;
    assert!(numbers.is_empty() && error.is_none(), "{error:?}");
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_stream_that_is_silent_is_opened_again() {
    clock::stop();
    let server = Server::start(|count, _| match count {
        0 => events(&[&event(1)], Then::Silence),
        _ => events(&[&event(2), "data: [DONE]\n\n"], Then::End),
    })
    .await;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(200));
    let client = client(&server, options.reconnect(quick()));
    let (numbers, error) = all(&mut open(&client).await).await;
    assert!(numbers == [1, 2] && error.is_none(), "{error:?}");
    assert_eq!(last_ids(&server), ids(&["", "1"]));
}

#[tokio::test]
async fn an_id_of_the_users_is_sent_until_there_is_another() {
    let server = Server::start(|count, _| match count {
        0 => events(&["data: {\"n\":1}\n\n"], Then::Break),
        1 => events(&["id: ü\ndata: {\"n\":2}\n\n"], Then::Break),
        // It takes its ids back.
        2 => events(&["id\ndata: {\"n\":3}\n\n"], Then::Break),
        _ => Reply::status(204),
    })
    .await;
    let options = CallOptions::new()
        .header("Last-Event-ID", "a")
        .reconnect(quick());
    let (numbers, error) = all(&mut open(&client(&server, options)).await).await;
    assert!(numbers == [1, 2, 3] && error.is_none(), "{error:?}");
    let arrived = server.arrived();
    let sent = arrived
        .iter()
        .map(|request| request.parts.headers.get("last-event-id"));
    let sent: Vec<_> = sent.map(|id| id.map(|id| id.as_bytes())).collect();
    assert_eq!(
        sent,
        [Some(&b"a"[..]), Some(b"a"), Some("ü".as_bytes()), None]
    );
}

#[tokio::test]
async fn an_id_that_no_header_can_carry_is_an_error() {
    let server =
        Server::start(|_, _| events(&["id: \u{1}\ndata: {\"n\":1}\n\n"], Then::Break)).await;
    let client = client(&server, CallOptions::new().reconnect(quick()));
    let (numbers, error) = all(&mut open(&client).await).await;
    assert_eq!((numbers, server.count()), (vec![1], 1));
    assert!(
        matches!(error, Some(StreamError::Reopen(SendError::Header { .. }))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_over() {
    clock::stop();
    let server = Server::start(|_, _| events(&[&event(1)], Then::Break)).await;
    let wait = Duration::from_millis(200);
    let reconnect = Reconnect::new()
        .backoff(Duration::ZERO, wait)
        .longest_asked(wait);
    let client = client(&server, CallOptions::new().reconnect(reconnect));
    let answer = client.request(http::Method::GET, "/answers/events");
    let mut stream = EventStream::text(answer.send_streamed().await.unwrap().into_body());
    assert!(stream.next().await.unwrap().is_ok());
    assert!(
        tokio::time::timeout(wait, stream.next()).await.is_ok(),
        "it goes on"
    );
    let count = server.count();
    drop(stream);
    tokio::time::sleep(wait).await;
    assert_eq!((count, server.count()), (2, 2));
}

/// Counts attempts, and what they were.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl Hooks for Counting {
    fn before_attempt(&self, _: &Attempt<'_>, headers: &mut HeaderMap) {
        headers.insert("x-hook", "here".parse().unwrap());
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        assert!(attempt.number() <= 2 && outcome.status().is_some());
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn credentials_and_hooks_are_those_of_any_call() {
    let server = Server::start(|count, request| {
        let token = request.header("authorization").unwrap_or_default();
        match (count, token) {
            (0, "Bearer t0ken-1") => events(&[&event(1)], Then::Break),
            (_, "Bearer t0ken-1") => Reply::status(401),
            _ => events(&[&event(2)], Then::Silence),
        }
    })
    .await;
    let (asked, hooks) = (Arc::new(AtomicUsize::new(0)), Counting::default());
    let count = Arc::clone(&asked);
    let source = Refreshing::new(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok(Token::new(format!("t0ken-{number}"))) }
    });
    let client = whole_bookshop::Client::builder()
        .base_url(&server.url)
        .token_source(Tokens::new(source))
        .hooks(hooks.clone())
        .build()
        .unwrap()
        .with(CallOptions::new().reconnect(quick()));
    // A request of one's own is opened again too.
    let request = client.request(http::Method::GET, "/events").query("a", "b");
    let mut stream = EventStream::text(request.send_streamed().await.unwrap().into_body());
    assert_eq!(stream.next().await.unwrap().unwrap().data, "{\"n\":1}");
    assert_eq!(stream.next().await.unwrap().unwrap().data, "{\"n\":2}");
    assert_eq!(
        (asked.load(Ordering::SeqCst), hooks.0.load(Ordering::SeqCst)),
        (2, 3)
    );
    assert_eq!(last_ids(&server), ids(&["", "1", "1"]));
    for request in server.arrived() {
        assert_eq!(request.header("x-hook"), Some("here"));
        assert_eq!(request.parts.uri, "/events?a=b");
    }
}

#[tokio::test]
async fn a_stream_goes_from_thread_to_thread() {
    fn is_shared<T: Send + Sync + Unpin + 'static>(_: &T) {}
    let server = Server::start(|count, _| match count {
        0 => events(&[&event(1)], Then::Break),
        _ => Reply::status(204),
    })
    .await;
    let client = client(&server, CallOptions::new().reconnect(quick()));
    let mut stream = open(&client).await;
    is_shared(&stream);
    let came = tokio::spawn(async move { all(&mut stream).await })
        .await
        .unwrap();
    assert!(came.0 == [1] && came.1.is_none());
}
