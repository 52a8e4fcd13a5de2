//! What is sent and what is refused, over a socket and over a transport of one's own.

#![cfg(feature = "hyper")]

mod support;

use std::{collections::BTreeMap, convert::Infallible, io, pin::Pin, task, time::Duration};

use specwright_runtime::{
    __private::v1::{
        Decoded, Limit, Limits, Param, Request, Scheme, no_errors,
        wire::{Parts, ToParts},
    },
    Body, BoxFuture, BuildError, Bytes, Credential, Error, Method, SendError, StatusCode,
    Transport, TransportError, Upload,
    call::Call,
    http,
};
use support::{COOKIE, HEADER, QUERY, Service, builder, operation, operation_at, send};

#[tokio::test]
async fn a_path_keeps_its_query_and_is_encoded() {
    static BY_QUERY: &[&[&Scheme]] = &[&[&QUERY]];
    let mut service = Service::silent(1).await;
    let client = builder().base_url(service.url()).api_key("k=1");
    let path = "/a b/ü/{x}?y=z";
    let mut request = Request::new(operation_at(path, Method::GET, BY_QUERY, None));
    request.param(Param::path("x"), "ö#");
    request.param(Param::query("id"), &1);
    send(&client.build().unwrap(), request).await.unwrap();
    let line = "GET /a%20b/%C3%BC/%C3%B6%23?y=z&id=1&a%20key%26=k%3D1 ";
    let head = service.arrived().await.head;
    assert!(head.starts_with(line), "{head}");
}

#[tokio::test]
async fn a_path_with_a_fragment_is_refused() {
    let client = builder().base_url("http://127.0.0.1:1").build().unwrap();
    let operation = operation_at("/b/{Key}#uploadId", Method::DELETE, &[], None);
    let mut request = Request::new(operation);
    request.param(Param::path("Key"), "k");
    request.param(Param::query("uploadId"), "u");
    let error = send(&client, request).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Path { .. })),
        "{error:?}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn only_methods_with_a_body_say_that_it_is_empty() {
    for (method, length) in [
        (Method::GET, None),
        (Method::HEAD, None),
        (Method::DELETE, None),
        (Method::OPTIONS, None),
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::PATCH, Some("0")),
    ] {
        let mut service = Service::silent(1).await;
        let request = Request::new(operation(method.clone(), &[], None));
        send(&service.client(), request).await.unwrap();
        let arrived = service.arrived().await;
        assert_eq!(arrived.header("content-length"), length, "{method}");
    }
}

#[tokio::test]
async fn a_redirect_to_another_host_carries_no_secret() {
    static BOTH: &[&[&Scheme]] = &[&[&COOKIE, &HEADER]];
    let mut other = Service::silent(1).await;
    let moved = format!(
        "HTTP/1.1 307 Moved\r\nlocation: {}/ü\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        other.url()
    );
    let mut service = Service::start(vec![vec![moved.into()]], Duration::ZERO).await;
    let builder = builder().base_url(service.url()).api_key("s3cret");
    let client = builder.header("x-own", "s3cret").build().unwrap();
    let mut request = Request::new(operation(Method::PUT, BOTH, None));
    request.param(Param::header("x-param"), "s3cret");
    request.param(Param::cookie("b"), "s3cret");
    request.json("application/json", &1);
    send(&client, request).await.unwrap();
    let first = service.arrived().await;
    assert_eq!(first.header("cookie"), Some("key=s3cret; b=s3cret"));
    for name in ["x-own", "x-key", "x-param"] {
        assert_eq!(first.header(name), Some("s3cret"), "{name}");
    }
    let second = other.arrived().await;
    assert!(second.head.starts_with("PUT /%C3%BC "), "{}", second.head);
    assert!(!second.head.contains("s3cret"), "{}", second.head);
    assert_eq!(second.header("content-type"), Some("application/json"));
    assert_eq!(second.text(), "1");
}

#[test]
fn a_user_name_with_a_colon_is_refused() {
    let named = Credential::Basic {
        user: "a:b".to_owned(),
        password: "c".into(),
    };
    for builder in [
        builder().basic_auth("a:b", "c"),
        builder().credential("basic", named),
    ] {
        let error = builder.base_url("http://x").build().unwrap_err();
        assert!(
            matches!(&error, BuildError::User { user } if user == "a:b"),
            "{error:?}"
        );
    }
    let builder = builder().base_url("http://x").basic_auth("a", "b:c");
    assert!(builder.build().is_ok());
}

/// Everything that an error prints, and what caused it.
fn printed(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(|error| format!("{error} {error:?} {error:#?} "))
        .collect()
}

#[tokio::test]
async fn no_error_shows_a_url_and_the_key_in_it() {
    static BY_QUERY: &[&[&Scheme]] = &[&[&QUERY]];
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_vec();
    let moved = b"HTTP/1.1 307 Moved\r\nconnection: close\r\ncontent-length: 0\r\nlocation: ";
    for (name, answers) in [
        ("nobody is there", vec![]),
        ("it hangs up", vec![vec![]]),
        ("it breaks off", vec![vec![cut]]),
        ("it is no HTTP", vec![vec![b"s3cret\r\n\r\n".to_vec()]]),
        ("it is silent", vec![vec![Vec::new(); 10]]),
        (
            "it moved to where nobody is",
            vec![vec![
                [&moved[..], b"http://127.0.0.1:1/?k=s3cret\r\n\r\n"].concat(),
            ]],
        ),
    ] {
        let url = match answers.is_empty() {
            true => "http://127.0.0.1:1".to_owned(),
            false => Service::start(answers, Duration::from_millis(100))
                .await
                .url(),
        };
        let builder = builder()
            .base_url(url)
            .api_key("s3cret")
            .timeout(Duration::from_millis(400));
        let mut request = Request::new(operation_at("/a/{x}", Method::GET, BY_QUERY, None));
        request.param(Param::path("x"), "s3cret");
        let came = send(&builder.build().unwrap(), request).await;
        let text = printed(&came.unwrap_err());
        assert!(!text.contains("s3cret"), "{name}: {text}");
    }
}

