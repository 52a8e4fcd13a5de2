//! Where requests go, and the credentials and cookies that go with them.

use specwright_runtime::{BuildError, Credential, Error, SendError};

use crate::{
    service::Service,
    whole_wire::{Client, ClientBuilder},
};

const FIRST: &str = "http://{host}:{port}/{stage}/";
const OWN: &str = "http://{host}:{port}/files";
const ELSEWHERE: &str = "http://{elsewhere}.invalid/";

/// A client that finds `service` by the variables of the document's servers.
fn by_variables(service: &Service) -> ClientBuilder {
    let (_, port) = service.url().rsplit_once(':').unwrap();
    Client::builder().server_variable("port", port)
}

#[tokio::test]
async fn variables_fill_in_the_server_of_the_document() {
    let mut service = Service::silent().await;
    let client = by_variables(&service).build().unwrap();
    client.servers().here().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.line, "GET /v1/servers/here HTTP/1.1");
    let host = service.url().strip_prefix("http://");
    assert_eq!(request.header("host"), host);

    let second = by_variables(&service).server_variable("stage", "v2");
    second.build().unwrap().servers().here().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.line, "GET /v2/servers/here HTTP/1.1");

    let last = by_variables(&service)
        .server_variable("host", "nowhere.invalid")
        .server_variable("host", "localhost");
    last.build().unwrap().servers().here().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.line, "GET /v1/servers/here HTTP/1.1");
}

#[tokio::test]
async fn variables_fill_in_the_server_of_an_operation() {
    let mut service = Service::silent().await;
    let client = by_variables(&service).build().unwrap();
    client.servers().there().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.line, "GET /files/servers/there HTTP/1.1");
}

#[test]
fn variables_that_the_document_does_not_have_are_refused() {
    for (name, value, reason) in [
        ("stage", "v3", "does not take that value"),
        ("region", "eu", "is not one of the document"),
    ] {
        let error = Client::builder().server_variable(name, value).build();
        let Err(BuildError::Variable {
            name: found,
            reason: why,
        }) = error
        else {
            panic!("{name}")
        };
        assert_eq!((found.as_str(), why), (name, reason));
    }
}

#[tokio::test]
async fn one_base_url_is_for_all_operations() {
    let mut service = Service::silent().await;
    let base = format!("{}/proxy/", service.url());
    let client = Client::builder().base_url(base).build().unwrap();
    let servers = client.servers();
    servers.here().await.unwrap();
    assert_eq!(
        service.arrived().await.line,
        "GET /proxy/servers/here HTTP/1.1"
    );
    servers.there().await.unwrap();
    assert_eq!(
        service.arrived().await.line,
        "GET /proxy/servers/there HTTP/1.1"
    );
    servers.elsewhere().await.unwrap();
    assert_eq!(
        service.arrived().await.line,
        "GET /proxy/servers/elsewhere HTTP/1.1"
    );
}

#[tokio::test]
async fn one_server_of_the_document_can_be_replaced() {
    let mut service = Service::silent().await;
    let mut other = Service::silent().await;
    let client = by_variables(&service)
        .server(OWN, format!("{}/a", other.url()))
        .server(ELSEWHERE, format!("{}/b/", other.url()))
        .build()
        .unwrap();
    let servers = client.servers();
    servers.here().await.unwrap();
    assert_eq!(
        service.arrived().await.line,
        "GET /v1/servers/here HTTP/1.1"
    );
    servers.there().await.unwrap();
    assert_eq!(other.arrived().await.line, "GET /a/servers/there HTTP/1.1");
    servers.elsewhere().await.unwrap();
    let line = other.arrived().await.line;
    assert_eq!(line, "GET /b/servers/elsewhere HTTP/1.1");
    assert!(service.is_at_rest() && other.is_at_rest());
}

#[tokio::test]
async fn the_first_server_of_the_document_can_be_replaced() {
    let mut service = Service::silent().await;
    let builder = Client::builder().server(FIRST, service.url());
    let client = builder.build().unwrap();
    client.servers().here().await.unwrap();
    let line = service.arrived().await.line;
    assert_eq!(line, "GET /servers/here HTTP/1.1");
}

#[test]
fn a_server_that_the_document_does_not_have_is_refused() {
    let builder = Client::builder().server("http://unheard.invalid", "http://127.0.0.1:1");
    assert!(builder.build().is_err());
}

#[test]
fn a_variable_that_makes_no_url_is_refused() {
    let builder = Client::builder().server_variable("port", "a b");
    let error = builder.build().unwrap_err();
    assert!(matches!(error, BuildError::BaseUrl { .. }), "{error:?}");
}

/// It is in no URL but that of the operation, so nobody looks at it before.
#[tokio::test]
async fn a_variable_that_makes_no_url_of_an_operation_is_refused() {
    let builder = Client::builder().server_variable("elsewhere", "a b");
    let call = builder.build().unwrap().servers().elsewhere();
    let error = call.await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Server { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn cookies_and_a_key_in_a_cookie_make_one_header() {
    let mut service = Service::silent().await;
    let client = service.builder().api_key("k=1").build().unwrap();
    let call = client.servers().cookies().theme("dark; x").seen(vec![1, 2]);
    call.await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.line, "GET /servers/cookies HTTP/1.1");
    let cookie = "session=k=1; theme=dark%3B%20x; seen=1; seen=2";
    assert_eq!(request.header("cookie"), Some(cookie));

    client.servers().cookies().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.header("cookie"), Some("session=k=1"));

    let builder = service.builder().header("Cookie", "own=1");
    let client = builder.build().unwrap();
    client.servers().cookies().theme("dark").await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.header("cookie"), Some("own=1; theme=dark"));
}

/// A key with `;` in it would be two cookies.
#[tokio::test]
async fn a_key_that_a_cookie_cannot_carry_is_refused() {
    let mut service = Service::silent().await;
    let client = service.builder().api_key("a; theme=light").build().unwrap();
    let error = client.servers().cookies().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotSent(SendError::Credential { scheme: "session" })
        ),
        "{error:?}"
    );
    assert!(service.is_at_rest());
}

#[tokio::test]
async fn mutual_tls_is_left_to_the_transport() {
    let mut service = Service::silent().await;
    let client = service.client();
    client.servers().mutual().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("cookie"), None);
    client.servers().both().await.unwrap();
    assert_eq!(service.arrived().await.header("cookie"), None);

    let client = service.builder().api_key("k").build().unwrap();
    client.servers().both().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.header("cookie"), Some("session=k"));
    client.servers().mutual().await.unwrap();
    assert_eq!(service.arrived().await.header("cookie"), None);

    let key = Credential::ApiKey("k".into());
    let error = service.builder().credential("certificate", key).build();
    assert!(
        matches!(&error, Err(BuildError::Scheme { scheme }) if scheme == "certificate"),
        "{error:?}"
    );
}
