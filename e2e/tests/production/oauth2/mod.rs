//! Tokens by OAuth 2.0 from an authorization server over a real socket.

mod people;
mod refresh;
mod repeats;

use std::{collections::BTreeMap, error::Error as _, time::Duration};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use highlevel::{
    BoxError, ClientAuth, ExposeSecret as _, NewTokens, OAuth2, OAuth2Builder, OAuth2Error,
    OAuth2Refusal, Retry, SecretString, Tokens,
};
use serde_json::json;

use crate::{
    Unreachable,
    faults::{Arrived, Reply, Server},
    tokens::{at_once, client, done},
};

/// What tests look for in everything that is shown.
const SECRET: &str = "s3cret-Of-The-App";

fn app(issuer: &Server) -> OAuth2Builder {
    OAuth2::builder(format!("{}/token", issuer.url), "app").secret(SECRET)
}

fn built(builder: OAuth2Builder) -> OAuth2 {
    builder.build().unwrap()
}

/// The fields of a request for tokens.
fn form(request: &Arrived) -> BTreeMap<String, String> {
    assert_eq!(request.parts.method, "POST");
    let media = request.header("content-type");
    assert_eq!(media, Some("application/x-www-form-urlencoded"));
    url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect()
}

fn fields<const N: usize>(fields: [(&str, &str); N]) -> BTreeMap<String, String> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    fields.into_iter().map(owned).collect()
}

/// Gives `a1`, `a2` … and refresh tokens `r1`, `r2` …, where the next is good only once.
async fn rotating(lifetime: f64) -> Server {
    Server::start(move |count, request| {
        let fields = form(request);
        let last = fields.get("refresh_token").map(String::as_str);
        if last.is_some_and(|last| last != format!("t0ken-r{count}")) {
            return refusal("invalid_grant");
        }
        let number = count + 1;
        Reply::json(&json!({
            "access_token": format!("t0ken-a{number}"),
            "token_type": "Bearer",
            "expires_in": lifetime,
            "refresh_token": format!("t0ken-r{number}"),
            "userType": "Company",
            "companyId": "c1",
        }))
        .after(Duration::from_millis(50))
    })
    .await
}

fn refusal(code: &str) -> Reply {
    let body = json!({ "error": code, "error_description": format!("no {SECRET}, r0") });
    let media = vec![("content-type", "application/json".to_owned())];
    Reply::Answer(400, media, body.to_string())
}

/// All that an error shows, with its causes.
fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (**error).source());
    causes.map(|error| format!("{error} {error:?} ")).collect()
}

async fn accepted(_: NewTokens) -> Result<(), BoxError> {
    Ok(())
}

#[tokio::test]
async fn many_calls_wait_for_one_request_by_client_credentials() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| done()).await;
    let app = app(&issuer)
        .scopes(["read", "write"])
        .param("audience", "all of it");
    let client = client(&service, Tokens::new(built(app).client_credentials()));
    for outcome in at_once(&client, 50).await {
        outcome.unwrap();
    }
    assert_eq!((issuer.count(), service.count()), (1, 50));
    let asked = &issuer.arrived()[0];
    let expected = fields([
        ("grant_type", "client_credentials"),
        ("scope", "read write"),
        ("audience", "all of it"),
    ]);
    assert_eq!(form(asked), expected);
    assert_eq!(asked.parts.uri.path(), "/token");
    assert_eq!(asked.header("accept"), Some("application/json"));
    for call in service.arrived() {
        assert_eq!(call.header("authorization"), Some("Bearer t0ken-a1"));
    }
}

#[tokio::test]
async fn the_app_proves_itself_in_the_header_or_in_the_body() {
    let issuer = rotating(3600.0).await;
    // RFC 6749, §2.3.1: both are encoded as in a form before they are joined.
    let odd = OAuth2::builder(format!("{}/token", issuer.url), "an app:1").secret("a b+c:ä");
    let body = odd.clone().client_auth(ClientAuth::Body);
    let public = OAuth2::builder(format!("{}/token", issuer.url), "app");
    for app in [odd, body, public] {
        built(app).fetch_by_client_credentials().await.unwrap();
    }
    let arrived = issuer.arrived();
    let basic = BASE64_STANDARD.encode("an+app%3A1:a+b%2Bc%3A%C3%A4");
    assert_eq!(
        arrived[0].header("authorization"),
        Some(format!("Basic {basic}").as_str())
    );
    let grant = ("grant_type", "client_credentials");
    assert_eq!(form(&arrived[0]), fields([grant]));
    assert_eq!(arrived[1].header("authorization"), None);
    let proof = [
        grant,
        ("client_id", "an app:1"),
        ("client_secret", "a b+c:ä"),
    ];
    assert_eq!(form(&arrived[1]), fields(proof));
    assert_eq!(arrived[2].header("authorization"), None);
    assert_eq!(form(&arrived[2]), fields([grant, ("client_id", "app")]));
}

