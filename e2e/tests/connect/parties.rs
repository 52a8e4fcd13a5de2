//! The other ends of a connection: a service with or without TLS, one that is silent, and a proxy.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::Engine as _;
use futures_util::{StreamExt as _, stream::iter};
use http_body_util::StreamBody;
use hyper::{
    HeaderMap, Method, Request, Response, Version,
    body::{Frame, Incoming},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

pub type Seen = Arc<Mutex<Vec<String>>>;

/// Octets in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Who signs certificates, and the file that says so.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
    path: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Not the name that certificates have unless told otherwise: OpenSSL goes by names.
        let name = "who signs in this test";
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authority.pem");
        fs::write(&path, issuer.pem()).unwrap();
        let path = path.display().to_string();
        Self {
            issuer,
            folder,
            path,
        }
    }

    pub fn path(&self) -> &str {
        assert!(self.folder.path().is_dir());
        &self.path
    }

    /// Speaks TLS as `localhost`, and offers `protocols`.
    pub fn acceptor(&self, protocols: &[&str]) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Answers 200 to everything, and keeps the version, method and credentials of what it saw.
pub struct Service {
    pub url: String,
    pub address: SocketAddr,
    seen: Seen,
    connections: Arc<AtomicUsize>,
}

impl Service {
    pub fn plain() -> Self {
        Self::start("http", "127.0.0.1", None)
    }

    /// Speaks TLS as `localhost`, and offers `protocols`.
    pub fn with_tls(authority: &Authority, protocols: &[&str]) -> Self {
        Self::start("https", "localhost", Some(authority.acceptor(protocols)))
    }

    fn start(scheme: &str, host: &str, tls: Option<TlsAcceptor>) -> Self {
        let (seen, connections) = (Seen::default(), Arc::new(AtomicUsize::new(0)));
        let (seen_there, counted) = (Arc::clone(&seen), Arc::clone(&connections));
        let address = in_a_thread(move |stream| {
            counted.fetch_add(1, Ordering::SeqCst);
            let (tls, seen) = (tls.clone(), Arc::clone(&seen_there));
            async move {
                if let Some(stream) = accept(tls, stream).await {
                    answer(stream, seen).await;
                }
            }
        });
        Self {
            url: format!("{scheme}://{host}:{}", address.port()),
            address,
            seen,
            connections,
        }
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// How often somebody came, whether or not anything was asked for.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Opens `stream` by TLS if there is any; nothing where the other side does not like that.
async fn accept(tls: Option<TlsAcceptor>, stream: TcpStream) -> Option<Box<dyn Stream>> {
    let Some(tls) = tls else {
        return Some(Box::new(stream));
    };
    match tls.accept(stream).await {
        Ok(stream) => Some(Box::new(stream)),
        Err(error) => {
            eprintln!("no TLS: {error}");
            None
        }
    }
}

async fn answer(stream: impl Stream + 'static, seen: Seen) {
    let service = service_fn(move |request: Request<Incoming>| {
        let line = describe(request.version(), request.method(), request.headers());
        seen.lock().unwrap().push(line);
        async { Ok::<_, std::convert::Infallible>(Response::new("{}".to_owned())) }
    });
    let connection = Builder::new(TokioExecutor::new());
    let served = connection
        .serve_connection(TokioIo::new(stream), service)
        .await;
    served.unwrap_or_else(|error| eprintln!("a connection ended: {error}"));
}

/// The version, method and credentials of a request, those of a proxy among them.
pub fn describe(version: Version, method: &Method, headers: &HeaderMap) -> String {
    let mut line = format!("{version:?} {method}");
    for name in ["authorization", "proxy-authorization"] {
        for value in headers.get_all(name) {
            line += &format!(" {name}: {}", value.to_str().unwrap());
        }
    }
    line
}

/// Takes connections and says nothing; returns where.
pub fn silent() -> (SocketAddr, Arc<AtomicUsize>) {
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let address = in_a_thread(move |mut stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move {
            let mut octets = [0; 4096];
            while stream.read(&mut octets).await.is_ok_and(|read| read > 0) {}
        }
    });
    (address, connections)
}

/// What a proxy does with what it is asked for, besides keeping the head.
#[derive(Clone)]
pub enum Does {
    /// Answers whole requests itself, and opens no tunnel before it is told a password.
    Answers,
    /// Asks for a password, whatever it is told.
    Demands,
    /// Opens tunnels to one place only, whatever is asked for.
    Tunnels(SocketAddr),
    /// Sends whole requests on to there.
    Redirects(String),
    /// Says nothing.
    Nothing,
}

/// A proxy at `localhost`.
pub struct Proxy {
    pub address: SocketAddr,
    seen: Seen,
}

impl Proxy {
    pub fn start(does: Does) -> Self {
        Self::over(None, does)
    }

