//! A few of the calls of the soak, under the watch for secrets: many tasks, tokens that end, and a service that
//! fails in every way that it can.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use crate::{
    calls::{client, one},
    faults::watch::watch,
    service::Service,
};

const TASKS: usize = 50;
const CALLS: usize = 20;

struct Unhooked;

impl highlevel::Hooks for Unhooked {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_of_fifty_tasks_show_no_secret() {
    watch();
    let service = Service::start().await;
    let client = client(&service, Unhooked);
    let ends = Arc::new(Mutex::new(BTreeMap::new()));
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (client, ends) = (client.clone(), Arc::clone(&ends));
            tokio::spawn(async move {
                for call in 0..CALLS {
                    // Which looks at all that can be printed of its end.
                    let end = one(&client, task * CALLS + call).await;
                    *ends.lock().unwrap().entry(end).or_insert(0_usize) += 1;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let ends = ends.lock().unwrap().clone();
    let (faults, tokens) = (service.faults(), service.tokens().len());
    let arrivals = service.arrivals().len();
    println!("{arrivals} requests, {tokens} tokens, {faults:?}: {ends:?}");
    assert_eq!(ends.values().sum::<usize>(), TASKS * CALLS);
    assert!(!ends.contains_key("another error"));
    // Whatever may happen did, so that it was watched.
    assert!(arrivals > TASKS * CALLS && tokens > 1);
    let seen: BTreeSet<_> = faults.into_keys().collect();
    let all = [
        "429",
        "503",
        "cut",
        "garbage",
        "late 500",
        "late success",
        "reset",
        "silence",
    ];
    assert_eq!(seen, BTreeSet::from(all));
    assert_eq!(service.acted_twice(), Vec::<String>::new());
}
