//! Items of a list that change, come and go.

use std::ops::Range;

use serde_json::Value;

use crate::rewrite::edit::{
    Editor,
    align::align,
    column,
    layout::{Spot, Style},
    write,
};

/// A list: where its items stand, what they say and have to say, and how they are written.
struct List<'s> {
    spots: &'s [Spot],
    old: &'s [Value],
    new: &'s [Value],
    /// Which of the old items are there afterwards, as far as is decided.
    stays: Vec<bool>,
    style: Style,
    /// The column of the first item.
    indent: usize,
    /// The column of its dash, in block style.
    dash: usize,
    /// Whether the list stands on several lines.
    wide: bool,
    /// What stands between items within brackets.
    gap: String,
}

impl List<'_> {
    fn stay(&mut self, row: usize) {
        self.stays
            .get_mut(row)
            .into_iter()
            .for_each(|it| *it = true);
    }
}

impl Editor<'_> {
    /// Makes edits for the items that differ; says whether the style allows it.
    pub(super) fn list(
        &mut self,
        style: Style,
        spot: &Spot,
        spots: &[Spot],
        (old, new): (&[Value], &[Value]),
    ) -> bool {
        let Some(first) = spots.first().filter(|_| spots.len() == old.len()) else {
            return false;
        };
        let indent = column(self.text, first.bytes.start);
        let dash = match self.head(first.bytes.start).trim_end().strip_suffix('-') {
            Some(before) => before.chars().count(),
            None => indent.saturating_sub(2),
        };
        let wide = self.is_wide(spot.bytes.clone());
        let second = spots.get(1).map(|second| second.bytes.start);
        let mut list = List {
            spots,
            old,
            new,
            stays: vec![false; old.len()],
            style,
            indent,
            dash,
            wide,
            gap: self.gap(first.bytes.clone(), second, (indent, wide)),
        };
        let (mut before, mut after) = (0, 0);
        let mut pairs = align(old, new);
        pairs.push((old.len(), new.len()));
        for (row, to) in pairs {
            if !self.between(&mut list, before..row, after..to) {
                return false;
            }
            if row < old.len() && !self.item(&mut list, row, to) {
                return false;
            }
            (before, after) = (row + 1, to + 1);
        }
        let bytes: Vec<_> = spots
            .iter()
            .map(|spot| self.item_bytes(style, spot))
            .collect();
        // A list without its items is written otherwise.
        list.stays.contains(&true) && self.remove(style, &bytes, &list.stays)
    }

    /// Lets the items `come` stand where the items `gone` do.
    fn between(&mut self, list: &mut List<'_>, gone: Range<usize>, come: Range<usize>) -> bool {
        let paired = match gone.len() == come.len() {
            // As many as went came: each stands for another.
            true => gone.len(),
            false => 0,
        };
        for (row, to) in gone.clone().zip(come.clone()).take(paired) {
            if !self.item(list, row, to) {
                return false;
            }
        }
        let added = list.new.get(come).unwrap_or_default().get(paired..);
        match added.unwrap_or_default() {
            [] => true,
            added => self.insert_items(list, gone.end, added),
        }
    }

    /// The bytes of an item with its dash.
    fn item_bytes(&self, style: Style, spot: &Spot) -> Range<usize> {
        let head = self.head(spot.bytes.start).trim_end();
        let start = match (style, head.ends_with('-')) {
            (Style::Block, true) => self.line_start(spot.bytes.start) + head.len() - 1,
            _ => spot.bytes.start,
        };
        start..spot.bytes.end
    }

    /// Lets the item at `row` say what the new one at `to` says.
    fn item(&mut self, list: &mut List<'_>, row: usize, to: usize) -> bool {
        list.stay(row);
        let (Some(spot), Some(old), Some(value)) =
            (list.spots.get(row), list.old.get(row), list.new.get(to))
        else {
            return false;
        };
        if self.change(spot, old, value) {
            return true;
        }
        let instead = match (list.style, value) {
            (Style::Flow, _) => self.flow(value, list.indent, list.wide),
            (Style::Block, Value::Object(map)) if !map.is_empty() => {
                write::members(map, column(self.text, spot.bytes.start))
            }
            (Style::Block, _) => write::flow(value),
        };
        match list.style {
            Style::Flow => self.edit(spot.bytes.clone(), instead),
            Style::Block => self.edit_lines(spot.bytes.clone(), &instead),
        }
        true
    }

    /// Inserts items before the one at `next`.
    fn insert_items(&mut self, list: &List<'_>, next: usize, added: &[Value]) -> bool {
        let before = next.checked_sub(1).and_then(|at| list.spots.get(at));
        match list.style {
            Style::Block => {
                let pad = " ".repeat(list.dash);
                let items = added
                    .iter()
                    .map(|value| format!("{pad}{}\n", write::item(value, list.dash)));
                let lines: String = items.collect();
                match (before, list.spots.first()) {
                    (Some(before), _) => self.insert_lines(before.bytes.end, lines),
                    (None, Some(first)) if self.head(first.bytes.start).trim() == "-" => {
                        let start = self.line_start(first.bytes.start);
                        self.edit(start..start, lines);
                    }
                    _ => return false,
                }
            }
            Style::Flow => {
                let items: Vec<_> = added
                    .iter()
                    .map(|value| self.flow(value, list.indent, list.wide))
                    .collect();
                let is_kept = list.stays.contains(&true);
                let place = match (before.filter(|_| is_kept), list.spots.get(next)) {
                    (Some(before), _) => before.bytes.end,
                    (None, Some(next)) => next.bytes.start,
                    (None, None) => return false,
                };
                self.insert_flow(place, &items, is_kept, &list.gap);
            }
        }
        true
    }
}
