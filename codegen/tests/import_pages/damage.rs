//! What is left of a page that was damaged.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::Range,
    time::Instant,
};

use serde_json::Value;
use specwright::{Report, diagnostic::Severity};

use crate::{Row, compare::LIMITS, differences, folder, model, read, rows};

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

/// Damages a page; says how, and where.
fn mutate(text: &str, random: &mut Random) -> (&'static str, String, String) {
    let mut blocks: Vec<&str> = text.split("\n\n").collect();
    let (one, two) = (random.below(blocks.len()), random.below(blocks.len()));
    let what = random.below(5);
    let place = match what {
        3 => format!("{:?} and {:?}", blocks[one], blocks[two]),
        _ => format!("{:?}", blocks[one]),
    };
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
            return ("cut off", String::new(), text[..at.unwrap()].to_owned());
        }
    }
    (
        ["removed", "doubled", "truncated", "swapped"][what],
        place,
        blocks.join("\n\n"),
    )
}

/// The damage that CI sees; `SEEDS=100..150 cargo test ...` is other damage.
const SEEDS: Range<u64> = 1..9;
/// How often each page is damaged with one seed.
const TIMES: usize = 2;

fn seeds() -> Range<u64> {
    let asked = std::env::var("SEEDS").ok();
    let asked = asked.as_ref().and_then(|asked| asked.split_once(".."));
    asked.map_or(SEEDS, |(from, to)| {
        from.parse().unwrap()..to.parse().unwrap()
    })
}

/// What became of damaged pages.
#[derive(Default)]
struct Outcome {
    counts: BTreeMap<(&'static str, &'static str), usize>,
    /// Changes that nothing said, each with its page and its damage.
    open: Vec<String>,
    /// How many of words without a second copy.
    once: BTreeMap<String, usize>,
}

/// What a report says, notes left aside.
fn said(report: &Report) -> BTreeSet<String> {
    let found = report.diagnostics().iter();
    let found = found.filter(|found| found.severity != Severity::Note);
    found.map(|found| found.message.clone()).collect()
}

impl Outcome {
    /// Damages a page with each seed and looks at what is read.
    fn of(&mut self, index: u64, row: &Row) {
        let (document, report) = read(&row.file, &row.text);
        let document = document.unwrap();
        let before = said(&report);
        for seed in seeds() {
            let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(index));
            random.below(1);
            for _ in 0..TIMES {
                let (what, place, text) = mutate(&row.text, &mut random);
                self.hold(
                    row,
                    &document,
                    &before,
                    (what, format!("{seed}: {place}"), text),
                );
            }
        }
    }

    /// Holds what is read of a damaged page against what was read before.
    fn hold(
        &mut self,
        row: &Row,
        document: &Value,
        before: &BTreeSet<String>,
        (what, place, text): (&'static str, String, String),
    ) {
        let (mutant, report) = read(&row.file, &text);
        let class = match &mutant {
            None => "refused",
            Some(_) if !said(&report).is_subset(before) => "said",
            Some(mutant) if mutant == document => "the same",
            Some(mutant) => {
                let places = silent(document, mutant);
                let (once, open): (Vec<_>, Vec<_>) = places
                    .into_iter()
                    .partition(|place| stands_once(what, place));
                for place in &once {
                    let (_, key) = place.rsplit_once('/').unwrap_or_default();
                    *self.once.entry(key.to_owned()).or_default() += 1;
                }
                if !open.is_empty() {
                    let message = format!("{}: {what} {place}: {open:?}", row.file);
                    self.open.push(message);
                    "silent"
                } else if !once.is_empty() {
                    "of words without a second copy"
                } else {
                    "other words"
                }
            }
        };
        *self.counts.entry((what, class)).or_default() += 1;
    }
}

#[test]
fn damaged_pages_are_refused_or_said_to_be_damaged() {
    let Some(folder) = folder() else { return };
    let start = Instant::now();
    let mut outcome = Outcome::default();
    let rows = rows(&folder);
    let whole = rows.iter().filter(|row| row.class == "full");
    for (index, row) in (0..).zip(whole) {
        outcome.of(index, row);
    }
    let Outcome { counts, open, once } = outcome;
    println!("{counts:#?} in {:?}", start.elapsed());
    println!("silent, of words without a second copy, and not held against the reader: {once:?}");
    assert!(open.is_empty(), "{} {open:#?}", open.len());
}

