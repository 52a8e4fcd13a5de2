//! What generated clients send, judged by a validator that is not ours: Stoplight Prism.
//!
//! Each operation's example in the documentation is sent to Prism's mock of the document.
//! Where the corpus, `node` or `npm` is absent the test says so and passes:
//! `cargo test -p specwright --test prism -- --ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot run what it tests fails; a JSON value without a key is null there"
)]

mod client;
mod mock;
mod tally;

use std::{
    fs,
    path::{Path, PathBuf},
};

use self::{
    client::{compile, workspace},
    mock::{Mock, install},
    tally::Tally,
};

/// How many operations must be accepted, and how many refused once their requests are spoilt.
const ENOUGH: usize = 200;

#[test]
#[ignore = "needs node and @stoplight/prism-cli"]
fn prism_accepts_what_clients_send() {
    let Some(documents) = documents() else { return };
    let Some(prism) = install() else { return };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prism");
    let clients = workspace(&root, documents);
    compile(&root);
    let mut tally = Tally::default();
    for client in &clients {
        tally.without_example += client.operations - client.examples;
        match Mock::start(&prism, client, &root) {
            Ok(mock) => tally.client(client, &mock, &root),
            Err(why) => tally.note(&format!("prism does not start: {}: {why}", client.krate)),
        }
    }
    tally.print();
    assert!(tally.accepted >= ENOUGH, "{} accepted", tally.accepted);
    assert!(tally.refused >= ENOUGH, "{} refused", tally.refused);
    assert!(tally.bugs.is_empty(), "{} bugs", tally.bugs.len());
}

/// The documents of HighLevel and of Box: a name for a crate, and the path.
fn documents() -> Option<Vec<(String, PathBuf)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(corpus) = folder.canonicalize() else {
        println!("skipped: there is no `{}`", folder.display());
        return None;
    };
    let mut found = vec![("box".to_owned(), corpus.join("box/openapi.json"))];
    for entry in fs::read_dir(corpus.join("highlevel/apps")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        found.push((stem.to_owned(), path));
    }
    found.sort();
    Some(found)
}
