//! *Update Conversation* as it is written by hand: `reqwest`, derived types, a status that is looked at.

use std::time::Duration;

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateConversation {
    pub location_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starred: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct UpdatedConversation {
    pub success: bool,
    pub conversation: Conversation,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoding it is what is measured")]
pub struct Conversation {
    pub id: Option<String>,
    pub location_id: String,
    pub contact_id: String,
    pub assigned_to: Option<String>,
    pub user_id: Option<String>,
    pub last_message_body: Option<String>,
    pub last_message_date: Option<String>,
    pub last_message_type: Option<String>,
    pub unread_count: Option<i64>,
    pub inbox: Option<bool>,
    pub starred: Option<bool>,
    pub deleted: bool,
}

/// A client with the limits that the generated one has.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent("bench/0.1.0")
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .build()
}

/// Makes the call, with the octets of the answer at hand where it does not decode.
pub async fn update(
    client: &reqwest::Client,
    url: &str,
    token: &str,
    id: &str,
    body: &UpdateConversation,
) -> Result<UpdatedConversation, Box<dyn std::error::Error>> {
    let answer = client
        .put(format!("{url}/conversations/{id}"))
        .bearer_auth(token)
        .header("Accept", "application/json")
        .header("Version", "2021-04-15")
        .json(body)
        .send()
        .await?;
    if !answer.status().is_success() {
        return Err(answer.status().to_string().into());
    }
    let octets = answer.bytes().await?;
    Ok(serde_json::from_slice(&octets)?)
}
