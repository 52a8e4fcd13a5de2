//! Credentials come from the environment, and show nowhere; `Run` looks for them in all that is printed.

use crate::{
    SECRET,
    faults::{Reply, Server},
    library, line, only, refused, sent, service,
};

#[tokio::test]
async fn each_scheme_has_its_variables() {
    let find = "books find-books --book-id 1 --parts 1 --verbose";
    let arrived = sent(library(find).env("E2E_TOKEN", SECRET)).await;
    let bearer = format!("Bearer {SECRET}");
    assert_eq!(arrived.header("authorization"), Some(bearer.as_str()));
    let run = library("books remove-books --verbose").env("E2E_USER", "me");
    let arrived = sent(run.env("E2E_PASSWORD", "pass")).await;
    assert_eq!(arrived.header("authorization"), Some("Basic bWU6cGFzcw=="));
    // Two keys that are needed together have a variable each.
    let add = "books add-book --title T --verbose";
    let run = library(add).env("E2E_FIRST_API_KEY", SECRET);
    let arrived = sent(run.env("E2E_SECOND_API_KEY", "two/2")).await;
    assert_eq!(arrived.header("x-first"), Some(SECRET));
    assert_eq!(line(&arrived), "PUT /books?second=two%2F2");
    let arrived = sent(library(add).env("E2E_API_KEY", SECRET)).await;
    assert_eq!(arrived.header("x-first"), Some(SECRET));
    assert_eq!(line(&arrived), format!("PUT /books?second={SECRET}"));
}

#[tokio::test]
async fn an_operation_without_security_is_sent_without_a_credential() {
    let arrived = sent(library("events").env("E2E_TOKEN", SECRET)).await;
    assert_eq!(arrived.header("authorization"), None);
}

/// What cannot be sent is refused without being shown.
#[tokio::test]
async fn a_token_that_no_header_carries_is_refused() {
    let find = library("books find-books --book-id 1 --parts 1");
    let err = refused(find.env("E2E_TOKEN", &format!("{SECRET}\n"))).await;
    let said = "error: the credential for `token` holds a character that a header cannot carry\n";
    assert_eq!(err, said);
}

#[tokio::test]
async fn who_is_not_known_learns_what_to_set() {
    let server = Server::start(|_, _| Reply::status(401)).await;
    let find = "books find-books --book-id 1 --parts 1";
    let ran = library(find).on(&server).await;
    let said = "error: the service answered 401 Unauthorized, and `E2E_TOKEN` is not set\n";
    assert_eq!((ran.status, ran.err.as_str()), (1, said));
    let ran = library(find).env("E2E_TOKEN", SECRET).on(&server).await;
    let said = "error: the service answered 401 Unauthorized\n";
    assert_eq!((ran.status, ran.err.as_str()), (1, said));
}

/// An empty variable is none.
#[tokio::test]
async fn an_empty_variable_is_not_set() {
    let server = service().await;
    let find = library("books find-books --book-id 1 --parts 1").env("E2E_TOKEN", "");
    assert_eq!(find.on(&server).await.status, 0);
    assert_eq!(only(&server).header("authorization"), None);
}
