//! The passes over the IR: one question per file, in this order.

mod boxes;
mod derives;
mod examples;
mod prune;
mod usage;

use crate::{diagnostic::Sink, ir::Api};

/// Runs all passes.
pub fn run(api: &mut Api, sink: &mut Sink) {
    prune::run(api, sink);
    boxes::run(api, sink);
    usage::run(api);
    derives::run(api);
    examples::run(api, sink);
}
