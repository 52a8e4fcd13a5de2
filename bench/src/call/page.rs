//! A page of 1,000 items: an answer that is decoded by the generated client and as `reqwest` does it, and the types
//! alone, decoded and encoded, generated and the same with serde derived.

use std::{error::Error, fmt::Write as _, hint::black_box};

use bench::museum::{Client, models::ExhibitPage};
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use specwright_runtime::{Body, BoxFuture, Transport, TransportError};
use tokio::runtime::Runtime;

use crate::{
    Gate,
    measure::{Call, allocations, ratio, times},
    page_by_hand,
};

const ITEMS: usize = 1_000;
const ROUNDS: usize = 500;
/// Decoding an answer may take so much more time than with `reqwest` and derives.
const MOST_TIME: f64 = 1.02;
/// Decoding generated types may take so much more time than derived ones, by the same reader.
const MOST_TIME_OF_TYPES: f64 = 1.15;

/// Whether an answer is decoded in no more time than by hand, and generated types are decoded and encoded with no
/// more allocations than derived ones; how long the types alone take is shown.
pub fn is_good(gate: &Gate, runtime: &Runtime) -> Result<bool, Box<dyn Error>> {
    let text = page();
    let generated: ExhibitPage = serde_json::from_str(&text)?;
    let by_hand: page_by_hand::ExhibitPage = serde_json::from_str(&text)?;
    // Both are all that the text says.
    assert!(serde_json::to_string(&generated)? == text);
    assert!(serde_json::to_string(&by_hand)? == text);
    println!("page: {ITEMS} items, {} bytes", text.len());

    let stored = Bytes::from(text.clone());
    let client = Client::builder()
        .transport(Stored(stored.clone()))
        .build()?;
    let answer: [Call<'_>; 2] = [&|| runtime.block_on(called(&client)), &|| {
        runtime.block_on(answered(&stored))
    }];
    let decoding: [Call<'_>; 2] = [&|| decode::<ExhibitPage>(&text), &|| {
        decode::<page_by_hand::ExhibitPage>(&text)
    }];
    let encoding: [Call<'_>; 2] = [&|| encode(&generated), &|| encode(&by_hand)];
    let mut is_good = true;
    if matches!(gate, Gate::All) {
        is_good = is_quick("decoding an answer", &answer, text.len(), MOST_TIME)?
            & is_quick("decoding", &decoding, text.len(), MOST_TIME_OF_TYPES)?;
        compare_times("encoding", &encoding, text.len())?;
    }
    show_allocations("decoding an answer", &answer)?;
    is_good &= is_small("decoding", &decoding)?;
    is_good &= is_small("encoding", &encoding)?;
    Ok(is_good)
}

/// A transport whose every answer is the page.
struct Stored(Bytes);

impl Transport for Stored {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async { Ok(http::Response::new(Body::from(self.0.clone()))) })
    }
}

/// A call of the generated client, all but the network.
async fn called(client: &Client) -> Result<(), Box<dyn Error>> {
    black_box(client.exhibits().list_exhibits().send().await?);
    Ok(())
}

/// What is done by hand with an answer that came.
async fn answered(stored: &Bytes) -> Result<(), Box<dyn Error>> {
    let answer = reqwest::Response::from(http::Response::new(stored.clone()));
    black_box(answer.json::<page_by_hand::ExhibitPage>().await?);
    Ok(())
}

