//! Tokens by OAuth 2.0 from an authorization server over a real socket.

use std::{
    collections::BTreeMap,
    error::Error as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use highlevel::{
    BoxError, ClientAuth, Error, ExposeSecret as _, NewTokens, OAuth2, OAuth2Builder, OAuth2Error,
    OAuth2Login, OAuth2Refusal, SecretString, SendError, Token, Tokens, http::StatusCode,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    faults::{Arrived, Reply, Server},
    tokens::{Outcome, at_once, call, client, done},
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
        if last.is_some_and(|last| last != format!("r{count}")) {
            return refusal("invalid_grant");
        }
        let number = count + 1;
        Reply::json(&json!({
            "access_token": format!("a{number}"),
            "token_type": "Bearer",
            "expires_in": lifetime,
            "refresh_token": format!("r{number}"),
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

/// Why there was no token, of a call that was not sent.
fn reason(outcome: Outcome) -> OAuth2Error {
    match outcome.unwrap_err() {
        Error::NotSent(SendError::Token(error)) | Error::MaybeSent(SendError::Token(error)) => {
            error.downcast_ref::<OAuth2Error>().unwrap().clone()
        }
        other => panic!("{other:?}"),
    }
}

/// All that an error shows, with its causes.
fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (**error).source());
    causes.map(|error| format!("{error} {error:?} ")).collect()
}

/// A store of refresh tokens that notes what it is given.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Vec<String>>>);

impl Store {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn noted(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn takes(&self, tokens: &NewTokens) {
        let next = tokens.refresh_token().unwrap().expose_secret();
        self.note(format!("store {next}"));
    }
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
        assert_eq!(call.header("authorization"), Some("Bearer a1"));
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
async fn tokens_are_refreshed_before_they_end() {
    let issuer = rotating(1.0).await;
    let service = Server::start(|_, _| done()).await;
    let source = built(app(&issuer)).refresh_token("r0", accepted);
    let client = client(&service, Tokens::new(source));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(issuer.count(), 1);
    // A tenth of its life before the end is the margin.
    tokio::time::sleep(Duration::from_millis(920)).await;
    for outcome in at_once(&client, 20).await {
        outcome.unwrap();
    }
    assert_eq!((issuer.count(), service.count()), (2, 22));
    let asked: Vec<_> = issuer.arrived().iter().map(form).collect();
    let refresh = |token| fields([("grant_type", "refresh_token"), ("refresh_token", token)]);
    assert_eq!(asked, [refresh("r0"), refresh("r1")]);
}

#[tokio::test]
async fn tokens_are_refreshed_once_where_one_is_refused() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, request| match request.header("authorization") {
        Some("Bearer a1") => done(),
        _ => Reply::status(401),
    })
    .await;
    let source = built(app(&issuer)).refresh_token("r0", accepted);
    let source = source.starting_with(Token::new("a0"));
    let client = client(&service, Tokens::new(source));
    for outcome in at_once(&client, 20).await {
        outcome.unwrap();
    }
    assert_eq!((issuer.count(), service.count()), (1, 40));
}

#[tokio::test]
async fn a_rotated_refresh_token_is_stored_before_the_call_leaves() {
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let (served, kept) = (log.clone(), log.clone());
    let service = Server::start(move |_, request| {
        served.note(request.header("authorization").unwrap());
        match request.header("authorization") {
            Some("Bearer a2") => done(),
            _ => Reply::status(401),
        }
    })
    .await;
    let source = built(app(&issuer)).refresh_token("r0", move |tokens| {
        let kept = kept.clone();
        async move {
            kept.note("begin");
            tokio::time::sleep(Duration::from_millis(100)).await;
            kept.takes(&tokens);
            Ok(())
        }
    });
    call(&client(&service, Tokens::new(source))).await.unwrap();
    let expected = [
        "begin",
        "store r1",
        "Bearer a1",
        "begin",
        "store r2",
        "Bearer a2",
    ];
    assert_eq!(log.noted(), expected);
    assert_eq!((issuer.count(), service.count()), (2, 2));
}

#[tokio::test]
async fn what_could_not_be_stored_is_stored_by_the_next_call() {
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("r0", move |tokens| {
        kept.takes(&tokens);
        let fails = count.fetch_add(1, Ordering::SeqCst) < 2;
        async move {
            if fails {
                Err("the disk is full".into())
            } else {
                Ok(())
            }
        }
    });
    let client = client(&service, Tokens::new(source));
    // One failure for all that waited, and nothing leaves.
    for outcome in at_once(&client, 10).await {
        let error = reason(outcome);
        assert!(matches!(&error, OAuth2Error::Store(why) if why.to_string() == "the disk is full"));
    }
    assert!(matches!(reason(call(&client).await), OAuth2Error::Store(_)));
    assert_eq!((issuer.count(), service.count()), (1, 0));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(log.noted(), ["store r1"; 3]);
    assert_eq!((issuer.count(), service.count()), (1, 2));
    assert_eq!(
        service.arrived()[0].header("authorization"),
        Some("Bearer a1")
    );
}

#[tokio::test]
async fn what_ended_before_it_was_stored_is_stored_and_replaced() {
    let log = Store::default();
    let issuer = rotating(0.2).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("r0", move |tokens| {
        kept.takes(&tokens);
        let fails = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if fails {
                Err("the disk is full".into())
            } else {
                Ok(())
            }
        }
    });
    let client = client(&service, Tokens::new(source));
    reason(call(&client).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    call(&client).await.unwrap();
    assert_eq!(log.noted(), ["store r1", "store r1", "store r2"]);
    assert_eq!(
        service.arrived()[0].header("authorization"),
        Some("Bearer a2")
    );
}

#[tokio::test]
async fn a_store_that_fails_behind_a_refusal_fails_the_call() {
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| Reply::status(401)).await;
    let source = built(app(&issuer)).refresh_token("r0", |_| async { Err("it is locked".into()) });
    let source = source.starting_with(Token::new("a0"));
    let error = call(&client(&service, Tokens::new(source)))
        .await
        .unwrap_err();
    let Error::MaybeSent(SendError::Token(why)) = &error else {
        panic!("{error:?}");
    };
    let why = why.downcast_ref::<OAuth2Error>();
    assert!(matches!(why, Some(OAuth2Error::Store(_))), "{why:?}");
    assert_eq!((issuer.count(), service.count()), (1, 1));
}

#[tokio::test]
async fn a_store_that_is_cut_off_is_asked_again() {
    let log = Store::default();
    let issuer = rotating(3600.0).await;
    let service = Server::start(|_, _| done()).await;
    let kept = log.clone();
    let count = AtomicUsize::new(0);
    let source = built(app(&issuer)).refresh_token("r0", move |tokens| {
        kept.takes(&tokens);
        let hangs = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Ok(())
        }
    });
    let client = client(
        &service,
        Tokens::new(source.limit(Duration::from_millis(300))),
    );
    call(&client).await.unwrap_err();
    call(&client).await.unwrap();
    assert_eq!(log.noted(), ["store r1", "store r1"]);
    assert_eq!((issuer.count(), service.count()), (1, 1));
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_is_good_again() {
    let issuer = Server::start(|_, _| {
        Reply::json(&json!({ "access_token": "a", "token_type": "bearer", "expires_in": "0" }))
    })
    .await;
    let service = Server::start(|_, _| done()).await;
    let log = Store::default();
    let kept = log.clone();
    let elsewhere = format!("{}/refresh", issuer.url);
    let app = built(app(&issuer).refresh_url(elsewhere).scopes(["read"]));
    let source = app.refresh_token("r0", move |tokens| {
        kept.takes(&tokens);
        async { Ok(()) }
    });
    let client = client(&service, Tokens::new(source));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    for asked in issuer.arrived() {
        assert_eq!(asked.parts.uri.path(), "/refresh");
        let expected = [("grant_type", "refresh_token"), ("refresh_token", "r0")];
        assert_eq!(form(&asked), fields(expected));
    }
    assert_eq!((issuer.count(), log.noted().len()), (2, 2));
}

#[tokio::test]
async fn a_dead_refresh_token_is_an_error_that_says_so() {
    let issuer = Server::start(|_, _| refusal("invalid_grant")).await;
    let service = Server::start(|_, _| done()).await;
    let stored = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&stored);
    let source = built(app(&issuer)).refresh_token("r0", move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    });
    let client = client(&service, Tokens::new(source));
    for outcome in at_once(&client, 20).await {
        let error = reason(outcome);
        assert!(error.is_invalid_grant(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the authorization server refuses: invalid_grant"
        );
        let OAuth2Error::Refused(refusal) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(refusal.status(), Some(StatusCode::BAD_REQUEST));
        assert!(
            refusal
                .description()
                .is_some_and(|said| said.contains(SECRET))
        );
        assert!(!shown(&error).contains(SECRET) && !shown(&error).contains("r0"));
    }
    let counts = (
        issuer.count(),
        service.count(),
        stored.load(Ordering::SeqCst),
    );
    assert_eq!(counts, (1, 0, 0));
}

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
    assert_eq!(exposed(tokens.access_token()), "a1");
    assert_eq!(exposed(tokens.refresh_token().unwrap()), "r1");
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
    let app = built(app(&issuer).timeout(Duration::from_millis(300)));
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
