//! What goes wrong between the client and the service.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use highlevel::{Body, BoxFuture, Client, Error, SendError, Transport, TransportError};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::{TOKEN, call, client, example, header, server};

/// A server for one connection, which `answer` deals with after the request's head was read.
fn raw_server(answer: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        answer(stream);
    });
    url
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = call(&client(url)).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Connection(_))),
        "{error:?}"
    );
    assert!(error.is_retryable() && !error.is_timeout());
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_may_have_been_sent() {
    let url = raw_server(drop);
    let error = call(&client(url)).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle_of_the_body_may_have_been_sent() {
    let url = raw_server(|mut stream| {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(b"{\"success\": true, ").unwrap();
    });
    let error = call(&client(url)).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn garbage_is_an_error() {
    let url = raw_server(|mut stream| stream.write_all(b"220 smtp ready\r\n").unwrap());
    let error = call(&client(url)).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_never_answers_runs_out_of_time() {
    for head in ["", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"] {
        let url = raw_server(move |mut stream| {
            stream.write_all(head.as_bytes()).unwrap();
            thread::sleep(Duration::from_secs(20));
        });
        let client = Client::builder()
            .base_url(url)
            .timeout(Duration::from_millis(200))
            .build();
        let begun = Instant::now();
        let error = call(&client.unwrap()).await.unwrap_err();
        assert!(
            matches!(error, Error::MaybeSent(SendError::Timeout(_))),
            "{head:?}: {error:?}"
        );
        assert!(error.is_timeout() && error.is_retryable());
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_refused() {
    let server = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let client = Client::builder()
        .base_url(server.uri())
        .max_response_bytes(100)
        .build();
    let error = call(&client.unwrap()).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::TooLong { limit: 100 })),
        "{error:?}"
    );
    assert!(!error.is_retryable());
}

/// A `PUT` is repeated where the service says so (307, 308) and never turned into a `GET`.
#[tokio::test]
async fn redirects_keep_method_body_and_token() {
    for status in [307, 308] {
        let server = MockServer::start().await;
        let moved = ResponseTemplate::new(status).insert_header("location", "/moved?to=here");
        let at = matchers::path("/conversations/c");
        Mock::given(at).respond_with(moved).mount(&server).await;
        let there = matchers::path("/moved");
        let answer = ResponseTemplate::new(200).set_body_json(example());
        Mock::given(there).respond_with(answer).mount(&server).await;
        call(&client(server.uri())).await.unwrap();
        let requests = server.received_requests().await.unwrap();
        let last = requests.last().unwrap();
        assert_eq!(
            (last.method.as_str(), last.url.query()),
            ("PUT", Some("to=here"))
        );
        assert_eq!(last.body, requests[0].body);
        assert_eq!(
            header(last, "authorization"),
            Some(&*format!("Bearer {TOKEN}"))
        );
    }
    for status in [301, 302, 303] {
        let moved = ResponseTemplate::new(status).insert_header("location", "/moved");
        let server = server(moved).await;
        let error = call(&client(server.uri())).await.unwrap_err();
        let Error::Undocumented(raw) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (raw.status().as_u16(), &raw.headers()["location"]),
            (status, &"/moved".parse().unwrap())
        );
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_to_another_host_carries_no_secret() {
    let other = server(ResponseTemplate::new(200).set_body_json(example())).await;
    let moved = ResponseTemplate::new(307).insert_header("location", other.uri());
    let here = server(moved).await;
    let client = Client::builder()
        .base_url(here.uri())
        .bearer_token(TOKEN)
        .header("x-own", TOKEN)
        .header("cookie", TOKEN)
        .build()
        .unwrap();
    call(&client).await.unwrap();
    let requests = other.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert!(!format!("{:?}", requests[0].headers).contains(TOKEN));
    // A parameter of the operation, which may be a key as well.
    assert_eq!(header(&requests[0], "version"), None);
    let media = Some("application/json");
    assert_eq!(header(&requests[0], "content-type"), media);
    assert!(header(&requests[0], "user-agent").is_some());
    assert_eq!(
        requests[0].body,
        here.received_requests().await.unwrap()[0].body
    );
}

#[tokio::test]
async fn redirects_without_end_are_given_up() {
    let server = server(ResponseTemplate::new(307).insert_header("location", "/again")).await;
    let error = call(&client(server.uri())).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Redirects { limit: 10 })),
        "{error:?}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 11);
}

/// The first request was sent, whatever becomes of the second.
#[tokio::test]
async fn a_redirect_to_nowhere_may_have_been_sent() {
    let moved = ResponseTemplate::new(308).insert_header("location", "http://127.0.0.1:1/");
    let server = server(moved).await;
    let error = call(&client(server.uri())).await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
}

/// A transport of the user's own sees each request and answers it without a socket.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<String>>>,
}

impl Transport for Recorder {
    fn send(
        &self,
        request: highlevel::http::Request<Body>,
    ) -> BoxFuture<'_, Result<highlevel::http::Response<Body>, TransportError>> {
        let line = format!("{} {}", request.method(), request.uri());
        self.seen.lock().unwrap().push(line);
        Box::pin(async {
            let answer = Body::from(example().to_string());
            Ok(highlevel::http::Response::new(answer))
        })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own() {
    let recorder = Recorder::default();
    let client = Client::builder()
        .transport(recorder.clone())
        .build()
        .unwrap();
    assert!(call(&client).await.unwrap().success);
    let seen = recorder.seen.lock().unwrap().clone();
    assert_eq!(
        seen,
        ["PUT https://services.leadconnectorhq.com/conversations/c"]
    );
}

struct Broken;

impl Transport for Broken {
    fn send(
        &self,
        _: highlevel::http::Request<Body>,
    ) -> BoxFuture<'_, Result<highlevel::http::Response<Body>, TransportError>> {
        Box::pin(async { Err(TransportError::not_sent("no route").timed_out()) })
    }
}

#[tokio::test]
async fn a_transport_says_what_went_wrong() {
    let client = Client::builder().transport(Broken).build().unwrap();
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Timeout(_))),
        "{error:?}"
    );
}