/// Whether the first takes at most so many times what the second does.
fn is_quick(
    what: &str,
    calls: &[Call<'_>; 2],
    octets: usize,
    most: f64,
) -> Result<bool, Box<dyn Error>> {
    let time = compare_times(what, calls, octets)?;
    println!("  (at most {most})");
    Ok(time <= most)
}

/// How many times that of the second the time of the first is.
fn compare_times(what: &str, calls: &[Call<'_>; 2], octets: usize) -> Result<f64, Box<dyn Error>> {
    let [generated, by_hand] = times(calls, ROUNDS)?;
    let time = ratio(generated, by_hand);
    let speed = |time: std::time::Duration| octets as f64 / 1e6 / time.as_secs_f64();
    println!(
        "{what}: {generated:.1?} ({:.0} MB/s) generated, {by_hand:.1?} ({:.0} MB/s) derived, ratio {time:.3}",
        speed(generated),
        speed(by_hand)
    );
    Ok(time)
}

/// Whether the first makes no more allocations than the second.
fn is_small(what: &str, calls: &[Call<'_>; 2]) -> Result<bool, Box<dyn Error>> {
    let [generated, by_hand] = show_allocations(what, calls)?;
    println!("  (at most as many)");
    Ok(generated <= by_hand)
}

/// Counts and shows the allocations of each.
fn show_allocations(what: &str, calls: &[Call<'_>; 2]) -> Result<[i64; 2], Box<dyn Error>> {
    let [generated, by_hand] = [allocations(calls[0], 3)?, allocations(calls[1], 3)?];
    println!(
        "{what}: {} allocations ({} bytes) generated, {} ({} bytes) derived",
        generated.0, generated.1, by_hand.0, by_hand.1
    );
    Ok([generated.0, by_hand.0])
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<(), Box<dyn Error>> {
    black_box(serde_json::from_slice::<T>(black_box(text.as_bytes()))?);
    Ok(())
}

fn encode<T: Serialize>(value: &T) -> Result<(), Box<dyn Error>> {
    black_box(serde_json::to_vec(black_box(value))?);
    Ok(())
}

/// The page as a service would write it: no two items are the same, and not all have all fields.
fn page() -> String {
    let mut text = format!(r#"{{"total":48213,"next":"{:032x}","items":["#, 0xfeed);
    for index in 0..ITEMS {
        if index > 0 {
            text.push(',');
        }
        item(&mut text, index);
    }
    text.push_str("]}");
    text
}

/// One of `all`, another for each `index`.
fn one<'a>(all: &[&'a str], index: usize) -> &'a str {
    all[index % all.len()]
}

fn item(text: &mut String, index: usize) {
    let kind = one(&["painting", "coin", "tool", "fossil", "garment"], index);
    let state = one(&["on_show", "in_store", "lent", "in_repair"], index / 3);
    let year = 1400 + index % 500;
    let _ = write!(
        text,
        r#"{{"id":"{:024x}","number":"K{index:05}","name":"Study of a {kind} in the manner of workshop {}","kind":"{kind}","state":"{state}","#,
        index * 7_919,
        index % 40
    );
    if !index.is_multiple_of(4) {
        let _ = write!(
            text,
            r#""description":"Found with \"{}\" others in the cellar; cleaned, measured, photographed and described anew by the keeper of the collection, who knows of no other from this hand; compare the entries before and after it in the inventory.","material":"oil on oak","madeFrom":{year},"madeUntil":{},"#,
            index % 9,
            year + 12
        );
    }
    let _ = write!(
        text,
        r#""size":{{"height":{}.5,"width":{}.25,"unit":"cm"}},"weight":{}.75,"makers":["#,
        10 + index % 90,
        8 + index % 70,
        index * 3
    );
    for maker in 0..index % 3 {
        let comma = if maker > 0 { "," } else { "" };
        let _ = write!(
            text,
            r#"{comma}{{"personId":"p{maker}{index}","name":"Workshop of the Elder {maker}","role":"workshop","certain":{}}}"#,
            index.is_multiple_of(2)
        );
    }
    let _ = write!(
        text,
        r#"],"tags":["{kind}","{}","inventory of {year}"],"image":{{"url":"https://images.museum.example/{index:08x}/large.jpg","width":2400,"height":1600,"caption":"Seen from the front"}},"#,
        one(&["restored", "small", "unsigned"], index)
    );
    let _ = write!(
        text,
        r#""place":{{"room":"E{}","shelf":"{}","box":{}}},"worth":{{"amount":{},"currency":"EUR"}},"acquired":"{year}-05-17","fragile":{},"published":true,"#,
        index % 12,
        one(&["upper", "lower"], index),
        index % 31,
        index * 1_250,
        index.is_multiple_of(5)
    );
    let _ = write!(
        text,
        r#""names":{{"de":"Studie {index}","fr":"Étude {index}"}},"createdAt":"2026-02-11T09:30:00Z","updatedAt":"2026-11-0{}T17:05:12Z"}}"#,
        1 + index % 9
    );
}
