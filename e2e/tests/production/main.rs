//! What a service relies on at night: calls that are sent again, limits on time, and what else stands
//! around a call, over real sockets, against a service that fails.

mod blocking;
#[allow(dead_code, reason = "the soak needs all of it")]
#[path = "../soak/calls.rs"]
mod calls;
mod clock;
mod crowd;
mod drift;
mod faults;
mod hooks;
mod idempotency;
mod layers;
mod oauth2;
mod options;
mod paging;
mod progress;
mod rates;
mod raw;
mod reconnect;
mod reconnect_waits;
mod refusals;
mod retries;
mod secrets;
#[allow(dead_code, reason = "the soak needs all of it")]
#[path = "../soak/service.rs"]
mod service;
mod times;
mod tokens;
mod traces;

include!(concat!(env!("OUT_DIR"), "/bookshop.rs"));
include!(concat!(env!("OUT_DIR"), "/paging.rs"));
include!(concat!(env!("OUT_DIR"), "/service.rs"));
include!(concat!(env!("OUT_DIR"), "/drift.rs"));
include!(concat!(env!("OUT_DIR"), "/wire.rs"));

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{Body, BoxFuture, Retry, Transport, TransportError, http};

use crate::{
    faults::{Reply, Server},
    whole_bookshop::{Client, ClientBuilder},
};

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.url).retry(quick())
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// Three attempts, with next to no time between them.
fn quick() -> Retry {
    let (first, longest) = (Duration::from_millis(1), Duration::from_millis(5));
    Retry::new().backoff(first, longest)
}

/// A client that reaches what `transport` does.
fn unreachable(transport: &Unreachable, retry: Retry) -> Client {
    let builder = Client::builder().base_url("http://service.example");
    let builder = builder.retry(retry).transport(transport.clone());
    builder.build().unwrap()
}

fn alive() -> Reply {
    Reply::json(&serde_json::json!(true))
}

/// A transport that never reaches anything, and counts how often it was asked.
#[derive(Clone, Default)]
struct Unreachable {
    asked: Arc<AtomicUsize>,
    breaks_first: Arc<AtomicBool>,
    /// The status of the first answer, if there is one.
    says_first: Arc<AtomicU16>,
}

impl Unreachable {
    fn count(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Has the first request answered.
    fn says_first(&self, status: u16) {
        self.says_first.store(status, Ordering::SeqCst);
    }

    /// Has the first connection break when the request is on its way.
    fn breaks_first(&self) {
        self.breaks_first.store(true, Ordering::SeqCst);
    }
}

impl Transport for Unreachable {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let status = self.says_first.swap(0, Ordering::SeqCst);
        if status != 0 {
            let mut answer = http::Response::new(Body::from(""));
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            return Box::pin(async { Ok(answer) });
        }
        let breaks = self.breaks_first.swap(false, Ordering::SeqCst);
        let error = match breaks {
            true => TransportError::maybe_sent("it broke"),
            false => TransportError::not_sent("nothing is there"),
        };
        Box::pin(async { Err(error) })
    }
}
