//! Answers of several kinds: which one it is says the status.

use serde_json::json;
use specwright_runtime::Error;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::{
    header, server,
    whole_wire::{
        Client,
        models::Purpose,
        operations::answers::{
            ReadDefaultError, ReadFileError, ReadHeadersHeaders, ReadSeveralSuccess,
            ReadSilentError, ReadTextError,
        },
    },
};

fn client(server: &MockServer) -> Client {
    Client::builder().base_url(server.uri()).build().unwrap()
}

async fn answering(status: u16, media: &str, body: &[u8]) -> (MockServer, Client) {
    let answer = ResponseTemplate::new(status).set_body_raw(body, media);
    let server = server(answer).await;
    let client = client(&server);
    (server, client)
}

#[tokio::test]
async fn text_is_text_whatever_it_looks_like() {
    for text in ["", "null", "{\"a\":1}", "é\r\n"] {
        let (_server, client) = answering(200, "text/plain", text.as_bytes()).await;
        assert_eq!(client.answers().read_text().await.unwrap().as_str(), text);
    }
    let (_server, client) = answering(200, "text/plain", b"a\xffb").await;
    assert_eq!(
        client.answers().read_text().await.unwrap().as_str(),
        "a\u{fffd}b"
    );
    let (_server, client) = answering(404, "text/plain", b"gone").await;
    let error = client.answers().read_text().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(ReadTextError::NotFound(text)) if text == "gone"),
        "{error:?}"
    );
}

#[tokio::test]
async fn each_success_is_of_its_own_kind() {
    let read = async |status: u16, body: &[u8]| {
        let (_server, client) = answering(status, "text/plain", body).await;
        client.answers().read_several().await
    };
    let delta = read(200, b"{\"n\":1}").await.unwrap();
    assert!(matches!(delta.body(), ReadSeveralSuccess::Ok(delta) if delta.n == 1));
    let later = read(202, b"a body that nobody described").await.unwrap();
    assert_eq!(*later, ReadSeveralSuccess::Accepted);
    let text = read(203, b"1").await.unwrap();
    let expected = ReadSeveralSuccess::NonAuthoritativeInformation("1".to_owned());
    assert_eq!(*text, expected);
    let octets = read(206, b"\xff").await.unwrap();
    let expected = ReadSeveralSuccess::PartialContent(b"\xff".as_slice().into());
    assert_eq!(*octets, expected);
    let error = read(200, b"1").await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let error = read(201, b"{\"n\":1}").await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
}

/// Any of the answers that are described is welcome.
#[tokio::test]
async fn accept_names_the_media_types_of_all_answers() {
    let (server, client) = answering(202, "text/plain", b"").await;
    client.answers().read_several().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let accept = "application/json, text/plain, application/octet-stream";
    assert_eq!(header(&requests[0], "accept"), Some(accept));
}

#[tokio::test]
async fn headers_are_typed() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!({ "n": 1 }))
        .insert_header("X-Left", "42")
        .insert_header("X-Purpose", "review")
        .append_header("X-Tags", "1, b")
        .append_header("X-Tags", "c")
        .insert_header("X-Ratio", "1e-3")
        .insert_header("X-Last", "true")
        .insert_header("ETag", "\"7\"")
        .insert_header("X-Since", "2025-10-11T23:17:36Z");
    let server = server(answer).await;
    let answer = client(&server).answers().read_headers().await.unwrap();
    let headers = ReadHeadersHeaders::from(answer.headers());
    assert_eq!(headers.x_left, Some(42));
    assert_eq!(headers.x_purpose, Some(Purpose::Review));
    let tags = ["1", "b", "c"].map(str::to_owned);
    assert_eq!(headers.x_tags.as_deref(), Some(tags.as_slice()));
    assert_eq!((headers.x_ratio, headers.x_last), (Some(0.001), Some(true)));
    assert_eq!(headers.e_tag.as_deref(), Some("\"7\""));
    let since = headers.x_since.unwrap().to_string();
    assert_eq!(since, "2025-10-11T23:17:36Z");
}

