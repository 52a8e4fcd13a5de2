//! What is left of a page that was damaged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use specwright::{Report, diagnostic::Severity};

use crate::{differences, folder, read, rows};

/// The places where two documents differ and the new one does not say that it is uncertain.
fn silent(old: &Value, new: &Value) -> Vec<String> {
    let open = differences(old, new)
        .into_iter()
        .filter(|found| !found.covered);
    open.map(|found| found.place).collect()
}

/// A generator of numbers that are the same each time (Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// Damages a page; says how.
fn mutate(text: &str, random: &mut Random) -> (&'static str, String) {
    let mut blocks: Vec<&str> = text.split("\n\n").collect();
    let (one, two) = (random.below(blocks.len()), random.below(blocks.len()));
    let what = random.below(5);
    match what {
        0 => {
            blocks.remove(one);
        }
        1 => blocks.insert(one, blocks[one]),
        2 => blocks.truncate(one),
        3 => blocks.swap(one, two),
        _ => {
            let at = (0..=random.below(text.len()))
                .rev()
                .find(|at| text.is_char_boundary(*at));
            return ("cut off", text[..at.unwrap()].to_owned());
        }
    }
    (
        ["removed", "doubled", "truncated", "swapped"][what],
        blocks.join("\n\n"),
    )
}

#[test]
fn damaged_pages_are_refused_or_said_to_be_damaged() {
    let Some(folder) = folder() else { return };
    // Another seed is other damage; `SEED=11 cargo test ...` tries it.
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or(7));
    let mut open = Vec::new();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in rows(&folder).iter().filter(|row| row.class == "full") {
        let (document, report) = read(&row.file, &row.text);
        let document = document.unwrap();
        let said = |report: &Report| -> BTreeSet<String> {
            let found = report.diagnostics().iter();
            let found = found.filter(|found| found.severity != Severity::Note);
            found.map(|found| found.message.clone()).collect()
        };
        let before = said(&report);
        for _ in 0..8 {
            let (what, text) = mutate(&row.text, &mut random);
            let (mutant, report) = read(&row.file, &text);
            let class = match &mutant {
                None => "refused",
                Some(_) if !said(&report).is_subset(&before) => "said",
                Some(mutant) if *mutant == document => "the same",
                Some(mutant) => {
                    let places = silent(&document, mutant);
                    if places.is_empty() {
                        "other words"
                    } else {
                        println!("{what} {}: {places:?}", row.file);
                        open.extend(places);
                        "silent"
                    }
                }
            };
            *counts.entry((what, class)).or_default() += 1;
        }
    }
    println!("{counts:#?}");
    let (once, open): (Vec<_>, Vec<_>) = open.into_iter().partition(|place| stands_once(place));
    let mut excluded: BTreeMap<&str, usize> = BTreeMap::new();
    for place in &once {
        let (_, key) = place.rsplit_once('/').unwrap_or_default();
        *excluded.entry(key).or_default() += 1;
    }
    println!(
        "silent, of words without a second copy, and not held against the reader: {excluded:?}"
    );
    assert!(open.is_empty(), "{open:#?}");
}

/// Whether a page has no second copy of what stands at `place`; the values of a parameter stand in the form
/// below the page too.
fn stands_once(place: &str) -> bool {
    let is_enum = place.ends_with("/enum") && !place.starts_with("/parameters");
    let once = ["/default", "/minimum", "/maximum"];
    is_enum || once.iter().any(|key| place.ends_with(key))
}
