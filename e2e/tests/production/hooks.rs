//! What stands around each attempt.

use std::sync::{Arc, Mutex};

use highlevel::{Attempt, Hooks, Outcome, Retry, TraceContext, http::HeaderMap};

use crate::{
    Unreachable, alive, builder,
    faults::{Reply, Server},
    quick,
    whole_bookshop::Client,
};

/// Notes what it sees.
#[derive(Clone, Default)]
struct Noted(Arc<Mutex<Vec<String>>>);

impl Noted {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Hooks for Noted {
    fn before_attempt(&self, attempt: &Attempt<'_>, headers: &mut HeaderMap) {
        headers.insert("x-attempt", attempt.number().into());
        let (method, path) = (attempt.method(), attempt.uri().path());
        let line = format!(
            "{} {} {method} {path}",
            attempt.operation(),
            attempt.number()
        );
        self.0.lock().unwrap().push(line);
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let end = match (outcome.status(), outcome.error()) {
            (Some(status), None) => {
                assert!(outcome.headers().is_some());
                status.as_u16().to_string()
            }
            (None, Some(error)) => error.to_string(),
            _ => unreachable!("either the service answered or it did not"),
        };
        let line = format!("{} {end}", attempt.number());
        self.0.lock().unwrap().push(line);
        // `Debug` has nothing that may be a secret.
        assert!(!format!("{attempt:?} {outcome:?}").contains("s3cret"));
    }
}

#[tokio::test]
async fn hooks_see_each_attempt_and_may_set_headers() {
    let server = Server::each(vec![|| Reply::status(503), || Reply::Reset, alive]).await;
    let noted = Noted::default();
    let client = builder(&server)
        .bearer_token("s3cret")
        .hooks(noted.clone())
        .build()
        .unwrap();
    client.health().send().await.unwrap();
    assert_eq!(
        noted.all(),
        [
            "health 1 GET /health",
            "1 503",
            "health 2 GET /health",
            "2 the connection failed",
            "health 3 GET /health",
            "3 200",
        ]
    );
    let arrived = server.arrived();
    let numbers: Vec<_> = arrived.iter().map(|it| it.header("x-attempt")).collect();
    assert_eq!(numbers, [Some("1"), Some("2"), Some("3")]);
}

#[tokio::test]
async fn what_hooks_set_goes_to_no_other_host() {
    let other = Server::start(|_, _| alive()).await;
    // The same server by another name is another origin.
    let elsewhere = other.url.clone() + "/elsewhere";
    let server = Server::start(move |_, _| Reply::with(307, "location", &*elsewhere)).await;
    let client = builder(&server).hooks(Noted::default()).build().unwrap();
    client.health().send().await.unwrap();
    assert_eq!(server.arrived()[0].header("x-attempt"), Some("1"));
    assert_eq!(other.arrived()[0].header("x-attempt"), None);
}

#[tokio::test]
async fn several_hooks_are_asked_in_order() {
    struct Says(&'static str);
    impl Hooks for Says {
        fn before_attempt(&self, _: &Attempt<'_>, headers: &mut HeaderMap) {
            let last = headers
                .get("x-says")
                .map(|value| value.to_str().unwrap().to_owned());
            let text = last.unwrap_or_default() + self.0;
            headers.insert("x-says", text.parse().unwrap());
        }
    }
    let server = Server::start(|_, _| alive()).await;
    let client = builder(&server).hooks(Says("a")).hooks(Says("b")).build();
    client.unwrap().health().send().await.unwrap();
    assert_eq!(server.arrived()[0].header("x-says"), Some("ab"));
}

#[tokio::test]
async fn attempts_that_reach_nothing_end_too() {
    let (transport, noted) = (Unreachable::default(), Noted::default());
    let client = Client::builder()
        .base_url("http://service.example")
        .retry(quick().attempts(2))
        .hooks(noted.clone())
        .transport(transport.clone())
        .build()
        .unwrap();
    client.health().send().await.unwrap_err();
    let ends: Vec<_> = noted.all().into_iter().skip(1).step_by(2).collect();
    assert_eq!(ends, ["1 the connection failed", "2 the connection failed"]);
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn the_trace_of_a_client_and_of_a_call() {
    let server = Server::start(|_, _| alive()).await;
    let of_client: TraceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        .parse()
        .unwrap();
    let of_call = TraceContext::begin().state("vendor=1").unwrap();
    let said = of_client.clone();
    let client = builder(&server)
        .retry(Retry::never())
        .trace_context(move || Some(said.clone()))
        .build()
        .unwrap();
    client.health().send().await.unwrap();
    let options = highlevel::CallOptions::new().trace_context(of_call.clone());
    client.with(options).health().send().await.unwrap();
    // A header that the user sets is the user's.
    let options = highlevel::CallOptions::new().header("traceparent", "mine");
    client.with(options).health().send().await.unwrap();
    let arrived = server.arrived();
    let seen: Vec<_> = arrived
        .iter()
        .map(|request| (request.header("traceparent"), request.header("tracestate")))
        .collect();
    let (first, second) = (of_client.to_string(), of_call.to_string());
    assert_eq!(seen[0], (Some(&*first), None));
    assert_eq!(seen[1], (Some(&*second), Some("vendor=1")));
    assert_eq!(seen[2].0, Some("mine"));
}
