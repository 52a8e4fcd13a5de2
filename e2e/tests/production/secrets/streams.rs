//! No secret in what streams, pages and calls that block fail with.

use std::{fmt::Debug, thread, time::Duration};

use highlevel::{
    BlockingError, BlockingStream as _, CallOptions, Decoding, Error, PageError, Pages, Reconnect,
    Refreshing, SendBlocking as _, SendError, Token, Tokens, http::Method,
};
use serde_json::{Value, json};
use specwright_runtime::{EventStream, StreamError, call::Paged};
use tokio::runtime::Runtime;

use crate::{
    faults::{
        Arrived, Reply, Server, Then,
        watch::{no_secret, printed, shown},
    },
    quick, whole_paging, whole_wire,
};

const EVENTS: &str = "text/event-stream";

/// A body that has the token of `request` in it, at `TOKEN`.
fn echo(request: &Arrived, media: &'static str, body: &str, then: Then) -> Reply {
    let token = request.header("authorization").unwrap_or("s3cret");
    Reply::Pieces(media, vec![body.replace("TOKEN", token)], then)
}

/// What a stream is opened with, and what comes when it is opened again.
fn streamed(fault: &str, count: usize, request: &Arrived) -> Reply {
    let event = "data: {\"n\":1}\n\n";
    match (fault, count) {
        ("decode", 0) => {
            let lines = request.parts.uri.path().ends_with("lines");
            let (media, before) = if lines {
                ("application/jsonl", "")
            } else {
                (EVENTS, "data: ")
            };
            let body = format!(
                "{before}{{\"n\":\"TOKEN\"}}\n\n{before}{{\"n\":TOKEN\n\n{before}\"TOKEN\"\n\n"
            );
            echo(request, media, &body, Then::End)
        }
        ("decode", _) => Reply::status(204),
        ("media", _) => echo(request, "text/html", "<p>you sent TOKEN", Then::End),
        ("too long", _) => echo(
            request,
            EVENTS,
            &format!("data: {}", "TOKEN".repeat(99)),
            Then::End,
        ),
        ("break", _) => echo(request, EVENTS, "data: TOKEN", Then::Break),
        (_, 0) => echo(request, EVENTS, event, Then::Break),
        ("refused", _) => Reply::Answer(
            403,
            vec![("set-cookie", "session=s3cret".to_owned())],
            format!("you sent {:?}", request.header("authorization")),
        ),
        ("led away", _) => Reply::with(307, "location", "http://s3cret:t0ken@127.0.0.1:1/?key=k3y"),
        _ => Reply::Reset,
    }
}

fn options() -> CallOptions {
    let (first, longest) = (Duration::from_millis(1), Duration::from_millis(5));
    CallOptions::new()
        .header("x-call", "s3cret")
        .query("key", "k3y")
        .reconnect(Reconnect::new().backoff(first, longest))
}

fn wire(url: &str) -> whole_wire::Client {
    let builder = whole_wire::Client::builder().base_url(url).retry(quick());
    let builder = builder.header("authorization", "Bearer s3cret");
    let client = builder.max_response_bytes(300).build().unwrap();
    client.with(options())
}

/// Which error it is, after a look at all that can be printed of it.
fn kind(error: &StreamError) -> &'static str {
    no_secret(&shown(error));
    match error {
        StreamError::Read(_) => "read",
        StreamError::Reopen(_) => "reopen",
        StreamError::Refused(_) => "refused",
        StreamError::TooLong { .. } => "too long",
        StreamError::Media(_) => "media",
        StreamError::Decode(_) => "decode",
        StreamError::Blocking(_) => "blocking",
        _ => "another",
    }
}

