//! Where in an answer the things stand that were noted while it was decoded.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde_json::Value;

use crate::{
    decode::text::{Kind, Step, Token, Walk, pattern, string_at},
    drift::notes::{Note, Notes, Site, What},
};

/// How often an answer is decoded once more to see which of its values was noted.
const MOST_PROBES: usize = 16;

/// How often an answer is looked through for values that are like a noted one.
const MOST_SEARCHES: usize = 64;

/// The path of each note; `None` where it cannot be told.
///
/// A note without a place is of a number, of text with escapes, or of a value without any text. Where all values
/// like it have the same path, that is the path. Else those of one path after the other are replaced, and
/// `again` decodes that: the note that has changed is theirs.
pub(super) fn paths(
    text: &[u8],
    notes: &Notes,
    again: &mut dyn FnMut(Vec<u8>) -> Notes,
) -> Vec<Option<String>> {
    let mut paths = placed(text, notes);
    let (mut left, mut searches) = (MOST_PROBES, MOST_SEARCHES);
    for index in 0..paths.len() {
        let Some(note) = notes.notes.get(index) else {
            break;
        };
        // Keys within unions that are the service's cannot be told from others here.
        if notes.hidden || paths.get(index).is_some_and(Option::is_some) {
            continue;
        }
        if searches == 0 {
            break;
        }
        searches -= 1;
        let groups = alike(text, note, &notes.free);
        let is_alike = |other: &Note| other.what == note.what && other.found == note.found;
        let only = if groups.len() == 1 {
            groups.keys().next()
        } else {
            None
        };
        if let Some(path) = only {
            fill(&mut paths, notes, path, |_, other| is_alike(other));
            continue;
        }
        let Some((written, replacement)) = replacement(&note.found) else {
            continue;
        };
        for (path, spans) in &groups {
            if left == 0 || paths.get(index).is_some_and(Option::is_some) {
                break;
            }
            left -= 1;
            let seen = again(replaced(text, spans, written.as_bytes()));
            fill(&mut paths, notes, path, |index, other| {
                let now = seen.notes.get(index);
                is_alike(other) && now.is_some_and(|now| now.found == replacement)
            });
        }
    }
    paths
}

/// Gives `path` to the notes without one that `are_there`.
fn fill(
    paths: &mut [Option<String>],
    notes: &Notes,
    path: &str,
    are_there: impl Fn(usize, &Note) -> bool,
) {
    for (index, (known, note)) in paths.iter_mut().zip(&notes.notes).enumerate() {
        if known.is_none() && are_there(index, note) {
            *known = Some(path.to_owned());
        }
    }
}

/// The paths of the notes that have a place in `text`.
fn placed(text: &[u8], notes: &Notes) -> Vec<Option<String>> {
    let mut paths = vec![None; notes.notes.len()];
    let mut wanted: BTreeMap<usize, Vec<(usize, &Note)>> = BTreeMap::new();
    for (index, note) in notes.notes.iter().enumerate() {
        let offset = note.site.as_ref().map(|site| offset(text, site.address));
        if let Some(offset) = offset.flatten() {
            wanted.entry(offset).or_default().push((index, note));
        }
    }
    let mut walk = Marked::new(text, &notes.free);
    while let Some(token) = walk.next().filter(|_| !wanted.is_empty()) {
        if !matches!(token.kind, Kind::Key | Kind::String) {
            continue;
        }
        for (index, note) in wanted.remove(&token.begin).unwrap_or_default() {
            let here = walk.walk.steps();
            let way = note.site.as_ref().and_then(|site| way(here, site));
            if let Some((path, way)) = paths.get_mut(index).zip(way) {
                *path = Some(pattern(&way));
            }
        }
    }
    paths
}

/// The way to a place, from that to the text in it.
fn way(mut here: Vec<Step>, site: &Site) -> Option<Vec<Step>> {
    here.truncate(here.len().checked_sub(site.up)?);
    here.extend(site.down.iter().cloned());
    Some(here)
}

/// Where in `text` an address is.
fn offset(text: &[u8], address: usize) -> Option<usize> {
    let offset = address.checked_sub(text.as_ptr() as usize)?;
    (offset <= text.len()).then_some(offset)
}

/// A walk that knows the keys that are the service's.
pub(super) struct Marked<'a> {
    pub(super) walk: Walk<'a>,
    free: BTreeSet<usize>,
}

impl<'a> Marked<'a> {
    /// Begins at the start of `text`; `free` are the addresses of the keys.
    pub(super) fn new(text: &'a [u8], free: &[usize]) -> Self {
        let free = free.iter().filter_map(|address| offset(text, *address));
        Self {
            walk: Walk::new(text),
            free: free.collect(),
        }
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.walk.next()?;
        if token.kind == Kind::Key && self.free.contains(&token.begin) {
            self.walk.free();
        }
        Some(token)
    }
}

/// Where in `text` something is that is like what was noted, by path.
fn alike(text: &[u8], note: &Note, free: &[usize]) -> BTreeMap<String, Vec<Range<usize>>> {
    let mut groups: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    let mut walk = Marked::new(text, free);
    while let Some(token) = walk.next() {
        let Token { kind, begin, end } = token;
        let is_alike = match kind {
            Kind::Key if note.what == What::Field => note.found == string_at(text, begin, end),
            Kind::String if note.what != What::Field => note.found == string_at(text, begin, end),
            Kind::Scalar if note.what != What::Field => text
                .get(begin..end)
                .and_then(|text| serde_json::from_slice::<Value>(text).ok())
                .is_some_and(|value| is_same(&value, &note.found)),
            _ => false,
        };
        if is_alike {
            let quote = usize::from(kind != Kind::Scalar);
            let span = begin - quote..end + quote;
            groups
                .entry(pattern(&walk.walk.steps()))
                .or_default()
                .push(span);
        }
    }
    groups
}

/// Whether two values are the same; `1.0` is `1` (JSON Schema 2020-12, Core, §4.2.2).
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && one.as_f64() == other.as_f64())
}

/// Another value that the document does not know either, as it is written and as it is read.
fn replacement(found: &Value) -> Option<(String, Value)> {
    let other = match found {
        Value::String(text) => Value::from(format!("{text}~")),
        // They fit into 32 bits.
        Value::Number(number) if number.as_i64() == Some(1_999_999_973) => 1_999_999_943.into(),
        Value::Number(_) => 1_999_999_973.into(),
        _ => return None,
    };
    Some((other.to_string(), other))
}

fn replaced(text: &[u8], spans: &[Range<usize>], by: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        all.extend_from_slice(text.get(done..span.start).unwrap_or_default());
        all.extend_from_slice(by);
        done = span.end;
    }
    all.extend_from_slice(text.get(done..).unwrap_or_default());
    all
}
