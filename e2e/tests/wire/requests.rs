//! What is sent: method, path, query, headers and body.

use highlevel::{Client, Error, SendError, models::UpdateConversation};
use wiremock::ResponseTemplate;

use crate::{TOKEN, client, example, header, path, received, server};

/// The call that the page's curl example shows, to the letter.
#[tokio::test]
async fn the_call_of_the_page() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let body = UpdateConversation::new("tDtDnQdgm2LXpyiqYvZ6")
        .unread_count(1)
        .starred(true)
        .feedback(Default::default());
    let client = client(server.uri());
    client
        .conversations()
        .update_conversation("tDtDnQdgm2LXpyiqYvZ6", body)
        .send()
        .await
        .unwrap();

    let request = received(&server).await;
    assert_eq!(request.method.as_str(), "PUT");
    assert_eq!(path(&request), "/conversations/tDtDnQdgm2LXpyiqYvZ6");
    assert_eq!(request.url.query(), None);
    assert_eq!(
        header(&request, "authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    assert_eq!(
        header(&request, "version"),
        Some(highlevel::models::ApiVersion::ALL[0].as_str())
    );
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "user-agent"), Some("highlevel/0.1.0"));
    let body = std::str::from_utf8(&request.body).unwrap();
    assert_eq!(
        body,
        r#"{"locationId":"tDtDnQdgm2LXpyiqYvZ6","unreadCount":1,"starred":true,"feedback":{}}"#
    );
    assert_eq!(
        header(&request, "content-length"),
        Some(&*body.len().to_string())
    );
    let mut names: Vec<&str> = request.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "accept",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "version",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn what_is_not_set_is_absent() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    crate::call(&client(server.uri())).await.unwrap();
    assert_eq!(received(&server).await.body, br#"{"locationId":"l"}"#);
}

#[tokio::test]
async fn the_constant_header_can_be_overridden() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let client = client(server.uri());
    let call = client
        .conversations()
        .update_conversation("c", UpdateConversation::new("l"));
    call.version("2031-01-01").send().await.unwrap();
    assert_eq!(
        header(&received(&server).await, "version"),
        Some("2031-01-01")
    );
}

#[tokio::test]
async fn an_id_is_one_segment_whatever_it_holds() {
    for (id, sent) in [
        ("a/b", "/conversations/a%2Fb"),
        ("?x=1", "/conversations/%3Fx%3D1"),
        ("#x", "/conversations/%23x"),
        ("%2F", "/conversations/%252F"),
        ("a b", "/conversations/a%20b"),
        (" ", "/conversations/%20"),
        ("🎉", "/conversations/%F0%9F%8E%89"),
        ("...", "/conversations/..."),
        ("a;b=c,d", "/conversations/a%3Bb%3Dc%2Cd"),
        ("{conversationId}", "/conversations/%7BconversationId%7D"),
        ("\r\nx: y", "/conversations/%0D%0Ax%3A%20y"),
        ("\\", "/conversations/%5C"),
    ] {
        let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
        let client = client(server.uri());
        let call = client
            .conversations()
            .update_conversation(id, UpdateConversation::new("l"));
        call.await.unwrap();
        let request = received(&server).await;
        assert_eq!(path(&request), sent, "{id:?}");
        assert_eq!(request.url.query(), None, "{id:?}");
        assert_eq!(request.headers.get("x"), None, "{id:?}");
    }
}

/// A URL cannot carry these as a value, encoded or not, so nothing is sent.
#[tokio::test]
async fn an_id_that_would_be_a_step_in_the_path_is_refused() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let client = client(server.uri());
    for id in ["", ".", ".."] {
        let call = client
            .conversations()
            .update_conversation(id, UpdateConversation::new("l"));
        let error = call.await.unwrap_err();
        let Error::NotSent(SendError::Parameter {
            name: "conversationId",
            reason,
        }) = &error
        else {
            panic!("{id:?}: {error:?}");
        };
        assert!(reason.contains("path"), "{reason}");
        assert!(!error.is_retryable());
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_builder_sets_user_agent_headers_and_a_base_url_with_a_path() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let client = Client::builder()
        .base_url(format!("{}/proxy/v1/", server.uri()))
        .user_agent("shop/1.0")
        .header("X-Tenant", "7")
        .header("Version", "from the builder")
        .build()
        .unwrap();
    crate::call(&client).await.unwrap();
    let request = received(&server).await;
    assert_eq!(path(&request), "/proxy/v1/conversations/c");
    assert_eq!(header(&request, "user-agent"), Some("shop/1.0"));
    assert_eq!(header(&request, "x-tenant"), Some("7"));
    assert_eq!(
        header(&request, "version"),
        Some(highlevel::models::ApiVersion::ALL[0].as_str()),
        "the operation wins"
    );
    assert_eq!(
        header(&request, "authorization"),
        None,
        "no token was given"
    );
}

#[test]
fn settings_that_cannot_be_used_are_refused_when_building() {
    let refused = |builder: highlevel::ClientBuilder| builder.build().unwrap_err().to_string();
    let base = Client::builder;
    assert!(refused(base().base_url("nowhere")).contains("`nowhere`"));
    assert!(refused(base().header("a b", "x")).contains("`a b`"));
    assert!(refused(base().user_agent("a\nb")).contains("user-agent"));
    let key = highlevel::Credential::ApiKey("x".into());
    assert!(refused(base().credential("bearer", key)).contains("`bearer`"));
    assert!(base().build().is_ok(), "the document names a server");
}

/// The client is cheap to clone, and a call can be spawned.
#[tokio::test]
async fn a_call_is_send_and_owns_what_it_needs() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let call = {
        let client = client(server.uri()).clone();
        client
            .conversations()
            .update_conversation("c", UpdateConversation::new("l"))
    };
    assert!(tokio::spawn(call.send()).await.unwrap().is_ok());
}
