use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::time::Instant;

use super::Throttle;
use crate::{
    error::SendError,
    rate::{RateLimit, RateLimitHeaders},
};

const WINDOW: Duration = Duration::from_secs(10);

/// A limit as `codegen.toml` says it.
const fn known(name: &'static str, requests: u32, window: Duration) -> RateLimitHeaders {
    RateLimitHeaders {
        name,
        requests: Some(requests),
        window: Some(window.as_millis() as u64),
        limit: None,
        remaining: None,
        window_in: None,
        reset: None,
    }
}

/// A hundred requests in ten seconds, as the service says too.
fn documented() -> Throttle {
    static KNOWN: &[RateLimitHeaders] = &[known("own", 100, WINDOW)];
    Throttle::of_headers(KNOWN)
}

/// When `count` requests of one throttle leave.
async fn leave(throttle: &Throttle, count: usize) -> Vec<Instant> {
    let mut left = Vec::new();
    for _ in 0..count {
        throttle.turn().await.unwrap();
        left.push(Instant::now());
    }
    left
}

/// The most of them within any window.
fn most(left: &[Instant]) -> usize {
    let within = |begin: &Instant| {
        left.iter()
            .filter(|at| **at >= *begin && **at < *begin + WINDOW)
            .count()
    };
    left.iter().map(within).max().unwrap()
}

fn said(limit: u64, remaining: u64) -> Vec<RateLimit> {
    vec![RateLimit {
        name: "own",
        limit: Some(limit),
        remaining: Some(remaining),
        window: Some(WINDOW),
        resets_in: None,
    }]
}

