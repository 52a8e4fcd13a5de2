//! What is printed, and how a program ends.

use std::fs;

use serde_json::json;

use crate::{
    faults::{Reply, Server},
    library, service,
};

fn answer(status: u16, media: &str, body: &str) -> Reply {
    let headers = vec![
        ("content-type", media.to_owned()),
        ("set-cookie", format!("id={}", crate::SECRET)),
    ];
    Reply::Answer(status, headers, body.to_owned())
}

async fn answers(status: u16, media: &'static str, body: &'static str) -> Server {
    Server::start(move |_, _| answer(status, media, body)).await
}

#[tokio::test]
async fn json_is_printed_for_people_with_every_digit() {
    let body = "{\"b\": 1.10,\"a\":[ ],\"long\":123456789012345678901234567890}";
    let server = answers(200, "application/problem+json; charset=utf-8", body).await;
    let ran = library("help-operations").on(&server).await;
    let lines = "{\n  \"b\": 1.10,\n  \"a\": [],\n  \"long\": 123456789012345678901234567890\n}\n";
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (0, lines, "")
    );
    let ran = library("help-operations --output raw").on(&server).await;
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (0, body, "")
    );
}

#[tokio::test]
async fn what_is_not_json_is_printed_as_it_came() {
    let server = answers(200, "text/plain", "{ \"a\" :1}").await;
    let ran = library("help-operations").on(&server).await;
    assert_eq!((ran.status, ran.out.as_str()), (0, "{ \"a\" :1}"));
    let server = answers(200, "application/json", "{ \"a\" :").await;
    let ran = library("help-operations").on(&server).await;
    let said = "error: the answer is not the JSON that its content type says\n";
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (1, "{ \"a\" :", said)
    );
    let server = Server::start(|_, _| Reply::status(204)).await;
    let ran = library("books remove-books").on(&server).await;
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (0, "", "")
    );
}

#[tokio::test]
async fn status_and_headers_are_shown_to_those_who_ask() {
    let server = answers(201, "application/json", "1").await;
    let ran = library("help-operations --include").on(&server).await;
    assert_eq!((ran.status, ran.out.as_str()), (0, "1\n"));
    assert!(
        ran.err
            .starts_with("201 Created\ncontent-length: 1\ncontent-type: application/json\n"),
        "{ran:?}"
    );
    assert!(ran.err.contains("set-cookie: ***\n"), "{ran:?}");
}

#[tokio::test]
async fn an_answer_goes_to_a_file() {
    let server = answers(200, "application/json", "[1 ]").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let command = format!("help-operations --out {}", path.display());
    let ran = library(&command).on(&server).await;
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(fs::read_to_string(path).unwrap(), "[1 ]");
    let ran = library("help-operations --out /no/such/folder/x")
        .on(&server)
        .await;
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let said = "error: `/no/such/folder/x` cannot be written: No such file";
    assert!(ran.err.starts_with(said), "{ran:?}");
}

#[tokio::test]
async fn an_error_of_the_service_is_one() {
    let body = r#"{"message":"no such book","seen":[1]}"#;
    let server = answers(404, "application/json", body).await;
    let ran = library("help-operations").on(&server).await;
    let said = "error: the service answered 404 Not Found\n\
                {\n  \"message\": \"no such book\",\n  \"seen\": [\n    1\n  ]\n}\n";
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (1, "", said)
    );
    let ran = library("help-operations --output raw").on(&server).await;
    let said = format!("error: the service answered 404 Not Found\n{body}\n");
    assert_eq!((ran.status, ran.err), (1, said));
    assert_eq!(
        server.count(),
        2,
        "an answer that stays is not asked for again"
    );
    let server = answers(500, "text/html", "<p>oh</p>").await;
    let ran = library("send-list --body [] --include").on(&server).await;
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let said = "error: the service answered 500 Internal Server Error\n<p>oh</p>\n";
    assert!(
        ran.err.starts_with("500 Internal") && ran.err.ends_with(said),
        "{ran:?}"
    );
    assert_eq!(server.count(), 1, "a POST is not sent twice");
}

/// What failed on the way is sent again, as by any client.
#[tokio::test]
async fn calls_are_sent_again() {
    let server = Server::each(vec![
        || Reply::with(503, "retry-after", "0"),
        || Reply::Reset,
        || Reply::json(&json!(1)),
    ])
    .await;
    let ran = library("help-operations --verbose").on(&server).await;
    assert_eq!(
        (ran.status, ran.out.as_str(), server.count()),
        (0, "1\n", 3)
    );
    let url = &server.url;
    assert!(
        ran.err
            .contains(&format!("> GET {url}/help\n> accept: application/json\n")),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("< 503 Service Unavailable (attempt 1, "),
        "{ran:?}"
    );
    assert!(ran.err.contains("< 200 OK (attempt 3, "), "{ran:?}");
}

#[tokio::test]
async fn nothing_that_arrives_is_another_end() {
    let run = library("send-list --body [1] --base-url http://127.0.0.1:1");
    let ran = run.run().await;
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(
        ran.err.starts_with("error: the connection failed: "),
        "{ran:?}"
    );
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    let server = Server::start(|_, _| Reply::Silence).await;
    let ran = library("send-list --body [1] --timeout 0.2")
        .on(&server)
        .await;
    assert_eq!((ran.status, server.count()), (3, 1), "{ran:?}");
    assert!(ran.err.contains("the time was up"), "{ran:?}");
    let server = Server::start(|_, _| Reply::Cut).await;
    let ran = library("send-list --body [1]").on(&server).await;
    assert_eq!((ran.status, server.count()), (3, 1), "{ran:?}");
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_said_with_what_to_do() {
    let server = service().await;
    let run = library("help-operations").env("ALL_PROXY", "socks5://s3cr3t-0f-all@127.0.0.1:1");
    let ran = run.on(&server).await;
    assert_eq!(
        (ran.status, ran.out.as_str(), server.count()),
        (3, "", 0),
        "{ran:?}"
    );
    for word in ["socks5", "HTTP_PROXY", "NO_PROXY", "http://"] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(!ran.err.contains("transport of your own"), "{}", ran.err);
}
