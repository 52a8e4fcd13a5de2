//! What stands side by side on the page.

use similar::{ChangeTag, TextDiff};

use crate::diff::Sight;

/// What is side by side: the document, a value of it, or the code.
pub(super) struct Part {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) rows: Vec<[Cell; 2]>,
}

/// A line on one side.
#[derive(Default)]
pub(super) struct Cell {
    /// Nothing where the line is the same on both sides.
    pub(super) key: &'static str,
    /// Nothing where there is no such line.
    pub(super) pieces: Option<Vec<Piece>>,
}

/// A piece of a line.
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the other side does not have it.
    pub(super) is_new: bool,
}

/// The lines of both documents.
pub(super) fn excerpts(before: &Sight, after: &Sight) -> Option<Part> {
    const KEY: &str = "document";
    const LABEL: &str = "Document";
    let excerpt = |sight: &Sight| sight.spot.as_ref().map(|spot| spot.excerpt.clone());
    let pointer = |sight: &Sight| sight.spot.as_ref().and_then(|spot| spot.pointer.clone());
    let (old, new) = (excerpt(before), excerpt(after));
    let is_around = |outer: &Option<String>, inner: &Option<String>| {
        let rest = outer.as_ref().zip(inner.as_ref());
        let rest = rest.and_then(|(outer, inner)| inner.strip_prefix(outer.as_str()));
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let (at, now_at) = (pointer(before), pointer(after));
    let keys = match (is_around(&at, &now_at), is_around(&now_at, &at)) {
        (true, _) => ["", "new"],
        (_, true) => ["old", ""],
        _ => return part(KEY, LABEL, old, new),
    };
    // What is only on one side is shown with what is around it on the other: these are two things,
    // and not one that changed.
    let [key, other] = keys;
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let (mut left, mut right) = (old.lines(), new.lines());
    let mut rows = Vec::new();
    loop {
        let pair = [(key, left.next()), (other, right.next())];
        if pair.iter().all(|(_, line)| line.is_none()) {
            let (key, label) = (KEY, LABEL);
            return Some(Part { key, label, rows });
        }
        rows.push(pair.map(|(key, line)| line.map_or_else(Cell::default, |line| plain(key, line))));
    }
}

/// Sets two texts side by side, line by line; nothing if there is neither.
pub(super) fn part(
    key: &'static str,
    label: &'static str,
    old: Option<String>,
    new: Option<String>,
) -> Option<Part> {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let mut rows = Vec::new();
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    let diff = TextDiff::from_lines(&old, &new);
    for operation in diff.ops() {
        for line in diff.iter_inline_changes(operation) {
            let pieces = line.iter_strings_lossy().map(|(is_new, text)| Piece {
                text: text.trim_end_matches(['\n', '\r']).to_owned(),
                is_new,
            });
            let pieces: Vec<_> = pieces.filter(|piece| !piece.text.is_empty()).collect();
            match line.tag() {
                ChangeTag::Delete => olds.push(pieces),
                ChangeTag::Insert => news.push(pieces),
                ChangeTag::Equal => {
                    beside(&mut olds, &mut news, &mut rows);
                    let text: String = pieces.into_iter().map(|piece| piece.text).collect();
                    rows.push([plain("", &text), plain("", &text)]);
                }
            }
        }
    }
    beside(&mut olds, &mut news, &mut rows);
    (!rows.is_empty()).then_some(Part { key, label, rows })
}

/// Sets lines that were removed beside those that came instead.
fn beside(olds: &mut Vec<Vec<Piece>>, news: &mut Vec<Vec<Piece>>, rows: &mut Vec<[Cell; 2]>) {
    let (mut left, mut right) = (olds.drain(..), news.drain(..));
    loop {
        let pair = [("old", left.next()), ("new", right.next())];
        if pair.iter().all(|(_, pieces)| pieces.is_none()) {
            return;
        }
        rows.push(pair.map(|(key, pieces)| match pieces {
            Some(pieces) => changed(key, pieces),
            None => Cell::default(),
        }));
    }
}

/// A line that only one side has; where all of it is new, no piece stands out.
fn changed(key: &'static str, mut pieces: Vec<Piece>) -> Cell {
    if pieces.iter().all(|piece| piece.is_new) {
        pieces.iter_mut().for_each(|piece| piece.is_new = false);
    }
    let pieces = Some(pieces);
    Cell { key, pieces }
}

/// A line with nothing to stand out.
fn plain(key: &'static str, text: &str) -> Cell {
    let text = text.to_owned();
    let is_new = false;
    Cell {
        key,
        pieces: Some(vec![Piece { text, is_new }]),
    }
}
