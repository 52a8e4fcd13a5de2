//! How the client's own transport gets to a service: by TLS, and through proxies that the environment names;
//! and what it takes a failure on the way for.
//!
//! What a process's environment says is read once, so each call is made by a process of its own: this test
//! program, told by its environment to be the caller.

// By a variable of the environment only Linux is told whom to trust.
#[cfg(target_os = "linux")]
mod bodies;
#[cfg(target_os = "linux")]
mod http2;
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "TLS is tried on Linux")
)]
mod parties;
mod proxies;
#[cfg(target_os = "linux")]
mod tls;

use std::{
    process::{Command, Output},
    time::Duration,
};

use base64::Engine as _;
use highlevel::{Client, Retry, SendError, http::Method};
use tracing_subscriber::filter::LevelFilter;

/// The token of the call, and the password of the proxy; neither shows anywhere.
const TOKEN: &str = "t0ken-of-the-call";
const PASSWORD: &str = "pr0xy-password";

/// What a caller is told by: the method (`GET` unless it says another), that it makes one attempt, how long it
/// waits for a connection in milliseconds, what is wrong with the body of its request, and that it drops a call
/// before that when there is a file at this path.
const METHOD: &str = "CALLER_METHOD";
const ONCE: (&str, &str) = ("CALLER_ATTEMPTS", "1");
const CONNECT_TIMEOUT: &str = "CALLER_CONNECT_TIMEOUT";
const DROPS: &str = "CALLER_DROPS";
const BREAKS_OFF: (&str, &str) = ("CALLER_BODY", "breaks off");
const REFUSED: (&str, &str) = ("CALLER_BODY", "refused by another");
const SHORT: (&str, &str) = ("CALLER_BODY", "short");

/// Makes the call that its environment describes, and prints what came of it.
#[tokio::test]
#[ignore = "the caller of the tests here"]
async fn caller() {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .init();
    let var = |name| std::env::var(name).ok();
    let mut client = Client::builder()
        .base_url(var("SERVICE_URL").unwrap())
        .bearer_token(TOKEN);
    if var(ONCE.0).is_some() {
        client = client.retry(Retry::never());
    }
    if let Some(limit) = var(CONNECT_TIMEOUT) {
        client = client.connect_timeout(Duration::from_millis(limit.parse().unwrap()));
    }
    if let Some(wrong) = var(BREAKS_OFF.0) {
        let spoil = move |request| parties::spoil(request, &wrong);
        client = client.layer(tower::util::MapRequestLayer::new(spoil));
    }
    let client = client.build().unwrap();
    let method = var(METHOD).unwrap_or_else(|| "GET".to_owned());
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    if let Some(path) = var(DROPS) {
        let call = tokio::spawn(client.request(method.clone(), "/dropped").send());
        while !std::fs::exists(&path).unwrap() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    let mut request = client.request(method.clone(), "/conversations/1");
    if method != Method::GET {
        request = request.json(&true);
    }
    match request.send().await {
        Ok(answer) => println!("\noutcome: {}", answer.status()),
        Err(error) => println!("\noutcome: {}", told(&error)),
    }
}

/// What is told of an error, with all that it comes from.
fn told(error: &highlevel::Error<std::convert::Infallible>) -> String {
    let kind = match error {
        highlevel::Error::NotSent(SendError::Refused(_)) => "refused",
        highlevel::Error::NotSent(_) => "not sent",
        highlevel::Error::MaybeSent(_) => "maybe sent",
        _ => "other",
    };
    let in_time = if error.is_timeout() { ", late" } else { "" };
    let mut text = format!("{kind}{in_time}: {error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}

/// What a caller in `environment` prints of its outcome, after a look for secrets at all that it printed.
fn call(url: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "caller", "--nocapture"]);
    for (name, _) in std::env::vars_os() {
        let lower = name.to_string_lossy().to_lowercase();
        let is_ours = ["request_method", "ssl_cert_dir", "ssl_cert_file"].contains(&&*lower);
        if is_ours || lower.ends_with("_proxy") || lower.starts_with("caller_") {
            command.env_remove(name);
        }
    }
    let environment = environment.iter().copied();
    let output = command.env("SERVICE_URL", url).envs(environment).output();
    let Output { stdout, stderr, .. } = output.unwrap();
    let all = [stdout, stderr].map(|octets| String::from_utf8(octets).unwrap());
    // What a header has the password as.
    let credentials = base64::prelude::BASE64_STANDARD.encode(format!("user:{PASSWORD}"));
    for secret in [TOKEN, PASSWORD, &credentials] {
        assert!(!all.iter().any(|text| text.contains(secret)), "{all:?}");
    }
    let outcome = all[0]
        .lines()
        .find_map(|line| line.strip_prefix("outcome: "));
    outcome.unwrap_or_else(|| panic!("{all:?}")).to_owned()
}

/// Whether `outcome` begins with `kind` and says all of `words`.
#[track_caller]
fn assert_outcome(outcome: &str, kind: &str, words: &[&str]) {
    assert!(outcome.starts_with(&format!("{kind}: ")), "{outcome}");
    for words in words {
        assert!(outcome.contains(words), "{words}: {outcome}");
    }
}
