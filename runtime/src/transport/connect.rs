//! Connections: to the service or to a proxy before it, with TLS where the URL asks for it.

use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Uri, uri::Scheme};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{
    Connected, Connection, HttpConnector, dns::GaiResolver, proxy::Tunnel,
};
use tower_service::Service;

use crate::transport::{
    BoxError, BoxFuture, causes,
    proxies::Proxies,
    tls::{self, Tls},
};

/// How long a connection is silent before the system asks whether the other side is there, and how long it
/// waits between asking again.
const KEEPALIVE: Duration = Duration::from_secs(15);
/// How often it asks before it takes the connection for broken.
const KEEPALIVE_RETRIES: u32 = 3;
/// How long octets that were sent may go unacknowledged.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Opens connections.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: Tls,
    proxies: Arc<Proxies>,
    timeout: Option<Duration>,
}

/// Why there will be no connection however often one is tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    #[error("`https` needs the feature `rustls` or `native-tls`, or a transport of your own")]
    Tls,
    #[error("a proxy of the scheme `{0}` needs a transport of your own")]
    Proxy(String),
    #[error("the environment variable `{0}` does not hold the URL of a proxy")]
    Variable(&'static str),
    #[error(
        "the proxy asks for a user and password that it knows: they belong into its URL, as in `http://user:password@host`"
    )]
    Credentials(#[source] BoxError),
    #[error(
        "the certificate was not accepted: one of your own authority needs that among the system's certificates, or a transport of your own"
    )]
    Certificate(#[source] BoxError),
}

/// What a tunnel fails with, which has no name of its own there.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

impl Refused {
    /// Takes `error` for one of these, if it will be the same however often one tries.
    fn recognize(error: BoxError) -> BoxError {
        if causes(&*error).any(tls::is_about_certificate) {
            return Self::Certificate(error).into();
        }
        let of_tunnel = causes(&*error).find_map(|error| error.downcast_ref());
        match of_tunnel {
            Some(TunnelError::ProxyAuthRequired) => Self::Credentials(error).into(),
            Some(_) | None => error,
        }
    }
}

/// Opens sockets to the addresses that `resolver` finds, within `timeout`, which they share so that one that
/// is dead does not use it up.
fn tcp<R>(resolver: R, timeout: Option<Duration>) -> HttpConnector<R> {
    let mut tcp = HttpConnector::new_with_resolver(resolver);
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(timeout);
    tcp.set_keepalive(Some(KEEPALIVE));
    tcp.set_keepalive_interval(Some(KEEPALIVE));
    tcp.set_keepalive_retries(Some(KEEPALIVE_RETRIES));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    tcp
}

impl Connector {
    pub(super) fn new(timeout: Option<Duration>) -> Result<Self, BoxError> {
        Ok(Self {
            tcp: tcp(GaiResolver::new(), timeout),
            tls: Tls::new()?,
            proxies: Arc::new(Proxies::from_system()),
            timeout,
        })
    }

    /// Returns what a request to `uri` tells the proxy that carries it in plain sight, if one does.
    pub(super) fn carried(&self, uri: &Uri) -> Option<Option<HeaderValue>> {
        if uri.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        let proxy = self.proxies.of(uri).ok()??;
        let mut credentials = proxy.basic_auth().cloned();
        if let Some(credentials) = &mut credentials {
            credentials.set_sensitive(true);
        }
        Some(credentials)
    }

    async fn connect(self, to: Uri) -> Result<Socket, BoxError> {
        let is_secure = to.scheme() == Some(&Scheme::HTTPS);
        #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
        if is_secure {
            return Err(Refused::Tls.into());
        }
        let Some(proxy) = self.proxies.of(&to)? else {
            return Ok(Socket::new(self.tls.over(self.tcp).call(to).await?));
        };
        let scheme = proxy.uri().scheme_str().unwrap_or_default();
        if !matches!(scheme, "http" | "https") {
            return Err(Refused::Proxy(scheme.to_owned()).into());
        }
        // Without TLS its password and the request would go there in plain sight.
        #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
        if scheme == "https" {
            return Err(Refused::Tls.into());
        }
        // A proxy itself is spoken to by HTTP/1.1.
        let mut to_proxy = self.tls.http1_over(self.tcp);
        if !is_secure {
            let socket = Socket::new(to_proxy.call(proxy.uri().clone()).await?);
            return Ok(Socket {
                is_proxied: true,
                ..socket
            });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        Ok(Socket::new(self.tls.over(tunnel).call(to).await?))
    }
}

impl Service<Uri> for Connector {
    type Response = Socket;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Socket, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let (timeout, connecting) = (self.timeout, self.clone().connect(to));
        Box::pin(async move {
            let connected = match timeout {
                Some(timeout) => tokio::time::timeout(timeout, connecting).await,
                None => Ok(connecting.await),
            };
            let connected =
                connected.map_err(|elapsed| io::Error::new(io::ErrorKind::TimedOut, elapsed))?;
            connected.map_err(Refused::recognize)
        })
    }
}

/// A connection of whatever kind.
pub(super) struct Socket {
    stream: Box<dyn Stream>,
    /// Whether a proxy at the other end takes whole requests.
    is_proxied: bool,
}

/// What a connection of any kind does.
trait Stream: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Stream for T {}

impl Socket {
    fn new(stream: impl Stream + 'static) -> Self {
        Self {
            stream: Box::new(stream),
            is_proxied: false,
        }
    }
}

impl Connection for Socket {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.is_proxied)
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_read(context, buffer)
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write_vectored(context, octets)
    }
}

#[cfg(test)]
mod tests;