#[tokio::test(start_paused = true)]
async fn no_window_has_more_than_the_limit() {
    for limit in [1, 2, 7, 100, 1000] {
        let throttle = Throttle::new(limit, WINDOW);
        let left = leave(&throttle, limit as usize * 5 + 3).await;
        let most = most(&left);
        assert!(most <= limit as usize, "{most} of {limit}");
        // It is no slower than it has to be.
        let took = *left.last().unwrap() - left[0];
        assert!(took < WINDOW.mul_f64(8.0), "{limit}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_tasks_share_it_in_the_order_in_which_they_came() {
    let throttle = Throttle::new(10, WINDOW);
    let order: std::sync::Arc<std::sync::Mutex<Vec<usize>>> = std::sync::Arc::default();
    let tasks: Vec<_> = (0..40)
        .map(|index| {
            let (throttle, order) = (throttle.clone(), std::sync::Arc::clone(&order));
            tokio::spawn(async move {
                throttle.turn().await.unwrap();
                order.lock().unwrap().push(index);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap().clone();
    assert_eq!(order, (0..40).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn it_waits_for_the_window_where_nothing_is_left() {
    let throttle = documented();
    let begin = leave(&throttle, 1).await[0];
    throttle.note(StatusCode::OK, &HeaderMap::new(), &said(100, 0));
    let next = leave(&throttle, 1).await[0];
    assert!(next - begin >= WINDOW, "{:?}", next - begin);
}

#[tokio::test(start_paused = true)]
async fn the_few_that_are_left_are_spread() {
    let note = |throttle: &Throttle, resets_in| {
        let said = said(100, 3).into_iter();
        let said: Vec<_> = said.map(|said| RateLimit { resets_in, ..said }).collect();
        throttle.note(StatusCode::OK, &HeaderMap::new(), &said);
    };
    // Over the time that the service says.
    let throttle = documented();
    let mut last = leave(&throttle, 1).await[0];
    for _ in 0..3 {
        note(&throttle, Some(Duration::from_secs(8)));
        let next = leave(&throttle, 1).await[0];
        assert!(next - last >= Duration::from_secs(2), "{:?}", next - last);
        last = next;
    }
    // Where it says none, one after the other.
    let throttle = documented();
    let begin = leave(&throttle, 1).await[0];
    note(&throttle, None);
    let next = leave(&throttle, 1).await[0];
    assert!(next - begin > WINDOW / 100, "{:?}", next - begin);
    assert!(next - begin < WINDOW / 10, "{:?}", next - begin);
}

#[tokio::test(start_paused = true)]
async fn a_day_of_which_little_is_left_slows_nobody_down() {
    static KNOWN: &[RateLimitHeaders] = &[known("own", 1000, Duration::from_secs(86_400))];
    let throttle = Throttle::of_headers(KNOWN);
    let begin = leave(&throttle, 1).await[0];
    let window = Some(Duration::from_secs(86_400));
    let said = said(1000, 9).into_iter();
    let said: Vec<_> = said.map(|said| RateLimit { window, ..said }).collect();
    throttle.note(StatusCode::OK, &HeaderMap::new(), &said);
    assert_eq!(leave(&throttle, 1).await[0], begin);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_a_year_is_not_waited_for_that_long() {
    for seconds in ["31536000", "18446744073709551615"] {
        let throttle = Throttle::new(100, WINDOW).longest_wait(Duration::MAX);
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_static(seconds));
        let begin = Instant::now();
        throttle.note(StatusCode::TOO_MANY_REQUESTS, &headers, &[]);
        let next = leave(&throttle, 1).await[0];
        assert!(
            next - begin <= super::LONGEST + WINDOW,
            "{seconds}: {:?}",
            next - begin
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_lower_limit_holds_and_a_higher_one_does_not() {
    let throttle = documented();
    leave(&throttle, 1).await;
    throttle.note(StatusCode::OK, &HeaderMap::new(), &said(5, 4));
    assert!(most(&leave(&throttle, 20).await) <= 5);
    throttle.note(StatusCode::OK, &HeaderMap::new(), &said(100_000, 9));
    assert!(most(&leave(&throttle, 300).await) <= 100);
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_all_back() {
    let throttle = Throttle::new(100, WINDOW);
    let begin = leave(&throttle, 1).await[0];
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", HeaderValue::from_static("7"));
    throttle.note(StatusCode::TOO_MANY_REQUESTS, &headers, &[]);
    let next = leave(&throttle, 1).await[0];
    assert!(next - begin >= Duration::from_secs(7));
    // Without a 429 the header is of no matter here.
    throttle.note(StatusCode::OK, &headers, &[]);
    assert!(leave(&throttle, 1).await[0] - next < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn what_would_wait_too_long_fails() {
    let throttle = Throttle::new(1, WINDOW).longest_wait(Duration::from_secs(5));
    leave(&throttle, 1).await;
    let begin = Instant::now();
    let error = throttle.turn().await.unwrap_err();
    assert!(matches!(error, SendError::RateLimit { .. }), "{error:?}");
    assert_eq!(begin.elapsed(), Duration::ZERO);
    // Those behind one that waits fail when their time is up.
    let patient = throttle.clone().longest_wait(WINDOW * 2);
    let waiting = tokio::spawn(async move { patient.turn().await });
    tokio::task::yield_now().await;
    let error = throttle.turn().await.unwrap_err();
    assert!(matches!(error, SendError::RateLimit { .. }), "{error:?}");
    assert_eq!(begin.elapsed(), Duration::from_secs(5));
    waiting.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_one_limit_refuses_takes_nothing_of_another() {
    const DAY: Duration = Duration::from_secs(86_400);
    static KNOWN: &[RateLimitHeaders] = &[known("burst", 100, WINDOW), known("daily", 20, DAY)];
    let throttle = Throttle::of_headers(KNOWN).longest_wait(Duration::ZERO);
    leave(&throttle, 1).await;
    let mut nothing = said(100, 0);
    nothing[0].name = "burst";
    throttle.note(StatusCode::OK, &HeaderMap::new(), &nothing);
    for _ in 0..50 {
        let error = throttle.turn().await.unwrap_err();
        assert!(
            matches!(&error, SendError::RateLimit { limit, .. } if limit == "burst"),
            "{error:?}"
        );
    }
    tokio::time::sleep(WINDOW).await;
    // Of the ten that may leave at once in a day nine are left.
    leave(&throttle, 9).await;
    let error = throttle.turn().await.unwrap_err();
    assert!(
        matches!(&error, SendError::RateLimit { limit, .. } if limit == "daily"),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_service_says_in_error_does_not_stop_a_client() {
    let throttle = documented();
    for window in [1_700_000_000_000, u64::MAX] {
        let mut odd = said(100, 50);
        odd[0].window = Some(Duration::from_millis(window));
        throttle.note(StatusCode::OK, &HeaderMap::new(), &odd);
        let begin = Instant::now();
        leave(&throttle, 20).await;
        assert!(begin.elapsed() < WINDOW * 2);
    }
    // Nothing is left, and nobody says for how long: a minute, for a day's limit too.
    static DAILY: &[RateLimitHeaders] = &[known("own", 200_000, Duration::from_secs(86_400))];
    let throttle = Throttle::of_headers(DAILY);
    let mut nothing = said(200_000, 0);
    nothing[0].window = None;
    throttle.note(StatusCode::OK, &HeaderMap::new(), &nothing);
    let begin = Instant::now();
    leave(&throttle, 1).await;
    assert!(begin.elapsed() <= Duration::from_secs(61));
    Throttle::new(1, Duration::MAX).turn().await.unwrap();
}
