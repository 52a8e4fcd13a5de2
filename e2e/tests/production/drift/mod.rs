//! Where answers and the document disagree, as a client sees it.

mod file;
mod tolerant;

use std::sync::{Arc, Mutex};

use highlevel::{Drift, DriftKind, DriftLog, Error, WithContents};
use serde_json::{Value, json};

use crate::{
    faults::{Reply, Server},
    whole_drift::{Client, ClientBuilder, operations::untagged::ReadThingError},
};

/// A service that answers `body` and nothing else, as it is written.
async fn answering(status: u16, body: impl Into<String>) -> Server {
    let body = body.into();
    let media = || vec![("content-type", "application/json".to_owned())];
    Server::start(move |_, _| Reply::Answer(status, media(), body.clone())).await
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.url)
}

/// Kind, path, value and count of all that a client sees in an answer, which has to decode.
async fn seen(body: impl Into<String>) -> Vec<(DriftKind, String, Option<String>, u64)> {
    let server = answering(200, body).await;
    let log = DriftLog::new().with_contents();
    let client = builder(&server).drift(log.clone()).build().unwrap();
    client.read_thing().await.unwrap();
    assert_eq!(server.count(), 1);
    let entries = log.entries().into_iter();
    let shown = entries.map(|drift| {
        assert_eq!(drift.operation, "readThing");
        assert_eq!(drift.status, 200);
        (drift.kind, drift.path, drift.value, drift.count)
    });
    shown.collect()
}

fn value(path: &str, value: &str, count: u64) -> (DriftKind, String, Option<String>, u64) {
    let value = Some(value.to_owned());
    (DriftKind::UnknownValue, path.to_owned(), value, count)
}

fn field(path: &str, count: u64) -> (DriftKind, String, Option<String>, u64) {
    (DriftKind::UnknownField, path.to_owned(), None, count)
}

fn misfit(path: &str, count: u64) -> (DriftKind, String, Option<String>, u64) {
    (DriftKind::OtherType, path.to_owned(), None, count)
}

/// All that the document says, at once.
fn documented() -> Value {
    json!({
        "id": "1", "size": "big", "level": 2, "count": 5, "mood": "any text", "k.ey": "bold",
        "groups": [{ "name": "a", "members": [{ "role": "owner", "rank": 1, "age": 7 }, { "role": "guest" }] }],
        "prices": { "book": { "unit": "EUR", "amount": 1.5 }, "": {} },
        "ports": { "http": 80 },
        "open": { "label": "", "pen": { "unit": "USD" } },
        "either": { "href": "/" },
        "blocks": [
            { "kind": "text", "text": "", "style": "plain" },
            { "kind": "many", "blocks": [{ "kind": "image", "url": "/", "size": 1 }], "styles": { "x": "bold" } },
        ],
    })
}

