//! What a service of HTTP/2 says of a request that it does not answer.

use std::{
    fs,
    future::poll_fn,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use h2::{Reason, RecvStream, server::SendResponse};
use hyper::{Request, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{
    DROPS, METHOD, ONCE, assert_outcome, call,
    parties::{Authority, Seen, Stream, describe, in_a_thread},
};

const POST: (&str, &str) = (METHOD, "POST");
const PUT: (&str, &str) = (METHOD, "PUT");

/// A service that does as it is told with the first requests, and answers all others.
struct Service {
    authority: Authority,
    url: String,
    seen: Seen,
    connections: Arc<AtomicUsize>,
}

/// What becomes of the first requests.
#[derive(Clone)]
enum First {
    /// The streams are reset for these reasons, one after the other.
    Reset(Vec<Reason>),
    /// The connection says for this reason that it goes away, and that it has looked at no stream.
    GoAway(Reason),
    /// The first stream of a connection has no answer. That it is there is told by a file at this path, and why
    /// the client resets it by this channel.
    Silence(PathBuf, mpsc::Sender<Reason>),
}

impl Service {
    fn start(first: First) -> Self {
        let authority = Authority::new();
        let tls = authority.acceptor(&["h2"]);
        let (seen, connections) = (Seen::default(), Arc::new(AtomicUsize::new(0)));
        let (seen_there, counted) = (Arc::clone(&seen), Arc::clone(&connections));
        let resets = match &first {
            First::Reset(reasons) => reasons.iter().rev().copied().collect(),
            First::GoAway(_) | First::Silence(..) => Vec::new(),
        };
        let resets = Arc::new(Mutex::new(resets));
        let address = in_a_thread(move |stream| {
            let is_first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            let (tls, seen, resets) = (tls.clone(), Arc::clone(&seen_there), Arc::clone(&resets));
            let goes = match first {
                First::GoAway(reason) if is_first => Some(reason),
                First::GoAway(_) | First::Reset(_) | First::Silence(..) => None,
            };
            let silence = match &first {
                First::Silence(path, ends) => Some((path.clone(), ends.clone())),
                First::GoAway(_) | First::Reset(_) => None,
            };
            async move {
                let stream = tls.accept(stream).await.unwrap();
                match (goes, silence) {
                    (Some(reason), _) => go_away(stream, reason, &seen).await,
                    (None, Some((path, ends))) => hold(stream, &path, ends, &seen).await,
                    (None, None) => serve(stream, &resets, &seen).await,
                }
            }
        });
        Self {
            authority,
            url: format!("https://localhost:{}", address.port()),
            seen,
            connections,
        }
    }

    fn call(&self, environment: &[(&str, &str)]) -> String {
        let mut all = vec![("SSL_CERT_FILE", self.authority.path())];
        all.extend(environment);
        call(&self.url, &all)
    }

    /// How many requests came.
    fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Resets as many streams as there are reasons left, and answers the others.
async fn serve(stream: impl Stream, resets: &Mutex<Vec<Reason>>, seen: &Seen) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        note(&request, seen);
        let reset = resets.lock().unwrap().pop();
        match reset {
            Some(reason) => respond.send_reset(reason),
            None => answer(&mut respond),
        }
    }
}

/// Holds the first stream until the client resets it, and answers the others.
async fn hold(stream: impl Stream, path: &Path, ends: mpsc::Sender<Reason>, seen: &Seen) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let mut ends = Some(ends);
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        note(&request, seen);
        match ends.take() {
            Some(ends) => {
                fs::write(path, "").unwrap();
                tokio::spawn(async move {
                    let reason = poll_fn(|context| respond.poll_reset(context)).await;
                    // Nobody waits for it where the test has failed.
                    let _ = ends.send(reason.unwrap());
                });
            }
            None => answer(&mut respond),
        }
    }
}

fn note(request: &Request<RecvStream>, seen: &Seen) {
    let line = describe(request.version(), request.method(), request.headers());
    seen.lock().unwrap().push(line);
}

fn answer(respond: &mut SendResponse<bytes::Bytes>) {
    let mut stream = respond.send_response(Response::new(()), false).unwrap();
    stream.send_data("{}".into(), true).unwrap();
}

