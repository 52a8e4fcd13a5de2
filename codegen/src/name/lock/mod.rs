//! The names that were given before, by the place of what has them.
//!
//! In: the text of `names.lock`, read by [`Lock::parse`]. Out, after all names are chosen: the lock of these,
//! which [`Lock::to_text`] writes. What is in no document any more stays in it as gone, so that its name is
//! not given to something else. Reading and writing the file is not done here.

mod book;
mod moves;
mod offers;
mod read;
mod same;
mod slot;
mod spots;

use std::collections::BTreeMap;

pub use slot::Slot;
pub use spots::Files;

pub(in crate::name) use book::{Book, Given, plain, scope};
pub(in crate::name) use same::{Apart, Origin, Shared};
pub(in crate::name) use spots::{Spots, has_id, parameter, tag, within};

use crate::diagnostic::At;

/// The first line of a lock, and what stands behind it for those who open the file.
pub const HEAD: &str = "# specwright names.lock, format 1";
const ABOUT: &str = "\
# The Rust names of everything in the document, by place: they stay as they are when the document changes.
# `specwright generate` writes this file. A line that ends in `gone` keeps a name from being given to
# something else; remove the line to let it go. Where a thing has moved, add a line `NEW was OLD`.
";

/// What has a name: a place, and which name of it is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The place in the document.
    pub spot: String,
    /// Which name.
    pub slot: Slot,
}

impl Item {
    pub(in crate::name) fn new(spot: impl Into<String>, slot: Slot) -> Self {
        let spot = spot.into();
        Self { spot, slot }
    }
}

/// A name that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::name) struct Entry {
    /// The name.
    name: String,
    /// What it is reached through: the group of an operation.
    through: Option<String>,
    /// Whether the document has it no more.
    gone: bool,
    /// The line that says so.
    at: Option<At>,
}

/// All names that were given.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    entries: BTreeMap<Item, Entry>,
    /// What has moved, as the user says: to where, from where.
    moves: Vec<(String, String, At)>,
}

impl Lock {
    /// Returns each item that is in the document with its Rust name, which for an operation begins with its
    /// group.
    pub fn names(&self) -> impl Iterator<Item = (&Item, String)> {
        let present = self.entries.iter();
        let present = present.filter(|(item, entry)| !entry.gone && !item.slot.is_shared());
        present.map(|(item, entry)| (item, entry.path()))
    }

    /// Returns the text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n{ABOUT}");
        for (item, entry) in &self.entries {
            if self.follows(item, entry) {
                continue;
            }
            let gone = if entry.gone { " gone" } else { "" };
            let (spot, slot) = (&item.spot, item.slot.word());
            text.push_str(&format!("{spot} {slot} {}{gone}\n", entry.path()));
        }
        text
    }

    /// Whether the lock says the same without this line.
    fn follows(&self, item: &Item, entry: &Entry) -> bool {
        let leader = self.leader(item);
        leader.is_some_and(|leader| {
            leader.gone == entry.gone && item.slot.following(&leader.name) == entry.name
        })
    }

    fn leader(&self, item: &Item) -> Option<&Entry> {
        let mut leaders = item.slot.leaders().iter();
        leaders.find_map(|slot| self.entries.get(&Item::new(item.spot.as_str(), *slot)))
    }

    /// Adds what follows from the names that stand in the text.
    fn complete(&mut self) {
        let mut more = BTreeMap::new();
        for (item, entry) in &self.entries {
            for slot in item.slot.followers() {
                let follower = Item::new(item.spot.as_str(), *slot);
                let name = slot.following(&entry.name);
                more.insert(
                    follower,
                    Entry {
                        name,
                        ..entry.clone()
                    },
                );
            }
        }
        more.retain(|item, _| !self.entries.contains_key(item));
        self.entries.extend(more);
    }
}

impl Entry {
    /// The name as a reader of the lock wants it: with what it is reached through.
    fn path(&self) -> String {
        match &self.through {
            Some(through) => format!("{through}::{}", self.name),
            None => self.name.clone(),
        }
    }
}