    /// Speaks TLS itself.
    pub fn with_tls(authority: &Authority, does: Does) -> Self {
        Self::over(Some(authority.acceptor(&[])), does)
    }

    fn over(tls: Option<TlsAcceptor>, does: Does) -> Self {
        let seen = Seen::default();
        let seen_there = Arc::clone(&seen);
        let address = in_a_thread(move |stream| {
            let (tls, seen, does) = (tls.clone(), Arc::clone(&seen_there), does.clone());
            async move {
                if let Some(stream) = accept(tls, stream).await {
                    serve(stream, &seen, does).await;
                }
            }
        });
        Self { address, seen }
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(mut stream: Box<dyn Stream>, seen: &Seen, does: Does) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        // Whoever gives up in the middle was not heard.
        let Ok(octet) = stream.read_u8().await else {
            return;
        };
        head.push(octet);
    }
    let head = String::from_utf8(head).unwrap();
    let is_tunnel = head.starts_with("CONNECT ");
    seen.lock().unwrap().push(head);
    let says = match (is_tunnel, &does) {
        (true, Does::Tunnels(_)) => "HTTP/1.1 200 Connection established\r\n\r\n".to_owned(),
        (true, _) if !matches!(does, Does::Nothing) => {
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".to_owned()
        }
        (false, Does::Redirects(to)) => {
            format!(
                "HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"
            )
        }
        (_, Does::Nothing) => String::new(),
        (false, Does::Demands) => {
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
        (_, _) => "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
    };
    stream.write_all(says.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    match does {
        Does::Tunnels(to) => {
            let mut other = TcpStream::connect(to).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut other).await;
        }
        Does::Nothing => {
            // Until the other side has had enough of it.
            let _ = stream.read_u8().await;
        }
        Does::Answers | Does::Demands | Does::Redirects(_) => {}
    }
}

/// The user and password that a head proves itself to a proxy with.
pub fn password_in(head: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_it = name.eq_ignore_ascii_case("proxy-authorization");
        value.strip_prefix("Basic ").filter(|_| is_it)
    });
    let decoded = base64::prelude::BASE64_STANDARD.decode(line.unwrap());
    String::from_utf8(decoded.unwrap()).unwrap()
}

/// Does `each` with whoever comes, in a thread, until the process ends; returns where.
pub fn in_a_thread<F>(each: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(each(stream));
            }
        });
    });
    address
}

/// Gives `request` a body with something wrong: it is shorter than a header says, or it breaks off, because
/// another service refused what it is made of or by an error that a connection has too.
pub fn spoil(mut request: Request<highlevel::Body>, wrong: &str) -> Request<highlevel::Body> {
    let then: Option<highlevel::BoxError> = if wrong == crate::SHORT.1 {
        request.headers_mut().insert("content-length", 9.into());
        None
    } else if wrong == crate::REFUSED.1 {
        Some(h2::Error::from(h2::Reason::REFUSED_STREAM).into())
    } else {
        Some(std::io::Error::new(std::io::ErrorKind::TimedOut, "the user's disk").into())
    };
    let frames = iter([Ok(Frame::data(bytes::Bytes::from("{")))]).chain(iter(then.map(Err)));
    request.map(|_| highlevel::Body::new(StreamBody::new(frames)))
}
