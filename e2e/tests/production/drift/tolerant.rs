//! Clients that keep the rest of an answer.

use highlevel::{Client as HighLevel, Decoding, DriftKind, DriftLog, Error};
use serde_json::{Value, json};
use specwright_runtime::call::CallOptions;

use super::{answering, builder, documented};

/// What a tolerant client makes of `body`: the answer and what was seen.
async fn tolerated(body: &str) -> (Value, Vec<String>, Vec<(DriftKind, String)>) {
    let server = answering(200, body).await;
    let log = DriftLog::new();
    let client = builder(&server)
        .drift(log.clone())
        .tolerant()
        .build()
        .unwrap();
    let answer = client.read_thing().await.unwrap();
    assert_eq!(answer.octets(), body.as_bytes());
    assert_eq!(server.count(), 1);
    // Without a hook it is the same.
    let silent = builder(&server).tolerant().build().unwrap();
    let same = silent.read_thing().await.unwrap();
    assert_eq!(
        (same.body(), same.dropped()),
        (answer.body(), answer.dropped())
    );
    let seen = log.entries().into_iter();
    let seen = seen.map(|drift| (drift.kind, drift.path));
    let read = serde_json::to_value(answer.body()).unwrap();
    (read, answer.dropped().to_vec(), seen.collect())
}

#[tokio::test]
async fn a_tolerant_client_keeps_the_rest() {
    // An optional member, at the end, in the middle, and with white space.
    for body in [
        r#"{"id":"1","size":"big","count":"many"}"#,
        r#"{"count":"many","id":"1","size":"big"}"#,
        "{ \"id\" : \"1\" ,\n \"count\" : \"many\" ,\n \"size\" : \"big\" }",
        "{ \"id\" : \"1\" , \"size\" : \"big\" , \"count\" : \"many\" }\n",
        "\u{feff}{\"id\":\"1\",\"count\":\"many\",\"size\":\"big\"}",
    ] {
        let (read, dropped, seen) = tolerated(body).await;
        assert_eq!(read, json!({ "id": "1", "size": "big" }));
        assert_eq!(dropped, ["count"]);
        assert_eq!(seen, [(DriftKind::OtherType, "count".to_owned())]);
    }
    // A required one of an item goes with the list, which is the next that is optional.
    let body = r#"{"id":"1","size":"big","groups":[{"name":"a","members":[{"role":"owner"},{"role":5}]}],"extra":0}"#;
    let (read, dropped, seen) = tolerated(body).await;
    assert_eq!(
        read,
        json!({ "id": "1", "size": "big", "groups": [{ "name": "a" }] })
    );
    assert_eq!(dropped, ["groups[0].members"]);
    assert_eq!(
        seen,
        [
            (DriftKind::UnknownField, "extra".to_owned()),
            (DriftKind::OtherType, "groups[*].members[*].role".to_owned()),
        ]
    );
    // Several, of which one is within another, and one is missing.
    let body = r#"{"id":"1","groups":[{"members":[{"role":5}]}],"count":[],"size":"big","prices":{"a":{"amount":"1"},"b":7}}"#;
    let (read, dropped, seen) = tolerated(body).await;
    assert_eq!(
        read,
        json!({ "id": "1", "size": "big", "prices": { "a": {} } })
    );
    assert_eq!(dropped, ["groups", "count", "prices.a.amount", "prices.b"]);
    assert_eq!(
        seen,
        [
            (DriftKind::MissingField, "groups[*].name".to_owned()),
            (DriftKind::OtherType, "count".to_owned()),
            (DriftKind::OtherType, "groups[*].members[*].role".to_owned()),
            (DriftKind::OtherType, "prices.*".to_owned()),
            (DriftKind::OtherType, "prices.*.amount".to_owned()),
        ]
    );
    // A value of one's own type is a member of its map as any other is.
    let body = r#"{"id":"1","size":"big","ports":{"a":80,"b":-1,"c":443}}"#;
    let (read, dropped, seen) = tolerated(body).await;
    assert_eq!(
        read,
        json!({ "id": "1", "size": "big", "ports": { "a": 80, "c": 443 } })
    );
    assert_eq!(dropped, ["ports.b"]);
    assert_eq!(seen, [(DriftKind::OtherType, "ports.*".to_owned())]);
    // What decodes is not touched.
    let (_, dropped, seen) = tolerated(&documented().to_string()).await;
    assert_eq!((dropped.len(), seen.len()), (0, 0));
}

