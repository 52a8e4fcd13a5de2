//! Requests that break the document: answered with the reason, kept and named.

use std::panic::{AssertUnwindSafe, catch_unwind};

use highlevel::{Retry, http::Method};
use specwright_runtime::{Error, call::CallOptions};

use crate::{Server, client, whole_mock::Client};

/// Status, text, and what is said of a request.
async fn send(server: &Server, request: reqwest_like::Request<'_>) -> (u16, String, Vec<String>) {
    let (status, text) = request.send(server.url()).await;
    let problems = server.problems().iter().map(ToString::to_string).collect();
    (status, text, problems)
}

/// A plain request over a socket, without any client.
mod reqwest_like {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    pub struct Request<'a> {
        pub line: &'a str,
        pub headers: &'a [&'a str],
        pub body: &'a str,
    }

    impl Request<'_> {
        pub async fn send(&self, url: &str) -> (u16, String) {
            let host = url.trim_start_matches("http://");
            let mut stream = TcpStream::connect(host).await.unwrap();
            let headers: String = self
                .headers
                .iter()
                .map(|line| format!("{line}\r\n"))
                .collect();
            let (line, body, length) = (self.line, self.body, self.body.len());
            let text = format!(
                "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
            );
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            let status = head.split(' ').nth(1).unwrap().parse().unwrap();
            (status, body.to_owned())
        }
    }
}

const TOKEN: &str = "Authorization: Bearer t0ken";
const JSON: &str = "Content-Type: application/json";

