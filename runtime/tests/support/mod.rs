//! A client of an API made up for these tests, and a service that says what it is told to say.

#![allow(dead_code, reason = "no test file uses all of it")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::{net::SocketAddr, time::Duration};

use specwright_runtime::{
    __private::v1::{
        ApiDescription, Core, Decoded, Described, Operation, Place, Request, Scheme, SchemeKind,
        Variable, no_errors,
    },
    ClientBuilder, Method, StatusCode,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

pub static COOKIE: Scheme = Scheme {
    name: "cookie",
    kind: SchemeKind::ApiKey(Place::Cookie, "key"),
};
pub static QUERY: Scheme = Scheme {
    name: "query",
    kind: SchemeKind::ApiKey(Place::Query, "a key&"),
};
pub static HEADER: Scheme = Scheme {
    name: "header",
    kind: SchemeKind::ApiKey(Place::Header, "x-key"),
};
pub static BASIC: Scheme = Scheme {
    name: "basic",
    kind: SchemeKind::Basic,
};
pub static MUTUAL: Scheme = Scheme {
    name: "mutual",
    kind: SchemeKind::External,
};
static API: ApiDescription = ApiDescription {
    user_agent: "test",
    base_url: Some("http://127.0.0.1:{port}"),
    servers: &["http://127.0.0.1:{port}/own"],
    schemes: &[&COOKIE, &MUTUAL, &QUERY, &HEADER, &BASIC],
    variables: &[Variable {
        name: "port",
        default: "1",
        values: &[],
    }],
    rate_limits: &[],
};

#[derive(Debug)]
pub struct Client {
    pub core: Core,
}

impl Described for Client {
    const API: &'static ApiDescription = &API;

    fn from_core(core: Core) -> Self {
        Self { core }
    }
}

impl specwright_runtime::HasApiKey for Client {}
impl specwright_runtime::HasBasic for Client {}

pub fn builder() -> ClientBuilder<Client> {
    let builder = ClientBuilder::new();
    #[cfg(feature = "reqwest")]
    if module_path!().starts_with("by_reqwest::") {
        let client = specwright_runtime::reqwest::Client::builder();
        let client = client.redirect(specwright_runtime::reqwest::redirect::Policy::none());
        return builder.transport(client.build().unwrap());
    }
    builder
}

/// An operation, which lasts as long as the test.
pub fn operation(
    method: Method,
    security: &'static [&'static [&'static Scheme]],
    server: Option<&'static str>,
) -> &'static Operation {
    operation_at("/x", method, security, server)
}

/// An operation with a path of its own, which lasts as long as the test.
pub fn operation_at(
    path: &'static str,
    method: Method,
    security: &'static [&'static [&'static Scheme]],
    server: Option<&'static str>,
) -> &'static Operation {
    Box::leak(Box::new(Operation {
        id: "test",
        method,
        path,
        accept: "*/*",
        security,
        server,
        is_repeatable: false,
        idempotency_key: None,
    }))
}

/// Sends a request whose answer has no body.
pub async fn send(
    client: &Client,
    request: Request,
) -> Result<StatusCode, specwright_runtime::Error<std::convert::Infallible>> {
    let answer = client
        .core
        .clone()
        .call(request, |status, _| Decoded::Value(status), no_errors);
    answer.await.map(specwright_runtime::Response::into_body)
}

/// A request as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// The request line and the headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A service that gives one answer for each connection.
pub struct Service {
    pub address: SocketAddr,
    arrived: mpsc::UnboundedReceiver<Arrived>,
}

impl Service {
    /// Starts a service that sends each answer in pieces, with a pause after each, and hangs up.
    pub async fn start(answers: Vec<Vec<Vec<u8>>>, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, arrived) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                sender.send(read(&mut stream).await).unwrap();
                for piece in answer {
                    // The client may have hung up, as it may.
                    let _ = stream.write_all(&piece).await;
                    tokio::time::sleep(pause).await;
                }
            }
        });
        Self { address, arrived }
    }

    /// Starts a service that answers `count` requests with nothing.
    pub async fn silent(count: usize) -> Self {
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec();
        Self::start(vec![vec![answer]; count], Duration::ZERO).await
    }

    pub fn client(&self) -> Client {
        builder().base_url(self.url()).build().unwrap()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn arrived(&mut self) -> Arrived {
        self.arrived.recv().await.unwrap()
    }
}

/// The head of an answer whose body ends with the connection.
pub fn head(media: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {media}\r\n\r\n").into_bytes()
}

async fn read(stream: &mut TcpStream) -> Arrived {
    let mut octets = Vec::new();
    let end = loop {
        if let Some(end) = octets.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        assert_ne!(stream.read_buf(&mut octets).await.unwrap(), 0);
    };
    let mut arrived = Arrived {
        head: String::from_utf8(octets[..end].to_vec()).unwrap(),
        body: octets[end + 4..].to_vec(),
    };
    let length = arrived
        .header("content-length")
        .map(|value| value.parse().unwrap());
    let chunked = arrived.header("transfer-encoding").is_some();
    while length.is_some_and(|length: usize| arrived.body.len() < length)
        || (chunked && !arrived.body.ends_with(b"0\r\n\r\n"))
    {
        if stream.read_buf(&mut arrived.body).await.unwrap() == 0 {
            break;
        }
    }
    arrived
}
