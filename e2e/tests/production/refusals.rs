//! Refusals that are not about the token: a fresh one is refused too.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{Client, Refreshing, Token, Tokens, http::StatusCode};

use crate::{
    clock,
    faults::{Reply, Server},
    tokens::{at_once, call, client, done},
};

/// A client whose tokens `t0ken-1`, `t0ken-2` … last for `lifetime`, and how many were asked for.
fn asking(server: &Server, lifetime: u64) -> (Client, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&count);
    let source = Refreshing::new(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst) + 1;
        let token = Token::new(format!("t0ken-{number}"));
        async move { Ok(token.expires_in(Duration::from_secs(lifetime))) }
    });
    (client(server, Tokens::new(source)), count)
}

async fn refused(client: &Client) {
    let error = call(client).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED), "{error:?}");
}

#[tokio::test]
async fn another_token_is_asked_for_once_where_none_helps() {
    let server = Server::start(|_, _| Reply::status(401)).await;
    let (client, asked) = asking(&server, 3600);
    refused(&client).await;
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 2));
    for _ in 0..10 {
        refused(&client).await;
    }
    for outcome in at_once(&client, 10).await {
        assert!(outcome.is_err());
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (2, 22));
}

#[tokio::test]
async fn it_is_tried_again_after_a_while_and_less_and_less_often() {
    let server = Server::start(|_, _| Reply::status(401)).await;
    clock::stop();
    let (client, asked) = asking(&server, 36_000);
    let mut counts = Vec::new();
    for _ in 0..8 {
        refused(&client).await;
        counts.push(asked.load(Ordering::SeqCst));
        tokio::time::advance(Duration::from_secs(20)).await;
    }
    // Behind the first two there is one more after 30 seconds, and one 60 seconds later.
    assert_eq!(counts, [2, 2, 3, 3, 3, 4, 4, 4]);
}

#[tokio::test]
async fn a_token_that_has_ended_is_replaced_though_the_last_one_was_refused() {
    let server = Server::start(|_, _| Reply::status(401)).await;
    clock::stop();
    let (client, asked) = asking(&server, 10);
    refused(&client).await;
    tokio::time::advance(Duration::from_secs(11)).await;
    refused(&client).await;
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (4, 4));
}

#[tokio::test]
async fn a_token_that_was_good_is_replaced_whenever_it_is_refused() {
    // Each token is good for two calls, and the service says nothing of that.
    let server = Server::start(|count, request| {
        let number = request.header("authorization").unwrap();
        let number: usize = number.rsplit('-').next().unwrap().parse().unwrap();
        match count / 3 + 1 == number {
            true => done(),
            false => Reply::status(401),
        }
    })
    .await;
    let (client, asked) = asking(&server, 3600);
    for _ in 0..9 {
        call(&client).await.unwrap();
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (4, 12));
}
