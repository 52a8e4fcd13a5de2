//! Changes a document's text so that it says something else, and touches nothing that stays.
//!
//! In: the text, what it says, and what it has to say. Out: the text, in which every byte outside of
//! the values that differ is as before. What is written is read again: text that does not say what it
//! has to is an error, never a result.
//!
//! An editor of our own over positions: the kept-up libraries that edit YAML (`yaml-edit`, `yamlpatch`)
//! bring a parser of their own, one of them in C, and neither edits JSON.

mod align;
mod layout;
mod write;

use std::ops::Range;

use serde_json::{Map, Value};

use align::align;
use layout::{Key, Kind, Spot, Style, layout};

/// Writes `value` as a document of its own.
pub(crate) fn document(value: &Value, is_json: bool) -> String {
    match value {
        Value::Object(map) if !is_json => format!("{}\n", write::members(map, 0)),
        _ => format!("{}\n", write::json(value, 0, 2)),
    }
}

/// Rewrites `text`, which says `old`, so that it says `new`; none where its layout does not allow it.
pub(super) fn rewrite(text: &str, is_json: bool, old: &Value, new: &Value) -> Option<String> {
    if old == new {
        return Some(text.to_owned());
    }
    let root = layout(text)?;
    let step = match &root.kind {
        Kind::Map(_, members) => members
            .first()
            .map_or(2, |(key, _)| column(text, key.bytes.start)),
        Kind::Scalar | Kind::List(..) => 2,
    };
    let mut editor = Editor {
        text,
        is_json,
        step: step.max(1),
        edits: Vec::new(),
    };
    if !editor.change(&root, old, new) {
        return None;
    }
    Some(editor.apply())
}

struct Editor<'t> {
    text: &'t str,
    is_json: bool,
    /// How far JSON is indented.
    step: usize,
    /// Bytes, and what stands there instead.
    edits: Vec<(Range<usize>, String)>,
}

