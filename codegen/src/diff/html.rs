//! A comparison as one page of HTML that needs nothing else.
//!
//! In: a [`Comparison`]. Out: the text of the page. Its parts are in `templates/diff`. Everything
//! from a document is escaped by askama, kept from turning the direction of other text by `bdi` and
//! `unicode-bidi`, and the page's content security policy lets no script run but its own, by its hash.

mod sides;

use std::collections::BTreeMap;

use crate::diff::{
    Bump, Change, Comparison, Document, Effect, Sight,
    html::sides::{Part, excerpts, part},
};
use askama::Template;

const STYLE: &str = include_str!("../../templates/diff/page.css");
const SCRIPT: &str = include_str!("../../templates/diff/page.js");
/// The SHA-256 of [`SCRIPT`], as a content security policy writes it; a test holds them together.
const SCRIPT_HASH: &str = "sha256-0YfKcKjEP1JuBagx/OOhG5PnuAm0PHplJPMwi5+qcKI=";

impl Comparison {
    /// Writes the page.
    #[must_use]
    pub fn to_html(&self) -> String {
        page(self)
    }
}

fn page(comparison: &Comparison) -> String {
    let groups = groups(comparison);
    let total = comparison.changes.len();
    let page = Page {
        style: STYLE,
        script: SCRIPT,
        script_hash: SCRIPT_HASH,
        verdict: verdict(comparison),
        effect_sentence: effect_sentence(comparison),
        documents: [("Before", &comparison.old), ("After", &comparison.new)],
        title: &comparison.new.title,
        counts: counts(comparison),
        codes: BUMPS.map(|code| Choice {
            key: code.as_str(),
            label: code.as_str(),
            count: comparison.count(code),
        }),
        effects: EFFECTS.map(|effect| {
            let changes = comparison.changes.iter();
            Choice {
                key: key(effect),
                label: effect.as_str(),
                count: changes.filter(|change| change.effect == effect).count(),
            }
        }),
        groups,
        total,
    };
    // Writing to a string does not fail, and the template calls nothing that does.
    page.render().unwrap_or_default()
}

/// From what is worst on.
const BUMPS: [Bump; 3] = [Bump::Major, Bump::Minor, Bump::Patch];
const EFFECTS: [Effect; 3] = [Effect::Fails, Effect::LosesData, Effect::Works];

#[derive(Template)]
#[template(path = "diff/page.html")]
struct Page<'a> {
    style: &'static str,
    script: &'static str,
    script_hash: &'static str,
    verdict: Verdict,
    effect_sentence: &'static str,
    documents: [(&'static str, &'a Document); 2],
    title: &'a str,
    counts: Vec<Row>,
    codes: [Choice; 3],
    effects: [Choice; 3],
    groups: Vec<Group<'a>>,
    total: usize,
}

/// What all changes together come to.
struct Verdict {
    key: &'static str,
    label: &'static str,
    sentence: &'static str,
}

/// The changes that do one thing to code, by what they do to old programs.
struct Row {
    key: &'static str,
    counts: [usize; 3],
    total: usize,
}

/// One of the things to filter by.
struct Choice {
    key: &'static str,
    label: &'static str,
    count: usize,
}

/// The changes of one operation or type.
struct Group<'a> {
    id: String,
    name: String,
    worst: &'static str,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    id: String,
    change: &'a Change,
    what: Vec<Prose>,
    subject: String,
    code: Choice,
    effect: Choice,
    reason: Vec<Prose>,
    advice: Vec<Prose>,
    /// Nothing where it goes without saying.
    reached: Option<String>,
    spots: [(&'static str, Option<String>); 2],
    parts: Vec<Part>,
}

/// A piece of a clause.
struct Prose {
    text: String,
    /// Whether it stood between backticks.
    is_code: bool,
}

fn verdict(comparison: &Comparison) -> Verdict {
    let (key, label, sentence) = match comparison.verdict() {
        None => ("none", "No change", "There is no reason to release."),
        Some(Bump::Patch) => (
            "patch",
            "Patch",
            "Code that uses the client compiles and means what it did.",
        ),
        Some(Bump::Minor) => (
            "minor",
            "Minor",
            "There is more to call, and code that uses the client still compiles.",
        ),
        Some(Bump::Major) => (
            "major",
            "Major",
            "Some code that uses the client has to be changed.",
        ),
    };
    Verdict {
        key,
        label,
        sentence,
    }
}

fn effect_sentence(comparison: &Comparison) -> &'static str {
    match comparison.effect() {
        Effect::Works => "Programs that are running go on as before.",
        Effect::LosesData => "Programs that are running go on, but miss something.",
        Effect::Fails => "Calls of programs that are running fail.",
    }
}

