//! Tokens that end, are refused, and cannot be had.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{
    CallOptions, Client, Error, Refreshing, Response, Retry, SendError, Token, Tokens,
    http::StatusCode,
    models::{UpdateConversation, UpdatedConversation},
    operations::conversations::UpdateConversationError,
};
use specwright_runtime::Upload;

use crate::{
    Unreachable, clock,
    faults::{Arrived, Reply, Server},
    quick,
};

pub type Outcome = Result<Response<UpdatedConversation>, Error<UpdateConversationError>>;

pub async fn call(client: &Client) -> Outcome {
    let body = UpdateConversation::new("l");
    let conversations = client.conversations();
    conversations.update_conversation("c", body).send().await
}

/// What so many calls give that are made at the same time.
pub async fn at_once(client: &Client, count: usize) -> Vec<Outcome> {
    let spawn = |_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    };
    let calls: Vec<_> = (0..count).map(spawn).collect();
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

pub fn client(server: &Server, source: Tokens) -> Client {
    let builder = Client::builder().base_url(&server.url).retry(quick());
    builder.token_source(source).build().unwrap()
}

/// A source of tokens `t0ken-1`, `t0ken-2` …, each of which takes a while, and how many were asked for.
fn counting(lifetime: Option<Duration>) -> (Tokens, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&count);
    let source = Refreshing::new(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let token = Token::new(format!("t0ken-{number}"));
            Ok(match lifetime {
                Some(lifetime) => token.expires_in(lifetime),
                None => token,
            })
        }
    });
    (Tokens::new(source), count)
}

pub fn done() -> Reply {
    let conversation =
        serde_json::json!({ "id": "c", "locationId": "l", "contactId": "p", "deleted": false });
    Reply::json(&serde_json::json!({ "success": true, "conversation": conversation }))
}

/// Takes no token but `good`.
fn unless(good: &'static str) -> impl Fn(usize, &Arrived) -> Reply {
    move |_, request| match request.header("authorization") {
        Some(sent) if sent.strip_prefix("Bearer ") == Some(good) => done(),
        _ => Reply::status(401),
    }
}

#[tokio::test]
async fn many_calls_wait_for_one_token() {
    clock::stop();
    let server = Server::start(unless("t0ken-1")).await;
    let (source, asked) = counting(None);
    let client = client(&server, source);
    for outcome in at_once(&client, 50).await {
        outcome.unwrap();
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (1, 50));
}

#[tokio::test]
async fn a_token_is_replaced_before_it_ends() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let (source, asked) = counting(Some(Duration::from_millis(400)));
    let client = client(&server, source);
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    tokio::time::sleep(Duration::from_millis(400)).await;
    call(&client).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    let arrived = server.arrived();
    let sent: Vec<_> = arrived
        .iter()
        .map(|it| it.header("authorization"))
        .collect();
    assert_eq!(
        sent,
        [
            Some("Bearer t0ken-1"),
            Some("Bearer t0ken-1"),
            Some("Bearer t0ken-2")
        ]
    );
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    clock::stop();
    let server = Server::start(unless("t0ken-2")).await;
    let (source, asked) = counting(None);
    let first = client(&server, source);
    for outcome in at_once(&first, 20).await {
        outcome.unwrap();
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 40));
    // One that is always refused is no reason to go on for ever.
    let server = Server::start(|_, _| Reply::status(401)).await;
    let (source, asked) = counting(None);
    let error = call(&client(&server, source)).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 2));
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_again_replaces_a_refused_token_for_the_next() {
    clock::stop();
    let server = Server::start(|_, request| match request.header("authorization") {
        Some("Bearer t0ken-2") => Reply::status(204),
        _ => Reply::status(401),
    })
    .await;
    let (source, asked) = counting(None);
    let client = crate::whole_service::Client::builder().base_url(&server.url);
    let client = client.token_source(source).build().unwrap();
    // A device cannot be read twice.
    let send = || client.send_load(Upload::path("/dev/null")).send();
    let error = send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 1));
    send().await.unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 2));
}

#[tokio::test]
async fn no_token_no_request_and_one_failure_for_all_that_wait() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let count = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&count);
    let source = Refreshing::new(move |_| {
        let asked = Arc::clone(&asked);
        async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            match asked.fetch_add(1, Ordering::SeqCst) {
                0 => Err("the issuer is closed".into()),
                _ => Ok(Token::new("t0ken")),
            }
        }
    });
    let client = client(&server, Tokens::new(source));
    for outcome in at_once(&client, 20).await {
        let error = outcome.unwrap_err();
        assert!(
            matches!(&error, Error::NotSent(SendError::Token(why)) if why.to_string() == "the issuer is closed"),
            "{error:?}"
        );
    }
    assert_eq!((count.load(Ordering::SeqCst), server.count()), (1, 0));
    // Who comes later asks again.
    call(&client).await.unwrap();
    assert_eq!((count.load(Ordering::SeqCst), server.count()), (2, 1));
}

