//! What cargo-semver-checks and the compiler say of the clients of two documents.
//!
//! One compares the clients' rustdoc, the other
//! compiles, against the new client, a consumer that uses all of the old one by its exact types.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot run what it tests fails"
)]

mod pairs;
mod resolve;
mod semver;
mod surface;
mod workspace;

use std::collections::BTreeMap;

/// What a change asks of the next version, from the least on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// The two clients are the same.
    None,
    Patch,
    Minor,
    Major,
}

#[test]
fn the_judges_tell_pairs_apart() {
    let Some(workspace) = workspace::Workspace::new() else {
        return;
    };
    let pairs = pairs::all();
    let judged = workspace.judge(&pairs);
    let mut counts = BTreeMap::new();
    for pair in &pairs {
        let judgement = &judged[&pair.name];
        println!("{:<40} {judgement}", pair.name);
        *counts.entry(judgement.verdict).or_insert(0) += 1;
    }
    println!("{} pairs: {counts:?}", pairs.len());
    assert_eq!(counts.len(), 4, "{counts:?}");
}
