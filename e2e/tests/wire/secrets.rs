//! The token shows nowhere but on the wire.

use std::{error::Error as _, fmt::Write as _};

use highlevel::{Client, models::UpdateConversation};
use wiremock::ResponseTemplate;

use crate::{Outcome, TOKEN, answered, call, client, example};

/// Everything that can be printed of an outcome.
fn printed(outcome: &Outcome) -> String {
    let mut text = format!("{outcome:?} {outcome:#?}");
    if let Err(error) = outcome {
        let mut next: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = next {
            write!(text, " {error} {error:?}").unwrap();
            next = error.source();
        }
        assert!(
            error
                .source()
                .is_none_or(|source| !error.to_string().contains(&source.to_string()))
        );
    }
    text
}

#[tokio::test]
async fn no_outcome_shows_the_token() {
    let mut outcomes = vec![
        call(&client("http://127.0.0.1:1")).await,
        answered(ResponseTemplate::new(200).set_body_json(example())).await,
    ];
    // A service that sends the token back in a body that the document does not describe.
    for status in [200, 302, 400, 403, 500] {
        let answer = ResponseTemplate::new(status)
            .set_body_string(format!("you sent {TOKEN}"))
            .insert_header("set-cookie", format!("session={TOKEN}"));
        outcomes.push(answered(answer).await);
    }
    // One that puts it where the document has something else.
    for success in [
        serde_json::json!(TOKEN),
        serde_json::json!({ TOKEN: TOKEN }),
    ] {
        let body = serde_json::json!({ "success": success });
        let answer = ResponseTemplate::new(200).set_body_json(body);
        outcomes.push(answered(answer).await);
    }
    assert_eq!(outcomes.len(), 9);
    for outcome in outcomes {
        let text = printed(&outcome);
        assert!(!text.contains(TOKEN), "{text}");
    }
}

/// What the service itself says in a documented error is for the caller to print.
#[tokio::test]
async fn a_documented_error_that_holds_the_token_is_not_displayed() {
    let body = serde_json::json!({ "message": format!("bad token {TOKEN}") });
    let error = answered(ResponseTemplate::new(401).set_body_json(body))
        .await
        .unwrap_err();
    assert!(error.api().is_some());
    assert_eq!(error.to_string(), "the service answered 401 Unauthorized");
}

#[test]
fn no_part_of_the_client_shows_the_token() {
    let wrong = Client::builder().base_url(format!("https://user:{TOKEN}@a.example"));
    let refused = format!("{wrong:?}") + &format!("{:?}", wrong.build().unwrap_err());
    assert!(
        refused.contains("a.example") && !refused.contains(TOKEN),
        "{refused}"
    );
    let builder = Client::builder()
        .bearer_token(TOKEN)
        .header("x-key", TOKEN)
        .credential("bearer", highlevel::Credential::Bearer(TOKEN.into()));
    let text = format!("{builder:?}");
    let client = builder.build().unwrap();
    let conversations = client.conversations();
    let call = conversations.update_conversation("c", UpdateConversation::new("l"));
    let text = format!("{text} {client:?} {conversations:?} {call:?}");
    assert!(text.contains("Client"));
    assert!(!text.contains(TOKEN), "{text}");
}

#[tokio::test]
async fn a_token_that_a_header_cannot_carry_is_refused_without_showing_it() {
    let client = Client::builder()
        .bearer_token(format!("{TOKEN}\n"))
        .build()
        .unwrap();
    let outcome = call(&client).await;
    let text = printed(&outcome);
    assert!(text.contains("`bearer`"), "{text}");
    assert!(!text.contains(TOKEN), "{text}");
}
