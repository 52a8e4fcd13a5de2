//! What the other tests ask of the client's own transport, asked of a `reqwest::Client`.
//!
//! `support::builder` gives such a client one where it is compiled as a part of this file.

#![cfg(all(feature = "hyper", feature = "reqwest"))]
#![expect(
    clippy::duplicate_mod,
    reason = "each of them has the service and the client that it asks for"
)]

#[path = "bodies.rs"]
mod bodies;
#[path = "requests.rs"]
mod requests;
#[path = "servers.rs"]
mod servers;
#[path = "streams.rs"]
mod streams;
