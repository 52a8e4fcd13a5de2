//! TLS with the service.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use tokio::io::AsyncReadExt as _;

use crate::{
    CONNECT_TIMEOUT, METHOD, ONCE, TOKEN, assert_outcome, call,
    parties::{Authority, Service, in_a_thread, silent},
};

#[test]
fn the_service_chooses_the_version_of_http() {
    let authority = Authority::new();
    for (offers, speaks) in [(&["h2", "http/1.1"][..], "HTTP/2.0"), (&[], "HTTP/1.1")] {
        let service = Service::with_tls(&authority, offers);
        let outcome = call(&service.url, &[("SSL_CERT_FILE", authority.path())]);
        assert_eq!(outcome, "200 OK");
        let seen = format!("{speaks} GET authorization: Bearer {TOKEN}");
        assert_eq!(service.seen(), [seen]);
    }
}

#[test]
fn a_certificate_of_nobody_is_refused_and_not_tried_again() {
    let service = Service::with_tls(&Authority::new(), &["h2"]);
    let outcome = call(&service.url, &[("SSL_CERT_FILE", Authority::new().path())]);
    assert_outcome(
        &outcome,
        "refused",
        &["certificate", "transport of your own"],
    );
    assert!(service.seen().is_empty());
    assert_eq!(service.connections(), 1);
}

#[test]
fn a_certificate_of_another_host_is_refused_and_not_tried_again() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let url = service.url.replace("localhost", "127.0.0.1");
    let outcome = call(&url, &[("SSL_CERT_FILE", authority.path())]);
    assert_outcome(&outcome, "refused", &["certificate"]);
    assert_eq!((service.seen().len(), service.connections()), (0, 1));
}

#[test]
fn a_handshake_that_does_not_end_is_given_up_before_anything_is_sent() {
    let (address, connections) = silent();
    let url = format!("https://localhost:{}", address.port());
    let begun = Instant::now();
    let outcome = call(&url, &[(CONNECT_TIMEOUT, "300"), ONCE]);
    assert_outcome(&outcome, "not sent, late", &[]);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    // The attempt's own limit is 30 seconds.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_handshake_that_breaks_off_is_made_again_as_nothing_was_sent() {
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let address = in_a_thread(move |mut stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move {
            // What the client begins with; and the end.
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    let url = format!("https://localhost:{}", address.port());
    assert_outcome(&call(&url, &[(METHOD, "POST")]), "not sent", &[]);
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}