fn counts(comparison: &Comparison) -> Vec<Row> {
    let row = |code: Bump| {
        let count = |effect: Effect| {
            let changes = comparison.changes.iter();
            changes
                .filter(|change| change.code == code && change.effect == effect)
                .count()
        };
        Row {
            key: code.as_str(),
            counts: EFFECTS.map(count),
            total: comparison.count(code),
        }
    };
    BUMPS.map(row).into()
}

/// The changes by what they are about, in the order of the comparison: what is worst comes first.
fn groups(comparison: &Comparison) -> Vec<Group<'_>> {
    let mut ids = Ids::default();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &comparison.changes {
        let name = about(&change.subject);
        let index = *known.entry(name).or_insert_with(|| {
            groups.push(Group {
                id: ids.claim(name),
                name: name.to_owned(),
                worst: change.code.as_str(),
                entries: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.entries.push(entry(change, &mut ids));
        }
    }
    groups
}

/// The operation or type that a change is in, by how [`Change::subject`] begins.
fn about(subject: &str) -> &str {
    let mut at = 0;
    for word in subject.split(' ') {
        // `GET /pets`, or `shop: GET /pets` where there are several documents.
        let end = at + word.len();
        let is_method = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let path = subject.get(end..).unwrap_or_default();
        if is_method && path.starts_with(" /") {
            let length = path.get(1..).unwrap_or_default().find(' ');
            let length = length.map_or(path.len(), |length| length + 1);
            return subject.get(..end + length).unwrap_or(subject);
        }
        if !word.ends_with(':') {
            break;
        }
        at = end + 1;
    }
    let end = subject.find(['.', ' ', '[']).filter(|end| *end > 0);
    subject
        .get(..end.unwrap_or(subject.len()))
        .unwrap_or(subject)
}

fn entry<'a>(change: &'a Change, ids: &mut Ids) -> Entry<'a> {
    let (before, after) = (&change.before, &change.after);
    let reached = match change.operations.as_slice() {
        [] => None,
        [only] if *only == about(&change.subject) => None,
        [_] => Some("Reaches 1 operation".to_owned()),
        several => Some(format!("Reaches {} operations", several.len())),
    };
    let spot = |sight: &Sight| sight.spot.as_ref().map(ToString::to_string);
    let value = part("wire", "Value", before.wire.clone(), after.wire.clone());
    let rust = part("rust", "Rust", before.rust.clone(), after.rust.clone());
    Entry {
        id: ids.claim(&format!("{} {}", change.rule, change.subject)),
        change,
        what: prose(&change.what),
        subject: change.subject.replace('`', ""),
        code: Choice {
            key: change.code.as_str(),
            label: change.code.as_str(),
            count: 1,
        },
        effect: Choice {
            key: key(change.effect),
            label: change.effect.as_str(),
            count: 1,
        },
        reason: prose(&sentence(&change.reason)),
        advice: change.advice.as_deref().map(prose).unwrap_or_default(),
        reached,
        spots: [("Before", spot(before)), ("After", spot(after))],
        parts: [excerpts(before, after), value, rust]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// An effect as the name of a class.
fn key(effect: Effect) -> &'static str {
    match effect {
        Effect::Works => "works",
        Effect::LosesData => "loses-data",
        Effect::Fails => "fails",
    }
}

/// A clause with what stands between backticks told apart.
fn prose(clause: &str) -> Vec<Prose> {
    let pieces = clause.split('`').enumerate();
    let pieces = pieces.map(|(index, text)| Prose {
        text: text.to_owned(),
        is_code: index % 2 == 1,
    });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let text: String = first.to_uppercase().chain(letters).collect();
    match text.ends_with('.') {
        true => text,
        false => format!("{text}."),
    }
}

/// The anchors that are taken.
#[derive(Default)]
struct Ids(BTreeMap<String, usize>);

impl Ids {
    /// An anchor that follows from what it leads to, so that links to it stay.
    fn claim(&mut self, of: &str) -> String {
        let mut slug = String::new();
        for letter in of.chars() {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter.to_ascii_lowercase());
            } else if !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = format!("at-{}", slug.trim_matches('-'));
        let count = self.0.entry(slug.clone()).or_default();
        *count += 1;
        match *count {
            1 => slug,
            // No slug has two in a row, so this one is nobody else's.
            more => format!("{slug}--{more}"),
        }
    }
}

#[cfg(test)]
mod tests;
