//! How the client's own transport gets to a service: by TLS, and through proxies that the environment names.
//!
//! What a process's environment says is read once, so each call is made by a process of its own: this test
//! program, told by its environment to be the caller.

mod parties;

use std::{
    collections::BTreeMap,
    process::{Command, Output},
};

use highlevel::{Client, SendError};
use tracing_subscriber::filter::LevelFilter;

use crate::parties::{Authority, Proxy, Service};

/// The token of the call, and the password of the proxy; neither shows anywhere.
const TOKEN: &str = "t0ken-of-the-call";
const PASSWORD: &str = "pr0xy-password";

/// Makes the call that its environment describes, and prints what came of it.
#[tokio::test]
#[ignore = "the caller of the tests here"]
async fn caller() {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .init();
    let url = std::env::var("SERVICE_URL").unwrap();
    let client = Client::builder().base_url(url).bearer_token(TOKEN);
    let client = client.build().unwrap();
    let request = client.request(highlevel::http::Method::GET, "/conversations/1");
    match request.send().await {
        Ok(answer) => println!("\noutcome: {}", answer.status()),
        Err(error) => {
            let kind = match &error {
                highlevel::Error::NotSent(SendError::Refused(_)) => "refused",
                highlevel::Error::NotSent(_) => "not sent",
                _ => "other",
            };
            let mut text = format!("{error} {error:?}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                text += &format!(": {cause}");
                source = cause.source();
            }
            println!("\noutcome: {kind}: {text}");
        }
    }
}

/// What a caller in `environment` prints of its outcome, after a look for secrets at all that it printed.
fn call(url: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "caller", "--nocapture"]);
    for name in ["http", "https", "all", "no"] {
        let name = format!("{name}_proxy");
        command.env_remove(&name).env_remove(name.to_uppercase());
    }
    let environment: BTreeMap<_, _> = environment.iter().copied().collect();
    let output = command.env("SERVICE_URL", url).envs(environment).output();
    let Output { stdout, stderr, .. } = output.unwrap();
    let all = [stdout, stderr].map(|octets| String::from_utf8(octets).unwrap());
    for secret in [TOKEN, PASSWORD] {
        assert!(!all.iter().any(|text| text.contains(secret)), "{all:?}");
    }
    let outcome = all[0]
        .lines()
        .find_map(|line| line.strip_prefix("outcome: "));
    outcome.unwrap_or_else(|| panic!("{all:?}")).to_owned()
}

#[test]
fn tls_speaks_the_version_of_http_that_the_service_likes() {
    let authority = Authority::new();
    for (offers, speaks) in [(&["h2", "http/1.1"][..], "HTTP/2.0"), (&[], "HTTP/1.1")] {
        let service = Service::with_tls(&authority, offers);
        let outcome = call(&service.url, &[("SSL_CERT_FILE", authority.path())]);
        assert_eq!(outcome, "200 OK");
        assert_eq!(service.seen(), [format!("{speaks} Bearer {TOKEN}")]);
    }
}

#[test]
fn a_certificate_of_nobody_is_refused() {
    let service = Service::with_tls(&Authority::new(), &["h2"]);
    let outcome = call(&service.url, &[("SSL_CERT_FILE", Authority::new().path())]);
    assert!(outcome.starts_with("not sent: "), "{outcome}");
    assert!(outcome.contains("certificate"), "{outcome}");
    assert!(service.seen().is_empty());
}

#[test]
fn a_proxy_takes_whole_requests_in_plain_sight() {
    let proxy = Proxy::start(None);
    let url = format!("http://user:{PASSWORD}@{}", proxy.address);
    let outcome = call("http://service.example", &[("HTTP_PROXY", &url)]);
    assert_eq!(outcome, "200 OK");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0].starts_with("GET http://service.example/conversations/1 HTTP/1.1\r\n"),
        "{seen:?}"
    );
    assert_eq!(parties::password_in(&seen[0]), format!("user:{PASSWORD}"));
}

#[test]
fn a_tunnel_shows_the_proxy_nothing_of_the_request() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let proxy = Proxy::start(Some(service.address));
    let url = format!("http://user:{PASSWORD}@{}", proxy.address);
    let environment = [("HTTPS_PROXY", &*url), ("SSL_CERT_FILE", authority.path())];
    assert_eq!(call(&service.url, &environment), "200 OK");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("CONNECT localhost:"), "{seen:?}");
    assert!(!seen[0].to_lowercase().contains("\r\nauthorization"));
    assert_eq!(parties::password_in(&seen[0]), format!("user:{PASSWORD}"));
    assert_eq!(service.seen(), [format!("HTTP/2.0 Bearer {TOKEN}")]);
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_an_error_before_anything_is_sent() {
    let proxy = Proxy::start(None);
    let url = format!("http://{}", proxy.address);
    let outcome = call("https://service.example", &[("ALL_PROXY", &url)]);
    assert!(outcome.starts_with("not sent: "), "{outcome}");
    assert!(
        outcome.contains("proxy authorization required"),
        "{outcome}"
    );
    // As often as any connection that cannot be made.
    assert_eq!(proxy.seen().len(), 3);
}

#[test]
fn hosts_that_the_environment_excepts_are_reached_without_a_proxy() {
    let service = Service::plain();
    let proxy = Proxy::start(None);
    let url = format!("http://{}", proxy.address);
    let environment = [("HTTP_PROXY", &*url), ("NO_PROXY", "127.0.0.1")];
    assert_eq!(call(&service.url, &environment), "200 OK");
    assert_eq!((service.seen().len(), proxy.seen().len()), (1, 0));
}

#[test]
fn a_proxy_that_speaks_socks_is_refused_with_a_way_out() {
    let outcome = call(
        "https://service.example",
        &[("ALL_PROXY", "socks5://127.0.0.1:9")],
    );
    assert!(outcome.starts_with("refused: "), "{outcome}");
    assert!(
        outcome.contains("`socks5` needs a transport of your own"),
        "{outcome}"
    );
}
