//! Spans of calls and attempts.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use highlevel::{Refreshing, Token, Tokens};
use serde_json::json;
use tracing::{Instrument as _, subscriber::DefaultGuard};
use tracing_subscriber::{
    EnvFilter, fmt::format::FmtSpan, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    alive, builder,
    faults::{Reply, Server},
};

/// Keeps what is traced.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    /// Keeps what this thread traces until the guard is dropped.
    fn begin(&self) -> DefaultGuard {
        let writer = self.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_span_events(FmtSpan::CLOSE)
            .with_writer(move || writer.clone());
        let filter = EnvFilter::new("specwright_runtime=trace,production=trace");
        let subscriber = tracing_subscriber::registry().with(filter);
        subscriber.with(layer).set_default()
    }

    /// The ends of spans, one in a line.
    fn ends(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().filter(|line| line.contains("close"));
        lines.map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_call_and_its_attempts_are_spans() {
    let kept = Kept::default();
    let server = Server::each(vec![|| Reply::status(503), || Reply::Reset, alive]).await;
    let guard = kept.begin();
    let client = builder(&server).bearer_token("s3cret").build().unwrap();
    client.health().send().await.unwrap();
    drop(guard);
    let lines = kept.ends();
    let [first, second, third, call] = lines.as_slice() else {
        panic!("{lines:#?}");
    };
    for (line, ends) in [
        (
            first,
            &["number=1", "status=503", "sent_bytes=0", "received_bytes=0"][..],
        ),
        (second, &["number=2", "error=\"the connection failed\""]),
        (third, &["number=3", "status=200", "received_bytes=4"]),
        (
            call,
            &[
                "operation=\"health\"",
                "method=GET",
                "path=\"/health\"",
                "attempts=3",
                "status=200",
            ],
        ),
    ] {
        for end in ends {
            assert!(line.contains(end), "{end}: {line}");
        }
    }
    // Each attempt stands within the call.
    assert!(first.contains("call{operation=\"health\""), "{first}");
}

/// What goes on by itself is part of what began it.
#[tokio::test]
async fn what_a_call_has_done_by_others_stands_within_what_began_it() {
    let server = Server::start(|count, _| {
        let next = (count == 0).then_some("c1");
        Reply::json(&json!({ "books": [], "meta": { "nextCursor": next } }))
    })
    .await;
    let source = Refreshing::new(|_| async {
        tracing::info_span!("refresh").in_scope(|| Ok(Token::new("t0ken")))
    });
    let builder = crate::whole_paging::Client::builder().base_url(&server.url);
    let client = builder.token_source(Tokens::new(source)).build().unwrap();
    let kept = Kept::default();
    let guard = kept.begin();
    let mut pages = client.list_by_cursor().pages().ahead();
    let first = pages.next().instrument(tracing::info_span!("caller"));
    first.await.unwrap().unwrap();
    // The second page comes while nobody waits for it.
    while server.count() < 2 || kept.ends().len() < 6 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(guard);
    let lines = kept.ends();
    let within = |line: &&String| line.contains("caller:call{");
    assert_eq!(lines.iter().filter(within).count(), 5, "{lines:#?}");
    let refresh = lines.iter().filter(|line| line.contains(":refresh: "));
    assert_eq!(refresh.filter(within).count(), 1, "{lines:#?}");
    assert_eq!(server.count(), 2);
}

/// What is traced of a call of a client that is made by `build`, whose secrets its service says back.
async fn bodies(
    build: fn(crate::whole_bookshop::ClientBuilder) -> crate::whole_bookshop::ClientBuilder,
) -> Vec<String> {
    let server = Server::start(|_, request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let said = format!(
            "{} came as {body}",
            request.header("authorization").unwrap()
        );
        Reply::Answer(
            500,
            vec![("set-cookie", "id=c00kie; path=/".to_owned())],
            format!("{said} c00kie"),
        )
    })
    .await;
    let builder = builder(&server).retry(highlevel::Retry::never());
    let client = build(builder.bearer_token("s3cret")).build().unwrap();
    let kept = Kept::default();
    let guard = kept.begin();
    let call = client.request(highlevel::http::Method::POST, "/raw");
    let call = call.header("x-raw", "k3y-in-a-header");
    let body = json!(["hello", "k3y-in-a-header", "s3cret"]);
    call.json(&body).send().await.unwrap_err();
    drop(guard);
    assert_eq!(server.count(), 1);
    kept.ends()
}

#[tokio::test]
async fn no_span_shows_a_body_unless_it_is_asked_for() {
    let lines = bodies(|builder| builder).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    for line in &lines {
        assert!(!line.contains("_body") && !line.contains("hello"), "{line}");
    }
}

#[tokio::test]
async fn a_span_shows_the_bodies_that_are_asked_for_without_secrets() {
    let lines = bodies(|builder| builder.trace_bodies(1000)).await;
    let attempt = &lines[0];
    for text in [
        r#"sent_body="[\"hello\",\"<hidden>\",\"<hidden>\"]""#,
        r#"received_body="Bearer <hidden> came as ["#,
        r#"<hidden>\"] <hidden>""#,
    ] {
        assert!(attempt.contains(text), "{text}: {attempt}");
    }
    for secret in ["s3cret", "k3y", "c00kie"] {
        assert!(
            !lines.iter().any(|line| line.contains(secret)),
            "{lines:#?}"
        );
    }
    let lines = bodies(|builder| builder.trace_bodies(12)).await;
    for text in [
        r#"sent_body="[\"hello\",\"<hidden>… ("#,
        r#"received_body="Bearer <hidden>… ("#,
    ] {
        assert!(lines[0].contains(text), "{text}: {}", lines[0]);
    }
}
