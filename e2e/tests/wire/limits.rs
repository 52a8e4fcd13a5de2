//! Limits that `codegen.toml` asks to check: what breaks one is not sent.

use specwright_runtime::{Error, Method, SendError, Upload};

use crate::{
    service::Service,
    whole_limits::{Client, models::Thing},
};

fn client(service: &Service) -> Client {
    Client::builder().base_url(service.url()).build().unwrap()
}

/// Expects that nothing was sent, and why.
fn refused<T: std::fmt::Debug, E: std::fmt::Debug>(sent: Result<T, Error<E>>, expected: &str) {
    let Err(Error::NotSent(SendError::Limit { place, limit })) = sent else {
        panic!("{sent:?}");
    };
    assert_eq!(format!("{place}: {limit}"), expected);
}

#[tokio::test]
async fn what_breaks_a_limit_is_not_sent() {
    let mut service = Service::silent().await;
    let client = client(&service);
    refused(client.send("A").await, "name: pattern: ^[a-z]+$");
    refused(
        client.send("a").count(0).await,
        "count: exclusiveMinimum: 0",
    );
    let inner = Thing::new("ab").within(vec![Thing::new("b")]);
    let body = Thing::new("ab").within(vec![Thing::new("ab"), inner]);
    let sent = client.send("a").body(body).await;
    refused(sent, "body.within[1].within[0].name: minLength: 2");
    let body = crate::whole_limits::models::UploadBody::new("long", Upload::from(&b"file"[..]));
    refused(client.upload(body).await, "body.title: maxLength: 3");
    assert!(service.is_at_rest());
}

#[tokio::test]
async fn what_keeps_them_is_sent_and_so_is_what_nobody_asked_to_check() {
    let mut service = Service::silent().await;
    let client = client(&service);
    client.send("a").count(1).await.unwrap();
    assert_eq!(
        service.arrived().await.line,
        "POST /checked/a?count=1 HTTP/1.1"
    );
    client.send("a").body(Thing::new("ab")).await.unwrap();
    assert_eq!(service.arrived().await.body, br#"{"name":"ab"}"#);
    let body = crate::whole_limits::models::UploadBody::new("abc", Upload::from(&b"file"[..]));
    client.upload(body).await.unwrap();
    assert!(!service.arrived().await.body.is_empty());
    client.send_unchecked(Thing::new("a")).await.unwrap();
    assert_eq!(service.arrived().await.body, br#"{"name":"a"}"#);
}

/// A client that checks nothing is one that the mock server has to check.
#[tokio::test]
async fn a_mock_server_names_the_limits_that_a_request_breaks() {
    let thing = serde_json::json!({ "name": "ab", "within": [{ "name": "ab" }, { "name": "b" }] });
    for (path, body, expected) in [
        ("/checked/a?count=1", None, &[][..]),
        (
            "/checked/A?count=0",
            None,
            &["`name` breaks", "`count` breaks"],
        ),
        (
            "/checked/a",
            Some(&thing),
            &["`body.within[1].name` breaks"],
        ),
        ("/unchecked", Some(&thing), &[]),
    ] {
        let server = crate::whole_limits::mock::Server::start().await;
        let client = server.client_builder().build().unwrap();
        let request = client.request(Method::POST, path);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let came = request.send().await;
        let problems: Vec<String> = server.problems().iter().map(ToString::to_string).collect();
        assert_eq!(came.is_ok(), expected.is_empty(), "{path}: {came:?}");
        for part in expected {
            assert!(
                problems.iter().any(|problem| problem.contains(part)),
                "{part}: {problems:?}"
            );
        }
        assert_eq!(problems.is_empty(), expected.is_empty(), "{problems:?}");
    }
}
