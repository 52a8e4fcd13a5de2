//! A night in a minute: many calls of many tasks through one client, against a service that fails.
//!
//! 20,000 calls of 200 tasks, of which a third may not be sent twice; three answers in ten fail, each in
//! one of seven ways, or succeed late; tokens end after a second; the client keeps itself under a rate limit.
//! What comes of it is printed, and held against what must be so. `production/crowd.rs` makes a few of these
//! calls while all that is traced is watched, which takes too long for as many.

mod calls;
#[allow(dead_code, reason = "the scenarios look at each request")]
#[path = "../production/faults.rs"]
mod faults;
mod service;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use highlevel::{
    Attempt, Hooks,
    http::{HeaderMap, HeaderValue},
};

use crate::{
    calls::{LIMIT, WINDOW, client, one},
    service::{DEPARTURE, LIFE, Service, TAKES},
};

const TASKS: usize = 200;
const CALLS: usize = 100;
/// So much later than others some requests arrive, as threads are woken, connections made and octets
/// carried: what arrives within a window left within one that is longer by that. An attempt more than
/// [`LIMIT`] of those that arrive within the rest of a window would be too much even so.
const LAG: Duration = Duration::from_millis(100);

/// When each attempt left, which says its number.
#[derive(Clone, Default)]
struct Departures(Arc<Mutex<Vec<Instant>>>);

impl Hooks for Departures {
    fn before_attempt(&self, _: &Attempt<'_>, headers: &mut HeaderMap) {
        let mut all = self.0.lock().unwrap();
        headers.insert(DEPARTURE, HeaderValue::from(all.len()));
        all.push(Instant::now());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_calls() {
    let service = Service::start().await;
    let (begun, departures) = (Instant::now(), Departures::default());
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
    let elapsed = begun.elapsed();
    let ends = ends.lock().unwrap().clone();
    let attempts = departures.0.lock().unwrap().clone();
    println!(
        "{} calls, {} attempts in {elapsed:.1?}: {ends:#?}",
        TASKS * CALLS,
        attempts.len()
    );
    println!("{:#?}, used {used:?}", service.faults());
    // Every call has an end, and most of them the one that was asked for.
    assert_eq!(ends.values().sum::<usize>(), TASKS * CALLS);
    assert!(!ends.contains_key("another error"));
    assert!(ends["success"] > TASKS * CALLS * 8 / 10);
    let arrivals = service.arrivals();
    all_left_once(&attempts, &arrivals);
    never_too_many("left", attempts, WINDOW);
    let arrived: Vec<_> = arrivals.into_iter().map(|(at, _)| at).collect();
    // So long there was always a call to make.
    let busy = arrived[arrived.len() * 9 / 10] - arrived[0];
    never_too_many("arrived", arrived, WINDOW - LAG);
    // Nothing that may not be sent twice was acted on twice.
    assert_eq!(service.acted_twice(), Vec::<String>::new());
    refreshed_in_time(&service, busy);
    levels_off(&used);
    // Sockets go with the client.
    drop(client);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let left = sockets().unwrap_or_default();
    assert!(left <= 8, "{left} sockets are left");
}

/// What arrived is what left through the hook, each at most once.
fn all_left_once(left: &[Instant], arrived: &[(Instant, Option<usize>)]) {
    let mut numbers = BTreeSet::new();
    let mut longest = Duration::ZERO;
    for (at, number) in arrived {
        let number = number.expect("an attempt that the hook has not seen");
        assert!(numbers.insert(number), "attempt {number} arrived twice");
        longest = longest.max(*at - left[number]);
    }
    println!("{} arrived, after {longest:?} at most", arrived.len());
}

/// Tokens are asked for one at a time, none while the last one has more than a tenth of its life left, and
/// as many as it takes.
fn refreshed_in_time(service: &Service, busy: Duration) {
    assert_eq!(service.most_token_requests_at_once(), 1);
    let tokens = service.tokens();
    // The client counts from when it has the token.
    let soonest = TAKES + LIFE * 9 / 10;
    let least = tokens.windows(2).map(|pair| pair[1] - pair[0]).min();
    println!("{} tokens, {least:?} apart at least", tokens.len());
    assert!(least.unwrap() >= soonest, "{least:?}");
    // A call that begins when a token is over waits for the next one, which on a busy machine takes time.
    let fewest = (busy.as_secs_f64() / (LIFE.as_secs_f64() * 1.25)) as usize;
    assert!(tokens.len() >= fewest, "{} in {busy:?}", tokens.len());
}

/// No window, wherever it begins, has more than the limit.
fn never_too_many(what: &str, mut at: Vec<Instant>, window: Duration) {
    at.sort();
    let most = (0..at.len())
        .map(|first| at[first..].partition_point(|time| *time < at[first] + window))
        .max();
    let most = most.unwrap_or_default();
    println!("at most {most} {what} within {window:?}");
    assert!(most <= LIMIT, "{most} {what}");
    // It is the throttle that held them back.
    let share = window.as_secs_f64() / WINDOW.as_secs_f64();
    assert!(most as f64 >= LIMIT as f64 * share * 0.8, "{most} {what}");
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
