//! Servers that stand in for a service, in tests of those who use a client.
//!
//! A generated crate with `mock = true` in its `codegen.toml` has a module `mock` behind the feature of
//! that name: a `Server` with a method for each operation. What it answers, what reached it and what of
//! that breaks the document is the same for all APIs and stands here.
//!
//! In: what the document says of each operation, as data. Out: an HTTP/1.1 server at a port of its own
//! on 127.0.0.1, which is gone when it is dropped.

mod arrived;
mod describe;
mod reading;
mod reply;
mod route;
mod script;
mod serve;
mod server;
mod state;
mod text;

pub(crate) use self::text::sent;
pub use self::{
    arrived::{Arrived, Problem, Received},
    describe::Mocked,
    script::Script,
    server::Server,
};
#[doc(hidden)]
pub use self::{
    describe::{Answer, Description, Sent, check},
    reading::Reading,
    reply::Reply,
};
