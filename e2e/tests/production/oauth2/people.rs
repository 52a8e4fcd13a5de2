//! What a person gives access to, and tokens that are exchanged for others.

use std::{collections::BTreeMap, time::Duration};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use highlevel::{
    CallOptions, NewTokens, OAuth2, OAuth2Error, OAuth2Flow, OAuth2Login, Refreshing, Tokens,
    http::Method, models::UpdateConversation,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{accepted, app, built, exposed, fields, form, rotating};
use crate::{
    faults::{Reply, Server},
    tokens::{client, done},
};

#[tokio::test]
async fn a_person_is_asked_and_the_code_exchanged_with_its_verifier() {
    let issuer = rotating(3600.0).await;
    let app = built(
        app(&issuer)
            .authorization_url(format!("{}/authorize?tenant=t", issuer.url))
            .redirect_url("https://app.example/back")
            .scopes(["read", "write"])
            .authorization_param("prompt", "consent")
            .param("user_type", "Company"),
    );
    let (url, login) = app.authorize().unwrap();
    let url = url::Url::parse(&url).unwrap();
    let mut sent: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let (state, challenge) = (
        sent.remove("state").unwrap(),
        sent.remove("code_challenge").unwrap(),
    );
    let expected = fields([
        ("client_id", "app"),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
        ("redirect_uri", "https://app.example/back"),
        ("response_type", "code"),
        ("scope", "read write"),
        ("tenant", "t"),
    ]);
    assert_eq!((sent, url.path()), (expected, "/authorize"));
    // Another one's answer is not taken, and nothing is sent.
    let error = app.exchange(&login, "code", "forged").await.unwrap_err();
    assert!(matches!(error, OAuth2Error::State), "{error:?}");
    let error = app.exchange_url(&login, "/back?code=c&state=forged").await;
    assert!(matches!(error.unwrap_err(), OAuth2Error::State));
    let error = app.exchange_url(&login, "/back?code=c").await.unwrap_err();
    assert!(matches!(error, OAuth2Error::State), "{error:?}");
    assert_eq!(issuer.count(), 0);
    // It may be taken up in another process.
    let login = OAuth2Login::new(login.state().clone(), login.verifier().clone());
    let back = format!("https://app.example/back?code=a%2Bb&state={state}");
    let tokens = app.exchange_url(&login, &back).await.unwrap();
    let mut asked = form(&issuer.arrived()[0]);
    let verifier = asked.remove("code_verifier").unwrap();
    let expected = fields([
        ("grant_type", "authorization_code"),
        ("code", "a+b"),
        ("redirect_uri", "https://app.example/back"),
        ("user_type", "Company"),
    ]);
    assert_eq!(asked, expected);
    // RFC 7636, §4.1 and §4.2.
    assert!((43..=128).contains(&verifier.len()));
    let digest = Sha256::digest(verifier.as_bytes());
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(digest), challenge);
    // Another person has another state and another verifier.
    let (_, other) = app.authorize().unwrap();
    assert!(exposed(other.state()) != state && exposed(other.verifier()) != verifier);
    assert_eq!(exposed(tokens.access_token()), "t0ken-a1");
    assert_eq!(exposed(tokens.refresh_token().unwrap()), "t0ken-r1");
    assert_eq!(tokens.expires_in(), Some(Duration::from_secs(3600)));
    assert_eq!(tokens.extra()["userType"], "Company");
    assert_eq!(tokens.extra()["companyId"], "c1");
    assert_eq!(tokens.extra().len(), 2);
}

#[tokio::test]
async fn a_person_who_refuses_is_an_error() {
    let issuer = rotating(3600.0).await;
    let url = format!("{}/authorize", issuer.url);
    let app = built(app(&issuer).authorization_url(url));
    let login = OAuth2Login::new("s", "v");
    let back = "/back?error=access_denied&error_description=No.&state=s";
    let error = app.exchange_url(&login, back).await.unwrap_err();
    let OAuth2Error::Refused(refusal) = &error else {
        panic!("{error:?}");
    };
    assert_eq!((refusal.code(), refusal.status()), ("access_denied", None));
    assert_eq!(refusal.description(), Some("No."));
    let error = app.exchange_url(&login, "/back?state=s").await.unwrap_err();
    assert!(matches!(error, OAuth2Error::NoCode), "{error:?}");
    assert_eq!(issuer.count(), 0);
}

#[tokio::test]
async fn the_flows_of_a_document_say_where_tokens_come_from() {
    let issuer = rotating(3600.0).await;
    let url = |path| Some(&*format!("{}{path}", issuer.url).leak());
    let flow = OAuth2Flow {
        authorization_url: url("/authorize"),
        device_authorization_url: None,
        token_url: url("/token"),
        refresh_url: url("/refresh"),
        scopes: &[("read", "Read all.")],
    };
    let app = OAuth2::of(&flow, "app");
    let app = built(app.scopes(flow.scopes.iter().map(|(scope, _)| *scope)));
    let (url, _) = app.authorize().unwrap();
    let begin = format!("{}/authorize?", issuer.url);
    assert!(
        url.starts_with(&begin) && url.contains("scope=read"),
        "{url}"
    );
    app.fetch_by_client_credentials().await.unwrap();
    app.fetch_by_refresh_token(&"t0ken-r1".into())
        .await
        .unwrap();
    let arrived = issuer.arrived();
    let paths: Vec<_> = arrived.iter().map(|it| it.parts.uri.path()).collect();
    assert_eq!(paths, ["/token", "/refresh"]);
}

// What HighLevel does: an agency's token is exchanged for one of each location.
#[tokio::test]
async fn each_location_of_an_agency_has_a_token_of_its_own() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, request| {
        let token = request.header("authorization").unwrap();
        if request.parts.uri.path() != "/oauth/locationToken" {
            let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
            let expected = format!("Bearer a-{}", body["locationId"].as_str().unwrap());
            return match token == expected {
                true => done(),
                false => Reply::status(401),
            };
        }
        assert_eq!(token, "Bearer t0ken-a1");
        assert_eq!(request.header("version"), Some("2021-07-28"));
        let fields = form(request);
        assert_eq!(fields["companyId"], "c1");
        let location = &fields["locationId"];
        let answer = json!({
            "access_token": format!("a-{location}"),
            "expires_in": 86399,
            "locationId": location,
        });
        Reply::json(&answer).after(Duration::from_millis(50))
    })
    .await;
    let source = built(app(&issuer)).refresh_token("t0ken-r0", accepted);
    let agency = client(&service, Tokens::new(source));
    let calls: Vec<_> = ["l1", "l2"]
        .into_iter()
        .flat_map(|location| {
            let from = agency.clone();
            let source = Refreshing::new(move |_| {
                let form = format!("companyId=c1&locationId={location}");
                let exchange = from
                    .request(Method::POST, "/oauth/locationToken")
                    .header("Version", "2021-07-28")
                    .body("application/x-www-form-urlencoded", form);
                async move {
                    let tokens = NewTokens::from_json(exchange.send().await?.body())?;
                    assert_eq!(tokens.extra()["locationId"], location);
                    Ok(tokens.token().clone())
                }
            });
            let tenant = agency.with(CallOptions::new().token_source(Tokens::new(source)));
            (0..25).map(move |_| {
                let conversations = tenant.conversations();
                let body = UpdateConversation::new(location);
                tokio::spawn(conversations.update_conversation("c", body).send())
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let arrived = service.arrived();
    let exchanges = arrived
        .iter()
        .filter(|it| it.parts.method == "POST")
        .count();
    assert_eq!((issuer.count(), exchanges, arrived.len()), (1, 2, 52));
}
