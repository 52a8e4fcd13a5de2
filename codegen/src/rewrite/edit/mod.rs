//! Changes a document's text so that it says something else, and touches nothing that stays.
//!
//! In: the text, what it says, and what it has to say. Out: the text, in which every byte outside of
//! the values that differ is as before. What is written is read again: text that does not say what it
//! has to is an error, never a result.
//!
//! An editor of our own over positions: the libraries that edit YAML bring a parser of their own, and none
//! edits JSON.

mod align;
mod layout;
mod list;
mod map;
mod refused;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial;
mod write;

use std::ops::Range;

use serde_json::Value;

use crate::{diagnostic::Sink, source::SourceMap};
use layout::{Kind, Spot, Style, layout};
pub(crate) use refused::Refused;

/// Writes `value` as a document of its own.
pub(crate) fn text(value: &Value, is_json: bool) -> String {
    match value {
        Value::Object(map) if !is_json => format!("{}\n", write::members(map, 0)),
        _ => format!("{}\n", write::json(value, 0, 2)),
    }
}

/// What `text` says; nothing if it is no YAML, or no JSON.
pub(crate) fn read(text: &str, is_json: bool) -> Option<Value> {
    let mut sources = SourceMap::default();
    let name = if is_json { "spec.json" } else { "spec.yaml" };
    let file = sources.add(name, text);
    let node = sources.parse(file, name.as_ref(), &mut Sink::default())?;
    Some(node.to_json())
}

/// Rewrites `text`, which says `old`, so that it says `new`.
///
/// What stands in one line stays in one line, JSON too.
///
/// # Errors
///
/// If the layout of the text does not allow it, or what comes out would say something else than `new`.
pub(crate) fn edit(text: &str, is_json: bool, old: &Value, new: &Value) -> Result<String, Refused> {
    if old == new {
        return Ok(text.to_owned());
    }
    let refused = || Refused::between(old, new);
    let root = layout(text, is_json).ok_or_else(refused)?;
    let mut editor = Editor::new(text, is_json, &root);
    if !editor.change(&root, old, new) {
        return Err(refused());
    }
    // What was written is what was meant, or nothing is.
    let text = editor.apply();
    match read(&text, is_json) {
        Some(found) if found == *new => Ok(text),
        Some(found) => Err(Refused::between(&found, new)),
        None => Err(refused()),
    }
}

struct Editor<'t> {
    text: &'t str,
    is_json: bool,
    /// How far JSON is indented.
    step: usize,
    /// Whether it is indented by tabs, which YAML is not.
    tabs: bool,
    /// Whether JSON has no space behind its colons, as one that a program wrote in one line.
    tight: bool,
    /// Bytes, and what stands there instead.
    edits: Vec<(Range<usize>, String)>,
}

impl<'t> Editor<'t> {
    fn new(text: &'t str, is_json: bool, root: &Spot) -> Self {
        let first = match &root.kind {
            Kind::Map(_, members) => members.first(),
            Kind::Scalar | Kind::List(..) => None,
        };
        let step = first.map_or(2, |(key, _)| column(text, key.bytes.start));
        let gap = first.and_then(|(key, spot)| text.get(key.bytes.end..spot.bytes.start));
        Self {
            text,
            is_json,
            step: step.max(1),
            tabs: is_json && text.contains("\n\t"),
            tight: is_json && gap == Some(":"),
            edits: Vec::new(),
        }
    }

