//! From what was seen to proposals, each place of the document once.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Code, Sink},
    observe::{
        Proposal, Tally, Times,
        action::{self, Change},
        document::Document,
        path, times,
    },
    source::SourceMap,
};

/// How many values an enum may gain, however few it has.
const MOST_VALUES: usize = 10;

/// Says what would make the document agree with what was seen.
pub(super) fn propose(
    tally: &Tally,
    document: &Document,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Vec<Proposal> {
    let mut proposals: BTreeMap<String, (Proposal, Change)> = BTreeMap::new();
    for (seen, count) in tally {
        let change = match action::change(document, seen) {
            Ok(Some(change)) => change,
            // The document says it by now.
            Ok(None) => continue,
            Err(why) => {
                let name = format!("{} {}", seen.operation, path::render(&seen.path));
                let file = sources.add(name, "");
                let times = times(count.times.count);
                let message = format!("nothing is proposed for what was seen {times}: {why}");
                sink.report(Code::Unattributed, At::File(file), message);
                continue;
            }
        };
        let (proposal, first) = proposals
            .entry(change.key())
            .or_insert_with(|| (none(&change), change));
        proposal.times.add(count.times.clone());
        proposal.operations.insert(seen.operation.clone());
        proposal.statuses.insert(seen.status);
        first.shape.merge(count.shape.clone());
    }
    let free = free_text(&proposals, document, sources, sink);
    let kept = proposals.into_values();
    let kept = kept.filter(|(_, change)| !change.enumeration().is_some_and(|at| free.contains(at)));
    let finished = kept.map(|(mut proposal, change)| {
        proposal.actions = change.actions(document, &proposal.evidence());
        proposal
    });
    finished.collect()
}

/// A proposal that nothing speaks for yet.
fn none(change: &Change) -> Proposal {
    Proposal {
        summary: change.summary.clone(),
        actions: Vec::new(),
        times: Times::default(),
        operations: BTreeSet::new(),
        statuses: BTreeSet::new(),
    }
}

/// The enums that would gain more values than they have, and than a few: what stands there is most likely
/// no enum but what people write, of which nothing is copied.
fn free_text(
    proposals: &BTreeMap<String, (Proposal, Change)>,
    document: &Document,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> BTreeSet<Vec<String>> {
    let mut gained: BTreeMap<&[String], usize> = BTreeMap::new();
    for (_, change) in proposals.values() {
        if let Some(at) = change.enumeration() {
            *gained.entry(at).or_default() += 1;
        }
    }
    let is_free =
        |at: &[String], new: usize| new > MOST_VALUES.max(action::values(document, at).len());
    gained.retain(|at, new| is_free(at, *new));
    for (at, new) in &gained {
        let name = action::target(at);
        let file = sources.add(name.clone(), "");
        let message = format!(
            "{new} values were seen that the enum at `{name}` lacks: it may be free text, and none is proposed"
        );
        sink.report(Code::ManyValues, At::File(file), message);
    }
    gained.into_keys().map(<[String]>::to_vec).collect()
}