#[tokio::test]
async fn a_token_on_its_way_is_not_lost_with_the_call_that_asked_for_it() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let stored: Arc<Mutex<Vec<String>>> = Arc::default();
    let store = Arc::clone(&stored);
    // The issuer gives each refresh token once; `store` is where the user keeps the next one.
    let source = Refreshing::new(move |_| {
        let store = Arc::clone(&store);
        async move {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let mut store = store.lock().unwrap();
            let next = format!("t0ken-r{}", store.len() + 1);
            store.push(next);
            Ok(Token::new("t0ken"))
        }
    });
    let client = client(&server, Tokens::new(source));
    let dropped = tokio::time::timeout(Duration::from_millis(30), call(&client));
    assert!(dropped.await.is_err());
    call(&client).await.unwrap();
    assert_eq!(
        *stored.lock().unwrap(),
        ["t0ken-r1"],
        "one request for a token"
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_token_is_stored_before_the_call_goes_on() {
    let stored = Arc::new(AtomicUsize::new(0));
    let (store, seen) = (Arc::clone(&stored), Arc::clone(&stored));
    let server = Server::start(move |_, _| match seen.load(Ordering::SeqCst) {
        1 => done(),
        _ => Reply::status(500),
    })
    .await;
    let source = Refreshing::new(move |_| {
        let store = Arc::clone(&store);
        async move {
            store.store(1, Ordering::SeqCst);
            Ok(Token::new("t0ken"))
        }
    });
    call(&client(&server, Tokens::new(source))).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn each_tenant_has_a_token_of_its_own() {
    let server = Server::start(|_, _| done()).await;
    let (source, asked) = counting(None);
    let client = client(&server, source);
    for tenant in ["t0ken-a", "t0ken-b"] {
        call(&client.with_token(tenant)).await.unwrap();
    }
    let (other, _) = counting(None);
    let options = CallOptions::new().token_source(other);
    call(&client.with(options)).await.unwrap();
    let arrived = server.arrived();
    let sent: Vec<_> = arrived
        .iter()
        .map(|it| it.header("authorization"))
        .collect();
    assert_eq!(
        sent,
        [
            Some("Bearer t0ken-a"),
            Some("Bearer t0ken-b"),
            Some("Bearer t0ken-1")
        ]
    );
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_request_for_a_token_that_never_ends_is_given_up() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let count = Arc::new(AtomicUsize::new(0));
    let source = Refreshing::new(move |_| {
        let is_first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if is_first {
                std::future::pending::<()>().await;
            }
            Ok(Token::new("t0ken"))
        }
    });
    let limit = Duration::from_millis(100);
    let client = client(&server, Tokens::new(source.limit(limit)));
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Token(_))),
        "{error:?}"
    );
    assert_eq!(server.count(), 0);
    call(&client).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn what_failed_while_nobody_waited_is_asked_again() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let count = Arc::new(AtomicUsize::new(0));
    let source = Refreshing::new(move |_| {
        let is_first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            tokio::time::sleep(Duration::from_millis(60)).await;
            match is_first {
                true => Err("the issuer is closed".into()),
                false => Ok(Token::new("t0ken")),
            }
        }
    });
    let client = client(&server, Tokens::new(source));
    let dropped = tokio::time::timeout(Duration::from_millis(20), call(&client));
    assert!(dropped.await.is_err());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.count(), 0);
    call(&client).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn the_time_of_a_call_bounds_getting_its_token() {
    clock::stop();
    let server = Server::start(|_, _| done()).await;
    let source = Refreshing::new(|_| async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        Ok(Token::new("t0ken"))
    });
    let options = CallOptions::new().total_timeout(Duration::from_millis(100));
    let client = client(&server, Tokens::new(source)).with(options);
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Timeout(_))),
        "{error:?}"
    );
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn behind_a_refusal_something_was_sent() {
    let transport = Unreachable::default();
    transport.says_first(401);
    let (source, _) = counting(None);
    let client = Client::builder()
        .base_url("http://service.example")
        .retry(Retry::never())
        .token_source(source)
        .transport(transport.clone())
        .build()
        .unwrap();
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn another_host_neither_sees_a_token_nor_spends_one() {
    let other = Server::start(|_, _| Reply::status(401)).await;
    let to = format!("{}/there", other.url);
    let server = Server::start(move |_, _| Reply::with(307, "location", to.clone())).await;
    let (source, asked) = counting(None);
    let error = call(&client(&server, source)).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    let arrived = other.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].header("authorization"), None);
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (1, 1));
}

#[test]
fn tokens_show_nowhere() {
    let (source, _) = counting(None);
    let token = Token::new("s3cret").expires_in(Duration::from_secs(1));
    let options = CallOptions::new().bearer_token("s3cret");
    let client = Client::builder().token_source(source).build().unwrap();
    let shown = format!("{token:?} {options:?} {:?}", client.with_token("s3cret"));
    assert!(!shown.contains("s3cret"), "{shown}");
}
