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
//! The generated client is there twice: as it is by itself, and tolerant of what does not decode, which costs
//! nothing while answers do.
//!
//! Then a page of 1,000 items is decoded in turns, by the generated client and as `reqwest` does it, and decoded and
//! encoded by generated types and by the same with serde derived.
//!
//! Each client keeps one connection alive, of HTTP/1.1 without TLS, to one server, which is in another thread;
//! that there were no more is counted there. They are called in turns, so that what else the machine does
//! strikes all. The ratios are those of the medians; exit status 1 says that a generated call costs more than
//! it may.

mod hand;
mod measure;
mod page;
mod page_by_hand;
mod service;

use std::{error::Error, process::ExitCode};

use highlevel::{Client, models::UpdateConversation};

use crate::measure::{Call, allocations, ratio, times};

const TOKEN: &str = "not-a-real-token";
const ID: &str = "tDtDnQdgm2LXpyiqYvZ6";
const ROUNDS: usize = 4_000;
/// The generated call may take so much more time, and so many more allocations.
const MOST_TIME: f64 = 1.02;
const MOST_ALLOCATIONS: i64 = 0;
/// The tolerant client may take so much more time than the strict one, and not one allocation more or less.
const MOST_TIME_TOLERANT: f64 = 1.02;

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
    let builder = || Client::builder().base_url(&url).bearer_token(TOKEN);
    let (strict, tolerant) = (builder().build()?, builder().tolerant().build()?);
    let hand = || runtime.block_on(written(&by_hand, &url));
    let strict = || runtime.block_on(generated(&strict));
    let tolerant = || runtime.block_on(generated(&tolerant));
    let calls: [Call<'_>; 3] = [&hand, &strict, &tolerant];
    // Connections, pools and caches are there when it begins.
    for _ in 0..200 {
        calls.iter().try_for_each(|call| call())?;
    }
    let is_quick = match &gate {
        Gate::All => is_quick(&calls)?,
        Gate::Allocations => true,
    };
    let is_small = is_small(&calls)?;
    let connections = service::connections();
    println!("connections: {connections}, one for each");
    let is_one_each = connections == calls.len();
    let is_good = page::is_good(&gate, &runtime)?;
    Ok(match is_quick && is_small && is_one_each && is_good {
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

/// Whether generated calls take no more time than they may.
fn is_quick(calls: &[Call<'_>; 3]) -> Result<bool, Box<dyn Error>> {
    let [hand, strict, tolerant] = times(calls, ROUNDS)?;
    let (time, more) = (ratio(strict, hand), ratio(tolerant, strict));
    println!(
        "time: {strict:.1?} generated, {hand:.1?} by hand, ratio {time:.3} (at most {MOST_TIME})"
    );
    println!(
        "time: {tolerant:.1?} tolerant, {strict:.1?} strict, ratio {more:.3} (at most {MOST_TIME_TOLERANT})"
    );
    Ok(time <= MOST_TIME && more <= MOST_TIME_TOLERANT)
}

/// Whether generated calls make no more allocations than they may.
fn is_small(calls: &[Call<'_>; 3]) -> Result<bool, Box<dyn Error>> {
    let [hand, strict, tolerant] = [
        allocations(calls[0], 101)?,
        allocations(calls[1], 101)?,
        allocations(calls[2], 101)?,
    ];
    let more = strict.0 - hand.0;
    println!(
        "allocations: {} ({} bytes) generated, {} ({} bytes) by hand, {more:+} (at most +{MOST_ALLOCATIONS})",
        strict.0, strict.1, hand.0, hand.1
    );
    println!(
        "allocations: {} ({} bytes) tolerant, {} ({} bytes) strict (equal)",
        tolerant.0, tolerant.1, strict.0, strict.1
    );
    Ok(more <= MOST_ALLOCATIONS && tolerant == strict)
}