impl Editor<'_> {
    fn apply(mut self) -> String {
        // Of two at one place, the one that takes away comes first, and insertions keep their order.
        self.edits
            .sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let is_dos = self.text.contains("\r\n");
        let mut text = String::new();
        let mut done = 0;
        for (bytes, instead) in &self.edits {
            text.push_str(
                self.text
                    .get(done..bytes.start.max(done))
                    .unwrap_or_default(),
            );
            match is_dos {
                true => text.push_str(&instead.replace('\n', "\r\n")),
                false => text.push_str(instead),
            }
            done = done.max(bytes.end);
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        text
    }

    fn edit(&mut self, bytes: Range<usize>, instead: impl Into<String>) {
        self.edits.push((bytes, instead.into()));
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
                self.list(*style, spot, spots, old, new)
            }
            _ => false,
        };
        if !done {
            self.edits.truncate(before);
        }
        done
    }

    fn map(
        &mut self,
        style: Style,
        spot: &Spot,
        spots: &[(Key, Spot)],
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> bool {
        let same =
            spots.len() == old.len() && spots.iter().all(|(key, _)| old.contains_key(&key.text));
        // Members that came by a merge key have no place of their own.
        if !same || spots.is_empty() || !spots.iter().any(|(key, _)| new.contains_key(&key.text)) {
            return false;
        }
        let mut stays = Vec::new();
        for (key, spot) in spots {
            let (Some(before), after) = (old.get(&key.text), new.get(&key.text)) else {
                return false;
            };
            stays.push(after.is_some());
            let Some(after) = after else { continue };
            if !self.change(spot, before, after) {
                self.replace_member(style, key, spot, after);
            }
        }
        let bytes: Vec<_> = spots
            .iter()
            .map(|(key, spot)| key.bytes.start..spot.bytes.end.max(key.bytes.end))
            .collect();
        if !self.remove(style, &bytes, &stays, "") {
            return false;
        }
        if let Some(last) = bytes.last() {
            self.add_members(style, spot, spots, last.end, old, new);
        }
        true
    }

    /// Replaces the value of a member.
    fn replace_member(&mut self, style: Style, key: &Key, spot: &Spot, after: &Value) {
        match style {
            Style::Flow => {
                let instead = self.flow(
                    after,
                    column(self.text, key.bytes.start),
                    self.is_wide(spot.bytes.clone()),
                );
                self.edit(spot.bytes.clone(), instead);
            }
            Style::Block => {
                let instead = write::member(&key.text, after, column(self.text, key.bytes.start));
                let key_end = self
                    .text
                    .get(key.bytes.end..)
                    .and_then(|rest| rest.find(':'));
                let end = spot
                    .bytes
                    .end
                    .max(key.bytes.end + key_end.map_or(0, |at| at + 1));
                self.edit(key.bytes.start..end, instead);
            }
        }
    }

    /// Adds the members that `old` does not have behind the last one.
    fn add_members(
        &mut self,
        style: Style,
        spot: &Spot,
        spots: &[(Key, Spot)],
        end: usize,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        let added: Vec<_> = new
            .iter()
            .filter(|(key, _)| !old.contains_key(*key))
            .collect();
        if added.is_empty() {
            return;
        }
        let indent = spots
            .first()
            .map_or(0, |(key, _)| column(self.text, key.bytes.start));
        match style {
            Style::Block => {
                let members = added.iter().map(|(key, value)| {
                    format!(
                        "{}{}\n",
                        " ".repeat(indent),
                        write::member(key, value, indent)
                    )
                });
                self.insert_lines(end, members.collect());
            }
            Style::Flow => {
                let wide = self.is_wide(spot.bytes.clone());
                let members = added.iter().map(|(key, value)| {
                    let key = if self.is_json {
                        Value::from(key.as_str()).to_string()
                    } else {
                        write::scalar_text(key)
                    };
                    format!("{key}: {}", self.flow(value, indent, wide))
                });
                let members: Vec<_> = members.collect();
                self.insert_flow(end, members, true, indent, wide);
            }
        }
    }

    fn list(
        &mut self,
        style: Style,
        spot: &Spot,
        spots: &[Spot],
        old: &[Value],
        new: &[Value],
    ) -> bool {
        if spots.len() != old.len() || spots.is_empty() {
            return false;
        }
        let pairs = align(old, new);
        let stays: Vec<_> = (0..old.len())
            .map(|at| pairs.iter().any(|(before, _)| *before == at))
            .collect();
        // What comes before all that stays has nothing to stand behind.
        if pairs.first().is_none_or(|(_, after)| *after != 0) {
            return false;
        }
        let indent = spots
            .first()
            .map_or(0, |spot| column(self.text, spot.bytes.start));
        let wide = self.is_wide(spot.bytes.clone());
        let mut next = pairs.iter().skip(1).map(|(_, after)| *after);
        for (before, after) in &pairs {
            let (Some(spot), Some(old), Some(value)) =
                (spots.get(*before), old.get(*before), new.get(*after))
            else {
                return false;
            };
            if !self.change(spot, old, value) {
                let instead = match (style, value) {
                    (Style::Flow, _) => self.flow(value, indent, wide),
                    (Style::Block, Value::Object(map)) if !map.is_empty() => {
                        write::members(map, indent)
                    }
                    (Style::Block, Value::Object(_) | Value::Array(_)) => write::flow(value),
                    (Style::Block, _) => write::flow(value),
                };
                self.edit(spot.bytes.clone(), instead);
            }
            let until = next.next().unwrap_or(new.len());
            let added: Vec<_> = new.iter().take(until).skip(after + 1).collect();
            self.insert_items(style, spot.bytes.end, &added, indent, wide);
        }
        let bytes: Vec<_> = spots.iter().map(|spot| spot.bytes.clone()).collect();
        self.remove(style, &bytes, &stays, "- ")
    }

    /// Inserts items behind another one.
    fn insert_items(
        &mut self,
        style: Style,
        end: usize,
        added: &[&Value],
        indent: usize,
        wide: bool,
    ) {
        if added.is_empty() {
            return;
        }
        match style {
            Style::Block => {
                let dash = indent.saturating_sub(2);
                let pad = " ".repeat(dash);
                let items = added
                    .iter()
                    .map(|value| format!("{pad}{}\n", write::item(value, dash)));
                self.insert_lines(end, items.collect());
            }
            Style::Flow => {
                let items = added
                    .iter()
                    .map(|value| self.flow(value, indent, wide))
                    .collect();
                self.insert_flow(end, items, true, indent, wide);
            }
        }
    }

    /// Takes members out, in block style whole lines; says whether that is possible.
    fn remove(&mut self, style: Style, bytes: &[Range<usize>], stays: &[bool], dash: &str) -> bool {
        for (at, own) in bytes.iter().enumerate() {
            if stays.get(at).copied().unwrap_or(true) {
                continue;
            }
            let kept_before = stays.iter().take(at).any(|stays| *stays);
            match style {
                Style::Flow => {
                    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                    let range = match (kept_before, before, bytes.get(at + 1)) {
                        (true, Some(before), _) => before.end..own.end,
                        (_, _, Some(after)) => own.start..after.start,
                        _ => return false,
                    };
                    self.edit(range, "");
                }
                Style::Block => {
                    let start = self.line_start(own.start);
                    let head = self.text.get(start..own.start).unwrap_or_default();
                    if head.trim_start() != dash {
                        return false;
                    }
                    self.edit(start..self.line_end(own.end), "");
                }
            }
        }
        true
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

    fn insert_flow(
        &mut self,
        end: usize,
        members: Vec<String>,
        is_behind: bool,
        indent: usize,
        wide: bool,
    ) {
        let gap = if wide {
            format!("\n{}", " ".repeat(indent))
        } else {
            " ".to_owned()
        };
        let first = if is_behind {
            format!(",{gap}")
        } else {
            String::new()
        };
        self.edit(
            end..end,
            format!("{first}{}", members.join(&format!(",{gap}"))),
        );
    }

    /// Writes a value within brackets.
    fn flow(&self, value: &Value, indent: usize, wide: bool) -> String {
        match (self.is_json, wide) {
            (true, true) => write::json(value, indent, self.step),
            (true, false) => value.to_string(),
            (false, _) => write::flow(value),
        }
    }

    /// Whether a value stands on several lines.
    fn is_wide(&self, bytes: Range<usize>) -> bool {
        self.text.get(bytes).is_some_and(|own| own.contains('\n'))
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

/// How many letters stand before `at` in its line.
fn column(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    head.chars()
        .rev()
        .take_while(|letter| *letter != '\n')
        .count()
}
