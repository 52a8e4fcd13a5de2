//! Calls from threads that run no futures.

use std::{
    io::{BufRead as _, Read as _},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use highlevel::{
    BlockingError, BlockingStream as _, CallOptions, Error, Reconnect, SendBlocking as _,
    SendError, http::Method,
};
use specwright_runtime::{Event, StreamError};
use tokio::runtime::Runtime;

use crate::{
    alive, client,
    faults::{Reply, Server, Then},
    quick, whole_wire,
};

/// A service in a runtime of its own, which the thread of the test is no part of.
struct Elsewhere {
    server: Server,
    _runtime: Runtime,
}

fn elsewhere(make: impl Future<Output = Server>) -> Elsewhere {
    let runtime = Runtime::new().unwrap();
    Elsewhere {
        server: runtime.block_on(make),
        _runtime: runtime,
    }
}

fn wire(server: &Server) -> whole_wire::Client {
    let builder = whole_wire::Client::builder().base_url(&server.url);
    builder.retry(quick()).build().unwrap()
}

#[test]
fn a_call_blocks_and_is_sent_again_as_any_other() {
    let here = elsewhere(Server::each(vec![|| Reply::status(503), alive]));
    let client = client(&here.server);
    let answer = client.health().send_blocking().unwrap();
    assert_eq!((*answer, answer.attempts()), (true, 2));
    assert!(*client.health().send().send_blocking().unwrap());
    let raw = client.request(Method::GET, "/x").send_blocking().unwrap();
    assert_eq!(raw.text(), "true");
    let arrived = here.server.arrived();
    let paths: Vec<_> = arrived
        .iter()
        .map(|request| request.parts.uri.path())
        .collect();
    assert_eq!(paths.len(), 4);
    assert_eq!(paths[3], "/x");
}

#[test]
fn an_error_is_what_it_is_to_those_who_await() {
    let here = elsewhere(Server::start(|_, _| Reply::Silence));
    let options = CallOptions::new().total_timeout(Duration::from_millis(100));
    let call = client(&here.server).with(options).health();
    let error = call.send_blocking().unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Timeout(_))),
        "{error:?}"
    );
    assert_eq!(here.server.count(), 1);
}

/// The peers of all requests that reached a service, which says `ok` to each.
fn peers(listener: std::net::TcpListener, peers: Arc<AtomicUsize>) {
    use std::io::Write as _;

    while let Ok((stream, _)) = listener.accept() {
        peers.fetch_add(1, Ordering::SeqCst);
        thread::spawn(move || {
            let mut lines = std::io::BufReader::new(stream.try_clone().unwrap()).lines();
            let mut stream = stream;
            while let Some(Ok(line)) = lines.next() {
                if line.is_empty() {
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                    stream.write_all(answer).unwrap();
                }
            }
        });
    }
}

#[test]
fn connections_outlast_a_call() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || peers(listener, counted));
    let builder = whole_wire::Client::builder().base_url(format!("http://{address}"));
    let client = builder.build().unwrap();
    for _ in 0..5 {
        let answer = client.request(Method::GET, "/").send_blocking().unwrap();
        assert_eq!(answer.text(), "ok");
        // The thread that drives the connection notes a moment later that it may be used again.
        thread::sleep(Duration::from_millis(20));
    }
    // The same from another thread.
    let other = client.clone();
    let call = thread::spawn(move || other.request(Method::GET, "/").send_blocking().is_ok());
    assert!(call.join().unwrap());
    // On a busy machine that moment may be longer.
    let connections = count.load(Ordering::SeqCst);
    assert!(connections <= 3, "{connections} connections for six calls");
}

#[test]
fn eight_threads_at_once() {
    let slow = |_, _: &_| alive().after(Duration::from_millis(300));
    let here = elsewhere(Server::start(slow));
    let client = client(&here.server);
    let begun = std::time::Instant::now();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || (0..2).all(|_| *client.health().send_blocking().unwrap()))
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
    assert_eq!(here.server.count(), 16);
    // One after the other they would take 4.8 seconds.
    let taken = begun.elapsed();
    assert!(taken < Duration::from_millis(3_000), "{taken:?}");
}

