//! Bodies of requests and cookies, as they arrive at a socket.

#![cfg(feature = "hyper")]

mod support;

use specwright_runtime::{
    __private::v1::{
        Param, Request, Scheme,
        wire::{Parts, ToParts},
    },
    Error, Method, SendError, Upload,
};
use support::{COOKIE, Service, builder, operation, send};

static KEY: &[&[&Scheme]] = &[&[&COOKIE]];

struct Form {
    title: Option<&'static str>,
    tags: Vec<u8>,
    meta: serde_json::Value,
    file: Upload,
    more: Option<Vec<Upload>>,
}

impl ToParts for Form {
    fn to_parts(&self, parts: &mut Parts) {
        parts.field("title", &self.title, None);
        parts.field("tags", &self.tags, None);
        parts.field("meta", &self.meta, None);
        parts.field("typed", "x", Some("text/csv"));
        parts.field("quoted", "x", Some("application/json; charset=utf-8"));
        parts.file("file \"1\"\r\n", &self.file, Some("image/png, image/jpeg"));
        parts.file("more", &self.more, Some("text/plain"));
        parts.file("none", &None::<Upload>, None);
    }
}

#[tokio::test]
async fn a_multipart_body_has_one_part_for_each_value() {
    let mut service = Service::silent(1).await;
    let mut request = Request::new(operation(Method::POST, &[], None));
    request.multipart(&Form {
        title: None,
        tags: vec![1, 2],
        meta: serde_json::json!({"a": 1.0}),
        file: Upload::bytes("\0\r\n").file_name("é\".png"),
        more: Some(vec!["a".into(), Upload::from("b").content_type("text/csv")]),
    });
    send(&service.client(), request).await.unwrap();
    let arrived = service.arrived().await;
    let media = arrived.header("content-type").unwrap();
    let boundary = media
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let part = |head: &str, body: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name={head}\r\n\r\n{body}\r\n")
    };
    let expected = [
        part("\"tags\"", "1"),
        part("\"tags\"", "2"),
        part("\"meta\"\r\nContent-Type: application/json", "{\"a\":1}"),
        part("\"typed\"\r\nContent-Type: text/csv", "x"),
        part(
            "\"quoted\"\r\nContent-Type: application/json; charset=utf-8",
            "\"x\"",
        ),
        part(
            "\"file %221%22%0D%0A\"; filename=\"é%22.png\"\r\nContent-Type: application/octet-stream",
            "\0\r\n",
        ),
        part(
            "\"more\"; filename=\"blob\"\r\nContent-Type: text/plain",
            "a",
        ),
        part("\"more\"; filename=\"blob\"\r\nContent-Type: text/csv", "b"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(arrived.text(), expected.concat());
    let length = arrived.body.len().to_string();
    assert_eq!(arrived.header("content-length"), Some(length.as_str()));
}

#[tokio::test]
async fn a_part_whose_head_would_break_is_not_sent() {
    struct Broken;

    impl ToParts for Broken {
        fn to_parts(&self, parts: &mut Parts) {
            parts.file("f", &Upload::default().content_type("a\r\nb: c"), None);
        }
    }

    let mut request = Request::new(operation(Method::POST, &[], None));
    request.multipart(&Broken);
    let client = builder().build().unwrap();
    let error = send(&client, request).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(SendError::Part { name, .. }) if name == "f"));
}

type Fill<'a> = &'a dyn Fn(&mut Request);

