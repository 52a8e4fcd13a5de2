//! A service that fails in the ways that services fail, over a real socket.

#[path = "watch.rs"]
pub mod watch;

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Request, Response, StatusCode,
    body::{Frame, Incoming},
    header::{HeaderName, HeaderValue},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What comes of one request.
pub enum Reply {
    /// An answer: status, headers, body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// The connection breaks before the answer.
    Reset,
    /// The connection breaks within the body.
    Cut,
    /// This much later, this.
    After(Duration, Box<Reply>),
    /// A body of this media type in pieces, and what comes behind them.
    Pieces(&'static str, Vec<String>, Then),
    /// Nothing, for longer than anybody waits.
    Silence,
}

/// What comes behind the pieces of a body.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// The end.
    End,
    /// The connection breaks.
    Break,
    /// Nothing, for longer than anybody waits.
    Silence,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self::Answer(status, Vec::new(), String::new())
    }

    pub fn with(status: u16, name: &'static str, value: impl Into<String>) -> Self {
        Self::Answer(status, vec![(name, value.into())], String::new())
    }

    pub fn json(body: &serde_json::Value) -> Self {
        let media = vec![("content-type", "application/json".to_owned())];
        Self::Answer(200, media, body.to_string())
    }

    pub fn after(self, wait: Duration) -> Self {
        Self::After(wait, Box::new(self))
    }
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub parts: Parts,
    pub body: Bytes,
}

impl Arrived {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }
}

/// A service on a port of its own.
pub struct Server {
    pub url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts a service that gives each request, counted from zero, what `script` says.
    pub async fn start(script: impl Fn(usize, &Arrived) -> Reply + Send + Sync + 'static) -> Self {
        watch::watch();
        let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
        let seen = Arc::clone(&arrived);
        let noting = move |request: &Arrived| {
            let count = {
                let mut seen = seen.lock().unwrap();
                seen.push(request.clone());
                seen.len() - 1
            };
            script(count, request)
        };
        Self::serve(noting, arrived).await
    }

    /// Starts a service that keeps nothing of what arrives.
    #[allow(dead_code, reason = "some tests look at all that arrived")]
    pub async fn forgetful(script: impl Fn(&Arrived) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(script, Arc::default()).await
    }

    async fn serve(
        script: impl Fn(&Arrived) -> Reply + Send + Sync + 'static,
        arrived: Arc<Mutex<Vec<Arrived>>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Arc::new(script);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = Arc::clone(&script);
                let service = service_fn(move |request: Request<Incoming>| {
                    let script = Arc::clone(&script);
                    async move {
                        let (parts, body) = request.into_parts();
                        let body = body.collect().await.map_err(|_| broken())?.to_bytes();
                        answer(script(&Arrived { parts, body })).await
                    }
                });
                let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(async move {
                    let _ = serving.await;
                });
            }
        });
        Self { url, arrived, task }
    }

    /// Starts a service that gives each request the next of these, and then always the last.
    pub async fn each(replies: Vec<fn() -> Reply>) -> Self {
        Self::start(move |count, _| replies[count.min(replies.len() - 1)]()).await
    }

    /// All requests so far.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.arrived.lock().unwrap().len()
    }
}

type Failure = std::io::Error;

fn broken() -> Failure {
    Failure::other("it breaks here")
}

async fn answer(reply: Reply) -> Result<Response<BoxBody<Bytes, Failure>>, Failure> {
    let mut reply = reply;
    while let Reply::After(wait, then) = reply {
        tokio::time::sleep(wait).await;
        reply = *then;
    }
    match reply {
        Reply::Answer(status, headers, body) => {
            let body = Full::new(Bytes::from(body)).map_err(|never: Infallible| match never {});
            let mut response = Response::new(body.boxed());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                let name = HeaderName::from_static(name);
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from_str(&value).unwrap());
            }
            Ok(response)
        }
        Reply::Cut => {
            let pieces = [
                Ok(Frame::data(Bytes::from_static(b"{\"a\": "))),
                Err(broken()),
            ];
            let body = StreamBody::new(futures_util::stream::iter(pieces));
            let mut response = Response::new(BoxBody::new(body));
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert("content-type", json);
            Ok(response)
        }
        Reply::Pieces(media, pieces, then) => {
            let pieces = pieces.into_iter().map(|piece| Ok(Some(Bytes::from(piece))));
            let last = match then {
                Then::End => None,
                Then::Break => Some(Err(broken())),
                Then::Silence => Some(Ok(None)),
            };
            let pieces = futures_util::stream::iter(pieces.chain(last));
            let body = StreamBody::new(pieces.then(|piece| async {
                // What is before a break reaches the client.
                tokio::time::sleep(Duration::from_millis(5)).await;
                match piece? {
                    Some(piece) => Ok(Frame::data(piece)),
                    None => std::future::pending().await,
                }
            }));
            let mut response = Response::new(BoxBody::new(body));
            let media = HeaderValue::from_static(media);
            response.headers_mut().insert("content-type", media);
            Ok(response)
        }
        Reply::Silence => std::future::pending().await,
        Reply::Reset | Reply::After(..) => Err(broken()),
    }
}
