//! Keys by which the service knows a request that is sent again.

use highlevel::CallOptions;

use crate::{
    faults::{Reply, Server},
    quick,
    whole_service::{Client, models::Letter},
};

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(&server.url).retry(quick());
    builder.build().unwrap()
}

fn sent() -> Reply {
    let Reply::Answer(_, headers, body) = Reply::json(&serde_json::json!({"text": "a"})) else {
        unreachable!("it is an answer");
    };
    Reply::Answer(201, headers, body)
}

#[tokio::test]
async fn a_post_with_a_key_is_sent_again_with_the_same_key() {
    let server = Server::each(vec![|| Reply::Reset, || Reply::status(503), sent]).await;
    let client = client(&server);
    client.send_letter(Letter::new("a")).send().await.unwrap();
    client.send_letter(Letter::new("a")).send().await.unwrap();
    let arrived = server.arrived();
    let keys: Vec<_> = arrived
        .iter()
        .map(|request| request.header("idempotency-key").unwrap())
        .collect();
    assert_eq!(keys.len(), 4);
    assert!(keys[0] == keys[1] && keys[1] == keys[2], "{keys:?}");
    // Another call is another request.
    assert_ne!(keys[2], keys[3]);
}

#[tokio::test]
async fn a_key_of_the_users_own_is_sent() {
    let server = Server::each(vec![|| Reply::status(503), sent]).await;
    let client = client(&server).with(CallOptions::new().header("Idempotency-Key", "mine"));
    client.send_letter(Letter::new("a")).send().await.unwrap();
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2);
    for request in arrived {
        assert_eq!(request.header("idempotency-key"), Some("mine"));
    }
}

#[tokio::test]
async fn a_post_without_one_is_sent_once() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let call = client(&server).send_parcel(Letter::new("a"));
    call.send().await.unwrap_err();
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].header("idempotency-key"), None);
}