/// Waits for a request and says that it has looked at none: by octets, as no server does it on purpose.
async fn go_away(mut stream: impl Stream, reason: Reason, seen: &Seen) {
    // RFC 9113, §3.4 and §4.1: the client's preface; length, type, flags and stream of a frame.
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    stream
        .write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])
        .await
        .unwrap();
    stream.flush().await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut rest = vec![0; usize::try_from(length).unwrap()];
        stream.read_exact(&mut rest).await.unwrap();
        // HEADERS.
        if head[3] == 1 {
            break;
        }
    }
    seen.lock().unwrap().push("a request".to_owned());
    // GOAWAY with 0 for the last stream (RFC 9113, §6.8).
    let mut frame = vec![0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    frame.extend(u32::from(reason).to_be_bytes());
    stream.write_all(&frame).await.unwrap();
    stream.flush().await.unwrap();
    // The client closes when it has read that.
    while stream.read_u8().await.is_ok() {}
}

#[test]
fn a_stream_that_the_service_refuses_is_sent_again_at_once() {
    let service = Service::start(First::Reset(vec![Reason::REFUSED_STREAM]));
    assert_eq!(service.call(&[POST, ONCE]), "200 OK");
    assert_eq!(service.count(), 2);
}

#[test]
fn a_service_that_refuses_all_streams_is_not_asked_for_ever() {
    let service = Service::start(First::Reset(vec![Reason::REFUSED_STREAM; 9]));
    assert_outcome(&service.call(&[POST, ONCE]), "not sent", &[]);
    assert_eq!(service.count(), 3);
    // Three attempts, and two requests at once beside them: they do not multiply.
    let service = Service::start(First::Reset(vec![Reason::REFUSED_STREAM; 9]));
    assert_outcome(&service.call(&[POST]), "not sent", &[]);
    assert_eq!(service.count(), 5);
}

#[test]
fn a_stream_above_the_last_one_of_a_shutdown_is_sent_again_at_once() {
    let service = Service::start(First::GoAway(Reason::NO_ERROR));
    assert_eq!(service.call(&[POST, ONCE]), "200 OK");
    assert_eq!((service.count(), service.connections()), (2, 2));
}

#[test]
fn a_stream_above_the_last_one_of_a_failure_was_not_sent() {
    let service = Service::start(First::GoAway(Reason::ENHANCE_YOUR_CALM));
    assert_outcome(&service.call(&[POST, ONCE]), "not sent", &[]);
    assert_eq!(service.count(), 1);
    // As it is no use to come back at once, it is an attempt of its own.
    let service = Service::start(First::GoAway(Reason::ENHANCE_YOUR_CALM));
    assert_eq!(service.call(&[POST]), "200 OK");
    assert_eq!((service.count(), service.connections()), (2, 2));
}

#[test]
fn a_stream_that_is_reset_for_another_reason_may_have_been_acted_on() {
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL] {
        // By its method it is not repeatable.
        let service = Service::start(First::Reset(vec![reason]));
        assert_outcome(&service.call(&[POST]), "maybe sent", &[]);
        assert_eq!(service.count(), 1);
        let service = Service::start(First::Reset(vec![reason]));
        assert_outcome(&service.call(&[PUT, ONCE]), "maybe sent", &[]);
        assert_eq!(service.count(), 1);
        // By its method it is.
        let service = Service::start(First::Reset(vec![reason]));
        assert_eq!(service.call(&[PUT]), "200 OK");
        assert_eq!(service.count(), 2);
    }
}

#[test]
fn a_call_that_is_dropped_resets_its_stream_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("the stream is there");
    let (sender, ends) = mpsc::channel();
    let service = Service::start(First::Silence(path.clone(), sender));
    // The caller drops a call when its stream is there, and makes another.
    let drops = (DROPS, path.to_str().unwrap());
    assert_eq!(service.call(&[drops]), "200 OK");
    let reason = ends.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(reason, Reason::CANCEL);
    assert_eq!((service.count(), service.connections()), (2, 1));
}
