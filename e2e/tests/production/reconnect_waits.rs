//! How long a stream of events that broke off waits before it is opened again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use highlevel::{
    Body, BoxFuture, CallOptions, Reconnect, SendError, Transport, TransportError, http,
};
use specwright_runtime::StreamError;
use tokio::time::Instant;

use crate::{
    reconnect::{all, open},
    whole_wire::Client,
};

/// A transport that has its answers ready: bodies of events, or nothing where there is no connection.
#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<Option<&'static str>>>>,
    /// When each request came.
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Option<&'static str>>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            asked: Arc::default(),
        }
    }

    fn client(&self, reconnect: Reconnect) -> Client {
        let builder = Client::builder().base_url("http://service.example");
        let client = builder.transport(self.clone()).build().unwrap();
        client.with(CallOptions::new().reconnect(reconnect))
    }

    /// The times between requests.
    fn waits(&self) -> Vec<Duration> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|two| two[1] - two[0]).collect()
    }
}

impl Transport for Script {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.asked.lock().unwrap().push(Instant::now());
        let next = self.answers.lock().unwrap().pop_front();
        let answer = match next {
            Some(Some(body)) => Ok(http::Response::builder()
                .header("content-type", "text/event-stream")
                .body(Body::from(body))
                .unwrap()),
            Some(None) => Err(TransportError::not_sent("nothing is there")),
            None => Ok(http::Response::builder()
                .status(204)
                .body(Body::from(""))
                .unwrap()),
        };
        Box::pin(async { answer })
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn the_service_says_how_long_to_wait() {
    // It holds for each further time, also where it stands in an event that never ended.
    let answers = [
        Some("data: {\"n\":1}\n\nretry: 5000\n"),
        Some("data: {\"n\":2}\n\n"),
        None,
        None,
        Some("retry: 90000\n\ndata: {\"n\":3}\n\n"),
        Some("retry: 10\ndata: {\"n\":4}\n\n"),
    ];
    let script = Script::new(answers);
    let client = script.client(Reconnect::new());
    let (numbers, error) = all(&mut open(&client).await).await;
    assert!(numbers == [1, 2, 3, 4] && error.is_none(), "{error:?}");
    let waits = script.waits();
    // A minute is the longest, ten milliseconds are no less.
    let bounds = [(5, 6), (5, 6), (5, 6), (5, 6), (60, 61), (0, 1)];
    for (wait, (least, most)) in waits.iter().zip(bounds) {
        let range = seconds(least)..=seconds(most) + Duration::from_millis(20);
        assert!(range.contains(wait), "{waits:?}");
    }
    assert_eq!(waits.len(), bounds.len());
}

#[tokio::test(start_paused = true)]
async fn waits_grow_and_are_random_and_the_count_begins_anew() {
    let mut last = Vec::new();
    for _ in 0..20 {
        let mut answers = vec![Some("data: {\"n\":1}\n\n")];
        answers.extend([None; 5]);
        answers.push(Some("data: {\"n\":2}\n\n"));
        answers.extend([None; 6]);
        let script = Script::new(answers);
        let reconnect = Reconnect::new().attempts(6).backoff(seconds(1), seconds(4));
        let (numbers, error) = all(&mut open(&script.client(reconnect)).await).await;
        assert_eq!(numbers, [1, 2]);
        assert!(
            matches!(error, Some(StreamError::Reopen(SendError::Connection(_)))),
            "{error:?}"
        );
        let waits = script.waits();
        let most = [1, 2, 4, 4, 4, 4, 1, 2, 4, 4, 4, 4];
        assert_eq!(waits.len(), most.len());
        for (wait, most) in waits.iter().zip(most) {
            assert!(
                *wait <= seconds(most) + Duration::from_millis(10),
                "{waits:?}"
            );
        }
        last.push(waits[5]);
    }
    let mean = last.iter().sum::<Duration>() / 20;
    assert!((seconds(1)..seconds(3)).contains(&mean), "{mean:?}");
    last.sort_unstable();
    last.dedup();
    assert!(last.len() > 15, "{last:?}");
}
