//! What the service says of its rate limits, and keeping under them.

use std::time::Duration;

use highlevel::{
    CallOptions, Client as HighLevel, Error, Retry, SendError, Throttle, http::StatusCode, models,
};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    clock,
    faults::{Reply, Server},
    quick,
    whole_service::{Client, ClientBuilder},
};

fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .base_url(&server.url)
        .bearer_token("s3cret")
        .retry(quick())
}

fn letters(headers: Vec<(&'static str, String)>) -> Reply {
    let media = ("content-type", "application/json".to_owned());
    Reply::Answer(200, [vec![media], headers].concat(), "[]".to_owned())
}

#[tokio::test]
async fn answers_say_how_much_is_left() {
    let server = Server::start(|count, _| {
        let left = ("x-left", (4 - count).to_string());
        let mut headers = vec![left, ("x-limit", "5".to_owned())];
        if count == 1 {
            headers.push(("x-daily-left", "17".to_owned()));
            headers.push(("x-daily-reset", "3600".to_owned()));
        }
        letters(headers)
    })
    .await;
    let client = builder(&server).build().unwrap();
    assert_eq!(client.rate_limits(), []);
    let first = client.list_letters().send().await.unwrap();
    let said = first.rate_limits();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].name, said[0].limit), ("burst", Some(5)));
    assert_eq!(said[0].remaining, Some(4));
    assert_eq!(said[0].window, Some(Duration::from_secs(10)));
    client.clone().list_letters().send().await.unwrap();
    let said = client.rate_limits();
    let left: Vec<_> = said
        .iter()
        .map(|said| (said.name, said.remaining))
        .collect();
    assert_eq!(left, [("burst", Some(3)), ("daily", Some(17))]);
    assert_eq!(said[1].resets_in, Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn the_limits_of_highlevel() {
    let server = Server::start(|_, _| {
        let headers = vec![
            ("x-ratelimit-limit-daily", "200000".to_owned()),
            ("x-ratelimit-daily-remaining", "199999".to_owned()),
            ("x-ratelimit-interval-milliseconds", "10000".to_owned()),
            ("x-ratelimit-max", "100".to_owned()),
            ("x-ratelimit-remaining", "99".to_owned()),
        ];
        let conversation = json!({
            "id": "a", "locationId": "l", "contactId": "c", "assignedTo": "u", "userId": "u",
            "lastMessageBody": "", "lastMessageDate": "1", "lastMessageType": "TYPE_SMS",
            "unreadCount": 0, "inbox": true, "starred": false, "deleted": false,
        });
        let body = json!({"success": true, "conversation": conversation});
        Reply::Answer(200, headers, body.to_string())
    })
    .await;
    let client = HighLevel::builder()
        .base_url(&server.url)
        .bearer_token("s3cret")
        .documented_throttle()
        .build()
        .unwrap();
    let body = models::UpdateConversation::new("l");
    let call = client.conversations().update_conversation("a", body);
    let answer = call.send().await.unwrap();
    let said = answer.rate_limits();
    let said: Vec<_> = said
        .iter()
        .map(|said| (said.name, said.limit, said.remaining, said.window))
        .collect();
    let (burst, day) = (Duration::from_secs(10), Duration::from_secs(86400));
    assert_eq!(
        said,
        [
            ("burst", Some(100), Some(99), Some(burst)),
            ("daily", Some(200_000), Some(199_999), Some(day)),
        ]
    );
    assert_eq!(client.rate_limits(), answer.rate_limits());
}

#[tokio::test]
async fn what_follows_redirects_waits_for_its_turn() {
    clock::stop();
    let server = Server::start(|count, _| match count {
        0..=2 => Reply::with(307, "location", "/letters"),
        _ => letters(Vec::new()),
    })
    .await;
    let throttle = Throttle::new(1, Duration::from_secs(5));
    let client = builder(&server).throttle(throttle).build().unwrap();
    let begun = Instant::now();
    let answer = client.list_letters().send().await.unwrap();
    assert_eq!((server.count(), answer.attempts()), (4, 1));
    let elapsed = begun.elapsed();
    assert!(elapsed >= Duration::from_secs(15), "{elapsed:?}");
}

#[tokio::test]
async fn what_was_led_on_and_then_held_may_have_been_acted_on() {
    clock::stop();
    let server = Server::start(|_, _| Reply::with(307, "location", "/letters")).await;
    let throttle = Throttle::new(1, Duration::from_secs(5)).longest_wait(Duration::from_secs(1));
    let client = builder(&server).throttle(throttle).retry(Retry::never());
    let error = client.build().unwrap().list_letters().send().await;
    let error = error.unwrap_err();
    assert!(
        matches!(&error, Error::MaybeSent(SendError::RateLimit { .. })),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
}

/// The service is the judge: it counts what arrives within each window, and refuses what is too much.
#[tokio::test]
async fn many_tasks_stay_under_the_limit() {
    clock::stop();
    // A twentieth of it is what requests may be late on their way.
    const WINDOW: Duration = Duration::from_secs(3);
    let begun = Instant::now();
    let arrivals = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&arrivals);
    let server = Server::start(move |_, _| {
        seen.lock().unwrap().push(begun.elapsed());
        letters(Vec::new())
    })
    .await;
    let throttle = Throttle::new(40, WINDOW);
    let client = builder(&server).throttle(throttle).build().unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let call = client.list_letters();
            tokio::spawn(async move { call.send().await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let arrivals = arrivals.lock().unwrap().clone();
    assert_eq!(arrivals.len(), 50);
    for begin in &arrivals {
        let within = |at: &&Duration| **at >= *begin && **at < *begin + WINDOW;
        assert!(arrivals.iter().filter(within).count() <= 40);
    }
}

#[tokio::test]
async fn a_refusal_holds_back_all_calls_of_the_client() {
    clock::stop();
    let server = Server::start(|count, _| match count {
        0 => Reply::with(429, "retry-after", "1"),
        _ => letters(Vec::new()),
    })
    .await;
    let throttle = Throttle::new(1000, Duration::from_secs(1));
    let client = builder(&server).throttle(throttle).build().unwrap();
    let begun = Instant::now();
    let first = client.list_letters();
    let first = tokio::spawn(async move { first.send().await.map(drop) });
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    client.list_letters().send().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    first.await.unwrap().unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn an_answer_is_kept_where_the_throttle_lets_no_other_attempt_pass() {
    clock::stop();
    let server = Server::each(vec![|| Reply::with(429, "x-daily-left", "0")]).await;
    let throttle = Throttle::documented::<Client>().longest_wait(Duration::from_secs(1));
    let client = builder(&server).throttle(throttle).build().unwrap();
    let error = client.list_letters().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(server.count(), 1);
    // What comes next has no answer of its own.
    let error = client.list_letters().send().await.unwrap_err();
    assert!(
        matches!(&error, Error::NotSent(SendError::RateLimit { limit, .. }) if limit == "daily"),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_call_that_would_wait_too_long_is_not_sent() {
    let server = Server::start(|_, _| letters(Vec::new())).await;
    let throttle = Throttle::new(1, Duration::from_secs(60)).longest_wait(Duration::ZERO);
    let client = builder(&server).build().unwrap();
    let ours = client.with(CallOptions::new().throttle(throttle));
    ours.list_letters().send().await.unwrap();
    let error = ours.list_letters().send().await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::RateLimit { .. })) && error.is_retryable(),
        "{error:?}"
    );
    // It was a limit of those calls alone.
    client.list_letters().send().await.unwrap();
    assert_eq!(server.count(), 2);
}
