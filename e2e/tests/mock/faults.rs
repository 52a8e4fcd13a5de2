//! What goes wrong between a client and a service, as the client sees it.

use std::{
    error::Error as _,
    io,
    time::{Duration, Instant},
};

use specwright_runtime::{Error, StatusCode};

use crate::{
    client, retrying,
    whole_mock::models::{Breed, Dog, NewDog},
};

fn dog() -> Dog {
    Dog::new(2, "Rex", Breed::Husky)
}

#[tokio::test]
async fn a_reset_is_seen_as_one() {
    let server = crate::server().await;
    server.get_dog().resets();
    let error = client(&server).dogs().get_dog(1).await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent(_)) && error.is_retryable());
    let mut source = error.source();
    let mut kinds = Vec::new();
    while let Some(error) = source {
        kinds.extend(error.downcast_ref::<io::Error>().map(io::Error::kind));
        source = error.source();
    }
    assert!(kinds.contains(&io::ErrorKind::ConnectionReset), "{kinds:?}");
    // It reached the server all the same.
    assert_eq!(server.get_dog().requests().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_cut_is_no_answer() {
    let server = crate::server().await;
    let client = client(&server);
    server.get_dog().responds_with(dog()).truncated();
    let error = client.dogs().get_dog(1).await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent(_)), "{error:?}");
    // The example, and an answer that has no body at all.
    server.list_dogs().truncated();
    let error = client.dogs().list_dogs().await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent(_)), "{error:?}");
    server.add_dog().responds_with_status(503).truncated();
    let error = client.dogs().add_dog(NewDog::new("Rex")).await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent(_)), "{error:?}");
}

/// What has no body breaks off before it begins.
#[tokio::test]
async fn an_answer_without_a_body_is_cut_too() {
    let server = crate::server().await;
    server.remove_dog().truncated().responds_with(());
    let client = client(&server);
    let error = client.dogs().remove_dog(1).await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent(_)), "{error:?}");
    client.dogs().remove_dog(1).await.unwrap();
}

/// The head and the first half arrive: it is the body that breaks off.
#[tokio::test]
async fn what_comes_before_the_cut_arrives() {
    let server = crate::server().await;
    server
        .get_photo()
        .responds_with("0123456789".into())
        .truncated();
    let mut photo = client(&server).files().get_photo(1).await.unwrap();
    assert_eq!(photo.headers()["content-length"], "10");
    let mut stream = std::pin::pin!(&mut *photo);
    let first = futures_util::StreamExt::next(&mut stream).await;
    assert_eq!(first.unwrap().unwrap(), "01234");
    let second = futures_util::StreamExt::next(&mut stream).await;
    assert!(second.unwrap().is_err());
}

#[tokio::test]
async fn garbage_does_not_decode() {
    let server = crate::server().await;
    server.get_dog().responds_with_garbage();
    let error = client(&server).dogs().get_dog(1).await.unwrap_err();
    let Error::Decode(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.response().status(), StatusCode::OK);
    assert_eq!(
        error.response().headers()["content-type"],
        "application/json"
    );
    assert!(error.response().text().starts_with("<html>"));
}

#[tokio::test]
async fn octets_of_ones_own() {
    let server = crate::server().await;
    let script = server
        .get_dog()
        .responds_with_octets("application/json", "{\"id\": \"x\"}");
    let client = client(&server);
    let Err(Error::Decode(error)) = client.dogs().get_dog(1).await else {
        panic!("an id is a number");
    };
    assert_eq!(error.path(), "id");
    let _ = script
        .responds_with_octets("text/plain", "Stop!")
        .status(429);
    let error = client.dogs().get_dog(1).await.unwrap_err();
    assert!(format!("{:?}", error.api()).contains("Stop!"));
}

/// Time is paused, so it costs none: the server waits on the same clock.
#[tokio::test(start_paused = true)]
async fn an_answer_comes_late_or_never() {
    let server = crate::server().await;
    let client = server
        .client_builder()
        .retry(highlevel::Retry::never())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let (begin, real) = (tokio::time::Instant::now(), Instant::now());
    server.get_dog().delayed(Duration::from_secs(10));
    client.dogs().get_dog(1).await.unwrap();
    let waited = begin.elapsed();
    assert!((10..11).contains(&waited.as_secs()), "{waited:?}");
    server
        .get_dog()
        .responds_with(dog())
        .delayed(Duration::from_secs(60));
    assert!(client.dogs().get_dog(1).await.unwrap_err().is_timeout());
    server.get_dog().never_responds();
    assert!(client.dogs().get_dog(1).await.unwrap_err().is_timeout());
    assert!(
        real.elapsed() < Duration::from_secs(5),
        "{:?}",
        real.elapsed()
    );
}

#[tokio::test]
async fn after_429_comes_200_and_the_client_asks_again() {
    let server = crate::server().await;
    let script = server
        .get_dog()
        .responds_with_status(429)
        .header("Retry-After", "0")
        .resets()
        .responds_with(dog());
    let answer = retrying(&server).dogs().get_dog(1).await.unwrap();
    assert_eq!((answer.id, answer.attempts()), (2, 3));
    assert_eq!(script.requests().len(), 3);
    // What may not be sent twice is not.
    let script = server.add_dog().responds_with_status(503);
    retrying(&server)
        .dogs()
        .add_dog(NewDog::new("Rex"))
        .await
        .unwrap_err();
    assert_eq!(script.requests().len(), 1);
}