#[tokio::test]
async fn a_header_that_is_absent_or_wrong_spoils_nothing() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!({ "n": 1 }))
        .insert_header("X-Left", "many")
        .insert_header("X-Purpose", "something new")
        .insert_header("X-Since", "yesterday");
    let server = server(answer).await;
    let answer = client(&server).answers().read_headers().await.unwrap();
    let headers = ReadHeadersHeaders::from(answer.headers());
    assert_eq!((headers.x_left, headers.x_tags), (None, None));
    assert_eq!(headers.x_purpose.unwrap().as_str(), "something new");
    assert_eq!(headers.x_since, None);
}

/// A whole number may be written with a fraction of nothing (JSON Schema 2020-12, §6.1.1).
#[tokio::test]
async fn a_whole_number_in_a_header_may_have_a_fraction() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!({ "n": 1 }))
        .insert_header("X-Left", "42.0");
    let server = server(answer).await;
    let answer = client(&server).answers().read_headers().await.unwrap();
    assert_eq!(ReadHeadersHeaders::from(answer.headers()).x_left, Some(42));
}

async fn redirecting() -> MockServer {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/files/7?key=1");
    let here = matchers::path("/answers/file");
    Mock::given(here).respond_with(moved).mount(&server).await;
    let file = ResponseTemplate::new(200).set_body_raw(b"\x89PNG".as_slice(), "image/png");
    let there = matchers::path("/files/7");
    Mock::given(there).respond_with(file).mount(&server).await;
    server
}

#[tokio::test]
async fn a_redirect_that_is_the_documented_answer_leads_to_a_file() {
    let server = redirecting().await;
    let answer = client(&server).answers().read_file().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(
        answer.into_body().bytes().await.unwrap().as_ref(),
        b"\x89PNG"
    );
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].url.query(), Some("key=1"));
}

/// A service that negotiates would refuse to send a file to a client that asks for JSON.
#[tokio::test]
async fn what_is_not_described_is_asked_for_as_anything() {
    let server = redirecting().await;
    client(&server).answers().read_file().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(header(&requests[0], "accept"), Some("*/*"));
    let (server, client) = answering(200, "image/png", b"\x89PNG").await;
    client.answers().read_silent().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let accept = header(&requests[0], "accept").unwrap();
    assert!(accept.contains("*/*"), "{accept}");
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_is_the_documented_answer() {
    let (_server, client) = answering(302, "text/plain", b"").await;
    let error = client.answers().read_file().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(ReadFileError::Found)),
        "{error:?}"
    );
    let (_server, client) = answering(404, "text/plain", b"gone").await;
    let error = client.answers().read_file().await.unwrap_err();
    assert!(matches!(&error, Error::Undocumented(raw) if raw.text() == "gone"));
}

#[tokio::test]
async fn without_a_documented_success_what_came_is_kept() {
    for status in [200, 204, 299] {
        let body: &[u8] = if status == 204 { b"" } else { b"\xff" };
        let (_server, client) = answering(status, "text/plain", body).await;
        let answer = client.answers().read_silent().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.as_ref()), (status, body));
    }
    let (_server, client) = answering(404, "text/plain", b"{\"title\":\"gone\"}").await;
    let error = client.answers().read_silent().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(ReadSilentError::NotFound(problem)) if problem.title == "gone")
    );
}

#[tokio::test]
async fn a_default_is_for_every_status() {
    for status in [200, 201] {
        let (_server, client) = answering(status, "text/plain", b"{\"title\":\"x\"}").await;
        assert_eq!(client.answers().read_default().await.unwrap().title, "x");
    }
    for status in [304, 400, 500, 599] {
        let body: &[u8] = if status == 304 {
            b""
        } else {
            b"{\"title\":\"x\"}"
        };
        let (_server, client) = answering(status, "text/plain", body).await;
        let error = client.answers().read_default().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        match error.api() {
            Some(ReadDefaultError::Default(problem)) => assert_eq!(problem.title, "x"),
            _ => assert_eq!(status, 304, "a body that cannot be is not as described"),
        }
    }
}
