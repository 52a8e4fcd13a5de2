//! Proxies that the environment names.

#[cfg(target_os = "linux")]
mod tunnels;

use crate::{
    PASSWORD, TOKEN, assert_outcome, call,
    parties::{self, Does, Proxy, Service},
};

/// The URL of `proxy`, with its password.
fn url(proxy: &Proxy) -> String {
    format!("http://user:{PASSWORD}@{}", proxy.address)
}

#[test]
fn a_proxy_takes_whole_requests_in_plain_sight() {
    let proxy = Proxy::start(Does::Answers);
    let outcome = call("http://service.example", &[("HTTP_PROXY", &url(&proxy))]);
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
fn a_proxy_that_carries_nothing_without_another_password_is_not_the_service() {
    let proxy = Proxy::start(Does::Demands);
    let outcome = call("http://service.example", &[("HTTP_PROXY", &url(&proxy))]);
    assert_outcome(&outcome, "refused", &["user and password", "407"]);
    assert_eq!(proxy.seen().len(), 1);
}

#[test]
fn a_redirect_past_the_proxy_takes_its_password_nowhere() {
    let service = Service::plain();
    let proxy = Proxy::start(Does::Redirects(service.url.clone()));
    let environment = [("HTTP_PROXY", &*url(&proxy)), ("NO_PROXY", "127.0.0.1")];
    assert_eq!(call("http://service.example", &environment), "200 OK");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(parties::password_in(&seen[0]), format!("user:{PASSWORD}"));
    // Nor the token, as it is another host.
    assert_eq!(service.seen(), ["HTTP/1.1 GET"]);
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_an_error_before_anything_is_sent() {
    let proxy = Proxy::start(Does::Answers);
    let outcome = call("https://service.example", &[("ALL_PROXY", &url(&proxy))]);
    let words = ["user and password", "proxy authorization required"];
    assert_outcome(&outcome, "refused", &words);
    // It would say the same again.
    assert_eq!(proxy.seen().len(), 1);
}

#[test]
fn a_proxy_that_says_nothing_is_given_up_before_anything_is_sent() {
    let proxy = Proxy::start(Does::Nothing);
    let begun = std::time::Instant::now();
    let environment = [
        ("HTTPS_PROXY", &*url(&proxy)),
        (crate::CONNECT_TIMEOUT, "1000"),
        crate::ONCE,
    ];
    let outcome = call("https://service.example", &environment);
    assert_outcome(&outcome, "not sent, late", &[]);
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("CONNECT service.example:443 "));
    // The attempt's own limit is 30 seconds.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn hosts_that_the_environment_excepts_are_reached_without_a_proxy() {
    let service = Service::plain();
    let proxy = Proxy::start(Does::Answers);
    let environment = [("HTTP_PROXY", &*url(&proxy)), ("NO_PROXY", "127.0.0.1")];
    assert_eq!(call(&service.url, &environment), "200 OK");
    let seen = format!("HTTP/1.1 GET authorization: Bearer {TOKEN}");
    assert_eq!((service.seen(), proxy.seen().len()), (vec![seen], 0));
}

#[test]
fn a_proxy_that_speaks_socks_is_refused_with_a_way_out() {
    let environment = [("ALL_PROXY", "socks5://127.0.0.1:9")];
    let outcome = call("https://service.example", &environment);
    let words = ["`socks5` needs a transport of your own"];
    assert_outcome(&outcome, "refused", &words);
}

#[test]
fn a_variable_that_names_no_proxy_is_named_and_its_value_is_not() {
    let service = Service::plain();
    for (name, url) in [
        ("HTTP_PROXY", &*service.url),
        ("http_proxy", &service.url),
        ("ALL_PROXY", &service.url),
        ("HTTPS_PROXY", "https://localhost:9"),
    ] {
        let value = format!("http://user:{PASSWORD} @127.0.0.1:9");
        let outcome = call(url, &[(name, &value)]);
        assert_outcome(&outcome, "refused", &[&format!("`{name}`")]);
    }
    assert_eq!(service.connections(), 0);
}

#[test]
fn a_variable_that_names_no_proxy_is_no_matter_to_others() {
    let service = Service::plain();
    let proxy = Proxy::start(Does::Answers);
    let broken = "socks://127.0.0.1:9/";
    // For another scheme, for a host that is excepted, or behind one that goes before it: what a desktop says.
    let url = url(&proxy);
    for environment in [
        [("HTTPS_PROXY", broken), ("NO_PROXY", "")],
        [("HTTP_PROXY", broken), ("NO_PROXY", "localhost,127.0.0.1")],
        [("HTTP_PROXY", broken), ("REQUEST_METHOD", "GET")],
        [("ALL_PROXY", broken), ("HTTP_PROXY", &url)],
    ] {
        assert_eq!(
            call(&service.url, &environment),
            "200 OK",
            "{environment:?}"
        );
    }
    assert_eq!((service.seen().len(), proxy.seen().len()), (3, 1));
}
