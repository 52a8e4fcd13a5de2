//! Answers that are read as they come, from a socket.

#![cfg(feature = "hyper")]
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use std::time::Duration;

use specwright_runtime::{
    __private::v1::{Decoded, Request, no_errors},
    ByteStream, Error, EventStream, JsonLines, Method, Response, SendError, StatusCode,
    StreamError,
};
use support::{Client, Service, builder, head, operation};

async fn stream<T>(client: &Client, make: fn(ByteStream) -> T) -> Response<T> {
    let request = Request::new(operation(Method::GET, &[], None));
    let core = &client.core;
    let answer = core
        .clone()
        .call_stream(request, |status| status.is_success(), make, no_errors);
    answer.await.unwrap()
}

fn octets(answer: ByteStream) -> ByteStream {
    answer
}

async fn service(media: &str, body: &[&[u8]], pause: Duration) -> Service {
    let mut pieces = vec![head(media)];
    pieces.extend(body.iter().map(|piece| piece.to_vec()));
    Service::start(vec![pieces], pause).await
}

const SOON: Duration = Duration::from_millis(2);

#[tokio::test]
async fn octets_come_as_they_are_sent() {
    let service = service("text/plain", &[b"one", b"two"], Duration::from_millis(50)).await;
    let mut answer = stream(&service.client(), octets).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "two");
    assert!(answer.chunk().await.unwrap().is_none());
    assert!(answer.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn reading_all_keeps_to_the_limit_of_the_client() {
    for (limit, fits) in [(6, true), (5, false)] {
        let service = service("text/plain", &[b"one", b"two"], SOON).await;
        let builder = builder().base_url(service.url()).max_response_bytes(limit);
        let answer = stream(&builder.build().unwrap(), octets).await;
        match answer.into_body().text().await {
            Ok(text) => assert!(fits && text == "onetwo"),
            Err(error) => assert!(!fits && matches!(error, SendError::TooLong { limit: 5 })),
        }
    }
}

/// A stream may go on for longer than the timeout, but not be silent for longer.
#[tokio::test]
async fn the_timeout_bounds_the_wait_for_each_chunk() {
    let pause = Duration::from_millis(150);
    let pieces: &[&[u8]] = &[b"1", b"2", b"3", b"4", b"5"];
    for (timeout, whole) in [(400, true), (50, false)] {
        let service = service("text/plain", pieces, pause).await;
        let builder = builder().base_url(service.url());
        let builder = builder.timeout(Duration::from_millis(timeout));
        let answer = stream(&builder.build().unwrap(), octets).await;
        match answer.into_body().text().await {
            Ok(text) => assert!(whole && text == "12345"),
            Err(error) => assert!(
                !whole && matches!(error, SendError::Timeout(_)),
                "{error:?}"
            ),
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_read_and_decoded() {
    let answer = b"HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n\"gone\"".to_vec();
    let service = Service::start(vec![vec![answer]; 3], SOON).await;
    let client = service.client();
    let request = || Request::new(operation(Method::GET, &[], None));
    let success = |status: StatusCode| status.is_success();
    let failure = |_, answer: &_| Decoded::json(answer, |text: String| text);
    let error = client
        .core
        .clone()
        .call_stream(request(), success, octets, failure);
    let error = error.await.unwrap_err();
    assert_eq!(error.api().unwrap(), "gone");
    let error = client
        .core
        .ready_stream(request(), success, octets, no_errors);
    let again = error.clone();
    for error in [error, again] {
        assert!(
            matches!(error.await.unwrap_err(), Error::Undocumented(raw) if raw.text() == "\"gone\"")
        );
    }
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Delta {
    n: u8,
}

const EVENTS: &str = "\u{feff}: hi\r\nid: 7\r\nevent: delta\r\ndata: {\"n\":\r\ndata: 1}\r\n\r\n\
    data: {\"n\": true}\n\nretry: 5\rdata:{\"n\":2}\r\rdata: [DONE]\n\ndata: {\"n\":3}\n\n";

#[tokio::test]
async fn events_are_decoded_wherever_the_octets_are_cut() {
    let octets = EVENTS.as_bytes();
    for cut in 0..=octets.len() {
        let (before, after) = octets.split_at(cut);
        let service = service("text/event-stream", &[before, after], SOON).await;
        let mut events = stream(&service.client(), EventStream::<Delta>::json).await;
        let first = events.next().await.unwrap().unwrap();
        assert_eq!(first.data, Delta { n: 1 });
        assert_eq!(
            (first.id.as_deref(), first.event.as_deref()),
            (Some("7"), Some("delta"))
        );
        let Some(Err(StreamError::Decode(error))) = events.next().await else {
            panic!("cut at {cut}");
        };
        assert_eq!(
            (error.path(), &**error.data()),
            ("n", &b"{\"n\": true}"[..])
        );
        assert!(!format!("{error:?}").contains("true}"));
        assert_eq!((error.id(), error.event()), (Some("7"), None));
        let last = events.next().await.unwrap().unwrap();
        assert_eq!(
            (last.data, last.retry),
            (Delta { n: 2 }, Some(Duration::from_millis(5)))
        );
        assert!(events.next().await.is_none());
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn events_of_text_are_given_as_they_are() {
    let body: &[&[u8]] = &[b"data: [DONE]\n\ndata: \"x\"\ndata: y\n\n"];
    let service = service("text/event-stream", body, SOON).await;
    let mut events = stream(&service.client(), EventStream::text).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, "[DONE]");
    assert_eq!(events.next().await.unwrap().unwrap().data, "\"x\"\ny");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_answer_that_is_no_stream_of_events_is_an_error_that_keeps_it() {
    let body = b"{\"error\":\"x\"}";
    for media in ["application/json", "text/plain; charset=utf-8"] {
        let service = service(media, &[&body[..5], &body[5..]], SOON).await;
        let mut events = stream(&service.client(), EventStream::<Delta>::json).await;
        let Some(Err(StreamError::Media(error))) = events.next().await else {
            panic!("{media} has no events");
        };
        assert_eq!((error.content_type(), &**error.body()), (media, &body[..]));
        assert_eq!(
            error.to_string(),
            format!("the answer is `{media}` and no stream of events")
        );
        assert!(!format!("{error:?}").contains('x') || media.contains('x'));
        assert!(events.next().await.is_none());
    }
    let long = service("text/html", &[b"12", b"34"], SOON).await;
    let builder = builder().base_url(long.url()).max_response_bytes(3);
    let mut events = stream(&builder.build().unwrap(), EventStream::text).await;
    let Some(Err(StreamError::Media(error))) = events.next().await else {
        panic!("a page has no events");
    };
    assert_eq!(error.text(), "123");
    for head in [
        &b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: Text/Event-Stream;charset=utf-8\r\n\r\n",
    ] {
        let pieces = vec![head.to_vec(), b"data: x\n\n".to_vec()];
        let service = Service::start(vec![pieces], SOON).await;
        let mut events = stream(&service.client(), EventStream::text).await;
        assert_eq!(events.next().await.unwrap().unwrap().data, "x");
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn a_stream_that_is_silent_for_too_long_is_worth_repeating() {
    let service = service(
        "text/event-stream",
        &[b"data: x"],
        Duration::from_millis(400),
    )
    .await;
    let builder = builder().base_url(service.url());
    let builder = builder.timeout(Duration::from_millis(100));
    let mut events = stream(&builder.build().unwrap(), EventStream::text).await;
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn an_event_without_end_is_not_kept() {
    let body: &[&[u8]] = &[b"data: 0123456789", b"0123456789"];
    let service = service("text/event-stream", body, SOON).await;
    let builder = builder().base_url(service.url()).max_response_bytes(15);
    let client = builder.build().unwrap();
    let mut events = stream(&client, EventStream::text).await;
    let error = events.next().await.unwrap().unwrap_err();
    assert!(matches!(error, StreamError::TooLong { limit: 15 }));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_broken_answer_is_an_error_and_then_the_end() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"n\":1}\n{\"n".to_vec();
    let service = Service::start(vec![vec![head]], SOON).await;
    let mut lines = stream(&service.client(), JsonLines::<Delta>::new).await;
    assert_eq!(lines.next().await.unwrap().unwrap(), Delta { n: 1 });
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(matches!(error, StreamError::Read(SendError::Connection(_))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn lines_and_records_are_decoded_and_go_on_after_a_bad_one() {
    for body in [
        &b"{\"n\":1}\n\r\n{\"n\":-1}\r\n {\"n\":2}"[..],
        b"\x1e{\"n\":\n1}\n\x1e{\"n\":-1}\n\x1e{\"n\":2}\n",
    ] {
        let service = service("application/jsonl", &[body], SOON).await;
        let mut lines = stream(&service.client(), JsonLines::<Delta>::new).await;
        assert_eq!(lines.next().await.unwrap().unwrap(), Delta { n: 1 });
        let Some(Err(StreamError::Decode(error))) = lines.next().await else {
            panic!("the second is not a `u8`");
        };
        assert_eq!((error.path(), &**error.data()), ("n", &b"{\"n\":-1}"[..]));
        assert_eq!(lines.next().await.unwrap().unwrap(), Delta { n: 2 });
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn whole_numbers_are_integers_in_streams_too() {
    let lines: &[&[u8]] = &[b"2.0\n[3.0]\n"];
    let one = service("application/jsonl", lines, SOON).await;
    let mut lines = stream(&one.client(), JsonLines::<i64>::read).await;
    assert_eq!(lines.next().await.unwrap().unwrap(), 2);
    let Some(Err(StreamError::Decode(error))) = lines.next().await else {
        panic!("a list is no integer");
    };
    assert_eq!(&**error.data(), b"[3.0]");
    let events: &[&[u8]] = &[b"data: [2.0]\n\ndata: [DONE]\n\n"];
    let two = service("text/event-stream", events, SOON).await;
    let mut events = stream(&two.client(), EventStream::<Vec<i64>>::read).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, [2]);
    assert!(events.next().await.is_none());
}

#[cfg(feature = "files")]
#[tokio::test]
async fn an_answer_is_saved_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    let one = service("text/plain", &[b"one", b"two"], SOON).await;
    let builder = builder().base_url(one.url()).max_response_bytes(1);
    let answer = stream(&builder.build().unwrap(), octets).await;
    assert_eq!(answer.into_body().save_to(&path).await.unwrap(), 6);
    assert_eq!(std::fs::read(&path).unwrap(), b"onetwo");

    let two = service("text/plain", &[b"x"], SOON).await;
    let answer = stream(&two.client(), octets).await;
    let error = answer.into_body().save_to(folder.path()).await.unwrap_err();
    assert!(matches!(error, SendError::File { path, .. } if path == folder.path()));
}
