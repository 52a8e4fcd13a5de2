//! Documents that are wrong in ways nobody thought of: each is refused or becomes code that parses.
//!
//! Every document of `cases/`, and of the corpus if it is beside the repository, is changed at random
//! in one to three places, many thousand times. The generator may neither panic nor abort nor take
//! long. Workers are processes of their own, so that an abort or a document without end is found too.
//!
//! A failure names its mutant. `MUTANT=seed:index` tries that one again and makes it small;
//! `MUTANTS=seed:count` tries others.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read what it tests fails"
)]

mod documents;
mod mutations;
mod random;
mod tree;
mod workers;
mod workshop;

use std::time::Instant;

use crate::{
    documents::write_corpus,
    random::Random,
    workers::{Tally, WORKER, numbers, replay, supervise, with_stack, work},
    workshop::folder,
};

/// The seed and the number of mutants of the run that is always made.
const SEED: u64 = 2025;
const MUTANTS: u64 = 20_000;

#[test]
fn mutants_are_refused_or_become_code() {
    if let Some(numbers) = numbers(WORKER) {
        with_stack(|| work(numbers[0], numbers[1], numbers[2], numbers[3]));
        return;
    }
    if let Some(numbers) = numbers("MUTANT") {
        with_stack(|| replay(numbers[0], numbers[1]));
        return;
    }
    let numbers = numbers("MUTANTS").unwrap_or(vec![SEED, MUTANTS]);
    let (seed, count) = (numbers[0], numbers[1]);
    let workers = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let begun = Instant::now();
    let parts = folder();
    write_corpus(parts.path());
    eprintln!("the corpus is read after {:?}", begun.elapsed());
    let parts = parts.path();
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let supervise = |first| scope.spawn(move || supervise(seed, first, workers, count, parts));
        let threads: Vec<_> = (0..workers).map(supervise).collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|tally| tally.expect("a worker")).collect()
    });
    let sum = |each: fn(&Tally) -> u64| tallies.iter().map(each).sum::<u64>();
    let (refused, generated) = (sum(|tally| tally.refused), sum(|tally| tally.generated));
    for tally in &tallies {
        eprintln!("slowest: {:?}", tally.slowest);
    }
    eprintln!(
        "{refused} refused, {generated} generated, {:?}",
        begun.elapsed()
    );
    let failures: Vec<String> = tallies.into_iter().flat_map(|it| it.failures).collect();
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(refused + generated, count);
    // Mutants that are all refused would try little.
    assert!(generated > count / 3, "{generated} of {count}");
}

#[test]
fn random_numbers_are_the_same_everywhere() {
    let mut random = Random(0);
    assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
    assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
}
