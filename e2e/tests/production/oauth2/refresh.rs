//! Refresh tokens, each of which is good once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{
    Error, ExposeSecret as _, NewTokens, OAuth2Error, SendError, Token, Tokens, http::StatusCode,
};
use serde_json::json;

use super::{SECRET, accepted, app, built, fields, form, refusal, rotating, shown};
use crate::{
    clock,
    faults::{Reply, Server},
    tokens::{Outcome, at_once, call, client, done},
};

/// Why there was no token, of a call that was not sent.
fn reason(outcome: Outcome) -> OAuth2Error {
    match outcome.unwrap_err() {
        Error::NotSent(SendError::Token(error)) | Error::MaybeSent(SendError::Token(error)) => {
            error.downcast_ref::<OAuth2Error>().unwrap().clone()
        }
        other => panic!("{other:?}"),
    }
}

/// A store of refresh tokens that notes what it is given.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Vec<String>>>);

impl Store {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn noted(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn takes(&self, tokens: &NewTokens) {
        let next = tokens.refresh_token().unwrap().expose_secret();
        self.note(format!("store {next}"));
    }
}

#[tokio::test]
async fn tokens_are_refreshed_before_they_end() {
    clock::stop();
    let issuer = rotating(2.0).await;
    let service = Server::start(|_, _| done()).await;
    let source = built(app(&issuer)).refresh_token("t0ken-r0", accepted);
    let client = client(&service, Tokens::new(source));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(issuer.count(), 1);
    // A tenth of its life before the end is the margin.
    tokio::time::sleep(Duration::from_millis(1850)).await;
    for outcome in at_once(&client, 20).await {
        outcome.unwrap();
    }
    assert_eq!((issuer.count(), service.count()), (2, 22));
    let asked: Vec<_> = issuer.arrived().iter().map(form).collect();
    let refresh = |token| fields([("grant_type", "refresh_token"), ("refresh_token", token)]);
    assert_eq!(asked, [refresh("t0ken-r0"), refresh("t0ken-r1")]);
}

#[tokio::test]
async fn tokens_are_refreshed_once_where_one_is_refused() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, request| match request.header("authorization") {
        Some("Bearer t0ken-a1") => done(),
        _ => Reply::status(401),
    })
    .await;
    let source = built(app(&issuer)).refresh_token("t0ken-r0", accepted);
    let source = source.starting_with(Token::new("t0ken-a0"));
    let client = client(&service, Tokens::new(source));
    for outcome in at_once(&client, 20).await {
        outcome.unwrap();
    }
    assert_eq!((issuer.count(), service.count()), (1, 40));
}

#[tokio::test]
async fn a_rotated_refresh_token_is_stored_before_the_call_leaves() {
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let (served, kept) = (log.clone(), log.clone());
    let service = Server::start(move |_, request| {
        served.note(request.header("authorization").unwrap());
        match request.header("authorization") {
            Some("Bearer t0ken-a2") => done(),
            _ => Reply::status(401),
        }
    })
    .await;
    let source = built(app(&issuer)).refresh_token("t0ken-r0", move |tokens| {
        let kept = kept.clone();
        async move {
            kept.note("begin");
            tokio::time::sleep(Duration::from_millis(100)).await;
            kept.takes(&tokens);
            Ok(())
        }
    });
    call(&client(&service, Tokens::new(source))).await.unwrap();
    let expected = [
        "begin",
        "store t0ken-r1",
        "Bearer t0ken-a1",
        "begin",
        "store t0ken-r2",
        "Bearer t0ken-a2",
    ];
    assert_eq!(log.noted(), expected);
    assert_eq!((issuer.count(), service.count()), (2, 2));
}

#[tokio::test]
async fn what_could_not_be_stored_is_stored_by_the_next_call() {
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("t0ken-r0", move |tokens| {
        kept.takes(&tokens);
        let fails = count.fetch_add(1, Ordering::SeqCst) < 2;
        async move {
            if fails {
                Err("the disk is full".into())
            } else {
                Ok(())
            }
        }
    });
    let client = client(&service, Tokens::new(source));
    // One failure for all that waited, and nothing leaves.
    for outcome in at_once(&client, 10).await {
        let error = reason(outcome);
        assert!(matches!(&error, OAuth2Error::Store(why) if why.to_string() == "the disk is full"));
    }
    assert!(matches!(reason(call(&client).await), OAuth2Error::Store(_)));
    assert_eq!((issuer.count(), service.count()), (1, 0));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(log.noted(), ["store t0ken-r1"; 3]);
    assert_eq!((issuer.count(), service.count()), (1, 2));
    assert_eq!(
        service.arrived()[0].header("authorization"),
        Some("Bearer t0ken-a1")
    );
}

