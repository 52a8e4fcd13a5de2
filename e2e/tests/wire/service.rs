//! A service over a raw socket: it keeps every request octet by octet, and answers in pieces.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::whole_wire::{Client, ClientBuilder};

/// The head of an answer whose body ends with the connection.
pub const HEAD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: ";

const NOTHING: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

/// A service that hangs up after each answer.
pub struct Service {
    url: String,
    arrived: mpsc::UnboundedReceiver<Arrived>,
}

/// A request as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// The request line, as in `GET /a HTTP/1.1`.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Service {
    /// Starts a service that answers with nothing.
    pub async fn silent() -> Self {
        Self::start(vec![NOTHING.into()]).await
    }

    /// Starts a service that answers 200 with `body`, which ends with the connection.
    pub async fn saying(media: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::start(vec![format!("{HEAD}{media}\r\n\r\n").into(), body.into()]).await
    }

    /// Starts a service that sends each answer in `pieces`, each of which arrives by itself.
    pub async fn start(pieces: Vec<Vec<u8>>) -> Self {
        Self::each(vec![pieces]).await
    }

    /// Starts a service that has an answer for each request; the last one is for all that follow.
    pub async fn each(answers: Vec<Vec<Vec<u8>>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, arrived) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut answers = answers.iter();
            let mut answer = answers.next();
            while let Ok((mut stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let request = read(&mut stream).await;
                // The test may be over.
                let _ = sender.send(request);
                for (index, piece) in answer.into_iter().flatten().enumerate() {
                    if index > 0 {
                        tokio::time::sleep(Duration::from_millis(2)).await;
                    }
                    // The client may have hung up.
                    let _ = stream.write_all(piece).await;
                }
                answer = answers.next().or(answer);
            }
        });
        Self { url, arrived }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(&self.url)
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The next request.
    pub async fn arrived(&mut self) -> Arrived {
        self.arrived.recv().await.unwrap()
    }

    /// Whether all requests that arrived were asked for, and there are no others.
    pub fn is_at_rest(&mut self) -> bool {
        self.arrived.try_recv().is_err()
    }
}

impl Arrived {
    /// The value of the header `name`, if there is exactly one.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let first = found.next();
        assert!(found.next().is_none(), "`{name}` was sent twice");
        first.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Reads the head of a request and as much of its body as came with it.
pub async fn read_head(stream: &mut TcpStream) -> Arrived {
    let mut octets = Vec::new();
    let end = loop {
        if let Some(end) = octets.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut octets).await.unwrap() == 0 {
            break octets.len();
        }
    };
    let (head, body) = octets.split_at(end);
    let head = String::from_utf8(head.to_vec()).unwrap();
    let mut lines = head.split("\r\n").map(str::to_owned);
    Arrived {
        line: lines.next().unwrap_or_default(),
        headers: lines
            .filter_map(|line| {
                let (name, value) = line.split_once(':')?;
                Some((name.to_owned(), value.trim().to_owned()))
            })
            .collect(),
        body: body.get(4..).unwrap_or_default().to_vec(),
    }
}

async fn read(stream: &mut TcpStream) -> Arrived {
    let mut arrived = read_head(stream).await;
    assert_eq!(arrived.header("transfer-encoding"), None);
    let length = arrived
        .header("content-length")
        .map_or(0, |value| value.parse().unwrap());
    while arrived.body.len() < length {
        if stream.read_buf(&mut arrived.body).await.unwrap() == 0 {
            break;
        }
    }
    arrived
}