#[tokio::test]
async fn each_breach_is_answered_and_named() {
    for (line, headers, body, status, said) in [
        (
            "GET /cats",
            &[TOKEN][..],
            "",
            404,
            "GET /cats: the document has no such path",
        ),
        (
            "GET /dogs/1/2/3",
            &[TOKEN],
            "",
            404,
            "GET /dogs/1/2/3: the document has no such path",
        ),
        (
            "PUT /dogs",
            &[TOKEN],
            "",
            405,
            "PUT /dogs: the document has this path with other methods only",
        ),
        (
            "GET /dogs/x",
            &[TOKEN],
            "",
            400,
            "GET /dogs/{dogId} (`getDog`): the path parameter `dogId` is not what the document says: invalid type: text, expected a whole number",
        ),
        (
            "GET /dogs?good=maybe",
            &[TOKEN],
            "",
            400,
            "GET /dogs (`listDogs`): the query parameter `good` is not what the document says: invalid type: text, expected `true` or `false`",
        ),
        (
            "GET /dogs?height=4",
            &[TOKEN],
            "",
            400,
            "GET /dogs (`listDogs`): the query parameter `size` is not what the document says: missing field `width`",
        ),
        (
            "GET /dogs?ids=1,b",
            &[TOKEN],
            "",
            400,
            "GET /dogs (`listDogs`): the query parameter `ids` is not",
        ),
        (
            "GET /dogs?page=%7B%7D",
            &[TOKEN],
            "",
            400,
            "GET /dogs (`listDogs`): the query parameter `page` is not what the document says: missing field `number`",
        ),
        (
            "GET /dogs",
            &[],
            "",
            401,
            "GET /dogs (`listDogs`): the credentials are missing: `token`",
        ),
        (
            "GET /dogs",
            &["Authorization: Basic x"],
            "",
            401,
            "GET /dogs (`listDogs`): the credentials are missing: `token`",
        ),
        (
            "DELETE /dogs/1",
            &["X-App: 1"],
            "",
            401,
            "DELETE /dogs/{dogId} (`removeDog`): the credentials are missing: `token`, or `key` and `app`",
        ),
        (
            "POST /dogs",
            &[TOKEN],
            "",
            400,
            "POST /dogs (`addDog`): the body is missing",
        ),
        (
            "POST /dogs",
            &[TOKEN, JSON],
            "{\"name\": 7}",
            400,
            "POST /dogs (`addDog`): the body is not what the document says at `name`: invalid type: integer, expected a string",
        ),
        (
            "POST /dogs",
            &[TOKEN, JSON],
            "{",
            400,
            "POST /dogs (`addDog`): the body is not what the document says",
        ),
        (
            "POST /dogs",
            &[TOKEN, "Content-Type: text/plain"],
            "Rex",
            415,
            "POST /dogs (`addDog`): the body is `text/plain` and not `application/json`",
        ),
        (
            "POST /dogs",
            &[TOKEN],
            "{\"name\": \"Rex\"}",
            415,
            "POST /dogs (`addDog`): no `Content-Type` says that the body is `application/json`",
        ),
        (
            "POST /notes",
            &[TOKEN, "Content-Type: application/x-www-form-urlencoded"],
            "text=a&stars=many",
            400,
            "POST /notes (`addNote`): the body is not what the document says: ",
        ),
    ] {
        let server = crate::server().await;
        let request = reqwest_like::Request {
            line,
            headers,
            body,
        };
        let (found, text, problems) = send(&server, request).await;
        assert_eq!(found, status, "{line}: {text}");
        let [problem] = problems.as_slice() else {
            panic!("{line}: {problems:?}");
        };
        assert!(problem.starts_with(said), "{problem}");
        let reason = text.trim_end();
        assert!(
            problem.ends_with(reason) && !reason.is_empty(),
            "{problem}: {text}"
        );
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn what_is_as_the_document_says_is_no_problem() {
    let server = crate::server().await;
    for (line, headers, body, status) in [
        (
            "GET /dogs?unknown=1&good=true",
            &["authorization: bearer x"][..],
            "",
            200,
        ),
        ("DELETE /dogs/1?api-key=1", &["X-App: 1"], "", 204),
        ("GET /health", &[], "", 204),
        (
            "POST /dogs",
            &[TOKEN, "Content-Type: Application/JSON; charset=utf-8"],
            "{\"name\": \"Rex\"}",
            201,
        ),
        (
            "POST /notes",
            &[TOKEN, "Content-Type: application/x-www-form-urlencoded"],
            "text=a+b%21&stars=3",
            204,
        ),
        (
            "PUT /photos/1",
            &[TOKEN, "Content-Type: image/png"],
            "",
            204,
        ),
    ] {
        let request = reqwest_like::Request {
            line,
            headers,
            body,
        };
        let (found, text, problems) = send(&server, request).await;
        assert_eq!(found, status, "{line}: {text} {problems:?}");
    }
    assert_eq!(server.add_note_form().requests()[0].body.text, "a b!");
    server.verify();
}

#[tokio::test]
async fn all_that_is_wrong_with_a_request_is_said_at_once() {
    let server = crate::server().await;
    let request = reqwest_like::Request {
        line: "PATCH /dogs/x",
        headers: &[JSON],
        body: "[]",
    };
    let (status, text, problems) = send(&server, request).await;
    assert_eq!((status, problems.len()), (401, 3), "{text}");
    assert!(text.contains("credentials") && text.contains("dogId") && text.contains("body"));
}

/// The client itself keeps to the document; with what a user adds to a call it may not.
#[tokio::test]
async fn a_client_that_breaks_the_document_learns_of_it() {
    let server = crate::server().await;
    let bare = Client::builder()
        .base_url(server.url())
        .retry(Retry::never());
    let bare = bare.build().unwrap();
    let Err(Error::Undocumented(answer)) = bare.dogs().remove_dog(1).await else {
        panic!("there was no token");
    };
    assert_eq!(
        answer.text(),
        "the credentials are missing: `token`, or `key` and `app`\n"
    );
    let client = client(&server);
    client
        .request(Method::GET, "/nowhere")
        .send()
        .await
        .unwrap_err();
    let options = CallOptions::new().query("good", "perhaps");
    client.with(options).dogs().list_dogs().await.unwrap_err();
    assert_eq!(server.problems().len(), 3);
}

/// What a test is told that says something which no answer can be.
#[tokio::test]
async fn answers_that_cannot_be_are_named() {
    let server = crate::server().await;
    let client = client(&server);
    server.get_dog().responds_with_status(99);
    assert_eq!(
        client
            .dogs()
            .get_dog(1)
            .await
            .unwrap_err()
            .status()
            .unwrap(),
        500
    );
    server.get_dog().header("a b", "c");
    assert_eq!(
        client
            .dogs()
            .get_dog(1)
            .await
            .unwrap_err()
            .status()
            .unwrap(),
        500
    );
    let problems = server.problems();
    assert!(problems[0].reason().contains("99"), "{problems:?}");
    assert!(problems[1].reason().contains("`a b`"), "{problems:?}");
}

fn message(run: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(run)).err()?;
    Some(*panic.downcast::<String>().unwrap())
}

#[tokio::test]
async fn a_test_fails_by_problems_that_it_did_not_look_at() {
    let broken = || async {
        let server = crate::server().await;
        let request = reqwest_like::Request {
            line: "GET /cats",
            headers: &[],
            body: "",
        };
        request.send(server.url()).await;
        server
    };
    let said = "requests to the mock server were not as the document says:\n- GET /cats: the document has no such path";
    let server = broken().await;
    assert_eq!(message(|| server.verify()).as_deref(), Some(said));
    // It has said so once.
    assert_eq!(message(move || drop(server)), None);
    let server = broken().await;
    assert_eq!(message(move || drop(server)).as_deref(), Some(said));
    let server = broken().await;
    assert_eq!(server.problems().len(), 1);
    assert_eq!(message(move || drop(server)), None);
    // Within another panic it does not make it worse.
    let server = broken().await;
    let first = message(move || {
        let _held = server;
        panic!("{}", "the test's own".to_owned());
    });
    assert_eq!(first.as_deref(), Some("the test's own"));
}
