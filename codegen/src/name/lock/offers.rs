//! What may have been renamed in the document: said, not done.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Code, Diagnostic},
    name::lock::{Book, Item, Slot},
};

/// What a thing is made of: the names of its parts, by where they stand in it.
type Shape = BTreeSet<(String, Slot)>;

impl Book<'_> {
    /// Names what is gone beside what is new and made of the same parts, where there is but one of each.
    pub(in crate::name) fn offer(&mut self) {
        let (lock, given) = self.sides();
        let is_gone = |item: &&Item| !given.contains_key(*item);
        let before = lock.entries.iter().filter(|(_, entry)| !entry.gone);
        let gone = outermost(before.map(|(item, _)| item).filter(is_gone));
        if gone.is_empty() {
            return;
        }
        let is_new = |item: &&Item| !lock.entries.contains_key(*item);
        let new = outermost(given.keys().filter(is_new));
        let mut shapes: BTreeMap<Shape, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
        for spot in &gone {
            let parts = lock.entries.range(about(spot));
            let present = parts.filter(|(_, entry)| !entry.gone);
            let shape = shape(present.map(|(item, _)| item), spot);
            shapes.entry(shape).or_default().0.push(spot);
        }
        for spot in &new {
            let shape = shape(given.range(about(spot)).map(|(item, _)| item), spot);
            shapes.entry(shape).or_default().1.push(spot);
        }
        let mut found = Vec::new();
        for (shape, sides) in &shapes {
            let ([old], [new]) = (sides.0.as_slice(), sides.1.as_slice()) else {
                continue;
            };
            let has_parts = shape.iter().any(|(rest, _)| !rest.is_empty());
            let at = lock.entries.range(about(old)).next();
            let at = at.and_then(|(_, entry)| entry.at.clone());
            if let Some(at) = at.filter(|_| has_parts && is_alike(old, new)) {
                found.push((at, (*old).to_owned(), (*new).to_owned()));
            }
        }
        for (at, old, new) in found {
            let message = format!(
                "`{old}` is gone, and `{new}` is new and has the same parts: if it is the same thing, add the line `{new} was {old}`"
            );
            self.sink
                .push(Diagnostic::new(Code::LockMoved, at, message));
        }
    }
}

/// The places that stand in none of the others, and that something can be renamed at.
fn outermost<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<&'a str> {
    let slots = [Slot::Type, Slot::Method, Slot::Field];
    let spots: BTreeSet<&str> = items
        .filter(|item| slots.contains(&item.slot))
        .map(|item| item.spot.as_str())
        .collect();
    let is_outer = |spot: &&str| {
        let mut outer = spot.match_indices('/').map(|(end, _)| spot.get(..end));
        !outer.any(|outer| outer.is_some_and(|outer| spots.contains(outer)))
    };
    spots.iter().copied().filter(is_outer).collect()
}

/// The part of a sorted list in which all stands that is at a place or within it.
fn about(spot: &str) -> std::ops::Range<Item> {
    // `0` is the character behind `/`.
    Item::new(spot, Slot::Module)..Item::new(format!("{spot}0"), Slot::Module)
}

/// What stands at a place and within it.
fn shape<'a>(items: impl Iterator<Item = &'a Item>, spot: &str) -> Shape {
    let named = items.filter(|item| !item.slot.is_shared());
    let parts = named.filter_map(|item| {
        let rest = item.spot.strip_prefix(spot)?;
        let is_within = rest.is_empty() || rest.starts_with('/');
        is_within.then(|| (rest.to_owned(), item.slot))
    });
    parts.collect()
}

/// Whether two places are of one kind: a field stays in its type, and an operation keeps its method.
fn is_alike(old: &str, new: &str) -> bool {
    let around = |spot: &str| spot.rsplit_once('/').map(|(around, _)| around.to_owned());
    let is_path = |spot: &str| spot.contains("/paths/");
    let is_member = |spot: &str| spot.contains("/properties/");
    match (is_path(old), is_path(new)) {
        (true, true) => old.rsplit('/').next() == new.rsplit('/').next(),
        (false, false) if is_member(old) || is_member(new) => around(old) == around(new),
        (old, new) => old == new,
    }
}
