//! Answers that are read as they come, cut and broken wherever they may be.

use std::time::Duration;

use specwright_runtime::{Error, SendError, StreamError};
use wiremock::{MockServer, ResponseTemplate};

use crate::{
    header, received, server,
    service::{HEAD, Service},
    whole_wire::{Client, models::Delta, operations::answers::ReadEventsError},
};

/// Events of every kind: comments, all line ends, a field that nobody knows, data in several lines.
const EVENTS: &str = "\u{feff}: begin\n\nid: 1\r\nevent: delta\r\ndata: {\"n\": 1,\r\ndata: \"text\": \"é\"}\r\n\r\n\
    retry: 250\rdata:{\"n\":2.0}\r\rother: x\ndata: {\"n\": \"three\"}\n\nid\ndata: {\"n\":4}\n\ndata: [DONE]\n\ndata: {\"n\":5}\n\n";

fn client(server: &MockServer) -> Client {
    Client::builder().base_url(server.uri()).build().unwrap()
}

fn chunk(octets: &[u8]) -> Vec<u8> {
    let head = format!("{:x}\r\n", octets.len());
    [head.as_bytes(), octets, b"\r\n"].concat()
}

/// What the events in [`EVENTS`] are.
async fn assert_events(client: &Client, cut: usize) {
    let answer = client.answers().read_events().await.unwrap();
    let mut events = answer.into_body();
    let first = events.next().await.unwrap().unwrap();
    let Delta { n, text, .. } = &first.data;
    assert_eq!((*n, text.as_deref()), (1, Some("é")), "cut at {cut}");
    assert_eq!(first.id.as_deref(), Some("1"), "cut at {cut}");
    assert_eq!(first.event.as_deref(), Some("delta"), "cut at {cut}");
    assert_eq!(first.retry, None, "cut at {cut}");
    let second = events.next().await.unwrap().unwrap();
    assert_eq!(second.data.n, 2, "cut at {cut}");
    assert_eq!(second.id.as_deref(), Some("1"), "the last id stays");
    assert_eq!(second.event, None, "cut at {cut}");
    assert_eq!(second.retry, Some(Duration::from_millis(250)));
    let Some(Err(StreamError::Decode(third))) = events.next().await else {
        panic!("cut at {cut}")
    };
    assert_eq!(
        (third.path(), third.data().as_ref()),
        ("n", b"{\"n\": \"three\"}".as_slice())
    );
    let fourth = events.next().await.unwrap().unwrap();
    assert_eq!((fourth.data.n, fourth.id), (4, None), "cut at {cut}");
    assert!(events.next().await.is_none(), "`[DONE]` is the end");
    assert!(events.next().await.is_none());
}

/// A service that has `body` for an answer, cut at every octet in turn.
async fn cut_everywhere(media: &str, body: &str) -> Service {
    let head = format!("{HEAD}{media}\r\n\r\n").into_bytes();
    let cut = |at| {
        let (before, after) = body.as_bytes().split_at(at);
        vec![[&head, before].concat(), after.to_vec()]
    };
    Service::each((0..=body.len()).map(cut).collect()).await
}

#[tokio::test]
async fn events_are_the_same_wherever_they_are_cut() {
    let client = cut_everywhere("text/event-stream", EVENTS).await.client();
    for cut in 0..=EVENTS.len() {
        assert_events(&client, cut).await;
    }
}

/// Each octet is a chunk of its own, in the sense of HTTP and in time.
#[tokio::test]
async fn events_come_octet_by_octet() {
    let head =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/event-stream\r\n\r\n";
    let mut pieces = vec![head.as_bytes().to_vec()];
    pieces.extend(EVENTS.as_bytes().chunks(1).map(chunk));
    pieces.push(b"0\r\n\r\n".to_vec());
    let service = Service::start(pieces).await;
    assert_events(&service.client(), 0).await;
}

#[tokio::test]
async fn events_without_a_schema_are_text() {
    let body = "data: [DONE]\n\nevent: a\ndata: {\"n\"\ndata\ndata:  1}\n\ndata: cut off\n";
    let service = Service::saying("text/event-stream", body).await;
    let answer = service
        .client()
        .answers()
        .read_plain_events()
        .await
        .unwrap();
    let mut events = answer.into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data, "[DONE]");
    assert_eq!(events.next().await.unwrap().unwrap().data, "{\"n\"\n\n 1}");
    assert!(
        events.next().await.is_none(),
        "an event ends with an empty line"
    );
}

