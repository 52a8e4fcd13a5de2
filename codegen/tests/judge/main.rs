//! What `specwright diff` says of two documents is what cargo-semver-checks and the compiler say of
//! the two clients.
//!
//! Neither judge knows anything of the rules of `diff`: one compares the clients' rustdoc, the other
//! compiles, against the new client, a consumer that uses all of the old one by its exact types.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot run what it tests fails"
)]

mod implied;
mod pairs;
mod resolve;
mod semver;
mod surface;
mod workspace;

use std::{collections::BTreeMap, process::Command};

use crate::pairs::Pair;

/// What a change asks of the next version, from the least on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// The two clients are the same, but for the order of what is in them.
    None,
    Patch,
    Minor,
    Major,
}

impl Verdict {
    fn parse(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "patch" => Self::Patch,
            "minor" => Self::Minor,
            "major" => Self::Major,
            other => panic!("{other} is no verdict"),
        }
    }
}

/// What `specwright diff` says.
fn said(pair: &Pair) -> Verdict {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .arg("diff")
        .args([&pair.old, &pair.new])
        .args(["--format", "json", "--allow-outside"])
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let json: serde_json::Value = serde_json::from_str(&stdout)
        .unwrap_or_else(|error| panic!("{}: {error}\n{stdout}\n{stderr}", pair.name));
    Verdict::parse(json["verdict"].as_str().unwrap())
}

#[test]
fn the_verdict_is_that_of_the_judges() {
    let Some(workspace) = workspace::Workspace::new() else {
        return;
    };
    let pairs = pairs::all();
    let judged = workspace.judge(&pairs);
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for pair in &pairs {
        let judgement = &judged[&pair.name];
        let said = said(pair);
        println!("{:<40} {said:?} {judgement}", pair.name);
        *counts
            .entry(format!("{:?}", judgement.verdict))
            .or_insert(0) += 1;
        if said != judgement.verdict {
            wrong.push(format!(
                "{}: diff says {said:?}, but {judgement}",
                pair.name
            ));
        }
    }
    println!("{} pairs: {counts:?}", pairs.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
