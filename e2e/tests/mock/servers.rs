//! Servers as such: several of them, on a runtime or without one, and gone when they are dropped.

use std::{
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use highlevel::{models::UpdateConversation, operations::conversations::UpdateConversationError};

use crate::{
    Server, client,
    whole_mock::models::{Breed, Dog},
};

fn address(server: &Server) -> SocketAddr {
    server.url().trim_start_matches("http://").parse().unwrap()
}

#[tokio::test]
async fn two_servers_do_not_know_each_other() {
    let (one, two) = (crate::server().await, crate::server().await);
    assert_ne!(one.url(), two.url());
    assert!(address(&one).ip().is_loopback());
    let dog = |id| Dog::new(id, "Rex", Breed::Mutt);
    one.get_dog().responds_with(dog(1));
    two.get_dog().responds_with(dog(2));
    let (first, second) = (client(&one), client(&two));
    let calls = (
        first.dogs().get_dog(7).into_future(),
        second.dogs().get_dog(8).into_future(),
    );
    let (first, second) = tokio::join!(calls.0, calls.1);
    assert_eq!((first.unwrap().id, second.unwrap().id), (1, 2));
    assert_eq!(one.get_dog().requests()[0].dog_id, 7);
    assert_eq!(two.get_dog().requests()[0].dog_id, 8);
    // One of another API, at the same time.
    let other = highlevel::mock::Server::start().await;
    let body = UpdateConversation::new("loc");
    let client = other.client_builder().build().unwrap();
    client
        .conversations()
        .update_conversation("id", body)
        .await
        .unwrap();
    assert_eq!(
        other.update_conversation().requests()[0].conversation_id,
        "id"
    );
}

/// Nothing listens any more, and connections that were open are closed.
#[tokio::test]
async fn no_socket_is_left() {
    let server = crate::server().await;
    let client = client(&server);
    client.dogs().get_dog(1).await.unwrap();
    server.get_dog().never_responds();
    let hanging = tokio::spawn(client.dogs().get_dog(1).into_future());
    while server.get_dog().requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let address = address(&server);
    drop(server);
    // The runtime drops what was aborted.
    assert!(hanging.await.unwrap().is_err());
    let begin = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(begin.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(sockets_of(address.port()), 0);
}

/// On a thread of its own a server answers while the test's thread waits, and is gone at once.
#[test]
fn without_a_runtime() {
    crate::watch::watch();
    let server = Server::start_blocking();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.unwrap();
    server
        .get_dog()
        .responds_with(Dog::new(4, "Rex", Breed::Mutt));
    let client = client(&server);
    let dog = runtime
        .block_on(client.dogs().get_dog(4).into_future())
        .unwrap();
    assert_eq!(dog.id, 4);
    let address = address(&server);
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    // The client's own side of the connection may still be there.
    drop((client, runtime));
    assert_eq!(sockets_of(address.port()), 0);
}

/// The sockets of this machine that listen at a port or have a connection open there.
fn sockets_of(port: u16) -> usize {
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else {
        return 0;
    };
    let local = format!(":{port:04X}");
    let is_open = |line: &&str| {
        let mut columns = line.split_whitespace().skip(1);
        let (address, _, state) = (columns.next(), columns.next(), columns.next());
        // 01 is open, 08 waits to be closed by this side, 0A listens.
        let is_held = matches!(state, Some("01" | "08" | "0A"));
        address.is_some_and(|address| address.ends_with(&local)) && is_held
    };
    table.lines().filter(is_open).count()
}

/// The one operation of the crate that is written from HighLevel's documentation.
#[tokio::test]
async fn highlevel_has_one() {
    let server = highlevel::mock::Server::start().await;
    let client = server.client_builder().build().unwrap();
    let call = || {
        client
            .conversations()
            .update_conversation("id", UpdateConversation::new("loc"))
    };
    let updated = call().await.unwrap();
    assert_eq!(
        updated.conversation.id.as_deref(),
        Some("tDtDnQdgm2LXpyiqYvZ6")
    );
    server
        .update_conversation()
        .responds_with_status(401)
        .responds_with_status(400);
    let error = call().await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(UpdateConversationError::Unauthorized(_))
    ));
    let error = call().await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(UpdateConversationError::BadRequest(_))
    ));
    let requests = server.update_conversation().requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].version, highlevel::models::ApiVersion::ALL[0]);
    assert_eq!(requests[0].body, UpdateConversation::new("loc"));
}
