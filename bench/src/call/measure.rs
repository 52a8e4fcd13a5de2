//! Time and allocations of what is done in turns.

use std::{
    error::Error,
    time::{Duration, Instant},
};

/// What is measured.
pub type Call<'a> = &'a dyn Fn() -> Result<(), Box<dyn Error>>;

/// The median time of each.
pub fn times<const N: usize>(
    calls: &[Call<'_>; N],
    rounds: usize,
) -> Result<[Duration; N], Box<dyn Error>> {
    let mut all = [const { Vec::new() }; N];
    for round in 0..rounds {
        // None is always behind the same other one.
        for turn in 0..N {
            let turn = if round % 2 == 0 { turn } else { N - 1 - turn };
            let turn = (turn + round / 2) % N;
            let begun = Instant::now();
            calls[turn]()?;
            all[turn].push(begun.elapsed());
        }
    }
    Ok(all.map(median))
}

/// How many times `other` `one` is.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How many allocations a call makes in this thread, and of how many bytes: the median of some.
pub fn allocations(call: Call<'_>, rounds: usize) -> Result<(i64, u64), Box<dyn Error>> {
    let mut all = Vec::new();
    for _ in 0..rounds {
        let mut came = Ok(());
        let counted = allocation_counter::measure(|| came = call());
        came?;
        all.push((counted.count_total as i64, counted.bytes_total));
    }
    all.sort();
    Ok(all[all.len() / 2])
}
