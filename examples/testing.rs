//! Tests a function of one's own that calls HighLevel, without HighLevel.
//!
//! ```console
//! $ cargo run --example testing --features mock
//! ```
//!
//! In a crate of yours `close` would stand in `src/`, what is called by `main` here would be tests, and
//! `highlevel` would be among the dev-dependencies with the feature `mock`.

use std::error::Error;

use highlevel::{
    Client, Error as CallError,
    mock::Server,
    models::{Conversation, UpdateConversation, UpdatedConversation},
    operations::conversations::UpdateConversationError,
};

/// What became of a conversation that was to be closed.
#[derive(Debug, PartialEq)]
enum Closed {
    /// It is as it should be.
    Done,
    /// Somebody has deleted it.
    Gone,
    /// Who asks has to log in again.
    LoginNeeded,
}

/// The function under test: marks a conversation as read and takes its star away.
async fn close(client: &Client, location: &str, conversation: &str) -> Result<Closed, String> {
    let body = UpdateConversation::new(location)
        .unread_count(0)
        .starred(false);
    let call = client
        .conversations()
        .update_conversation(conversation, body);
    match call.await {
        Ok(updated) if updated.conversation.deleted => Ok(Closed::Gone),
        Ok(_) => Ok(Closed::Done),
        Err(CallError::Api(answer)) => match answer.body() {
            UpdateConversationError::Unauthorized(_) => Ok(Closed::LoginNeeded),
            other => Err(format!("{other:?}")),
        },
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    it_sends_what_it_should().await?;
    it_sees_that_a_conversation_is_gone().await?;
    it_survives_what_goes_wrong().await?;
    println!("all is well");
    Ok(())
}

/// Nothing is said of the answer, so it is the example of HighLevel's documentation.
async fn it_sends_what_it_should() -> Result<(), Box<dyn Error>> {
    let server = Server::start().await;
    let client = server.client_builder().build()?;
    assert_eq!(close(&client, "loc", "conv").await?, Closed::Done);
    let requests = server.update_conversation().requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].conversation_id, "conv");
    let body = UpdateConversation::new("loc")
        .unread_count(0)
        .starred(false);
    assert_eq!(requests[0].body, body);
    server.verify();
    Ok(())
}

/// The answer is the one that is told, by its type.
async fn it_sees_that_a_conversation_is_gone() -> Result<(), Box<dyn Error>> {
    let server = Server::start().await;
    let client = server.client_builder().build()?;
    let deleted = Conversation::new("loc", "contact", true);
    server
        .update_conversation()
        .responds_with(UpdatedConversation::new(true, deleted));
    assert_eq!(close(&client, "loc", "conv").await?, Closed::Gone);
    Ok(())
}

/// Documented errors, statuses that the document does not have, and connections that break.
async fn it_survives_what_goes_wrong() -> Result<(), Box<dyn Error>> {
    let server = Server::start().await;
    let client = server.client_builder().build()?;
    server
        .update_conversation()
        .responds_with_status(401)
        .responds_with_status(404)
        .responds_with_garbage();
    assert_eq!(close(&client, "loc", "conv").await?, Closed::LoginNeeded);
    assert!(close(&client, "loc", "conv").await.is_err());
    assert!(close(&client, "loc", "conv").await.is_err());
    assert_eq!(server.update_conversation().requests().len(), 3);
    Ok(())
}