#[test]
fn a_base_url_shows_no_key() {
    let builder = builder().base_url("https://x.example/?api_key=s3cret");
    let shown = format!("{builder:?}");
    let shown = shown + &format!("{:?}", builder.build().unwrap_err());
    assert!(
        shown.contains("https://x.example/") && !shown.contains("s3cret"),
        "{shown}"
    );
}

/// A transport that takes no request, or whose answers fail in the middle.
enum Own {
    Refuses,
    Fails(fn() -> specwright_runtime::BoxError),
}

struct Failing(fn() -> specwright_runtime::BoxError);

impl http_body::Body for Failing {
    type Data = Bytes;
    type Error = specwright_runtime::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut task::Context<'_>,
    ) -> task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        task::Poll::Ready(Some(Err((self.0)())))
    }
}

impl Transport for Own {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let answer = match self {
            Self::Refuses => Err(TransportError::refused("not that one")),
            Self::Fails(error) => Ok(http::Response::new(Body::new(Failing(*error)))),
        };
        Box::pin(async { answer })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_says_what_went_wrong_with_a_body() {
    for (error, is_timeout) in [
        (
            (|| TransportError::maybe_sent("slow").timed_out().into())
                as fn() -> specwright_runtime::BoxError,
            true,
        ),
        (|| io::Error::from(io::ErrorKind::TimedOut).into(), true),
        (|| TransportError::maybe_sent("gone").into(), false),
        (|| "gone".into(), false),
    ] {
        let builder = builder().base_url("http://x").transport(Own::Fails(error));
        let request = Request::new(operation(Method::GET, &[], None));
        let error = send(&builder.build().unwrap(), request).await.unwrap_err();
        assert!(matches!(error, Error::MaybeSent(_)), "{error:?}");
        assert_eq!(error.is_timeout(), is_timeout, "{error:?}");
        assert!(error.is_retryable(), "{error:?}");
    }
}

#[tokio::test]
async fn a_request_that_the_transport_does_not_take_is_not_worth_repeating() {
    let builder = builder().base_url("http://x").transport(Own::Refuses);
    let request = Request::new(operation(Method::GET, &[], None));
    let error = send(&builder.build().unwrap(), request).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Refused(_))),
        "{error:?}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_call_can_be_sent_again_by_a_copy() {
    let mut service = Service::silent(2).await;
    let client = service.client();
    let mut request = Request::new(operation(Method::POST, &[], None));
    request.param(Param::query("q"), "s3cret");
    request.param(Param::header("x-own"), "own");
    request.param(Param::cookie("c"), "cookie");
    request.json("application/json", &["body"]);
    let call = client
        .core
        .ready(request, |status, _| Decoded::Value(status), no_errors);
    let shown = format!("{call:?}");
    assert!(
        shown.starts_with("Call(POST /") && !shown.contains("s3cret"),
        "{shown}"
    );
    call.clone().await.unwrap();
    call.await.unwrap();
    let (first, second) = (service.arrived().await, service.arrived().await);
    assert_eq!((&first.head, &first.body), (&second.head, &second.body));
    assert_eq!(first.body, br#"["body"]"#);
    assert_eq!(first.header("x-own"), Some("own"));
    assert_eq!(first.header("cookie"), Some("c=cookie"));
}

struct OneFile(Upload);

impl ToParts for OneFile {
    fn to_parts(&self, parts: &mut Parts) {
        parts.file("file", &self.0, None);
    }
}

#[tokio::test]
async fn a_copy_of_a_call_is_refused_for_the_same() {
    let client = builder().base_url("http://127.0.0.1:1").build().unwrap();
    let empty: fn(&mut Request) = |request| request.param(Param::path("x"), "");
    let no_text: fn(&mut Request) =
        |request| request.json("application/json", &BTreeMap::from([([0_u8], 1)]));
    let too_long: fn(&mut Request) = |request| {
        request.check("x", "four", const { &Limits::new(&[Limit::MaxLength(3)]) });
    };
    let header: fn(&mut Request) = |request| request.param(Param::header("x"), "a\nb");
    let part: fn(&mut Request) = |request| {
        request.multipart(&OneFile(Upload::bytes("a").content_type("a\nb")));
    };
    let all = [
        (empty, "Parameter"),
        (no_text, "Encode"),
        (too_long, "Limit"),
        (header, "Parameter"),
        (part, "Part"),
    ];
    for (fill, kind) in all {
        let mut request = Request::new(operation_at("/a/{x}", Method::POST, &[], None));
        fill(&mut request);
        let call = client
            .core
            .ready(request, |status, _| Decoded::Value(status), no_errors);
        let refused = async |call: Call<StatusCode, Infallible>| match call.send().await {
            Err(Error::NotSent(problem)) => format!("{problem:?}"),
            other => panic!("it is to be refused: {other:?}"),
        };
        let problem = refused(call.clone()).await;
        assert!(problem.starts_with(kind), "{problem}");
        assert_eq!(problem, refused(call).await);
    }
}
