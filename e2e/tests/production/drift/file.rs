//! Observations in a file.

use highlevel::DriftFile;
use serde_json::{Value, json};

use super::{answering, builder};
use crate::faults::{Reply, Server};

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_a_line_for_each_of_many_tasks_observations() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drift.jsonl");
    std::fs::write(&path, "{\"kind\":\"earlier\"}\n").unwrap();
    let server = Server::start(|count, _| match count % 4 {
        0 => Reply::status(418),
        1 => Reply::json(&json!({ "id": "", "size": "huge", "extra": 1 })),
        2 => Reply::json(&json!({ "id": 1 })),
        _ => Reply::json(&json!({ "id": "", "size": "big" })),
    })
    .await;
    let file = DriftFile::append(&path).unwrap().with_contents();
    let client = builder(&server).drift(file.clone()).build().unwrap();
    let calls = (0..200).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { drop(client.read_thing().await) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!(server.count(), 200);
    file.flush().unwrap();
    let mut counts = std::collections::BTreeMap::new();
    let written = lines(&path);
    assert_eq!(written[0], json!({ "kind": "earlier" }));
    for line in &written[1..] {
        assert_eq!(line["operation"], "readThing");
        assert!(line["at"].as_str().unwrap().ends_with('Z'));
        let key = json!([
            line["status"],
            line["kind"],
            line["path"],
            line["found"],
            line["value"]
        ]);
        *counts.entry(key.to_string()).or_insert(0) += line["count"].as_u64().unwrap();
    }
    let expected = [
        r#"[200,"other_type","id","integer",null]"#,
        r#"[200,"unknown_field","extra",null,null]"#,
        r#"[200,"unknown_value","size",null,"huge"]"#,
        r#"[418,"undocumented_status",".",null,null]"#,
    ];
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        expected.map(|key| (key.to_owned(), 50))
    );

    // What is known is counted until somebody asks, or the last one lets go.
    for _ in 0..8 {
        drop(client.read_thing().await);
    }
    let before = lines(&path).len();
    drop((client, file));
    let written = lines(&path);
    let later: u64 = written[before..]
        .iter()
        .map(|line| line["count"].as_u64().unwrap())
        .sum();
    assert_eq!((written.len() - before, later), (4, 8));
}

/// Nobody waits for the file or asks for it.
#[tokio::test]
async fn a_file_has_what_is_new_soon() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drift.jsonl");
    let server = answering(200, r#"{"id": "", "size": "hunter2"}"#).await;
    let file = DriftFile::append(&path).unwrap();
    let client = builder(&server).drift(file).build().unwrap();
    client.read_thing().await.unwrap();
    let begin = std::time::Instant::now();
    while lines(&path).is_empty() {
        assert!(begin.elapsed().as_secs() < 10);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let lines = lines(&path);
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["path"]),
        (&json!("unknown_value"), &json!("size"))
    );
    assert_eq!(lines[0].get("value"), None);
    DriftFile::append(folder.path()).unwrap_err();
}