#[tokio::test]
async fn each_kind_of_body_is_called_what_it_is() {
    let mut service = Service::silent(5).await;
    let client = service.client();
    let post = operation(Method::POST, &[], None);
    let upload = Upload::from(b"\x01\x02");
    let bodies: [(Fill<'_>, &str, &[u8]); 5] = [
        (
            &|r| r.json("application/json", &[1.0, 2.5]),
            "application/json",
            b"[1,2.5]",
        ),
        (
            &|r| {
                r.form(
                    "application/x-www-form-urlencoded",
                    &serde_json::json!({"a": "b c"}),
                    &[],
                )
            },
            "application/x-www-form-urlencoded",
            b"a=b%20c",
        ),
        (&|r| r.text("text/plain", &1.5), "text/plain", b"1.5"),
        (
            &|r| r.upload("image/*", &upload),
            "application/octet-stream",
            b"\x01\x02",
        ),
        (
            &|r| r.upload("image/*", &upload.clone().content_type("image/png")),
            "image/png",
            b"\x01\x02",
        ),
    ];
    for (fill, media, body) in bodies {
        let mut request = Request::new(post);
        fill(&mut request);
        send(&client, request).await.unwrap();
        let arrived = service.arrived().await;
        assert_eq!(arrived.header("content-type"), Some(media));
        assert_eq!(arrived.body, body);
        assert_eq!(
            arrived.header("content-length"),
            Some(body.len().to_string().as_str())
        );
    }
}

#[tokio::test]
async fn cookies_of_client_credential_and_request_make_one_header() {
    let mut service = Service::silent(1).await;
    let client = builder()
        .base_url(service.url())
        .header("Cookie", "own=1")
        .api_key("secret")
        .build()
        .unwrap();
    let mut request = Request::new(operation(Method::GET, KEY, None));
    request.param(Param::cookie("a"), "b; c");
    request.param(Param::cookie("d"), &[1, 2]);
    send(&client, request).await.unwrap();
    let arrived = service.arrived().await;
    let cookie = "own=1; key=secret; a=b%3B%20c; d=1; d=2";
    assert_eq!(arrived.header("cookie"), Some(cookie));
}

#[cfg(feature = "files")]
#[tokio::test]
async fn files_are_sent_again_after_a_redirect() {
    struct Two(Upload);

    impl ToParts for Two {
        fn to_parts(&self, parts: &mut Parts) {
            parts.file("a", &self.0, None);
            parts.field("b", &1, None);
        }
    }

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.bin");
    let content: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(&path, &content).unwrap();

    let redirect = b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /y\r\nconnection: close\r\n\r\n";
    let done = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    let answers = vec![vec![redirect.to_vec()], vec![done.to_vec()]];
    let mut service = Service::start(answers, std::time::Duration::from_millis(1)).await;
    let mut request = Request::new(operation(Method::POST, &[], None));
    request.multipart(&Two(Upload::path(&path)));
    send(&service.client(), request).await.unwrap();

    let (first, second) = (service.arrived().await, service.arrived().await);
    assert!(second.head.starts_with("POST /y "));
    assert_eq!(first.body, second.body);
    let length = first.body.len().to_string();
    assert_eq!(first.header("content-length"), Some(length.as_str()));
    let name =
        "name=\"a\"; filename=\"large.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    let begin = first
        .body
        .windows(name.len())
        .position(|part| part == name.as_bytes());
    let begin = begin.unwrap() + name.len();
    assert_eq!(&first.body[begin..begin + content.len()], content);
}

#[cfg(feature = "files")]
#[tokio::test]
async fn a_file_is_a_whole_body_too_and_an_empty_one_has_no_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty");
    for content in ["", "text"] {
        std::fs::write(&path, content).unwrap();
        let mut service = Service::silent(1).await;
        let mut request = Request::new(operation(Method::PUT, &[], None));
        request.upload("text/plain", &Upload::path(&path));
        send(&service.client(), request).await.unwrap();
        let arrived = service.arrived().await;
        assert_eq!(arrived.text(), content);
        let length = content.len().to_string();
        assert_eq!(arrived.header("content-length"), Some(length.as_str()));
    }
}

#[cfg(feature = "files")]
#[tokio::test]
async fn a_file_that_cannot_be_opened_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let client = builder().build().unwrap();
    for missing in [folder.path().join("missing"), folder.path().to_owned()] {
        let mut request = Request::new(operation(Method::POST, &[], None));
        request.upload("text/plain", &Upload::path(&missing));
        let error = send(&client, request).await.unwrap_err();
        let Error::NotSent(SendError::File { path, .. }) = error else {
            panic!("{error:?}");
        };
        assert_eq!(path, missing);
    }
}

#[test]
fn an_upload_shows_none_of_its_octets() {
    let shown = format!("{:?}", Upload::from("secret"));
    assert!(
        shown.contains("<6 bytes>") && !shown.contains("secret"),
        "{shown}"
    );
    assert_eq!(Upload::default(), Upload::from(Vec::new()));
}