    fn apply(mut self) -> String {
        // Of two at one place, the one that takes away comes first, and insertions keep their order.
        self.edits
            .sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let is_dos = self.text.contains("\r\n");
        let mut text = String::new();
        let mut done = 0;
        for (bytes, mut instead) in self.edits {
            if self.tabs {
                instead = with_tabs(&instead);
            }
            text.push_str(
                self.text
                    .get(done..bytes.start.max(done))
                    .unwrap_or_default(),
            );
            match is_dos {
                true => text.push_str(&instead.replace('\n', "\r\n")),
                false => text.push_str(&instead),
            }
            done = done.max(bytes.end);
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        text
    }

    fn edit(&mut self, bytes: Range<usize>, instead: impl Into<String>) {
        self.edits.push((bytes, instead.into()));
    }

    /// Replaces `bytes` by what may be several lines; a comment behind them goes behind the first one, as
    /// in the last one it may be text.
    fn edit_lines(&mut self, bytes: Range<usize>, instead: &str) {
        let rest = self.text.get(bytes.end..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let comment = line.trim();
        match instead.split_once('\n') {
            Some((first, more)) if comment.starts_with('#') => {
                let end = bytes.end + line.trim_end().len();
                self.edit(bytes.start..end, format!("{first} {comment}\n{more}"));
            }
            _ => self.edit(bytes, instead),
        }
    }

    /// Makes edits for what differs inside of `spot`; says whether its style allows it. Without
    /// success no edit is left behind.
    fn change(&mut self, spot: &Spot, old: &Value, new: &Value) -> bool {
        let before = self.edits.len();
        let done = match (&spot.kind, old, new) {
            (_, old, new) if old == new => true,
            (Kind::Map(style, spots), Value::Object(old), Value::Object(new)) => {
                self.map(*style, spot, spots, old, new)
            }
            (Kind::List(style, spots), Value::Array(old), Value::Array(new)) => {
                self.list(*style, spot, spots, (old, new))
            }
            _ => false,
        };
        if !done {
            self.edits.truncate(before);
        }
        done
    }

    /// Takes members or items out, in block style whole lines; says whether that is possible.
    fn remove(&mut self, style: Style, bytes: &[Range<usize>], stays: &[bool]) -> bool {
        let mut done = 0;
        for (at, own) in bytes.iter().enumerate() {
            if at < done || stays.get(at).copied().unwrap_or(true) {
                continue;
            }
            let later = stays.get(at..).unwrap_or_default();
            let next = at + later.iter().position(|stays| *stays).unwrap_or(later.len());
            let kept_before = stays.iter().take(at).any(|stays| *stays);
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            let last = bytes.get(next - 1).map_or(own.end, |last| last.end);
            let after = bytes.get(next).map(|next| next.start);
            let is_line = style == Style::Block && self.head(own.start).trim().is_empty();
            let range = match (style, kept_before, before, after) {
                (Style::Flow, true, Some(before), _) => before.end..last,
                (Style::Flow, _, _, Some(after)) => own.start..after,
                (Style::Block, ..) if is_line => {
                    done = at + 1;
                    self.edit(self.line_start(own.start)..self.line_end(own.end), "");
                    continue;
                }
                // What follows moves up behind the dash that this stands behind.
                (Style::Block, _, _, Some(after)) if !self.has_comment(own.start..after) => {
                    own.start..after
                }
                _ => return false,
            };
            self.edit(range, "");
            done = next;
        }
        true
    }

    /// Whether there may be a line with nothing but a comment.
    fn has_comment(&self, bytes: Range<usize>) -> bool {
        let mut lines = self.text.get(bytes).unwrap_or_default().lines();
        lines.any(|line| line.trim_start().starts_with('#'))
    }

    /// Inserts lines behind the line in which something ends.
    fn insert_lines(&mut self, end: usize, lines: String) {
        let at = self.line_end(end);
        let is_open = at == self.text.len() && !self.text.ends_with('\n');
        match is_open {
            true => self.edit(at..at, format!("\n{}", lines.trim_end_matches('\n'))),
            false => self.edit(at..at, lines),
        }
    }

    /// Inserts members or items within brackets, behind what ends at `at` or before what begins there.
    fn insert_flow(&mut self, at: usize, members: &[String], is_behind: bool, gap: &str) {
        let members = members.join(gap);
        match is_behind {
            true => self.edit(at..at, format!("{gap}{members}")),
            false => self.edit(at..at, format!("{members}{gap}")),
        }
    }

    /// What stands between members or items within brackets, of which these are the first two.
    fn gap(
        &self,
        first: Range<usize>,
        second: Option<usize>,
        (indent, wide): (usize, bool),
    ) -> String {
        if wide {
            return format!(",\n{}", " ".repeat(indent));
        }
        let between = second.and_then(|second| self.text.get(first.end..second));
        match between {
            Some(gap) if gap.trim() == "," => gap.to_owned(),
            _ if self.tight => ",".to_owned(),
            _ => ", ".to_owned(),
        }
    }

    /// Writes a value within brackets.
    fn flow(&self, value: &Value, indent: usize, wide: bool) -> String {
        match (self.is_json, wide) {
            (true, true) => write::json(value, indent, self.step),
            (true, false) if self.tight => value.to_string(),
            (true, false) => write::line(value),
            (false, _) => write::flow(value),
        }
    }

    /// Whether a value stands on several lines.
    fn is_wide(&self, bytes: Range<usize>) -> bool {
        self.text.get(bytes).is_some_and(|own| own.contains('\n'))
    }

    /// What stands before `at` in its line.
    fn head(&self, at: usize) -> &str {
        self.text.get(self.line_start(at)..at).unwrap_or_default()
    }

    fn line_start(&self, at: usize) -> usize {
        let head = self.text.get(..at).unwrap_or_default();
        head.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The byte behind the line break that follows.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n')
            .map_or(self.text.len(), |newline| at + newline + 1)
    }
}

/// Lines of JSON, in which only layout is white space at the beginning, with tabs.
fn with_tabs(lines: &str) -> String {
    let mut lines = lines.split('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let rest = line.trim_start_matches(' ');
        text.push('\n');
        text.push_str(&"\t".repeat(line.len() - rest.len()));
        text.push_str(rest);
    }
    text
}

/// How many letters stand before `at` in its line.
fn column(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    head.chars()
        .rev()
        .take_while(|letter| *letter != '\n')
        .count()
}
