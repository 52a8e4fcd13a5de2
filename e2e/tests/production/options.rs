//! What one call does besides what the document says.

use highlevel::{CallOptions, Error, SendError};

use crate::{alive, builder, faults::Server};

#[tokio::test]
async fn headers_and_query_of_a_call() {
    let server = Server::start(|_, _| alive()).await;
    let client = builder(&server).header("x-team", "all").build().unwrap();
    let options = CallOptions::new()
        .header("X-Team", "one")
        .header("accept", "application/vnd.shop+json")
        .query("debug", "a b")
        .query("x", "1&2");
    let ours = client.with(options);
    ours.health().send().await.unwrap();
    client.health().send().await.unwrap();
    // What is said last wins, and what is not said again stays.
    let more = ours.with(CallOptions::new().header("x-team", "two").query("y", "3"));
    more.health().send().await.unwrap();
    let arrived = server.arrived();
    let seen: Vec<_> = arrived
        .iter()
        .map(|request| (request.header("x-team"), request.parts.uri.query()))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("one"), Some("debug=a%20b&x=1%262")),
            (Some("all"), None),
            (Some("two"), Some("debug=a%20b&x=1%262&y=3")),
        ]
    );
    assert_eq!(
        arrived[0].header("accept"),
        Some("application/vnd.shop+json")
    );
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_fails_the_call() {
    let server = Server::start(|_, _| alive()).await;
    let client = builder(&server).build().unwrap();
    for (name, value) in [("a b", "1"), ("a", "1\n2")] {
        let ours = client.with(CallOptions::new().header(name, value));
        let error = ours.health().send().await.unwrap_err();
        assert!(
            matches!(&error, Error::NotSent(SendError::Header { name: found }) if found == name),
            "{error:?}"
        );
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn options_show_no_secret() {
    let options = CallOptions::new()
        .header("x-key", "s3cret")
        .query("key", "s3cret");
    assert!(!format!("{options:?}").contains("s3cret"));
}