/// The errors of a stream, to which all that can be printed of it was looked at.
async fn failures<T: Debug>(
    mut stream: impl futures_util::Stream<Item = Result<T, StreamError>> + Unpin + Debug,
) -> Vec<&'static str> {
    use futures_util::StreamExt as _;

    let mut found = Vec::new();
    while let Some(item) = stream.next().await {
        no_secret(&format!("{stream:?} {stream:#?}"));
        found.extend(item.err().as_ref().map(kind));
    }
    found
}

#[tokio::test]
async fn no_stream_shows_a_secret_however_it_ends() {
    for (fault, expected, count) in [
        ("decode", vec!["decode"; 3], 2),
        ("media", vec!["media"], 1),
        ("too long", vec!["too long"], 1),
        ("break", vec!["read"], 6),
        ("refused", vec!["refused"], 2),
        ("led away", vec!["reopen"], 6),
        ("reset", vec!["reopen"], 6),
    ] {
        let server = Server::start(move |count, request| streamed(fault, count, request)).await;
        let client = wire(&server.url);
        let events = client.answers().read_events().await.unwrap();
        no_secret(&format!("{events:?} {events:#?}"));
        assert_eq!(failures(events.into_body()).await, expected, "{fault}");
        assert_eq!(server.count(), count, "{fault}");
    }
    let server = Server::start(|count, request| streamed("decode", count, request)).await;
    let lines = wire(&server.url).answers().read_lines().await.unwrap();
    no_secret(&format!("{lines:?} {lines:#?}"));
    assert_eq!(failures(lines.into_body()).await, ["decode"; 3]);
    assert_eq!(server.count(), 1);
    let server = Server::start(|count, request| streamed("break", count, request)).await;
    let octets = wire(&server.url).answers().read_octets().await.unwrap();
    let error = octets.into_body().bytes().await.unwrap_err();
    no_secret(&shown(&error));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn no_stream_shows_the_token_that_it_could_not_be_opened_with() {
    // The token is refused, or over.
    for (life, expected, count) in [(3600, "refused", 2), (0, "reopen", 1)] {
        let server = Server::start(|count, request| match count {
            0 => echo(request, EVENTS, "data: TOKEN\n\n", Then::End),
            _ => Reply::status(401),
        })
        .await;
        let source = Refreshing::new(move |last: Option<Token>| async move {
            match last {
                None => Ok(Token::new("t0ken").expires_in(Duration::from_secs(life))),
                Some(last) => Err(format!("no token after {last:?}").into()),
            }
        });
        let client = crate::builder(&server).token_source(Tokens::new(source));
        let client = client.build().unwrap().with(options());
        let answer = client.request(Method::GET, "/events").send_streamed().await;
        let events = EventStream::<Value>::json(answer.unwrap().into_body());
        // The token that it sends back is no JSON.
        assert_eq!(failures(events).await, ["decode", expected]);
        assert_eq!(server.count(), count);
    }
}

/// Why there is no further page, after a look at all that can be printed of that and of the pages.
async fn end<C: Paged>(mut pages: Pages<C>) -> Option<PageError>
where
    C::Error: 'static,
    Pages<C>: Debug,
{
    loop {
        let page = pages.next().await?;
        no_secret(&format!("{pages:?} {pages:#?}"));
        if let Err(error) = page {
            no_secret(&shown(&error));
            let Error::NotSent(SendError::Page(why)) = error else {
                panic!("{error:?}")
            };
            return Some(why);
        }
    }
}

async fn paging(page: Value) -> (Server, whole_paging::Client) {
    let server = Server::start(move |_, _| Reply::json(&page)).await;
    let builder = whole_paging::Client::builder().base_url(format!("{}/v1", server.url));
    let client = builder
        .bearer_token("t0ken")
        .retry(quick())
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn no_page_shows_a_secret_that_does_not_come() {
    let (server, client) = paging(json!({ "books": [], "meta": { "nextCursor": "s3cret" } })).await;
    let end_of_cursors = end(client.list_by_cursor().pages()).await;
    assert_eq!(end_of_cursors, Some(PageError::Repeated));
    assert_eq!(server.count(), 2);
    let unfit = client.list_by_number_cursor().pages().from_cursor("s3cret");
    assert_eq!(end(unfit).await, Some(PageError::Unfit));
    assert_eq!(server.count(), 2);

    let elsewhere = "http://s3cret:t0ken@elsewhere.example/s3cret?key=k3y#s3cret";
    let (server, client) = paging(json!({ "books": [], "next": elsewhere })).await;
    let end_of_urls = end(client.list_by_url("s").pages()).await;
    assert!(matches!(end_of_urls, Some(PageError::Elsewhere { .. })));
    let (nowhere, other) = paging(json!({ "books": [], "next": "http://[s3cret/?key=k3y" })).await;
    let end_of_urls = end(other.list_by_url("s").pages()).await;
    assert_eq!(end_of_urls, Some(PageError::NoUrl));
    assert_eq!((server.count(), nowhere.count()), (1, 1));

    let page = json!({ "books": [{ "id": "s3cret" }], "meta": { "nextCursor": "t0ken" } });
    let (server, client) = paging(page).await;
    let tolerant = client.with(CallOptions::new().decoding(Decoding::Tolerant));
    let mut items = tolerant.list_by_cursor().items();
    let error = items.next().await.unwrap().unwrap_err();
    no_secret(&format!("{items:?} {items:#?} {}", shown(&error)));
    assert!(crate::paging::is_page(&error, &PageError::Dropped));
    // Strictly it is an error of the answer.
    let error = client.list_by_cursor().items().next().await.unwrap();
    let error = error.unwrap_err();
    no_secret(&shown(&error));
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(server.count(), 2);
}

#[test]
fn no_call_that_blocks_shows_a_secret() {
    let runtime = Runtime::new().unwrap();
    for (fault, expected, count) in [
        ("decode", vec!["decode"; 3], 2),
        ("media", vec!["media"], 1),
        ("refused", vec!["refused"], 2),
        ("reset", vec!["reopen"], 6),
    ] {
        let make = Server::start(move |count, request| streamed(fault, count, request));
        let server = runtime.block_on(make);
        let events = wire(&server.url).answers().read_events().send_blocking();
        let events = events.unwrap().into_body().blocking();
        no_secret(&format!("{events:?} {events:#?}"));
        let found = events.filter_map(|event| event.err().as_ref().map(kind));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{fault}");
        assert_eq!(server.count(), count, "{fault}");
    }
    let server = runtime.block_on(Server::start(|count, request| {
        streamed("break", count, request)
    }));
    let octets = wire(&server.url).answers().read_octets().send_blocking();
    let mut reader = octets.unwrap().into_body().into_reader();
    no_secret(&format!("{reader:?} {reader:#?}"));
    let error = std::io::copy(&mut reader, &mut std::io::sink()).unwrap_err();
    no_secret(&shown(&error));
    // A call that is refused by its service, one that never gets there, and one whose thread may not block.
    let server = runtime.block_on(Server::start(|_, request| {
        Reply::Answer(
            403,
            Vec::new(),
            format!("you sent {:?}", request.header("authorization")),
        )
    }));
    for url in [&*server.url, "http://127.0.0.1:1"] {
        let call = wire(url).answers().read_text();
        let came = call.send_blocking();
        assert!(came.is_err());
        no_secret(&printed(&came));
    }
    assert_eq!(server.count(), 1);
    let call = wire(&server.url).answers().read_text();
    let came = thread::scope(|scope| {
        let within = scope.spawn(|| runtime.block_on(async { call.send_blocking() }));
        within.join().unwrap()
    });
    no_secret(&printed(&came));
    let within = BlockingError::WithinRuntime;
    assert!(
        matches!(came, Err(Error::NotSent(SendError::Blocking(error))) if error.to_string() == within.to_string())
    );
    assert_eq!(server.count(), 1);
}
