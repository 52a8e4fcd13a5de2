//! The server that stands in for a service, as users have it in their tests: over real sockets, called by
//! the generated client and by a plain HTTP client.

#![deny(warnings, missing_docs, clippy::all)]

mod answers;
mod faults;
mod problems;
mod requests;
mod servers;
#[allow(dead_code, reason = "the scenarios print more")]
#[path = "../production/watch.rs"]
mod watch;

include!(concat!(env!("OUT_DIR"), "/mock.rs"));

use std::time::Duration;

use highlevel::Retry;

use crate::whole_mock::{Client, mock::Server};

/// A server in a process whose traces are watched for secrets.
async fn server() -> Server {
    watch::watch();
    Server::start().await
}

/// A client that does not send anything twice.
fn client(server: &Server) -> Client {
    let builder = server.client_builder().retry(Retry::never());
    builder.build().unwrap()
}

/// A client that makes three attempts, with next to no time between them.
fn retrying(server: &Server) -> Client {
    let (first, longest) = (Duration::from_millis(1), Duration::from_millis(5));
    let retry = Retry::new().backoff(first, longest);
    server.client_builder().retry(retry).build().unwrap()
}