/// Damage that once nothing said: a block of a page, and what stands in its place; the two change places
/// where `swap` says so.
const ONCE_SILENT: &[(&str, &str, &str, bool)] = &[
    (
        "contacts/get-contacts__2.md",
        "\n\ndeprecated\n",
        "\n\ndeprecated\n\ndeprecated\n",
        false,
    ),
    (
        "contacts/get-contacts__2.md",
        "\n\ndeprecated\n",
        "\n",
        false,
    ),
    (
        "oauth/get-access-token.md",
        "\n**grant\\_type** stringrequired\n",
        "\n",
        false,
    ),
    (
        "calendars/delete-calendar.md",
        "\n\nBad Request\n",
        "\n\n```codeBlockLines_e6Vv\n{\n  \"statusCode\": 400,\n  \"message\": \"Bad Request\"\n}\n",
        true,
    ),
    (
        "conversations/delete-conversation.md",
        "\n\nUnauthorized\n",
        "\n\n```codeBlockLines_e6Vv\n{\n  \"statusCode\": 401,\n  \"message\": \"Invalid token: access token is invalid\",\n  \"error\": \"Unauthorized\"\n}\n",
        true,
    ),
    (
        "contacts/create-note__2.md",
        "\n**Possible values:** \\[ `2021-07-28`\\]\n",
        "\n\\-\\-\\-2021-07-28\n",
        true,
    ),
];

#[test]
fn damage_that_was_once_silent_is_said() {
    let Some(folder) = folder() else { return };
    for (file, one, two, swap) in ONCE_SILENT {
        let text = fs::read_to_string(folder.join("pages").join(file)).unwrap();
        assert!(
            text.contains(one) && (!swap || text.contains(two)),
            "{file}: {one}"
        );
        let damaged = match swap {
            false => text.replacen(one, two, 1),
            true => {
                let parted = text.replacen(one, "\0", 1).replacen(two, one, 1);
                parted.replacen('\0', two, 1)
            }
        };
        let [before, after] = [&text, &damaged].map(|text| said(&read(file, text).1));
        assert!(!after.is_subset(&before), "{file}: {one} for {two}");
    }
}

/// Each block of a form, in its body and in the form below the page, removed, doubled, and swapped with
/// each other one and with each field of the page.
fn of_form(text: &str) -> Vec<(&'static str, String, String)> {
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let at = |start: &str| {
        let found = blocks.iter().position(|block| block.starts_with(start));
        found.unwrap()
    };
    let own = at("### Body")..at("## Responses");
    let below = at("Body")..at("Send API Request");
    let is_here = |at: &usize| own.contains(at) || below.contains(at);
    let mut damaged = Vec::new();
    for one in (0..blocks.len()).filter(is_here) {
        let block = blocks[one];
        let mut add = |what, place, blocks: Vec<&str>| {
            damaged.push((what, place, blocks.join("\n\n")));
        };
        let mut other = blocks.clone();
        other.remove(one);
        add("removed", format!("{block:?}"), other);
        let mut other = blocks.clone();
        other.insert(one, block);
        add("doubled", format!("{block:?}"), other);
        for (two, with) in blocks.iter().enumerate() {
            let counts = if is_here(&two) {
                two > one
            } else {
                with.starts_with("**")
            };
            if counts {
                let mut other = blocks.clone();
                other.swap(one, two);
                add("swapped", format!("{block:?} and {with:?}"), other);
            }
        }
    }
    damaged
}

#[test]
fn damage_to_a_form_is_said() {
    let Some(folder) = folder() else { return };
    let mut outcome = Outcome::default();
    let mut pages = 0;
    for row in rows(&folder).iter().filter(|row| row.class == "full") {
        let (document, report) = read(&row.file, &row.text);
        let (document, before) = (document.unwrap(), said(&report));
        let medias = model(&document)["properties"]["body"]["properties"].clone();
        if !medias
            .as_object()
            .unwrap()
            .keys()
            .any(|media| is_form(media))
        {
            continue;
        }
        pages += 1;
        for damage in of_form(&row.text) {
            outcome.hold(row, &document, &before, damage);
        }
    }
    println!("{pages} pages, {:#?}", outcome.counts);
    println!("of words without a second copy: {:?}", outcome.once);
    let open = outcome.open;
    assert!(open.is_empty(), "{} {open:#?}", open.len());
    assert!(pages > 3, "{pages}");
}

/// Whether a page has no second copy of what stands at `place`: limits and defaults stand at the field
/// and nowhere else, as the example that the site computes does not follow from them. So do the flags
/// of a field, of which a whole line may change its place with one of the same name elsewhere. The
/// values and the flag of a parameter and of a field of a form, and the flag of a body, stand in the
/// form below the page too.
fn stands_once(what: &str, place: &str) -> bool {
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let is_field = !place.starts_with("/parameters") && !["", "/body"].contains(&parent);
    let is_shown = !is_field || is_of_form(parent);
    match key {
        "default" => true,
        "enum" => !is_shown,
        "required" => !is_shown && what == "swapped",
        "nullable" | "deprecated" => is_field && what == "swapped",
        key => LIMITS.contains(&key),
    }
}

/// Whether `place` is a field of a form itself, as `/body/multipart/form-data/file`, and not below one.
fn is_of_form(place: &str) -> bool {
    let mut parts = place
        .strip_prefix("/body/")
        .into_iter()
        .flat_map(|rest| rest.split('/'));
    let media = parts.nth(1);
    media.is_some_and(is_form) && parts.count() == 1
}

/// Whether a media type, or what stands behind its `/`, is that of a form.
fn is_form(media: &str) -> bool {
    media.contains("form")
}
