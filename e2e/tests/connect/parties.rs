//! The other ends of a connection: a service with or without TLS, and a proxy.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
};

use base64::Engine as _;
use hyper::{Request, Response, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

type Seen = Arc<Mutex<Vec<String>>>;

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
}

/// Answers 200 to everything, and keeps the version and `Authorization` of what it saw.
pub struct Service {
    pub url: String,
    pub address: SocketAddr,
    seen: Seen,
}

impl Service {
    pub fn plain() -> Self {
        let (address, seen) = serve(None);
        let url = format!("http://{address}");
        Self { url, address, seen }
    }

    /// Speaks TLS as `localhost`, and offers `protocols`.
    pub fn with_tls(authority: &Authority, protocols: &[&str]) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &authority.issuer).unwrap();
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
        let (address, seen) = serve(Some(TlsAcceptor::from(Arc::new(config))));
        let url = format!("https://localhost:{}", address.port());
        Self { url, address, seen }
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// Serves in a thread until the process ends.
fn serve(tls: Option<TlsAcceptor>) -> (SocketAddr, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let seen_there = Arc::clone(&seen);
    in_a_thread(listener, move |stream| {
        let (tls, seen) = (tls.clone(), Arc::clone(&seen_there));
        async move {
            match tls {
                None => answer(stream, seen).await,
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => answer(stream, seen).await,
                    Err(error) => eprintln!("no TLS: {error}"),
                },
            }
        }
    });
    (address, seen)
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, seen: Seen) {
    let service = service_fn(move |request: Request<Incoming>| {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        let line = format!("{:?} {authorization}", request.version());
        seen.lock().unwrap().push(line);
        async { Ok::<_, std::convert::Infallible>(Response::new("{}".to_owned())) }
    });
    let connection = Builder::new(TokioExecutor::new());
    let served = connection
        .serve_connection(TokioIo::new(stream), service)
        .await;
    served.unwrap_or_else(|error| eprintln!("a connection ended: {error}"));
}

/// Answers whole requests itself; opens tunnels to one place only, whatever is asked for.
pub struct Proxy {
    pub address: SocketAddr,
    seen: Seen,
}

impl Proxy {
    pub fn start(tunnel_to: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Seen::default();
        let seen_there = Arc::clone(&seen);
        in_a_thread(listener, move |mut stream| {
            let seen = Arc::clone(&seen_there);
            async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                let is_tunnel = head.starts_with("CONNECT ");
                seen.lock().unwrap().push(head);
                let says: &[u8] = match (is_tunnel, tunnel_to) {
                    (false, _) => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
                    (true, Some(_)) => b"HTTP/1.1 200 Connection established\r\n\r\n",
                    (true, None) => b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                };
                stream.write_all(says).await.unwrap();
                if let (true, Some(to)) = (is_tunnel, tunnel_to) {
                    let mut other = tokio::net::TcpStream::connect(to).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut other).await;
                }
            }
        });
        Self { address, seen }
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
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

fn in_a_thread<F>(listener: TcpListener, each: impl Fn(tokio::net::TcpStream) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
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
}
