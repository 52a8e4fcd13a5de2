//! Connections that are not made.

#[cfg(target_os = "linux")]
use std::{
    array, future,
    net::SocketAddr,
    task::{Context, Poll},
    time::Duration,
};

#[cfg(target_os = "linux")]
use hyper_util::client::legacy::connect::dns::Name;
#[cfg(target_os = "linux")]
use tower_service::Service;

/// A resolver that finds two addresses for every host.
#[cfg(target_os = "linux")]
#[derive(Clone)]
struct Finds([SocketAddr; 2]);

#[cfg(target_os = "linux")]
impl Service<Name> for Finds {
    type Response = array::IntoIter<SocketAddr, 2>;
    type Error = std::io::Error;
    type Future = future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        future::ready(Ok(self.0.into_iter()))
    }
}

/// Elsewhere a full queue may be an error at once.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_dead_address_leaves_time_for_the_next_one() {
    use tokio::{
        net::{TcpListener, TcpSocket, TcpStream},
        time::timeout,
    };

    let limit = Duration::from_secs(2);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let dead = socket.listen(1).unwrap();
    let address = dead.local_addr().unwrap();
    // Nobody accepts, so that soon the system lets nobody in.
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(limit / 10, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 1000, "the system lets everybody in");
    }
    let live = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let finds = Finds([address, live.local_addr().unwrap()]);
    let mut tcp = super::tcp(finds, Some(limit));
    let connecting = tcp.call("http://service.example".parse().unwrap());
    let connected = timeout(10 * limit, connecting).await;
    assert!(connected.expect("it waits for the dead one").is_ok());
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[tokio::test]
async fn without_tls_nothing_goes_where_it_is_needed() {
    use std::sync::Arc;

    use super::{Connector, Refused};
    use crate::transport::proxies::Proxies;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("https://{}", listener.local_addr().unwrap());
    let connector = Connector::new(None).unwrap();
    let behind = Connector {
        proxies: Arc::new(Proxies::through(&proxy)),
        ..connector.clone()
    };
    let secure = "https://service.example".parse().unwrap();
    let plain = "http://service.example".parse().unwrap();
    for connecting in [
        connector.connect(secure),
        behind.clone().connect(plain),
        behind.connect("https://service.example".parse().unwrap()),
    ] {
        let error = connecting.await.unwrap_err();
        assert!(
            matches!(error.downcast_ref(), Some(Refused::Tls)),
            "{error}"
        );
    }
    // Nobody came.
    let accepted = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept());
    assert!(accepted.await.is_err());
}
