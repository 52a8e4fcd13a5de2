//! A night in a minute: many calls of many tasks through one client, against a service that fails.
//!
//! 20,000 calls of 200 tasks, of which a third may not be sent twice; three answers in ten fail, each in
//! one of seven ways; tokens end after a second; the client keeps itself under a rate limit. What comes of
//! it is printed, and held against what must be so.

#[allow(dead_code, reason = "the scenarios look at each request")]
#[path = "../production/faults.rs"]
mod faults;
mod service;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use highlevel::{
    Attempt, Error, Hooks, Refreshing, Retry, SendError, Throttle, Token, Tokens,
    http::{HeaderMap, Method},
};

use crate::{
    service::{LIFE, Service},
    whole_service::{Client, models::Letter},
};

const TASKS: usize = 200;
const CALLS: usize = 100;
/// The rate limit: so many attempts in such a window.
const LIMIT: usize = 900;
const WINDOW: Duration = Duration::from_secs(1);

/// When each attempt left.
#[derive(Clone)]
struct Departures {
    begun: Instant,
    at: Arc<Mutex<Vec<Duration>>>,
}

impl Hooks for Departures {
    fn before_attempt(&self, _: &Attempt<'_>, _: &mut HeaderMap) {
        self.at.lock().unwrap().push(self.begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_calls() {
    let service = Service::start().await;
    let departures = Departures {
        begun: Instant::now(),
        at: Arc::default(),
    };
    let client = client(&service, departures.clone());
    let (ends, done) = (
        Arc::new(Mutex::new(BTreeMap::new())),
        Arc::new(AtomicU64::new(0)),
    );
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (client, ends, done) = (client.clone(), Arc::clone(&ends), Arc::clone(&done));
            tokio::spawn(async move {
                for call in 0..CALLS {
                    let end = one(&client, task * CALLS + call).await;
                    *ends.lock().unwrap().entry(end).or_insert(0_usize) += 1;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let most = Duration::from_secs(120);
    let used = tokio::time::timeout(most, watched(&done)).await;
    let used = used.unwrap_or_else(|_| panic!("the calls have no end within {most:?}"));
    for task in tasks {
        task.await.unwrap();
    }
    let elapsed = departures.begun.elapsed();
    let ends = ends.lock().unwrap().clone();
    let attempts = departures.at.lock().unwrap().clone();
    println!(
        "{} calls, {} attempts in {elapsed:.1?}: {ends:#?}",
        TASKS * CALLS,
        attempts.len()
    );
    println!(
        "{} refreshes, {:#?}, used {used:?}",
        service.tokens(),
        service.faults()
    );
    // Every call has an end, and most of them the one that was asked for.
    assert_eq!(ends.values().sum::<usize>(), TASKS * CALLS);
    assert!(!ends.contains_key("another error"));
    assert!(ends["success"] > TASKS * CALLS * 8 / 10);
    never_too_many(attempts);
    // Nothing that may not be sent twice was acted on twice.
    assert_eq!(service.acted_twice(), Vec::<String>::new());
    // A token a second, but for the time that getting one takes, and never two at once.
    assert_eq!(service.most_token_requests_at_once(), 1);
    let tokens = service.tokens() as f64;
    assert!(tokens >= 5.0 && tokens <= elapsed.as_secs_f64() / (LIFE.as_secs_f64() * 0.85) + 3.0);
    levels_off(&used);
    // Sockets go with the client.
    drop(client);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let left = sockets().unwrap_or_default();
    assert!(left <= 8, "{left} sockets are left");
}

fn client(service: &Service, departures: Departures) -> Client {
    let issuer = Client::builder()
        .base_url(&service.url)
        .retry(Retry::never());
    let issuer = issuer.build().unwrap();
    let source = Refreshing::new(move |_| {
        let request = issuer.request(Method::POST, "/token");
        async move {
            let answer = request.send().await?;
            Ok(Token::new(&*answer.text()).expires_in(LIFE))
        }
    });
    let builder = Client::builder()
        .base_url(&service.url)
        .token_source(Tokens::new(source))
        .retry(
            Retry::new()
                .backoff(Duration::from_millis(5), Duration::from_millis(50))
                .without_budget(),
        )
        .throttle(Throttle::new(LIMIT as u32, WINDOW))
        .timeout(Duration::from_secs(2))
        .hooks(departures);
    builder.build().unwrap()
}

/// Makes a call and says how it ended.
async fn one(client: &Client, number: usize) -> &'static str {
    let letter = || Letter::new(format!("{number}"));
    match number % 3 {
        0 => end(client.list_letters().send().await.map(drop)),
        1 => end(client.send_letter(letter()).send().await.map(drop)),
        _ => end(client.send_parcel(letter()).send().await.map(drop)),
    }
}

fn end<E: std::fmt::Debug>(came: Result<(), Error<E>>) -> &'static str {
    match came {
        Ok(()) => "success",
        Err(Error::Api(_)) => "documented error",
        Err(Error::Undocumented(_)) => "undocumented answer",
        Err(Error::Decode(_)) => "garbage",
        Err(Error::NotSent(_)) => "not sent",
        Err(Error::MaybeSent(SendError::Timeout(_))) => "time up",
        Err(Error::MaybeSent(_)) => "maybe sent",
        Err(_) => "another error",
    }
}

/// No window, wherever it begins, has more than the limit.
fn never_too_many(mut at: Vec<Duration>) {
    at.sort();
    let most = (0..at.len())
        .map(|first| at[first..].partition_point(|time| *time < at[first] + WINDOW))
        .max();
    println!("at most {most:?} attempts within {WINDOW:?}");
    assert!(most.unwrap() <= LIMIT, "{most:?}");
    // It is the throttle that held them back.
    assert!(most.unwrap() >= LIMIT * 8 / 10, "{most:?}");
}

/// How many sockets are open, and how much memory is used, as the calls go on.
async fn watched(done: &AtomicU64) -> Vec<(usize, usize)> {
    let mut used = Vec::new();
    for tenth in 1..=10 {
        while done.load(Ordering::Relaxed) < (TASKS * CALLS / 10 * tenth) as u64 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        used.extend(sockets().zip(memory()));
    }
    used
}

/// The second half of the time needs no more than the first, but for what noise adds.
fn levels_off(used: &[(usize, usize)]) {
    if used.is_empty() {
        println!("skipped: this system does not tell what a process uses");
        return;
    }
    let usual = |half: &[(usize, usize)], of: fn(&(usize, usize)) -> usize| {
        let mut found: Vec<_> = half.iter().map(of).collect();
        found.sort();
        found[found.len() / 2]
    };
    let (first, second) = used.split_at(used.len() / 2);
    // Of one call in two hundred that leaves a socket behind there would be fifty more.
    let sockets = (usual(first, |it| it.0), usual(second, |it| it.0));
    assert!(sockets.1 < sockets.0 + 50, "{used:?}");
    // Each task has at most one connection, both of whose ends are here, but for what is being closed.
    let most = used.iter().map(|it| it.0).max().unwrap();
    assert!(most <= 3 * TASKS, "{used:?}");
    let memory = (usual(first, |it| it.1), usual(second, |it| it.1));
    assert!(memory.1 <= memory.0 + memory.0 / 4, "{used:?}");
}

fn sockets() -> Option<usize> {
    let open = fs::read_dir("/proc/self/fd").ok()?;
    let targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let is_socket = |target: &std::path::PathBuf| target.to_string_lossy().starts_with("socket:");
    Some(targets.filter(is_socket).count())
}

/// The resident memory, in pages.
fn memory() -> Option<usize> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    text.split(' ').nth(1)?.parse().ok()
}
