//! Members of a map that change, come and go.

use serde_json::{Map, Value};

use crate::rewrite::edit::{
    Editor, column,
    layout::{Key, Kind, Spot, Style},
    write,
};

/// A key whose value has members that are those of the map around it, in YAML.
const MERGE: &str = "<<";

impl Editor<'_> {
    /// Makes edits for the members that differ; says whether the style allows it.
    pub(super) fn map(
        &mut self,
        style: Style,
        spot: &Spot,
        spots: &[(Key, Spot)],
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> bool {
        let Some(names) = names(spots, old, new, self.is_json) else {
            return false;
        };
        let is_wide = self.is_wide(spot.bytes.clone());
        let mut stays = Vec::new();
        for ((key, spot), name) in spots.iter().zip(names) {
            let Some((before, after)) = name.map(|name| (old.get(name), new.get(name))) else {
                stays.push(true);
                continue;
            };
            stays.push(after.is_some());
            let (Some(before), Some(after)) = (before, after) else {
                continue;
            };
            if !self.change(spot, before, after) {
                let wide = match spot.kind {
                    // What takes the place of a word is written as what is around it.
                    Kind::Scalar => is_wide,
                    _ if spot.is_empty() => is_wide,
                    _ => self.is_wide(spot.bytes.clone()),
                };
                self.replace_member(style, key, spot, (after, wide));
            }
        }
        let bytes: Vec<_> = spots
            .iter()
            .map(|(key, spot)| key.bytes.start..spot.bytes.end.max(key.bytes.end))
            .collect();
        if !self.remove(style, &bytes, &stays) {
            return false;
        }
        if let Some(last) = bytes.last() {
            let second = bytes.get(1).map(|second| second.start);
            let first = bytes.first().unwrap_or(last);
            let indent = column(self.text, first.start);
            let gap = self.gap(first.clone(), second, (indent, is_wide));
            self.add_members(style, last.end, (indent, is_wide, &gap), (old, new));
        }
        true
    }

    /// Replaces the value of a member.
    fn replace_member(
        &mut self,
        style: Style,
        key: &Key,
        spot: &Spot,
        (after, wide): (&Value, bool),
    ) {
        match style {
            Style::Flow => {
                let instead = self.flow(after, column(self.text, key.bytes.start), wide);
                self.edit(spot.bytes.clone(), instead);
            }
            Style::Block => {
                let indent = column(self.text, key.bytes.start);
                let instead = write::after(Some(&key.text), after, indent);
                let rest = self.text.get(key.bytes.end..).unwrap_or_default();
                let colon = key.bytes.end + rest.find(':').map_or(0, |at| at + 1);
                let end = spot.bytes.end.max(colon);
                let gap = self.text.get(colon..spot.bytes.start.max(colon));
                let instead = with_comment(instead, gap.unwrap_or_default());
                self.edit_lines(colon..end, &instead);
            }
        }
    }

    /// Adds the members that `old` does not have behind the last one, which ends at `end`.
    fn add_members(
        &mut self,
        style: Style,
        end: usize,
        (indent, wide, gap): (usize, bool, &str),
        (old, new): (&Map<String, Value>, &Map<String, Value>),
    ) {
        let added: Vec<_> = new
            .iter()
            .filter(|(key, _)| !old.contains_key(*key))
            .collect();
        if added.is_empty() {
            return;
        }
        match style {
            Style::Block => {
                let pad = " ".repeat(indent);
                let members = added
                    .iter()
                    .map(|(key, value)| format!("{pad}{}\n", write::member(key, value, indent)));
                self.insert_lines(end, members.collect());
            }
            Style::Flow => {
                let colon = if self.tight { ":" } else { ": " };
                let members = added.iter().map(|(key, value)| {
                    let key = match self.is_json {
                        true => Value::from(key.as_str()).to_string(),
                        false => write::scalar_text(key),
                    };
                    format!("{key}{colon}{}", self.flow(value, indent, wide))
                });
                let members: Vec<_> = members.collect();
                self.insert_flow(end, &members, true, gap);
            }
        }
    }
}

/// What the members that stand in a text are called in `old`, a merge key nothing; none where they cannot
/// become those of `new` one by one.
fn names<'m>(
    spots: &'m [(Key, Spot)],
    old: &'m Map<String, Value>,
    new: &Map<String, Value>,
    is_json: bool,
) -> Option<Vec<Option<&'m str>>> {
    if is_json || spots.iter().all(|(key, _)| key.text != MERGE) {
        // A key that is a number may be spelled in many ways, so that they are told apart by their order.
        let is_whole = spots.len() == old.len() && old.keys().any(|key| new.contains_key(key));
        return is_whole.then(|| old.keys().map(|name| Some(name.as_str())).collect());
    }
    // What came by a merge key has no place here, and what is taken out may let it through.
    let is_own = |name: &str| spots.iter().any(|(key, _)| key.text == name);
    let stays = |(name, value): (&String, &Value)| match new.get(name) {
        Some(after) => is_own(name) || after == value,
        None => false,
    };
    let name = |(key, _): &'m (Key, Spot)| match key.text.as_str() {
        MERGE => Some(None),
        name => old.contains_key(name).then_some(Some(name)),
    };
    let names = spots.iter().map(name).collect();
    old.iter().all(stays).then_some(names)?
}

/// `value` with the comment of the line in which the old value did not begin yet.
fn with_comment(value: String, gap: &str) -> String {
    let line = gap.split('\n').next().unwrap_or_default();
    let Some(at) = line.find('#').filter(|_| gap.contains('\n')) else {
        return value;
    };
    let (first, rest) = match value.split_once('\n') {
        Some((first, rest)) => (first, format!("\n{rest}")),
        None => (value.as_str(), String::new()),
    };
    let comment = line.get(at..).unwrap_or_default().trim_end();
    format!("{first} {comment}{rest}")
}