#[tokio::test]
async fn lines_are_the_same_wherever_they_are_cut() {
    let body = "{\"n\":1,\"text\":\"é\"}\r\n\n{\"n\":true}\n{\"n\":3}";
    let client = cut_everywhere("application/jsonl", body).await.client();
    for cut in 0..=body.len() {
        let answer = client.answers().read_lines().await.unwrap();
        let mut lines = answer.into_body();
        assert_eq!(lines.next().await.unwrap().unwrap().text.unwrap(), "é");
        let Some(Err(StreamError::Decode(error))) = lines.next().await else {
            panic!("cut at {cut}")
        };
        assert_eq!(error.data().as_ref(), b"{\"n\":true}");
        assert_eq!(lines.next().await.unwrap().unwrap().n, 3, "cut at {cut}");
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn octets_come_as_they_are_sent() {
    let head = format!("{HEAD}application/octet-stream\r\n\r\n").into_bytes();
    let service = Service::start(vec![head, b"one\0".to_vec(), b"\xfftwo".to_vec()]).await;
    let mut answer = service.client().answers().read_octets().await.unwrap();
    let mut octets = Vec::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        octets.extend_from_slice(&chunk);
    }
    assert_eq!(octets, b"one\0\xfftwo");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    let answer = service.client().answers().read_octets().await.unwrap();
    assert_eq!(answer.into_body().save_to(&path).await.unwrap(), 8);
    assert_eq!(std::fs::read(&path).unwrap(), octets);
}

/// Both ways in which an answer can say that there is more to come.
fn unfinished(media: &str, body: &str) -> [Vec<u8>; 2] {
    let media = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\n");
    let chunked = format!("{media}transfer-encoding: chunked\r\n\r\n").into_bytes();
    [
        format!("{media}content-length: 1000\r\n\r\n{body}").into_bytes(),
        [chunked, chunk(body.as_bytes())].concat(),
    ]
}

#[tokio::test]
async fn a_stream_that_breaks_gives_what_came_then_an_error_then_the_end() {
    for answer in unfinished("text/event-stream", "data: {\"n\":1}\n\ndata: {\"n\":2}\n") {
        let service = Service::start(vec![answer]).await;
        let mut events = service.client().answers().read_events().await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap().data.n, 1);
        let error = events.next().await.unwrap().unwrap_err();
        assert!(
            matches!(error, StreamError::Read(SendError::Connection(_))),
            "{error:?}"
        );
        assert!(events.next().await.is_none());
    }
    for answer in unfinished("application/jsonl", "{\"n\":1}\n{\"n\":2}") {
        let service = Service::start(vec![answer]).await;
        let mut lines = service.client().answers().read_lines().await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
        let error = lines.next().await.unwrap().unwrap_err();
        assert!(
            matches!(error, StreamError::Read(SendError::Connection(_))),
            "{error:?}"
        );
        assert!(lines.next().await.is_none());
    }
    for answer in unfinished("application/octet-stream", "octets") {
        let service = Service::start(vec![answer]).await;
        let mut octets = service.client().answers().read_octets().await.unwrap();
        assert_eq!(octets.chunk().await.unwrap().unwrap(), "octets");
        let error = octets.chunk().await.unwrap_err();
        assert!(matches!(error, SendError::Connection(_)), "{error:?}");
        assert!(octets.chunk().await.unwrap().is_none());
    }
}

/// An answer that is read whole and does not come whole is none.
#[tokio::test]
async fn a_text_that_breaks_is_an_error() {
    for answer in unfinished("text/plain", "half") {
        let service = Service::start(vec![answer]).await;
        let error = service.client().answers().read_text().await.unwrap_err();
        assert!(
            matches!(error, Error::MaybeSent(SendError::Connection(_))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_head_ends_is_an_error() {
    for head in ["", "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"] {
        let service = Service::start(vec![head.into()]).await;
        let error = service.client().answers().read_events().await.unwrap_err();
        assert!(
            matches!(error, Error::MaybeSent(SendError::Connection(_))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_stream_that_is_refused_is_an_error_with_its_body() {
    let body = serde_json::json!({ "title": "Too many" });
    let answer =
        ResponseTemplate::new(429).set_body_raw(body.to_string(), "application/problem+json");
    let server = server(answer).await;
    let error = client(&server).answers().read_events().await.unwrap_err();
    let Some(ReadEventsError::ClientError(problem)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(problem.title, "Too many");
    assert!(error.is_retryable());
}

/// `Accept` decides what the service answers with, so it names what each method can read.
#[tokio::test]
async fn an_answer_of_two_media_types_has_two_methods() {
    let json = serde_json::json!({ "n": 1 });
    let whole = server(ResponseTemplate::new(200).set_body_json(json)).await;
    let answer = client(&whole).answers().read_either().await.unwrap();
    assert_eq!(answer.n, 1);
    let accept = "application/json";
    assert_eq!(header(&received(&whole).await, "accept"), Some(accept));

    let answer =
        ResponseTemplate::new(200).set_body_raw("data: {\"n\":1}\n\n", "text/event-stream");
    let stream = server(answer).await;
    let mut events = client(&stream)
        .answers()
        .read_either_stream()
        .await
        .unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.n, 1);
    let accept = header(&received(&stream).await, "accept").map(str::to_owned);
    assert_eq!(accept.as_deref(), Some("text/event-stream"));
}
