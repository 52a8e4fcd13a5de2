//! The client against a real HTTP server, over a real socket.

mod answers;
mod bodies;
mod bookshop;
mod edges;
mod limits;
mod outcomes;
mod requests;
mod secrets;
mod servers;
mod service;
mod streams;
mod styles;
mod transport;
mod unions;
mod uploads;

include!(concat!(env!("OUT_DIR"), "/bookshop.rs"));
include!(concat!(env!("OUT_DIR"), "/edges.rs"));
include!(concat!(env!("OUT_DIR"), "/limits.rs"));
include!(concat!(env!("OUT_DIR"), "/wire.rs"));

use highlevel::{
    Client, Error, Response,
    models::{UpdateConversation, UpdatedConversation},
    operations::conversations::UpdateConversationError,
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

/// The token of every client here; it must not show anywhere.
const TOKEN: &str = "t0p-s3cret-t0ken";

/// What a call gives.
type Outcome = Result<Response<UpdatedConversation>, Error<UpdateConversationError>>;

/// The answer that the documentation page shows.
fn example() -> serde_json::Value {
    serde_json::json!({
        "success": true,
        "conversation": {
            "id": "tDtDnQdgm2LXpyiqYvZ6",
            "locationId": "tDtDnQdgm2LXpyiqYvZ6",
            "contactId": "tDtDnQdgm2LXpyiqYvZ6",
            "assignedTo": "tDtDnQdgm2LXpyiqYvZ6",
            "userId": "tDtDnQdgm2LXpyiqYvZ6",
            "lastMessageBody": "Hello, this is the message body",
            "lastMessageDate": "1628008053263",
            "lastMessageType": "TYPE_CALL",
            "unreadCount": 1,
            "inbox": true,
            "starred": true,
            "deleted": false
        }
    })
}

fn client(base_url: impl Into<String>) -> Client {
    Client::builder()
        .base_url(base_url)
        .bearer_token(TOKEN)
        // What one request does is shown here; `production` sends them again.
        .retry(highlevel::Retry::never())
        .build()
        .expect("a client")
}

async fn call(client: &Client) -> Outcome {
    client
        .conversations()
        .update_conversation("c", UpdateConversation::new("l"))
        .await
}

/// A server that gives one answer to everything.
async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// What a call gives that is answered so.
async fn answered(answer: ResponseTemplate) -> Outcome {
    let server = server(answer).await;
    call(&client(server.uri())).await
}

/// The only request that `server` received.
async fn received(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.expect("recording is on");
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

/// The path as it was sent.
fn path(request: &Request) -> String {
    request.url.path().to_owned()
}

/// The value of a header that was sent.
fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request
        .headers
        .get(name)
        .map(|value| value.to_str().expect("text"))
}