#[tokio::test]
async fn an_answer_without_tokens_is_an_error_that_says_where() {
    let other = Server::start(|_, _| done()).await;
    let to = format!("{}/token", other.url);
    let issuer = Server::start(move |count, _| match count {
        0 => Reply::json(&json!({ "token": SECRET })),
        1 => Reply::json(&json!({ "access_token": { "is": SECRET } })),
        2 => Reply::Answer(503, Vec::new(), format!("<html>{SECRET}</html>")),
        3 => Reply::Answer(
            200,
            vec![("content-type", "text/html".into())],
            SECRET.into(),
        ),
        4 => Reply::with(307, "location", to.clone()),
        5 => Reply::Reset,
        6 => Reply::Silence,
        // Some services answer 200 with an error.
        7 => Reply::json(&json!({ "error": "bad_code", "error_description": SECRET })),
        // One that puts what it was sent where a code belongs.
        8 => refusal(&format!("no app has {SECRET}")),
        // Some services answer 201.
        _ => Reply::Answer(201, Vec::new(), json!({ "access_token": "a" }).to_string()),
    })
    .await;
    let app = app(&issuer).timeout(Duration::from_millis(300));
    let app = built(app.retry(Retry::never()));
    let mut errors = Vec::new();
    for _ in 0..9 {
        errors.push(app.fetch_by_client_credentials().await.unwrap_err());
    }
    for error in &errors {
        assert!(!shown(error).contains(SECRET), "{}", shown(error));
    }
    let status = |at: usize| match &errors[at] {
        OAuth2Error::Answer { status, .. } => status.as_u16(),
        other => panic!("{at}: {other:?}"),
    };
    let statuses: Vec<u16> = (0..5).map(status).collect();
    assert_eq!(statuses, [200, 200, 503, 200, 307]);
    let why = errors[0].source().unwrap().to_string();
    assert!(why.starts_with("missing field `access_token`"), "{why}");
    for (at, is_timeout) in [(5, false), (6, true)] {
        let OAuth2Error::NoAnswer(why) = &errors[at] else {
            panic!("{:?}", errors[at]);
        };
        assert_eq!(why.is_timeout(), is_timeout);
    }
    let code = |at: usize| match &errors[at] {
        OAuth2Error::Refused(refusal) => OAuth2Refusal::code(refusal).to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(7), "bad_code");
    assert_eq!(code(8), format!("no app has {SECRET}"));
    app.fetch_by_client_credentials().await.unwrap();
    assert_eq!((issuer.count(), other.count()), (10, 0));
}

#[tokio::test]
async fn tokens_are_asked_for_through_a_transport_of_ones_own() {
    let transport = Unreachable::default();
    let app = OAuth2::builder("https://issuer.example/token", "app").secret(SECRET);
    let app = built(app.transport(transport.clone()).retry(Retry::never()));
    let error = app.fetch_by_client_credentials().await.unwrap_err();
    assert!(matches!(error, OAuth2Error::NoAnswer(_)), "{error:?}");
    assert_eq!(transport.count(), 1);
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    for url in [
        "token",
        "/token",
        "ftp://a.example/token",
        "https://a.example/#x",
        "",
    ] {
        let error = OAuth2::builder(url, "app").build().unwrap_err();
        assert!(
            matches!(error, OAuth2Error::Url { what: "token URL" }),
            "{url}"
        );
    }
    let app = OAuth2::builder("https://a.example/token", "app");
    let error = app.clone().authorization_url("auth").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the authorization URL is no absolute URL, or has a fragment"
    );
    let error = app.build().unwrap().authorize().unwrap_err();
    assert!(matches!(error, OAuth2Error::Missing { .. }), "{error:?}");
}

#[tokio::test]
async fn no_type_shows_a_secret() {
    let issuer = rotating(3600.0).await;
    let url = format!("{}/authorize", issuer.url);
    let builder = app(&issuer)
        .param("password", SECRET)
        .authorization_url(url);
    let app = built(builder.clone());
    let (_, login) = app.authorize().unwrap();
    let json = json!({ "access_token": SECRET, "refresh_token": SECRET, "id_token": SECRET });
    let tokens = NewTokens::from_json(json.to_string().as_bytes()).unwrap();
    let source = app.refresh_token(SECRET, accepted);
    let shown = format!("{builder:?} {app:?} {login:?} {tokens:?} {source:?}");
    for secret in [SECRET, exposed(login.state()), exposed(login.verifier())] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

fn exposed(secret: &SecretString) -> &str {
    secret.expose_secret()
}
