//! Updates a conversation and prints what was sent and what came back.
//!
//! ```console
//! $ cargo run --example update_conversation
//! ```
//!
//! Without a token the call goes to an HTTP server inside this program. With `HIGHLEVEL_TOKEN`,
//! `HIGHLEVEL_LOCATION_ID` and `HIGHLEVEL_CONVERSATION_ID` set it goes to HighLevel.

use std::{env, error::Error};

use highlevel::{
    Client,
    models::{LastMessageType, UpdateConversation},
};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let variables = (
        env::var("HIGHLEVEL_TOKEN"),
        env::var("HIGHLEVEL_LOCATION_ID"),
        env::var("HIGHLEVEL_CONVERSATION_ID"),
    );
    match variables {
        (Ok(token), Ok(location), Ok(conversation)) => {
            let client = Client::builder().bearer_token(token).build()?;
            update(&client, &location, &conversation).await
        }
        (Err(_), ..) => {
            let server = server().await;
            println!(
                "HIGHLEVEL_TOKEN is not set, so the call goes to {} in this program.\n",
                server.uri()
            );
            let client = Client::builder()
                .base_url(server.uri())
                .bearer_token("not-a-real-token")
                .build()?;
            update(&client, "tDtDnQdgm2LXpyiqYvZ6", "tDtDnQdgm2LXpyiqYvZ6").await?;
            print_requests(&server).await;
            Ok(())
        }
        (Ok(_), ..) => Err(
            "set HIGHLEVEL_LOCATION_ID and HIGHLEVEL_CONVERSATION_ID as well as HIGHLEVEL_TOKEN"
                .into(),
        ),
    }
}

async fn update(client: &Client, location: &str, conversation: &str) -> Result<(), Box<dyn Error>> {
    let body = UpdateConversation::new(location)
        .unread_count(0)
        .starred(true);
    println!("request:\n{body:#?}\n");
    let updated = client
        .conversations()
        .update_conversation(conversation, body)
        .send()
        .await?;
    println!("answer: {}\n{:#?}\n", updated.status(), updated.body());
    match &updated.conversation.last_message_type {
        Some(LastMessageType::Sms) => println!("The last message was an SMS."),
        Some(other) => println!("The last message was of the type {other}."),
        None => println!("There is no last message."),
    }
    Ok(())
}

/// A server that answers as HighLevel's documentation shows.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    let answer = serde_json::json!({
        "success": true,
        "conversation": {
            "id": "tDtDnQdgm2LXpyiqYvZ6",
            "locationId": "tDtDnQdgm2LXpyiqYvZ6",
            "contactId": "tDtDnQdgm2LXpyiqYvZ6",
            "lastMessageBody": "Hello, this is the message body",
            "lastMessageDate": "1628008053263",
            "lastMessageType": "TYPE_CALL",
            "unreadCount": 0,
            "inbox": true,
            "starred": true,
            "deleted": false
        }
    });
    Mock::given(method("PUT"))
        .and(path("/conversations/tDtDnQdgm2LXpyiqYvZ6"))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&server)
        .await;
    server
}

/// Prints what arrived, but for the token.
async fn print_requests(server: &MockServer) {
    for request in server.received_requests().await.unwrap_or_default() {
        println!(
            "\nwhat the server received:\n{} {}",
            request.method,
            request.url.path()
        );
        for (name, value) in &request.headers {
            let value = if name == "authorization" {
                "Bearer …"
            } else {
                value.to_str().unwrap_or("…")
            };
            println!("{name}: {value}");
        }
        println!("\n{}", String::from_utf8_lossy(&request.body));
    }
}
