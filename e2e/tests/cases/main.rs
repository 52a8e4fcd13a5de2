//! Every case of the generator's suite, compiled with warnings denied, its examples run as tests,
//! and the calls that go over a real socket.

#![deny(warnings, missing_docs, clippy::all)]
#![allow(dead_code, reason = "no case is called whole")]

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
