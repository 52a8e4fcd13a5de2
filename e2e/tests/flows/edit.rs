//! Flow 1: edit the spec, build once, and what was added is there to call.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use crate::{cargo, consumer, copy_of_the_repository, run_cargo};

/// The operation that is added to the spec.
const OPERATION: &str = "
    get:
      operationId: get-conversation
      summary: Get Conversation
      tags: [Conversations]
      security: [{ bearer: [conversations.readonly] }]
      parameters:
        - { name: conversationId, in: path, required: true, schema: { type: string } }
      responses:
        \"200\":
          description: The conversation.
          content: { application/json: { schema: { $ref: \"#/components/schemas/Conversation\" } } }
    put:
      operationId: update-conversation";

/// A program that uses the value, the field and the operation that were added.
const PROGRAM: &str = r#"
use highlevel::{Client, models::{Conversation, LastMessageType}};

fn main() {
    assert_eq!(LastMessageType::from("TYPE_TIKTOK"), LastMessageType::Tiktok);
    let client = Client::builder().bearer_token("x").build().unwrap();
    let call = client.conversations().get_conversation("id");
    println!("{call:?}");
    let mood = |conversation: &Conversation| -> Option<String> { conversation.mood.clone() };
    let _ = mood;
}
"#;

fn generated(folder: &Path) -> BTreeMap<String, (String, SystemTime)> {
    let mut files = BTreeMap::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(next) = queue.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                queue.push(path);
                continue;
            }
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            files.insert(
                path.display().to_string(),
                (fs::read_to_string(&path).unwrap(), modified),
            );
        }
    }
    files
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn one_build_brings_what_the_spec_gained() {
    let copy = copy_of_the_repository("edited");
    let (spec, sources) = (copy.join("spec/highlevel.yaml"), copy.join("generated/src"));
    let before = generated(&sources);

    replace(
        &spec,
        "        - TYPE_CALL\n",
        "        - TYPE_CALL\n        - TYPE_TIKTOK\n",
    );
    let inbox = "        inbox:\n          type: boolean\n";
    replace(
        &spec,
        inbox,
        &format!("        mood:\n          type: string\n{inbox}"),
    );
    replace(
        &spec,
        "\n    put:\n      operationId: update-conversation",
        OPERATION,
    );
    cargo(&copy, &["build"]);

    let after = generated(&sources);
    let lines = |files: &BTreeMap<String, (String, SystemTime)>| -> Vec<String> {
        files
            .values()
            .flat_map(|(text, _)| text.lines().map(str::to_owned))
            .collect()
    };
    let new = lines(&after);
    assert!(new.contains(&"    Tiktok,".to_owned()));
    // Nothing was renamed: what a caller could name is there still.
    let names = |line: &&String| line.trim_start().starts_with("pub ") || line.ends_with(',');
    let is_table = |line: &&String| line.contains("=>");
    let lost: Vec<_> = lines(&before)
        .into_iter()
        .filter(|line| names(&line) && !is_table(&line) && !new.contains(line))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");

    let program = consumer("edited-consumer", &copy, PROGRAM);
    let printed = cargo(&program, &["run"]);
    assert!(
        printed.contains("Call(GET /conversations/{conversationId})"),
        "{printed}"
    );

    // A second build finds nothing to do: neither the generator nor the compiler is started.
    let times = generated(&sources);
    let printed = cargo(&copy, &["build", "--verbose"]);
    assert!(printed.contains("Fresh highlevel"), "{printed}");
    assert!(!printed.contains("Running"), "{printed}");
    assert!(times == generated(&sources), "a file was written again");

    // A spec that is wrong stops the build with its line, and leaves the sources alone.
    replace(
        &spec,
        "        mood:\n          type: string\n",
        "        mood:\n          type: string\n          type: string\n",
    );
    let output = run_cargo(&copy, &["build"]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        printed.contains("`type` stands here a second time"),
        "{printed}"
    );
    assert!(printed.contains("--> spec/highlevel.yaml:"), "{printed}");
    assert!(times == generated(&sources), "a file was written");
}
