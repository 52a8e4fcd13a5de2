//! The passes over the IR: one question per file, in this order.

mod answers;
mod boxes;
mod cycles;
mod derives;
mod directions;
mod examples;
mod forms;
mod limits;
mod paging;
mod pointers;
mod prune;
mod shared;
mod tags;
mod unions;
mod usage;

pub use answers::run as answers;
pub use shared::run as shared;

use crate::{diagnostic::Sink, ir::Api};

/// Runs all passes.
pub fn run(api: &mut Api, sink: &mut Sink) {
    unions::run(api, sink);
    prune::run(api, sink);
    tags::run(api);
    usage::run(api);
    directions::run(api);
    limits::run(api);
    boxes::run(api, sink);
    derives::run(api);
    paging::run(api, sink);
    examples::run(api, sink);
}
