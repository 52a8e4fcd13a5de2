//! A service that answers at once, in a thread of its own.

use std::{
    convert::Infallible,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, body::Incoming, header::HeaderValue, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// The answer that the documentation page shows.
const ANSWER: &str = r#"{"success":true,"conversation":{"id":"tDtDnQdgm2LXpyiqYvZ6","locationId":"tDtDnQdgm2LXpyiqYvZ6","contactId":"tDtDnQdgm2LXpyiqYvZ6","assignedTo":"tDtDnQdgm2LXpyiqYvZ6","userId":"tDtDnQdgm2LXpyiqYvZ6","lastMessageBody":"Hello, this is the message body","lastMessageDate":"1628008053263","lastMessageType":"TYPE_CALL","unreadCount":1,"inbox":true,"starred":true,"deleted":false}}"#;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// How many connections there were.
pub fn connections() -> usize {
    CONNECTIONS.load(Ordering::SeqCst)
}

/// Starts it and returns its URL.
pub fn start() -> std::io::Result<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            // Whoever waits for it is there: nothing else ends it.
            let _ = sender.send(listener.local_addr()?);
            loop {
                let (stream, _) = listener.accept().await?;
                CONNECTIONS.fetch_add(1, Ordering::SeqCst);
                stream.set_nodelay(true)?;
                let serving = http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service_fn(answer));
                tokio::spawn(serving);
            }
        })
    });
    let address = receiver.recv().map_err(std::io::Error::other)?;
    Ok(format!("http://{address}"))
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    // What breaks here ends the connection, and with it the benchmark.
    let _ = request.into_body().collect().await;
    let mut answer = Response::new(Full::new(Bytes::from_static(ANSWER.as_bytes())));
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert("content-type", json);
    Ok(answer)
}