#[tokio::test]
async fn a_thread_of_a_runtime_cannot_block() {
    let pieces = || {
        let pieces = vec!["data: 1\n\n".to_owned()];
        Reply::Pieces("text/event-stream", pieces, Then::End)
    };
    let server = Server::each(vec![alive, pieces]).await;
    let client = client(&server);
    let refused = |error: Error<_>| {
        assert!(
            matches!(
                error,
                Error::NotSent(SendError::Blocking(BlockingError::WithinRuntime))
            ),
            "{error:?}"
        );
        assert!(!error.is_retryable());
    };
    refused(client.health().send_blocking().unwrap_err());
    assert_eq!(server.count(), 0, "nothing is sent");
    // Nor where the runtime has more threads, or the thread is one for work that blocks.
    let other = client.clone();
    let call = tokio::task::spawn_blocking(move || other.health().send_blocking().unwrap_err());
    refused(call.await.unwrap());
    let call = async { client.health().send().send_blocking() };
    refused(call.await.unwrap_err());
    assert_eq!(server.count(), 0);
    // A call that is awaited is none the worse for it.
    assert!(*client.health().await.unwrap());

    let events = wire(&server).answers().read_plain_events().await.unwrap();
    let mut events = events.into_body().blocking();
    assert!(matches!(
        events.next(),
        Some(Err(StreamError::Blocking(BlockingError::WithinRuntime)))
    ));
    assert!(events.next().is_none(), "nobody waits for ever");
    let octets = wire(&server).answers().read_octets().await.unwrap();
    let mut reader = octets.into_body().into_reader();
    assert!(reader.read(&mut [0]).is_err());
    assert_eq!(server.count(), 3);
}

#[test]
fn events_and_lines_come_one_after_the_other() {
    let events = |_, request: &crate::faults::Arrived| match request.header("last-event-id") {
        None => {
            let pieces = ["id: 1\ndata: {\"n\":1}\n\n", "data: {\"n\":true}\n\n"];
            Reply::Pieces(
                "text/event-stream",
                pieces.map(str::to_owned).into(),
                Then::Break,
            )
        }
        Some(_) => {
            let pieces = vec!["data: {\"n\":3}\n\ndata: [DONE]\n\n".to_owned()];
            Reply::Pieces("text/event-stream", pieces, Then::End)
        }
    };
    let here = elsewhere(Server::start(events));
    let (first, longest) = (Duration::from_millis(1), Duration::from_millis(5));
    let options = CallOptions::new().reconnect(Reconnect::new().backoff(first, longest));
    let client = wire(&here.server).with(options);
    let stream = client.answers().read_events().send_blocking().unwrap();
    let numbers: Vec<_> = stream.into_body().blocking().collect();
    assert!(matches!(numbers[0], Ok(Event { ref data, .. }) if data.n == 1));
    assert!(matches!(numbers[1], Err(StreamError::Decode(_))));
    assert!(matches!(numbers[2], Ok(Event { ref data, .. }) if data.n == 3));
    assert_eq!((numbers.len(), here.server.count()), (3, 2));

    let lines = |_, _: &_| {
        let pieces = ["{\"n\":1}\r\n\n{\"n\":", "[2]}\n{\"n\":3}"];
        Reply::Pieces(
            "application/jsonl",
            pieces.map(str::to_owned).into(),
            Then::End,
        )
    };
    let here = elsewhere(Server::start(lines));
    let lines = wire(&here.server).answers().read_lines().send_blocking();
    let lines: Vec<_> = lines.unwrap().into_body().blocking().collect();
    assert_eq!(lines.len(), 3);
    let Err(StreamError::Decode(error)) = &lines[1] else {
        panic!("{lines:?}")
    };
    assert_eq!((error.line(), error.path()), (Some(3), "n"));
    assert_eq!(error.data().as_ref(), b"{\"n\":[2]}");
    assert!(error.to_string().contains("line 3"), "{error}");
    assert!(!format!("{error:?}").contains("[2]"), "{error:?}");
}

#[test]
fn octets_are_read_as_any_others() {
    let octets = |_, _: &_| {
        let pieces = ["one\ntw", "o\nthree"];
        Reply::Pieces(
            "application/octet-stream",
            pieces.map(str::to_owned).into(),
            Then::End,
        )
    };
    let here = elsewhere(Server::start(octets));
    let read = || {
        let answer = wire(&here.server).answers().read_octets().send_blocking();
        answer.unwrap().into_body()
    };
    let mut reader = read().into_reader();
    let mut first = [0; 2];
    reader.read_exact(&mut first).unwrap();
    let lines: Result<Vec<_>, _> = reader.lines().collect();
    assert_eq!(
        (&first, lines.unwrap().join("|")),
        (b"on", "e|two|three".to_owned())
    );
    assert_eq!(read().text().send_blocking().unwrap(), "one\ntwo\nthree");
    let chunks: Result<Vec<_>, _> = read().blocking().collect();
    assert_eq!(chunks.unwrap().concat(), b"one\ntwo\nthree");

    let broken = |_, _: &_| {
        Reply::Pieces(
            "application/octet-stream",
            vec!["half".to_owned()],
            Then::Break,
        )
    };
    let here = elsewhere(Server::start(broken));
    let answer = wire(&here.server).answers().read_octets().send_blocking();
    let mut text = String::new();
    let error = answer
        .unwrap()
        .into_body()
        .into_reader()
        .read_to_string(&mut text);
    let error = error.unwrap_err();
    let inner = error.get_ref().unwrap().downcast_ref::<SendError>();
    assert!(matches!(inner, Some(SendError::Connection(_))), "{error:?}");
}
