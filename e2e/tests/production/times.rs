//! How long a call, and an attempt, may take.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use highlevel::{CallOptions, Error, SendError, http::StatusCode};
use tokio::time::Instant;

use crate::{
    alive, builder, client, clock,
    faults::{Reply, Server},
};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_made_again() {
    clock::stop();
    let server = Server::each(vec![|| Reply::Silence, alive]).await;
    let options = CallOptions::new().attempt_timeout(SHORT);
    let call = client(&server).with(options).health();
    assert!(*call.send().await.unwrap());
    assert_eq!(server.count(), 2);
    // The same for all calls of a client.
    let server = Server::each(vec![|| Reply::Silence, alive]).await;
    let client = builder(&server).timeout(SHORT).build().unwrap();
    assert!(*client.health().send().await.unwrap());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn one_call_may_take_longer_than_the_others() {
    clock::stop();
    let server = Server::start(|_, _| alive().after(2 * SHORT)).await;
    let client = builder(&server).timeout(SHORT).build().unwrap();
    let options = CallOptions::new().attempt_timeout(20 * SHORT);
    let call = client.with(options).health();
    assert!(*call.send().await.unwrap());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_call_ends_however_many_attempts_are_left() {
    clock::stop();
    let server = Server::each(vec![|| Reply::Silence]).await;
    let options = CallOptions::new().total_timeout(SHORT);
    let begun = Instant::now();
    let call = client(&server).with(options).health();
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Timeout(_))) && error.is_timeout(),
        "{error:?}"
    );
    assert!(begun.elapsed() < 10 * SHORT);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn nobody_waits_for_what_cannot_come_in_time() {
    clock::stop();
    let server = Server::each(vec![|| Reply::with(503, "retry-after", "30")]).await;
    let client = builder(&server).total_timeout(10 * SHORT).build().unwrap();
    let begun = Instant::now();
    let error = client.health().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert!(begun.elapsed() < 10 * SHORT);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_over() {
    clock::stop();
    let server = Server::each(vec![|| Reply::status(503).after(SHORT / 2)]).await;
    let client = client(&server);
    let call = tokio::time::timeout(SHORT / 4, client.health().send());
    assert!(call.await.is_err());
    tokio::time::sleep(3 * SHORT).await;
    assert_eq!(server.count(), 1, "nobody tries again");
}

#[test]
fn without_a_runtime_there_is_an_error() {
    let transport = crate::Unreachable::default();
    let options = CallOptions::new().total_timeout(SHORT);
    let client = crate::Client::builder()
        .base_url("http://service.example")
        .transport(transport.clone())
        .build()
        .unwrap();
    let call = client.with(options).health().send();
    let error = futures_util::FutureExt::now_or_never(call);
    let error = error.unwrap().unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::NoRuntime)),
        "{error:?}"
    );
    assert_eq!(transport.count(), 0);
    // Nothing can be waited for, so nothing is sent again.
    let call = client.health().send();
    let error = futures_util::FutureExt::now_or_never(call);
    assert!(error.unwrap().is_err());
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn a_request_ends_with_its_call() {
    clock::stop();
    use tokio::{io::AsyncReadExt as _, net::TcpListener};

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = crate::Client::builder().base_url(url).build().unwrap();
    let call = tokio::spawn(client.health().send());
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut octets = [0; 4096];
    assert!(stream.read(&mut octets).await.unwrap() > 0);
    call.abort();
    let read = tokio::time::timeout(20 * SHORT, stream.read(&mut octets));
    let end = read.await.expect("the connection stays open");
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
    let again = tokio::time::timeout(3 * SHORT, listener.accept());
    assert!(again.await.is_err(), "nobody comes again");
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_said_holds_for_a_transport_of_ones_own() {
    #[derive(Clone, Default)]
    struct Silent(Arc<AtomicUsize>);
    impl highlevel::Transport for Silent {
        fn send(
            &self,
            _: highlevel::http::Request<highlevel::Body>,
        ) -> highlevel::BoxFuture<
            '_,
            Result<highlevel::http::Response<highlevel::Body>, highlevel::TransportError>,
        > {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::pending())
        }
    }
    let silent = Silent::default();
    let builder = || {
        crate::Client::builder()
            .base_url("http://service.example")
            .retry(highlevel::Retry::never())
            .transport(silent.clone())
    };
    let limited = builder().timeout(SHORT).build().unwrap();
    let error = limited.health().send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    // Nobody knows how long another transport may take.
    let patient = builder().build().unwrap();
    let call = tokio::time::timeout(Duration::from_secs(3600), patient.health().send());
    assert!(call.await.is_err());
    assert_eq!(silent.0.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_connection_that_is_not_made_in_time_was_not_sent_anything() {
    use tokio::{
        net::{TcpSocket, TcpStream},
        time::timeout,
    };

    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Nobody accepts, so that soon the system lets nobody in.
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(SHORT, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 1000, "the system lets everybody in");
    }
    let builder = || {
        crate::Client::builder()
            .base_url(format!("http://{address}"))
            .retry(highlevel::Retry::never())
    };
    let of_client = builder().connect_timeout(SHORT).build().unwrap();
    let of_call = CallOptions::new().connect_timeout(SHORT);
    for client in [of_client, builder().build().unwrap().with(of_call)] {
        let begun = Instant::now();
        let error = client.health().send().await.unwrap_err();
        assert!(
            matches!(error, Error::NotSent(_)) && error.is_timeout(),
            "{error:?}"
        );
        assert!(begun.elapsed() < 20 * SHORT);
    }
}

#[tokio::test]
async fn what_has_a_connection_may_take_longer_than_making_one() {
    let server = Server::start(|_, _| alive().after(5 * SHORT)).await;
    let options = CallOptions::new().connect_timeout(SHORT);
    let client = builder(&server).build().unwrap().with(options);
    // By a connection that is made for it, and by one that was kept.
    for count in [1, 2] {
        assert!(*client.health().send().await.unwrap());
        assert_eq!(server.count(), count);
    }
}
