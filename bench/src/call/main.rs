//! A generated call beside the same call written by hand: time and allocations.
//!
//! ```console
//! $ cargo run --release -p bench --bin call
//! $ cargo run -p bench --bin call -- --allocations
//! ```
//!
//! With `--allocations` only those are counted: unlike time they are the same on any
//! machine, and but for one or two in any build.
//!
//! Both have a connection of their own to one server, which is in another thread, and are called in turns, so
//! that what else the machine does strikes both. The ratio is that of the medians; exit status 1 says that
//! the generated call costs more than it may.

mod hand;
mod service;

use std::{
    error::Error,
    process::ExitCode,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use highlevel::{Client, models::UpdateConversation};

const TOKEN: &str = "not-a-real-token";
const ID: &str = "tDtDnQdgm2LXpyiqYvZ6";
const ROUNDS: usize = 4_000;
/// The generated call may take so much more time, and so many more allocations.
const MOST_TIME: f64 = 1.02;
const MOST_ALLOCATIONS: i64 = 0;

/// What is held against what it may be.
enum Gate {
    All,
    Allocations,
}

impl Gate {
    fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        match (arguments.next().as_deref(), arguments.next()) {
            (None, _) => Ok(Self::All),
            (Some("--allocations"), None) => Ok(Self::Allocations),
            _ => Err("there is one argument, `--allocations`, and it may be left out".to_owned()),
        }
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let gate = Gate::of(std::env::args().skip(1))?;
    let url = service::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let by_hand = hand::client()?;
    let client = Client::builder()
        .base_url(&url)
        .bearer_token(TOKEN)
        .build()?;
    let generated = || runtime.block_on(generated(&client));
    let hand = || runtime.block_on(written(&by_hand, &url));
    // Connections, pools and caches are there when it begins.
    for _ in 0..200 {
        generated()?;
        hand()?;
    }
    let is_quick = match gate {
        Gate::All => is_quick(&generated, &hand)?,
        Gate::Allocations => true,
    };
    let (ours, theirs) = (allocations(&generated)?, allocations(&hand)?);
    let more = ours.0 - theirs.0;
    println!(
        "allocations: {} ({} bytes) generated, {} ({} bytes) by hand, {more:+} (at most +{MOST_ALLOCATIONS})",
        ours.0, ours.1, theirs.0, theirs.1
    );
    Ok(match is_quick && more <= MOST_ALLOCATIONS {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

async fn generated(client: &Client) -> Result<(), Box<dyn Error>> {
    let body = UpdateConversation::new(ID).unread_count(0).starred(true);
    let call = client.conversations().update_conversation(ID, body);
    let answer = call.send().await?;
    assert!(answer.success && !answer.conversation.deleted);
    Ok(())
}

async fn written(client: &reqwest::Client, url: &str) -> Result<(), Box<dyn Error>> {
    let body = hand::UpdateConversation {
        location_id: ID.to_owned(),
        unread_count: Some(0),
        starred: Some(true),
    };
    let answer = hand::update(client, url, TOKEN, ID, &body).await?;
    assert!(answer.success && !answer.conversation.deleted);
    Ok(())
}

type Call<'a> = &'a dyn Fn() -> Result<(), Box<dyn Error>>;

/// Whether the generated call takes no more time than it may.
fn is_quick(generated: Call<'_>, hand: Call<'_>) -> Result<bool, Box<dyn Error>> {
    let (ours, theirs) = times(generated, hand)?;
    let time = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "time: {ours:.1?} generated, {theirs:.1?} by hand, ratio {time:.3} (at most {MOST_TIME})"
    );
    Ok(time <= MOST_TIME)
}

/// The median time of each.
fn times(first: Call<'_>, second: Call<'_>) -> Result<(Duration, Duration), Box<dyn Error>> {
    let mut all = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
    for round in 0..ROUNDS {
        // Neither is always behind the other.
        let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        for turn in order {
            let begun = Instant::now();
            match turn {
                0 => {
                    first()?;
                    all.0.push(begun.elapsed());
                }
                _ => {
                    second()?;
                    all.1.push(begun.elapsed());
                }
            }
        }
    }
    Ok((median(all.0), median(all.1)))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How many allocations a call makes in this thread, and of how many bytes: the median of some.
fn allocations(call: Call<'_>) -> Result<(i64, u64), Box<dyn Error>> {
    let mut all = Vec::new();
    for _ in 0..101 {
        let mut came = Ok(());
        let counted = measure(|| came = call());
        came?;
        all.push((counted.count_total as i64, counted.bytes_total));
    }
    all.sort();
    Ok(all[all.len() / 2])
}
