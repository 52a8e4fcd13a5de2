//! Serves two locations of an agency, each with a token of its own, from one client.
//!
//! ```console
//! $ cargo run --example tenants --features oauth2
//! ```
//!
//! HighLevel gives an app that an agency has installed a token for the agency, with `userType` `Company`, and a
//! refresh token that is good once. For a location of that agency the app exchanges the agency's token for one
//! with `userType` `Location`. All calls go to an HTTP server inside this program.

use std::{
    error::Error,
    sync::{Arc, Mutex},
};

use highlevel::{
    CallOptions, Client, ClientAuth, ExposeSecret, NewTokens, OAuth2, Refreshing, Tokens,
    http::Method, models::UpdateConversation,
};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{body_string_contains, header, method, path, path_regex},
};

const COMPANY: &str = "5DP41231LkQsiKESj6rh";
const LOCATIONS: [&str; 2] = ["ve9EPM428h8vShlRW1KT", "tDtDnQdgm2LXpyiqYvZ6"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = server().await;
    // What a service keeps in its database; it got the first one when the agency installed the app.
    let database = Arc::new(Mutex::new("refresh-0".to_owned()));
    let agency = Client::builder()
        .base_url(server.uri())
        .token_source(agency_tokens(&server.uri(), &database)?)
        .build()?;
    for location in LOCATIONS {
        let options = CallOptions::new().token_source(location_tokens(&agency, location));
        let tenant = agency.with(options);
        for conversation in ["first", "second"] {
            let body = UpdateConversation::new(location).starred(true);
            let conversations = tenant.conversations();
            let updated = conversations.update_conversation(conversation, body);
            println!("{location}: {}", updated.send().await?.status());
        }
    }
    if let Ok(kept) = database.lock() {
        println!("kept for the next start: {kept}\n");
    }
    print_requests(&server).await;
    Ok(())
}

/// The tokens of the agency, by a refresh token that is stored anew before it is needed again.
fn agency_tokens(base: &str, database: &Arc<Mutex<String>>) -> Result<Tokens, Box<dyn Error>> {
    let first = database.lock().map_err(|_| "the database is gone")?.clone();
    let app = OAuth2::builder(format!("{base}/oauth/token"), "not-a-real-app")
        .secret("not-a-real-secret")
        .client_auth(ClientAuth::Body)
        .param("user_type", "Company")
        .build()?;
    let database = Arc::clone(database);
    let source = app.refresh_token(first, move |tokens| {
        let database = Arc::clone(&database);
        async move {
            println!("tokens of the {}", tokens.extra()["userType"]);
            let next = tokens.refresh_token().ok_or("there is no refresh token")?;
            let mut kept = database.lock().map_err(|_| "the database is gone")?;
            next.expose_secret().clone_into(&mut kept);
            Ok(())
        }
    });
    Ok(Tokens::new(source))
}

/// The tokens of a location: the agency's own is exchanged for each, as soon as one is needed.
fn location_tokens(agency: &Client, location: &str) -> Tokens {
    let agency = agency.clone();
    let form = format!("companyId={COMPANY}&locationId={location}");
    Tokens::new(Refreshing::new(move |_| {
        let exchange = agency
            .request(Method::POST, "/oauth/locationToken")
            .header("Version", "2021-07-28")
            .body("application/x-www-form-urlencoded", form.clone());
        async move {
            let tokens = NewTokens::from_json(exchange.send().await?.body())?;
            println!("tokens of the location {}", tokens.extra()["locationId"]);
            Ok(tokens.token().clone())
        }
    }))
}

/// A server that answers as HighLevel's documentation shows.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    let company = serde_json::json!({
        "access_token": "agency-token",
        "token_type": "Bearer",
        "expires_in": 86399,
        "refresh_token": "refresh-1",
        "scope": "oauth.readonly oauth.write conversations.write",
        "userType": "Company",
        "companyId": COMPANY,
        "userId": "l1C08ntBrFjLS0elLIYU"
    });
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .and(body_string_contains("grant_type=refresh_token"))
        .and(body_string_contains("refresh_token=refresh-0"))
        .respond_with(ResponseTemplate::new(200).set_body_json(company))
        .mount(&server)
        .await;
    for location in LOCATIONS {
        let token = format!("token-of-{location}");
        let tokens = serde_json::json!({
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 86399,
            "scope": "conversations.write",
            "locationId": location,
            "planId": "l1C08ntBrFjLS0elLIYU",
            "userId": "l1C08ntBrFjLS0elLIYU"
        });
        Mock::given(method("POST"))
            .and(path("/oauth/locationToken"))
            .and(header("authorization", "Bearer agency-token"))
            .and(header("version", "2021-07-28"))
            .and(body_string_contains(format!("locationId={location}")))
            .respond_with(ResponseTemplate::new(200).set_body_json(tokens))
            .mount(&server)
            .await;
        let updated = serde_json::json!({
            "success": true,
            "conversation": {
                "id": "tDtDnQdgm2LXpyiqYvZ6",
                "locationId": location,
                "contactId": "tDtDnQdgm2LXpyiqYvZ6",
                "starred": true,
                "deleted": false
            }
        });
        Mock::given(method("PUT"))
            .and(path_regex("^/conversations/"))
            .and(header("authorization", format!("Bearer {token}").as_str()))
            .and(body_string_contains(location))
            .respond_with(ResponseTemplate::new(200).set_body_json(updated))
            .mount(&server)
            .await;
    }
    server
}

/// Prints what arrived, in order.
async fn print_requests(server: &MockServer) {
    println!("what the server received:");
    for Request { method, url, .. } in server.received_requests().await.unwrap_or_default() {
        println!("{method} {}", url.path());
    }
}
