//! Servers of operations, and security that is left to the transport.

#![cfg(feature = "hyper")]

mod support;

use specwright_runtime::{
    __private::v1::{Request, Scheme},
    BuildError, Credential, Method,
};
use support::{COOKIE, MUTUAL, Service, builder, operation, send};

static BOTH: &[&[&Scheme]] = &[&[&MUTUAL, &COOKIE]];
static EITHER: &[&[&Scheme]] = &[&[&MUTUAL], &[&COOKIE]];

const OWN: &str = "http://127.0.0.1:{port}/own";

#[tokio::test]
async fn an_operation_goes_to_its_own_server_unless_there_is_one_for_all() {
    let mut service = Service::silent(3).await;
    let port = service.address.port().to_string();
    let url = service.url();
    let own = operation(Method::GET, &[], Some(OWN));
    for (builder, line) in [
        (builder().server_variable("port", port), "GET /own/x "),
        (
            builder().server(OWN, format!("{url}/other/")),
            "GET /other/x ",
        ),
        (
            builder()
                .base_url(format!("{url}/all"))
                .server(OWN, "http://127.0.0.1:1"),
            "GET /all/x ",
        ),
    ] {
        send(&builder.build().unwrap(), Request::new(own))
            .await
            .unwrap();
        let arrived = service.arrived().await;
        assert!(arrived.head.starts_with(line), "{}", arrived.head);
    }
}

#[tokio::test]
async fn a_scheme_that_the_transport_sees_to_takes_no_credential() {
    let mut service = Service::silent(2).await;
    let client = builder()
        .base_url(service.url())
        .api_key("secret")
        .build()
        .unwrap();
    let both = operation(Method::GET, BOTH, None);
    let either = operation(Method::GET, EITHER, None);
    for operation in [both, either] {
        send(&client, Request::new(operation)).await.unwrap();
        assert_eq!(service.arrived().await.header("cookie"), Some("key=secret"));
    }
    let error = builder()
        .credential("mutual", Credential::Bearer("x".into()))
        .build();
    assert!(matches!(error.unwrap_err(), BuildError::Scheme { scheme } if scheme == "mutual"));
}