#[tokio::test]
async fn what_ended_before_it_was_stored_is_stored_and_replaced() {
    clock::stop();
    let log = Store::default();
    let issuer = rotating(0.2).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("t0ken-r0", move |tokens| {
        kept.takes(&tokens);
        let fails = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if fails {
                Err("the disk is full".into())
            } else {
                Ok(())
            }
        }
    });
    let client = client(&service, Tokens::new(source));
    reason(call(&client).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    call(&client).await.unwrap();
    assert_eq!(
        log.noted(),
        ["store t0ken-r1", "store t0ken-r1", "store t0ken-r2"]
    );
    assert_eq!(
        service.arrived()[0].header("authorization"),
        Some("Bearer t0ken-a2")
    );
}

#[tokio::test]
async fn a_store_that_fails_behind_a_refusal_fails_the_call() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| Reply::status(401)).await;
    let source =
        built(app(&issuer)).refresh_token("t0ken-r0", |_| async { Err("it is locked".into()) });
    let source = source.starting_with(Token::new("t0ken-a0"));
    let error = call(&client(&service, Tokens::new(source)))
        .await
        .unwrap_err();
    let Error::MaybeSent(SendError::Token(why)) = &error else {
        panic!("{error:?}");
    };
    let why = why.downcast_ref::<OAuth2Error>();
    assert!(matches!(why, Some(OAuth2Error::Store(_))), "{why:?}");
    assert_eq!((issuer.count(), service.count()), (1, 1));
}

#[tokio::test]
async fn a_store_that_is_cut_off_is_asked_again() {
    clock::stop();
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("t0ken-r0", move |tokens| {
        kept.takes(&tokens);
        let hangs = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Ok(())
        }
    });
    let client = client(
        &service,
        Tokens::new(source.limit(Duration::from_millis(300))),
    );
    call(&client).await.unwrap_err();
    call(&client).await.unwrap();
    assert_eq!(log.noted(), ["store t0ken-r1", "store t0ken-r1"]);
    assert_eq!((issuer.count(), service.count()), (1, 1));
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_is_good_again() {
    let issuer = Server::start(|_, _| {
        Reply::json(&json!({ "access_token": "a", "token_type": "bearer", "expires_in": "0" }))
    })
    .await;
    let service = Server::start(|_, _| done()).await;
    let log = Store::default();
    let kept = log.clone();
    let elsewhere = format!("{}/refresh", issuer.url);
    let app = built(app(&issuer).refresh_url(elsewhere).scopes(["read"]));
    let source = app.refresh_token("t0ken-r0", move |tokens| {
        kept.takes(&tokens);
        async { Ok(()) }
    });
    let client = client(&service, Tokens::new(source));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    for asked in issuer.arrived() {
        assert_eq!(asked.parts.uri.path(), "/refresh");
        let expected = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "t0ken-r0"),
        ];
        assert_eq!(form(&asked), fields(expected));
    }
    assert_eq!((issuer.count(), log.noted().len()), (2, 2));
}

#[tokio::test]
async fn a_dead_refresh_token_is_an_error_that_says_so() {
    let issuer = Server::start(|_, _| refusal("invalid_grant")).await;
    let service = Server::start(|_, _| done()).await;
    let stored = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&stored);
    let source = built(app(&issuer)).refresh_token("t0ken-r0", move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    });
    let client = client(&service, Tokens::new(source));
    for outcome in at_once(&client, 20).await {
        let error = reason(outcome);
        assert!(error.is_invalid_grant(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the authorization server refuses: invalid_grant"
        );
        let OAuth2Error::Refused(refusal) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(refusal.status(), Some(StatusCode::BAD_REQUEST));
        assert!(
            refusal
                .description()
                .is_some_and(|said| said.contains(SECRET))
        );
        assert!(!shown(&error).contains(SECRET) && !shown(&error).contains("t0ken-r0"));
    }
    let counts = (
        issuer.count(),
        service.count(),
        stored.load(Ordering::SeqCst),
    );
    assert_eq!(counts, (1, 0, 0));
}
