//! Requests that the document does not describe, and what it does not describe of others.

use highlevel::{
    CallOptions, Credential, Error, SendError,
    http::{Method, StatusCode},
};
use serde_json::json;

use crate::{
    alive, builder, client,
    faults::{Reply, Server},
    whole_bookshop::models::{NewBook, Price},
};

#[tokio::test]
async fn a_request_of_ones_own_has_what_all_requests_have() {
    let server = Server::each(vec![|| Reply::status(503), || {
        Reply::json(&json!({"a": [1, 2]}))
    }])
    .await;
    let client = builder(&server)
        .bearer_token("t0ken")
        .header("x-team", "all")
        .build()
        .unwrap();
    let answer = client
        .request(Method::PUT, "/v9/secret-door?old=1")
        .query("name", "a b")
        .header("X-Own", "1")
        .json(&json!({"open": true}))
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.json::<serde_json::Value>().unwrap(),
        json!({"a": [1, 2]})
    );
    assert_eq!((answer.status(), answer.attempts()), (StatusCode::OK, 2));
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2);
    for request in arrived {
        assert_eq!(request.parts.method, Method::PUT);
        let target = request.parts.uri.path_and_query().unwrap().as_str();
        assert_eq!(target, "/v9/secret-door?old=1&name=a%20b");
        assert_eq!(request.header("authorization"), Some("Bearer t0ken"));
        assert_eq!(request.header("x-team"), Some("all"));
        assert_eq!(request.header("x-own"), Some("1"));
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.body, r#"{"open":true}"#);
    }
}

#[tokio::test]
async fn a_post_of_ones_own_is_sent_once_unless_told_otherwise() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let client = client(&server);
    let error = client.request(Method::POST, "/a").send().await.unwrap_err();
    // What it answered is kept.
    let Error::Undocumented(answer) = error else {
        panic!("{error:?}");
    };
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(server.count(), 1);
    let again = client.with(CallOptions::new().repeatable(true));
    again.request(Method::POST, "/a").send().await.unwrap_err();
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_refused() {
    let server = Server::start(|_, _| alive()).await;
    let client = client(&server);
    for path in [
        "",
        "a",
        "http://127.0.0.1:1/",
        "@127.0.0.1:1/",
        "/a#b",
        "/a b",
        "/\u{e9}",
    ] {
        let error = client.request(Method::GET, path).send().await.unwrap_err();
        let is_refused = matches!(error, Error::NotSent(SendError::Route { .. }));
        assert!(is_refused, "{path}: {error:?}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn it_may_be_read_as_it_comes() {
    let server = Server::start(|_, _| Reply::json(&json!("long"))).await;
    let request = client(&server).request(Method::GET, "/export");
    let answer = request.send_streamed().await.unwrap();
    let octets = answer.into_body().bytes().await.unwrap();
    assert_eq!(octets, r#""long""#);
}

#[tokio::test]
async fn a_key_of_the_document_is_sent() {
    let server = Server::start(|_, _| alive()).await;
    let client = builder(&server)
        .credential("key", Credential::ApiKey("k3y".into()))
        .build()
        .unwrap();
    client.request(Method::GET, "/a").send().await.unwrap();
    let arrived = server.arrived();
    let shown = format!("{:?}", arrived[0].parts);
    assert!(shown.contains("k3y"), "{shown}");
    assert!(!format!("{:?}", client.request(Method::GET, "/a")).contains("k3y"));
}

#[tokio::test]
async fn members_are_added_to_the_body() {
    let server = Server::start(|_, _| Reply::status(202)).await;
    let options = CallOptions::new()
        .body_member("isbn", "9")
        .body_member("shelf", &json!({"row": 3}))
        .body_member("shelf", &json!({"row": 4}));
    let client = client(&server).with(options);
    let book = NewBook::new("9783000000000", "A book", Price::new(12.5, "EUR"));
    let sent = serde_json::to_value(&book).unwrap();
    client.books().add_book(book).send().await.unwrap();
    let arrived = server.arrived();
    let body: serde_json::Value = serde_json::from_slice(&arrived[0].body).unwrap();
    let mut expected = sent;
    expected["isbn"] = json!("9");
    expected["shelf"] = json!({"row": 4});
    assert_eq!(body, expected);
    assert_eq!(
        arrived[0].header("content-length"),
        Some(&*arrived[0].body.len().to_string())
    );
}

#[tokio::test]
async fn members_are_added_to_nothing_but_an_object() {
    let server = Server::start(|_, _| alive()).await;
    let client = client(&server).with(CallOptions::new().body_member("a", &1));
    let error = client.health().send().await.unwrap_err();
    assert!(
        matches!(&error, Error::NotSent(SendError::Member { name, .. }) if name == "a"),
        "{error:?}"
    );
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn the_undecoded_answer_is_there() {
    let server = Server::start(|_, _| alive()).await;
    let answer = client(&server).health().send().await.unwrap();
    assert_eq!(answer.octets(), "true");
    assert_eq!(answer.attempts(), 1);
    assert!(answer.elapsed() > std::time::Duration::ZERO);
}
