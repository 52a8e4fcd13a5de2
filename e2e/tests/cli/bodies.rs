//! Bodies from flags, text, files and standard input.

use std::fs;

use crate::{library, line, refused, sent};

#[tokio::test]
async fn a_body_is_made_of_flags() {
    let run =
        library("books add-book --id 1 --body-id 2 --title T --body-body B --genre novel --lent")
            .arg("--authors={\"name\":\"A\"}")
            .arg("--authors={\"name\":\"B\"}");
    let arrived = sent(run).await;
    assert_eq!(line(&arrived), "PUT /books?id=1");
    let body = r#"{"id":2,"title":"T","kind":"book","body":"B","genre":"novel","authors":[{"name":"A"},{"name":"B"}],"lent":true}"#;
    assert_eq!(arrived.body, body);
}

#[tokio::test]
async fn a_body_is_text_or_a_file_or_standard_input() {
    let json = b"{\"title\": \"T\",\n \"more\": [1.0]}";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.json");
    fs::write(&path, json).unwrap();
    let path = format!("@{}", path.display());
    let text = String::from_utf8_lossy(json);
    for (body, input) in [(&*text, &b""[..]), (&path, b""), ("-", json), ("@-", json)] {
        let run = library("books add-book --body").arg(body).input(input);
        let arrived = sent(run).await;
        let expected = r#"{"title":"T","more":[1.0]}"#;
        let found: serde_json::Value = serde_json::from_slice(&arrived.body).unwrap();
        assert_eq!(
            found,
            serde_json::from_str::<serde_json::Value>(expected).unwrap()
        );
        assert_eq!(arrived.header("content-type"), Some("application/json"));
    }
}

/// A flag wins over the member of `--body`, which keeps its other members and their order.
#[tokio::test]
async fn flags_win_over_the_rest_of_a_body() {
    let run = library("books add-book --title New --lent=false --body")
        .arg(r#"{"x":1,"title":"Old","y":null,"title":"Older"}"#);
    let arrived = sent(run).await;
    assert_eq!(
        arrived.body,
        r#"{"x":1,"title":"New","y":null,"lent":false}"#
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_is_refused() {
    for (arguments, input, said) in [
        (
            "books add-book",
            "",
            "error: the command needs a body: `--body`, or flags for its members\n",
        ),
        (
            "books add-book --lent",
            "",
            "error: the body needs `--title`\n",
        ),
        (
            "books add-book --body {",
            "",
            "error: the body is not JSON: EOF",
        ),
        (
            "books add-book --body -",
            "[1] 2",
            "error: the body is not JSON: trailing",
        ),
        (
            "books add-book --lent --body [1]",
            "",
            "error: `--body` is no object, so",
        ),
        (
            "books add-book --body @/no/such/file",
            "",
            "error: `/no/such/file` cannot be read: No such file",
        ),
        (
            "send-list",
            "",
            "error: the command needs a body: `--body`\n",
        ),
        (
            "completions-operations fill-form --body [1]",
            "",
            "error: the body cannot be written: a form is made of an object",
        ),
        (
            "completions-operations send-cover --body [1] --cover -",
            "",
            "error: a form is made of an object",
        ),
        (
            "completions-operations send-cover --title T",
            "",
            "error: the body needs `--cover`\n",
        ),
        (
            "completions-operations send-cover --cover - --pages -",
            "",
            "error: standard input can be given once\n",
        ),
        (
            "completions-operations send-cover --cover /no/such/file",
            "",
            "error: the file `/no/such/file` cannot be opened",
        ),
    ] {
        let err = refused(library(arguments).input(input.as_bytes())).await;
        assert!(err.starts_with(said), "{arguments}: {err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
}

#[tokio::test]
async fn other_bodies_are_sent_as_their_document_says() {
    let arrived = sent(library("completions-operations note --body").arg("so it is")).await;
    assert_eq!(arrived.header("content-type"), Some("text/plain"));
    assert_eq!(arrived.body, "so it is");
    // It is optional.
    let arrived = sent(library("completions-operations note")).await;
    assert_eq!(
        (arrived.header("content-type"), arrived.body.len()),
        (None, 0)
    );
    let command = "completions-operations fill-form --name a&b --ids 1 --ids 2";
    let arrived = sent(library(command)).await;
    let form = "application/x-www-form-urlencoded";
    assert_eq!(arrived.header("content-type"), Some(form));
    assert_eq!(arrived.body, "name=a%26b&ids=1,2");
    let arrived = sent(library("send-list --body [1,2]")).await;
    assert_eq!(arrived.body, "[1,2]");
}

#[tokio::test]
async fn octets_come_from_files_and_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cover");
    fs::write(&path, [0, 159, 146, 150]).unwrap();
    let arrived = sent(library(&format!("put-raw --body @{}", path.display()))).await;
    assert_eq!(arrived.body, &[0, 159, 146, 150][..]);
    assert_eq!(
        arrived.header("content-type"),
        Some("application/octet-stream")
    );
    let own = library("put-raw --body - --header").arg("Content-Type: image/png");
    let arrived = sent(own.input(&[255, 0])).await;
    assert_eq!(arrived.body, &[255, 0][..]);
    assert_eq!(arrived.header("content-type"), Some("image/png"));
}

#[tokio::test]
async fn a_form_has_fields_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    fs::write(&path, "PNG").unwrap();
    let path = path.display();
    let command = "completions-operations send-cover --body";
    let run = library(command)
        .arg(r#"{"title":"T","extra":5}"#)
        .arg(&format!("--cover=@{path}"))
        .arg(&format!("--pages={path}"))
        .arg("--pages=-");
    let arrived = sent(run.input(b"page two")).await;
    let media = arrived.header("content-type").unwrap();
    let boundary = media
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let part = |head: &str, body: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let octets = "Content-Type: application/octet-stream";
    let expected = [
        part("name=\"title\"", "T"),
        part("name=\"extra\"", "5"),
        part(
            "name=\"cover\"; filename=\"a.png\"\r\nContent-Type: image/png",
            "PNG",
        ),
        part(
            &format!("name=\"pages\"; filename=\"a.png\"\r\n{octets}"),
            "PNG",
        ),
        part(
            &format!("name=\"pages\"; filename=\"blob\"\r\n{octets}"),
            "page two",
        ),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(String::from_utf8_lossy(&arrived.body), expected.concat());
}
