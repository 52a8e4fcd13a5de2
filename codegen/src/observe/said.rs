//! What there is to say about a file of observations: the same thing once, with its first place.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{At, Code, Sink},
    source::SourceMap,
};

/// What was met, in the order of first places.
#[derive(Debug, Default)]
pub(super) struct Said {
    all: BTreeMap<(Code, String), (String, u64)>,
}

impl Said {
    /// Notes `message` about what stands at `place`.
    pub(super) fn note(&mut self, code: Code, place: impl FnOnce() -> String, message: String) {
        let entry = self.all.entry((code, message));
        entry.or_insert_with(|| (place(), 0)).1 += 1;
    }

    /// Reports all of it.
    pub(super) fn report(self, sources: &mut SourceMap, sink: &mut Sink) {
        for ((code, message), (place, count)) in self.all {
            let file = sources.add(place, "");
            let message = match count {
                1 => message,
                2 => format!("{message}; so it is once more"),
                count => format!("{message}; so it is {} times more", count - 1),
            };
            sink.report(code, At::File(file), message);
        }
    }
}
