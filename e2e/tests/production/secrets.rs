//! No secret in anything that is printed, whatever fails and whichever feature is in use.
//!
//! What is traced is watched by [`crate::faults::watch`], in all scenarios.

mod streams;

use std::time::Duration;

use highlevel::{
    CallOptions, Credential, Drift, OAuth2, Refreshing, Retry, Throttle, Token, Tokens,
    http::Method,
};
use serde_json::json;

use crate::{
    faults::{
        Arrived, Reply, Server,
        watch::{SECRETS, no_secret, printed},
    },
    quick,
    whole_bookshop::{Client, models::BookChange},
};

/// A service that says back what it was sent, wherever it can.
fn echo(status: u16, request: &Arrived) -> Reply {
    let token = request
        .header("authorization")
        .unwrap_or("s3cret")
        .to_owned();
    let headers = vec![
        ("set-cookie", format!("session={token}")),
        ("location", format!("/elsewhere?key={}", SECRETS[0])),
    ];
    Reply::Answer(status, headers, format!("you sent {token}"))
}

/// Clients that prove themselves in all the ways that there are.
fn clients(url: &str) -> Vec<Client> {
    let builder = || {
        Client::builder()
            .base_url(url)
            .retry(quick().attempts(2))
            .total_timeout(Duration::from_millis(500))
            .header("x-own", "s3cret")
    };
    let source = Refreshing::new(|_| async { Ok(Token::new("t0ken")) });
    let failing = Refreshing::new(|last: Option<Token>| async move {
        Err(format!("no token after {last:?}").into())
    });
    let failing = failing.starting_with(Token::new("t0ken").expires_in(Duration::ZERO));
    let options = CallOptions::new()
        .header("x-call", "s3cret")
        .query("key", "k3y")
        .body_member("pass", "s3cret");
    [
        builder().bearer_token("s3cret").build(),
        builder().token_source(Tokens::new(source)).build(),
        builder().token_source(Tokens::new(failing)).build(),
        builder()
            .bearer_token("s3cret")
            .credential("key", Credential::ApiKey("k3y".into()))
            .throttle(Throttle::new(100, Duration::from_millis(100)))
            .build(),
        builder()
            .bearer_token("s3cret")
            .layer(tower::limit::ConcurrencyLimitLayer::new(2))
            .build()
            .map(|client| client.with(options)),
        builder()
            .token_source(Tokens::new(oauth2(url)))
            .drift(|drift: &Drift| no_secret(&format!("{drift:?}")))
            .tolerant()
            .build(),
        // A token that a header cannot carry.
        builder().bearer_token("s3cret\n").build(),
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect()
}

/// Tokens of a service that may fail in the same ways.
fn oauth2(url: &str) -> Refreshing {
    let app = OAuth2::builder(format!("{url}/token?key=k3y"), "app")
        .secret("s3cret")
        .param("pass", "s3cret");
    let app = app.build().unwrap();
    no_secret(&format!("{app:?}"));
    app.refresh_token("t0ken", |tokens| async move {
        Err(format!("{tokens:?} cannot be stored").into())
    })
}

async fn calls(client: &Client) -> Vec<String> {
    let books = client.books();
    let raw = client
        .request(Method::POST, "/raw?key=k3y")
        .header("x-raw", "s3cret");
    let raw = raw.json(&json!({"pass": "s3cret"}));
    let mut all = vec![format!("{client:?} {books:?} {raw:?}")];
    all.push(printed(&books.get_book(1).send().await));
    all.push(printed(&client.health().send().await));
    let change = BookChange::new();
    all.push(printed(&books.change_book(1).body(change).send().await));
    all.push(printed(&raw.send_streamed().await));
    let refused = client.request(Method::GET, "/raw path?key=k3y");
    all.push(printed(&refused.send_streamed().await));
    all
}

#[tokio::test]
async fn no_call_shows_a_secret_however_it_ends() {
    let mut printed = 0;
    for fault in 0..9 {
        let server = Server::start(move |count, request| match fault {
            0 => Reply::Reset,
            1 => Reply::Cut,
            2 => Reply::Silence,
            3 => echo([503, 200][count % 2], request),
            4 => echo([401, 200][count % 2], request),
            5 => echo(401, request),
            6 => echo(307, request),
            7 => Reply::json(&json!({"pass": "s3cret"})),
            _ => Reply::json(&json!("s3cret")),
        })
        .await;
        for client in clients(&server.url) {
            for text in calls(&client).await {
                no_secret(&text);
                printed += 1;
            }
        }
    }
    for client in clients("http://127.0.0.1:1") {
        calls(&client).await.iter().for_each(|text| no_secret(text));
    }
    assert_eq!(printed, 9 * 7 * 6);
}

#[test]
fn no_setting_shows_a_secret() {
    let source = Refreshing::new(|_| async { Ok(Token::new("t0ken")) });
    let source = source.starting_with(Token::new("s3cret"));
    let shown = format!("{source:?}");
    let tokens = Tokens::new(source);
    let options = CallOptions::new()
        .bearer_token("s3cret")
        .header("x-key", "k3y")
        .query("key", "k3y")
        .body_member("key", "k3y");
    let builder = Client::builder()
        .base_url("https://s3cret:s3cret@service.example/?key=k3y")
        .bearer_token("s3cret")
        .token_source(tokens.clone())
        .api_key("k3y")
        .header("x-key", "k3y");
    let shown = format!("{shown} {builder:?}");
    let text = format!(
        "{shown} {tokens:?} {options:?} {:?} {:?} {:?} {:?}",
        Token::new("t0ken"),
        Retry::new(),
        Throttle::new(1, Duration::from_secs(1)),
        builder.build().map(drop)
    );
    assert!(text.contains("ClientBuilder"), "{text}");
    no_secret(&text);
}
