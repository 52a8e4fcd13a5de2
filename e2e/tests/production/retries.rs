//! Which calls are sent again, how often, and after which time.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, SystemTime},
};

use highlevel::{CallOptions, Error, Retry, SendError, http::StatusCode};
use specwright_runtime::Upload;
use tokio::time::Instant;

use crate::{
    Unreachable, alive, builder, client, clock,
    faults::{Reply, Server},
    quick, unreachable,
    whole_bookshop::models::{NewBook, Price},
};

#[tokio::test]
async fn a_call_that_fails_for_a_while_is_sent_again() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let script = move |count, _: &_| match count {
            0 => Reply::status(status),
            _ => alive(),
        };
        let server = Server::start(script).await;
        let answer = client(&server).health().send().await.unwrap();
        assert_eq!((*answer, server.count()), (true, 2), "{status}");
    }
}

#[tokio::test]
async fn what_will_not_change_is_not_sent_again() {
    for status in [400, 401, 403, 404, 409, 422, 501, 505] {
        let server = Server::start(move |_, _| Reply::status(status)).await;
        let error = client(&server).health().send().await.unwrap_err();
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!((error.status(), server.count()), (Some(status), 1));
    }
}

#[tokio::test]
async fn attempts_end() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    for attempts in [1, 2, 5] {
        let before = server.count();
        let client = builder(&server).retry(quick().attempts(attempts));
        let call = client.build().unwrap().health();
        let error = call.send().await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
        assert_eq!(server.count() - before, attempts as usize);
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_again() {
    for first in [|| Reply::Reset, || Reply::Cut] {
        let server = Server::each(vec![first, alive]).await;
        let answer = client(&server).health().send().await.unwrap();
        assert_eq!((*answer, server.count()), (true, 2));
    }
}

#[tokio::test]
async fn what_does_harm_twice_is_sent_once() {
    for first in [|| Reply::Reset, || Reply::Cut, || Reply::status(503)] {
        let server = Server::each(vec![first, || Reply::status(204)]).await;
        let event = BTreeMap::from([("a".to_owned(), 1.into())]);
        let outcome = client(&server).orders().report_event(event).send().await;
        assert!(outcome.is_err());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn what_reached_nothing_is_sent_again_whatever_it_does() {
    let transport = Unreachable::default();
    let client = unreachable(&transport, quick());
    let event = BTreeMap::default();
    let error = client.orders().report_event(event).send().await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::Connection(_))),
        "{error:?}"
    );
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn what_may_have_been_sent_once_may_have_been_sent() {
    // The first attempt breaks in the middle, all others do not even begin.
    let transport = Unreachable::default();
    transport.breaks_first();
    let client = unreachable(&transport, quick());
    let error = client.health().send().await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn a_call_may_say_itself_whether_it_is_repeatable() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let client = client(&server);
    let twice = client.with(CallOptions::new().repeatable(true));
    let event = BTreeMap::default();
    let _ = twice.orders().report_event(event).send().await;
    assert_eq!(server.count(), 3);
    let once = client.with(CallOptions::new().repeatable(false));
    let _ = once.health().send().await;
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn a_call_may_have_retries_of_its_own() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let client = client(&server);
    let never = client.with(CallOptions::new().retry(Retry::never()));
    never.health().send().await.unwrap_err();
    assert_eq!(server.count(), 1);
    let often = client.with(CallOptions::new().retry(quick().attempts(5)));
    often.health().send().await.unwrap_err();
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn every_attempt_has_the_whole_body_and_the_same_headers() {
    let server = Server::each(vec![|| Reply::Reset, || Reply::status(503), || {
        Reply::status(500)
    }])
    .await;
    let client = client(&server);
    let book = NewBook::new("9783000000000", "A book", Price::new(12.5, "EUR"));
    let _ = client.books().replace_book(7, book).send().await;
    let arrived = server.arrived();
    let [first, second, third] = arrived.as_slice() else {
        panic!("{} requests", arrived.len());
    };
    assert!(first.body.len() > 10);
    for other in [second, third] {
        assert_eq!(first.body, other.body);
        assert_eq!(first.parts.headers, other.parts.headers);
        assert_eq!(first.parts.uri, other.parts.uri);
    }
}

#[tokio::test]
async fn the_service_says_how_long_to_wait() {
    clock::stop();
    let in_two_seconds = || {
        let at = SystemTime::now() + Duration::from_millis(2_000);
        Reply::with(503, "retry-after", httpdate::fmt_http_date(at))
    };
    // A date has no part of a second.
    for (first, least) in [
        (
            (|| Reply::with(429, "retry-after", "1")) as fn() -> Reply,
            1_000,
        ),
        (in_two_seconds, 900),
    ] {
        let server = Server::each(vec![first, alive]).await;
        let begun = Instant::now();
        let answer = client(&server).health().send().await.unwrap();
        assert_eq!((*answer, server.count()), (true, 2));
        let taken = begun.elapsed();
        let least = Duration::from_millis(least);
        assert!(
            taken >= least && taken < Duration::from_secs(5),
            "{taken:?}"
        );
    }
}

#[tokio::test]
async fn nobody_waits_for_an_hour() {
    clock::stop();
    let server = Server::each(vec![|| Reply::with(429, "retry-after", "3600")]).await;
    let begun = Instant::now();
    let error = client(&server).health().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(server.count(), 1);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_outage_is_not_made_worse() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let calls = 100;
    for (retry, most) in [
        (quick().budget(0, 0.0), calls),
        (quick().budget(0, 0.2), calls + calls / 5 + 1),
    ] {
        let before = server.count();
        let client = builder(&server).retry(retry).build().unwrap();
        for _ in 0..calls {
            let _ = client.health().send().await;
        }
        let sent = server.count() - before;
        assert!((calls..=most).contains(&sent), "{sent} of at most {most}");
    }
    let before = server.count();
    let client = builder(&server).retry(quick().without_budget());
    let client = client.build().unwrap();
    for _ in 0..10 {
        let _ = client.health().send().await;
    }
    assert_eq!(server.count() - before, 30);
}

#[tokio::test(start_paused = true)]
async fn waits_grow_and_are_random() {
    let mut all = Vec::new();
    for _ in 0..20 {
        let transport = Unreachable::default();
        let second = Duration::from_secs(1);
        let retry = Retry::new().attempts(6).backoff(second, 4 * second);
        let client = unreachable(&transport, retry);
        let begun = tokio::time::Instant::now();
        let _ = client.health().send().await;
        assert_eq!(transport.count(), 6);
        // One, two, four, four and four seconds at most.
        let taken = begun.elapsed();
        assert!(
            taken <= 15 * second + Duration::from_millis(10),
            "{taken:?}"
        );
        all.push(taken);
    }
    let mean = all.iter().sum::<Duration>() / 20;
    let range = Duration::from_secs(5)..Duration::from_secs(10);
    assert!(range.contains(&mean), "{mean:?}");
    all.sort_unstable();
    all.dedup();
    assert!(all.len() > 15, "{all:?}");
}

#[tokio::test]
async fn no_setting_is_too_large() {
    let server = Server::each(vec![|| {
        Reply::with(429, "retry-after", u64::MAX.to_string())
    }])
    .await;
    for share in [f32::NAN, f32::INFINITY, -1.0, 1e-30, f32::MAX] {
        let retry = Retry::new()
            .attempts(u32::MAX)
            .backoff(Duration::MAX, Duration::MAX)
            .longest_retry_after(Duration::MAX)
            .budget(u32::MAX, share);
        let client = builder(&server).retry(retry).build().unwrap();
        let error = client.health().send().await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    }
    assert_eq!(server.count(), 5);
}

#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_read_twice_is_sent_once() {
    let server = Server::each(vec![|| Reply::status(503)]).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    for (path, count) in [(Path::new("/dev/null"), 1), (file.path(), 3)] {
        let before = server.count();
        let client = crate::whole_wire::Client::builder()
            .base_url(&server.url)
            .retry(quick())
            .build()
            .unwrap();
        let options = CallOptions::new().repeatable(true);
        let bodies = client.with(options).bodies();
        let _ = bodies.send_octets(Upload::path(path)).send().await;
        assert_eq!(server.count() - before, count, "{}", path.display());
    }
}
