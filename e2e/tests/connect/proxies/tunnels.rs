//! Tunnels through proxies, and proxies that speak TLS themselves.

use super::url;
use crate::{
    PASSWORD, TOKEN, assert_outcome, call,
    parties::{Authority, Does, Proxy, Service, password_in},
};

fn seen_by(service: &Service) -> String {
    let seen = service.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen[0].clone()
}

#[test]
fn a_tunnel_shows_the_proxy_nothing_of_the_request_and_the_service_nothing_of_the_proxy() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let plain = Proxy::start(Does::Tunnels(service.address));
    let environment = [
        ("HTTPS_PROXY", &*url(&plain)),
        ("SSL_CERT_FILE", authority.path()),
    ];
    assert_eq!(call(&service.url, &environment), "200 OK");
    let seen = plain.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("CONNECT localhost:"), "{seen:?}");
    assert!(!seen[0].to_lowercase().contains("\r\nauthorization"));
    assert_eq!(password_in(&seen[0]), format!("user:{PASSWORD}"));
    let expected = format!("HTTP/2.0 GET authorization: Bearer {TOKEN}");
    assert_eq!(seen_by(&service), expected);
}

#[test]
fn a_redirect_into_a_tunnel_takes_no_password_to_the_service() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let first = Proxy::start(Does::Redirects(service.url.clone()));
    let second = Proxy::start(Does::Tunnels(service.address));
    let environment = [
        ("HTTP_PROXY", &*url(&first)),
        ("HTTPS_PROXY", &*url(&second)),
        ("SSL_CERT_FILE", authority.path()),
    ];
    assert_eq!(call("http://service.example", &environment), "200 OK");
    for proxy in [first, second] {
        let seen = proxy.seen();
        assert_eq!(seen.len(), 1);
        assert_eq!(password_in(&seen[0]), format!("user:{PASSWORD}"));
    }
    assert_eq!(seen_by(&service), "HTTP/2.0 GET");
}

#[test]
fn a_proxy_may_speak_tls() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let trusted = ("SSL_CERT_FILE", authority.path());
    let url = |proxy: &Proxy| {
        let port = proxy.address.port();
        format!("https://user:{PASSWORD}@localhost:{port}")
    };
    let proxy = Proxy::with_tls(&authority, Does::Tunnels(service.address));
    let outcome = call(&service.url, &[("HTTPS_PROXY", &url(&proxy)), trusted]);
    assert_eq!(outcome, "200 OK");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(password_in(&seen[0]), format!("user:{PASSWORD}"));
    let expected = format!("HTTP/2.0 GET authorization: Bearer {TOKEN}");
    assert_eq!(seen_by(&service), expected);
    // Whole requests too.
    let proxy = Proxy::with_tls(&authority, Does::Answers);
    let environment = [("HTTP_PROXY", &*url(&proxy)), trusted];
    assert_eq!(call("http://service.example", &environment), "200 OK");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0].starts_with("GET http://service.example/"),
        "{seen:?}"
    );
    assert_eq!(password_in(&seen[0]), format!("user:{PASSWORD}"));
}

#[test]
fn a_proxy_with_a_certificate_of_nobody_is_told_nothing() {
    let proxy = Proxy::with_tls(&Authority::new(), Does::Answers);
    let url = format!("https://user:{PASSWORD}@localhost:{}", proxy.address.port());
    for (variable, service) in [("HTTPS_PROXY", "https"), ("HTTP_PROXY", "http")] {
        let service = format!("{service}://service.example");
        let outcome = call(&service, &[(variable, &url)]);
        assert_outcome(&outcome, "refused", &["certificate"]);
    }
    assert!(proxy.seen().is_empty());
}