#[tokio::test]
async fn nothing_is_seen_where_an_answer_is_as_documented() {
    assert_eq!(seen(documented().to_string()).await, []);
    let pretty = serde_json::to_string_pretty(&documented()).unwrap();
    assert_eq!(seen(format!("\u{feff}{pretty}\n")).await, []);
    assert_eq!(
        seen(r#"{"id": "1", "size": "big", "level": null, "blocks": null}"#).await,
        []
    );
}

#[tokio::test]
async fn unknown_members_and_values_have_their_path() {
    let body = json!({
        "id": "1", "size": "huge", "extra": { "deep": { "id": 1 } }, "k.ey": "italic",
        "groups": [
            { "name": "a", "colour": 1, "members": [{ "role": "spy", "x": [] }, { "role": "guest" }] },
            { "name": "b", "members": [{ "role": "spy" }, { "role": "owner", "x": {} }, { "role": "cook" }] },
        ],
    });
    let expected = [
        value("[\"k.ey\"]", "italic", 1),
        value("groups[*].members[*].role", "cook", 1),
        value("groups[*].members[*].role", "spy", 2),
        value("size", "huge", 1),
        field("extra", 1),
        field("groups[*].colour", 1),
        field("groups[*].members[*].x", 2),
    ];
    assert_eq!(seen(body.to_string()).await, expected);
    assert_eq!(
        seen(serde_json::to_string_pretty(&body).unwrap()).await,
        expected
    );
}

/// Keys of maps are something that the service sent.
#[tokio::test]
async fn keys_of_maps_are_not_shown() {
    let body = json!({
        "id": "1", "size": "big",
        "prices": { "ann@example.com": { "unit": "GBP", "vat": 1 }, "bob@example.com": { "unit": "GBP" } },
        "open": { "label": "", "ann@example.com": { "unit": "EUR", "vat": 1 } },
        "blocks": [{ "kind": "many", "blocks": [], "styles": { "ann@example.com": "italic" } }],
    });
    let expected = [
        value("blocks[*].styles.*", "italic", 1),
        value("prices.*.unit", "GBP", 2),
        field("open.*.vat", 1),
        field("prices.*.vat", 1),
    ];
    assert_eq!(seen(body.to_string()).await, expected);
}

#[tokio::test]
async fn unions_say_where_within_them_it_is() {
    let body = json!({
        "id": "1", "size": "big", "either": { "href": "/", "rel": "next" },
        "blocks": [
            { "kind": "text", "text": "italic", "style": "italic", "text2": "" },
            { "kind": "many", "blocks": [
                { "kind": "text", "text": "", "style": "italic" },
                { "kind": "many", "blocks": [{ "kind": "text", "text": "x", "style": "", "url": 1 }, { "kind": "video" }] },
            ] },
            { "kind": "audio", "text": "" },
            { "kind": "image", "text": "what is required is missing" },
        ],
    });
    let expected = [
        value("blocks[*].blocks[*].blocks[*].kind", "video", 1),
        value("blocks[*].blocks[*].blocks[*].style", "", 1),
        value("blocks[*].blocks[*].style", "italic", 1),
        value("blocks[*].kind", "audio", 1),
        value("blocks[*].style", "italic", 1),
        field("blocks[*].blocks[*].blocks[*].url", 1),
        field("blocks[*].text2", 1),
        field("either.rel", 1),
        misfit("blocks[*]", 1),
    ];
    assert_eq!(seen(body.to_string()).await, expected);
    let text = r#"{"id": "1", "size": "big", "either": true, "count": 1}"#;
    assert_eq!(seen(text).await, [misfit("either", 1)]);
    let text = r#"{"id": "1", "size": "big", "either": "true", "extra": true}"#;
    assert_eq!(seen(text).await, [field("extra", 1), misfit("either", 1)]);
}

/// What is copied while it is decoded has no address: text with escapes, and numbers.
#[tokio::test]
async fn escaped_text_and_numbers_have_their_path_too() {
    let text = r#"{
        "id": "caf\u00e9", "size": "caf\u00e9", "\u0065xtra": 1, "a\"b": 2, "name": "caf\u00e9",
        "groups": [{"name": "caf\u00e9", "members": [{"role": "caf\u00e9", "na\u006de": 0}]}]
    }"#;
    let expected = [
        value("groups[*].members[*].role", "café", 1),
        value("size", "café", 1),
        field("[\"a\\\"b\"]", 1),
        field("extra", 1),
        field("groups[*].members[*].name", 1),
        field("name", 1),
    ];
    assert_eq!(seen(text).await, expected);
    let body = json!({
        "id": "7", "size": "big", "level": 7, "count": 7,
        "groups": [{ "name": "7", "members": [{ "role": "guest", "rank": 7, "age": 7 }, { "role": "owner", "rank": 7 }] }],
        "blocks": [{ "kind": "image", "url": "7", "size": 7 }, { "kind": "image", "url": "", "size": 9 }],
    });
    let expected = [
        value("blocks[*].size", "7", 1),
        value("blocks[*].size", "9", 1),
        value("groups[*].members[*].rank", "7", 2),
        value("level", "7", 1),
    ];
    assert_eq!(seen(body.to_string()).await, expected);
    assert_eq!(
        seen(r#"{"id": "", "size": "", "level": 4.0}"#).await,
        [value("level", "4", 1), value("size", "", 1),]
    );
}

/// The first failure of an answer of this status and body, and what a strict client says of it.
async fn failure(status: u16, body: &str) -> (Vec<Drift>, Error<ReadThingError>) {
    let server = answering(status, body).await;
    let log = DriftLog::new();
    let plain = builder(&server).build().unwrap();
    let client = builder(&server).drift(log.clone()).build().unwrap();
    let without = plain.read_thing().await.unwrap_err();
    let with = client.read_thing().await.unwrap_err();
    // A hook changes nothing.
    assert_eq!(with.to_string(), without.to_string());
    assert_eq!(format!("{with:?}").len(), format!("{without:?}").len());
    (log.entries(), with)
}

#[tokio::test]
async fn what_does_not_decode_is_seen_and_stays_an_error() {
    for (body, kind, path, found, shown) in [
        (
            r#"{"size": "big"}"#,
            DriftKind::MissingField,
            "id",
            None,
            ".",
        ),
        (
            r#"{"id": 7, "size": "big"}"#,
            DriftKind::OtherType,
            "id",
            Some("integer"),
            "id",
        ),
        (
            r#"{"id": "", "size": "big", "count": 1.5}"#,
            DriftKind::OtherType,
            "count",
            Some("number"),
            "count",
        ),
        (
            r#"{"id": "", "size": "big", "groups": [{"name": ""}, {"members": []}]}"#,
            DriftKind::MissingField,
            "groups[*].name",
            None,
            "groups[1]",
        ),
        (
            r#"{"id": "", "size": "big", "groups": [{"name": "", "members": {"a": 1}}]}"#,
            DriftKind::OtherType,
            "groups[*].members",
            Some("object"),
            "groups[0].members",
        ),
        (
            r#"{"id": "", "size": "big", "prices": {"ann@example.com": {"amount": "1"}}}"#,
            DriftKind::OtherType,
            "prices.*.amount",
            Some("string"),
            "prices.ann@example.com.amount",
        ),
        (
            r#"{"id": "", "size": "big", "prices": {"a": {"unit": null, "amount": [1]}}}"#,
            DriftKind::OtherType,
            "prices.*.amount",
            Some("array"),
            "prices.a.amount",
        ),
        ("[true]", DriftKind::OtherType, ".", Some("array"), "."),
        ("<html>", DriftKind::OtherType, ".", Some("no JSON"), "."),
        ("", DriftKind::OtherType, ".", Some("no JSON"), "."),
    ] {
        let (drift, error) = failure(200, body).await;
        assert_eq!(drift.len(), 1, "{body}: {drift:?}");
        assert_eq!(
            (drift[0].kind, drift[0].path.as_str()),
            (kind, path),
            "{body}"
        );
        assert_eq!((drift[0].found, &drift[0].value), (found, &None), "{body}");
        let Error::Decode(error) = error else {
            panic!("{error}")
        };
        assert_eq!(error.path(), shown, "{body}");
        assert_eq!(error.response().body(), body.as_bytes());
    }
    // What was seen before counts too.
    let (drift, _) = failure(200, r#"{"extra": 1, "id": false}"#).await;
    let paths: Vec<_> = drift.iter().map(|drift| drift.path.as_str()).collect();
    assert_eq!(paths, ["extra", "id"]);
}

#[tokio::test]
async fn errors_and_statuses_count_too() {
    let (drift, error) = failure(404, r#"{"code": "lost", "hints": ["a"], "trace": 1}"#).await;
    assert!(matches!(error, Error::Api(_)));
    let shown: Vec<_> = drift
        .iter()
        .map(|drift| (drift.status.as_u16(), drift.kind, drift.path.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (404, DriftKind::UnknownValue, "code"),
            (404, DriftKind::UnknownField, "trace")
        ]
    );
    let (drift, error) = failure(418, r#"{"code": "gone"}"#).await;
    assert!(matches!(error, Error::Undocumented(_)));
    assert_eq!(drift.len(), 1);
    assert_eq!(
        (drift[0].status.as_u16(), drift[0].kind),
        (418, DriftKind::UndocumentedStatus)
    );
    assert_eq!((drift[0].path.as_str(), drift[0].count), (".", 1));

    // A request that the document does not describe has no document to disagree with.
    let server = answering(418, "").await;
    let log = DriftLog::new();
    let client = builder(&server).drift(log.clone()).build().unwrap();
    let request = || client.request(highlevel::http::Method::GET, "/elsewhere");
    request().send().await.unwrap_err();
    request().send_streamed().await.unwrap_err();
    client.touch_thing().await.unwrap_err();
    let operations: Vec<_> = log.entries().iter().map(|drift| drift.operation).collect();
    assert_eq!(operations, ["touchThing"]);
}

type Kept = Arc<Mutex<Vec<Drift>>>;

fn kept(drift: &Kept) -> Vec<Drift> {
    drift.lock().unwrap().clone()
}

#[tokio::test]
async fn contents_are_for_those_who_ask() {
    let long = "x".repeat(1000);
    let body = json!({ "id": "hunter2", "size": "hunter2", "either": "hunter2", "level": long });
    let server = answering(200, body.to_string()).await;
    let (plain, asking) = (Kept::default(), Kept::default());
    let (to_plain, to_asking) = (Arc::clone(&plain), Arc::clone(&asking));
    let client = builder(&server)
        .drift(move |drift: &Drift| to_plain.lock().unwrap().push(drift.clone()))
        .drift(WithContents(move |drift: &Drift| {
            to_asking.lock().unwrap().push(drift.clone())
        }))
        .tolerant()
        .build()
        .unwrap();
    client.read_thing().await.unwrap();
    let (plain, asking) = (kept(&plain), kept(&asking));
    assert_eq!(plain.len(), 3);
    assert!(!format!("{plain:?}").contains("hunter2"), "{plain:?}");
    let values: Vec<_> = asking.iter().map(|drift| drift.value.as_deref()).collect();
    assert_eq!(values, [Some("hunter2"), None, None]);

    let server = answering(200, json!({ "id": "", "size": long }).to_string()).await;
    let log = DriftLog::new().with_contents();
    let client = builder(&server).drift(log.clone()).build().unwrap();
    client.read_thing().await.unwrap();
    assert_eq!(log.entries()[0].value.as_ref().unwrap().len(), 256);
}