#[tokio::test]
async fn a_tolerant_client_refuses_what_strict_ones_do_where_nothing_helps() {
    for body in [
        r#"{"id": 7, "size": "big", "count": "many"}"#,
        r#"{"size": "big"}"#,
        r#"{"id": "1", "size": "big", "count": "many""#,
        "[]",
        "<html>",
    ] {
        let server = answering(200, body).await;
        let strict = builder(&server).build().unwrap();
        let log = DriftLog::new();
        let tolerant = builder(&server)
            .tolerant()
            .drift(log.clone())
            .build()
            .unwrap();
        let (strict, tolerant) = (strict.read_thing().await, tolerant.read_thing().await);
        let (Err(Error::Decode(strict)), Err(Error::Decode(tolerant))) = (strict, tolerant) else {
            panic!("{body}");
        };
        assert_eq!(format!("{strict}"), format!("{tolerant}"));
        assert_eq!(strict.path(), tolerant.path());
        assert_eq!(tolerant.response().body(), body.as_bytes());
        assert_eq!(log.entries().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_tolerant_client_keeps_what_is_utf_8() {
    // In a member that is known, in one that is not, and twice.
    for (body, dropped) in [
        (
            &b"{\"id\":\"1\",\"size\":\"big\",\"mood\":\"caf\xe9\"}"[..],
            vec!["mood"],
        ),
        (
            b"{\"id\":\"1\",\n\"extra\":[\"caf\xe9\"],\"size\":\"big\"}",
            vec!["extra"],
        ),
        (
            b"{\"a\":\"\xe9\",\"id\":\"1\",\"b\":\"\xe9\",\"size\":\"big\"}",
            vec!["a", "b"],
        ),
    ] {
        let server = wiremock::MockServer::start().await;
        let reply = wiremock::ResponseTemplate::new(200).set_body_raw(body, "application/json");
        wiremock::Mock::given(wiremock::matchers::any())
            .respond_with(reply)
            .mount(&server)
            .await;
        let builder = || super::Client::builder().base_url(server.uri());
        let strict = builder().build().unwrap().read_thing().await;
        let Err(Error::Decode(error)) = strict else {
            panic!("{body:?}");
        };
        assert!(error.path().starts_with(dropped[0]), "{}", error.path());
        let log = DriftLog::new();
        let client = builder().tolerant().drift(log.clone()).build().unwrap();
        let answer = client.read_thing().await.unwrap();
        let read = serde_json::to_value(answer.body()).unwrap();
        assert_eq!(read, json!({ "id": "1", "size": "big" }));
        assert_eq!(answer.dropped(), dropped);
        assert_eq!(answer.octets(), body);
        assert_eq!(log.entries().len(), dropped.len());
    }
}

#[tokio::test]
async fn a_call_may_decode_in_another_way_than_its_client() {
    let server = answering(200, r#"{"id":"1","size":"big","count":"many"}"#).await;
    let strict = builder(&server).build().unwrap();
    strict.read_thing().await.unwrap_err();
    let tolerant = strict.with(CallOptions::new().decoding(Decoding::Tolerant));
    assert_eq!(tolerant.read_thing().await.unwrap().dropped(), ["count"]);
    let strict = tolerant.with(CallOptions::new().decoding(Decoding::Strict));
    strict.read_thing().await.unwrap_err();
    // Documented errors are answers as well.
    let server = answering(404, r#"{"code":"gone","hints":[1]}"#).await;
    let client = builder(&server).tolerant().build().unwrap();
    let Err(Error::Api(error)) = client.read_thing().await else {
        panic!()
    };
    assert_eq!(error.dropped(), ["hints"]);
}

#[tokio::test]
async fn highlevel_says_what_its_document_does_not() {
    let body = json!({ "success": true, "conversation": {
        "id": "a", "locationId": "b", "contactId": "c", "deleted": false, "lastMessageType": "TYPE_TIKTOK",
        "unreadCount": "one", "assignedTeam": 1,
    } });
    let server = answering(200, body.to_string()).await;
    let log = DriftLog::new().with_contents();
    let builder = HighLevel::builder().base_url(&server.url);
    let client = builder.bearer_token("t0ken");
    let client = client.drift(log.clone()).tolerant().build().unwrap();
    let body = highlevel::models::UpdateConversation::new("b");
    let answer = client
        .conversations()
        .update_conversation("a", body)
        .await
        .unwrap();
    assert_eq!(answer.dropped(), ["conversation.unreadCount"]);
    assert_eq!(answer.conversation.contact_id, "c");
    let seen = log.entries().into_iter();
    let seen: Vec<_> = seen
        .map(|drift| {
            (
                drift.operation,
                drift.kind.as_str(),
                drift.path,
                drift.value,
            )
        })
        .collect();
    let operation = "update-conversation";
    assert_eq!(
        seen,
        [
            (
                operation,
                "unknown_value",
                "conversation.lastMessageType".to_owned(),
                Some("TYPE_TIKTOK".to_owned())
            ),
            (
                operation,
                "unknown_field",
                "conversation.assignedTeam".to_owned(),
                None
            ),
            (
                operation,
                "other_type",
                "conversation.unreadCount".to_owned(),
                None
            ),
        ]
    );
}
