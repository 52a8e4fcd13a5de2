//! Spans of calls and attempts.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::{
    EnvFilter, fmt::format::FmtSpan, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    alive, builder,
    faults::{Reply, Server},
};

/// Keeps what is traced.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_call_and_its_attempts_are_spans() {
    let kept = Kept::default();
    let writer = kept.clone();
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone());
    let server = Server::each(vec![|| Reply::status(503), || Reply::Reset, alive]).await;
    let subscriber = tracing_subscriber::registry()
        .with(EnvFilter::new("specwright_runtime=trace"))
        .with(layer);
    let guard = subscriber.set_default();
    let client = builder(&server).bearer_token("s3cret").build().unwrap();
    client.health().send().await.unwrap();
    drop(guard);
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("close")).collect();
    let [first, second, third, call] = lines.as_slice() else {
        panic!("{text}");
    };
    for (line, ends) in [
        (
            first,
            &["number=1", "status=503", "sent_bytes=0", "received_bytes=0"][..],
        ),
        (second, &["number=2", "error=\"the connection failed\""]),
        (third, &["number=3", "status=200", "received_bytes=4"]),
        (
            call,
            &[
                "operation=\"health\"",
                "method=GET",
                "path=\"/health\"",
                "attempts=3",
                "status=200",
            ],
        ),
    ] {
        for end in ends {
            assert!(line.contains(end), "{end}: {line}");
        }
    }
    // Each attempt stands within the call.
    assert!(first.contains("call{operation=\"health\""), "{first}");
}
