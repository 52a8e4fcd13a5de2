//! Types that are one: which names were names of one type, and are kept so.
//!
//! A line `PLACE same NAME` says that the type at a place is only another name of the type `NAME`. A type without
//! one is a type of its own, also in a lock that was written before there were such lines. Where what was one
//! does not look alike any more, words left aside, or has other limits that are checked, the line becomes
//! `PLACE apart NAME`: both are types of their own from then on, and who compares an old document by the new
//! lock still finds that they were one.
//!
//! Where types are not shared, the lock has none of these lines: all types are of their own then, and who shares
//! types later finds that they were several.
//!
//! A line of what is gone stays, as it does for names: what was one is one again if it comes back. Where the
//! defined type itself is gone, it gets a line that says which of the others is defined now, so that lines which
//! name it, as another branch may add, lead on to that one. Where it gets another name, all lines follow.

use std::collections::BTreeMap;

use crate::name::lock::{Book, Entry, Item, Lock, Slot, plain};

/// Which type was defined for a place: the scope of its name, and the name.
pub(in crate::name) type Origin = (String, String);

/// The types that there are, by their places, with the names that they have now.
type Present<'a> = BTreeMap<&'a str, &'a str>;

/// What lines that say `apart` do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::name) enum Apart {
    /// They count: the types are two.
    Counts,
    /// They are taken back: the types are one, as they were before.
    Undone,
}

/// A type that was named, as the lock knows it.
#[derive(Debug)]
pub(in crate::name) struct Shared {
    pub(in crate::name) spot: String,
    pub(in crate::name) name: String,
    /// The name of the type that is defined, where this is only another name of it.
    pub(in crate::name) defined: Option<String>,
}

impl Book<'_> {
    /// The type that was defined for what stands at `spot`; nothing where that is new.
    pub(in crate::name) fn origin(&self, spot: &str, apart: Apart) -> Option<Origin> {
        let own = self.named(spot)?;
        let mut way = vec![own];
        while let Some(next) = way.last().and_then(|last| self.next(last, apart)) {
            // Merges may make a circle, in which all are one.
            if let Some(start) = way.iter().position(|known| *known == next) {
                return way.drain(start..).min();
            }
            way.push(next);
        }
        way.pop()
    }

    /// Whether what stands at `spot` was defined, and not only another name.
    pub(in crate::name) fn was_defined(&self, spot: &str) -> bool {
        let own = self.named(spot);
        own.is_some() && own == self.origin(spot, Apart::Counts)
    }

    /// Whether there are lines that say `apart`.
    pub(in crate::name) fn has_apart(&self) -> bool {
        let mut items = self.lock.entries.keys();
        items.any(|item| item.slot == Slot::Apart)
    }

    /// The type that was named at `spot`.
    fn named(&self, spot: &str) -> Option<Origin> {
        let item = Item::new(spot, Slot::Type);
        let entry = self.lock.entries.get(&item)?;
        Some((self.scope(&item), plain(&entry.name).to_owned()))
    }

    /// Where the type that was called `name` stands.
    fn spot_of(&self, name: &Origin) -> Option<&str> {
        let found = self.held.get(name)?.first();
        found.map(|item| item.spot.as_str())
    }

    /// The type that another one is a name of.
    fn next(&self, name: &Origin, apart: Apart) -> Option<Origin> {
        let spot = self.spot_of(name)?;
        let line = |slot: Slot| self.lock.entries.get(&Item::new(spot, slot));
        let entry = match (line(Slot::Apart), apart) {
            (Some(_), Apart::Counts) => None,
            (Some(found), Apart::Undone) => Some(found),
            (None, _) => line(Slot::Same),
        }?;
        Some((name.0.clone(), plain(&entry.name).to_owned()))
    }

    /// Writes down which types are one; `types` are all that there are, in an order that follows from their
    /// names.
    pub(in crate::name) fn share(&mut self, types: &[Shared]) {
        if !self.is_kept {
            return;
        }
        let present = types.iter();
        let present = present.map(|shared| (shared.spot.as_str(), shared.name.as_str()));
        let present: Present<'_> = present.collect();
        let mut lines = self.kept_lines(&present);
        for Shared {
            spot,
            name,
            defined,
        } in types
        {
            let own = |slot: Slot| Item::new(spot.as_str(), slot);
            if let Some(defined) = defined {
                lines.remove(&own(Slot::Apart));
                lines.insert(own(Slot::Same), defined.clone());
                continue;
            }
            let origin = self.origin(spot, Apart::Counts);
            let Some(origin) = origin.filter(|_| !self.was_defined(spot)) else {
                continue;
            };
            let heir = self.spot_of(&origin).map(|before| {
                let is_free = !present.contains_key(before);
                let line = Item::new(before, Slot::Same);
                (is_free && !lines.contains_key(&line)).then_some(line)
            });
            match heir.flatten() {
                Some(line) => {
                    let apart = lines.remove(&Item::new(line.spot.as_str(), Slot::Apart));
                    lines.extend(apart.map(|from| (own(Slot::Apart), from)));
                    lines.insert(line, name.clone());
                }
                None => {
                    let now = self.called(&origin, &present).map(str::to_owned);
                    lines.insert(own(Slot::Apart), now.unwrap_or(origin.1));
                }
            }
        }
        let entries = lines.into_iter().map(|(item, name)| {
            let entry = Entry {
                name,
                through: None,
                gone: !present.contains_key(item.spot.as_str()),
                at: None,
            };
            (item, entry)
        });
        self.shared = entries.collect();
    }

    /// What the type that was called `name` is called now, if it is there.
    fn called<'n>(&self, name: &Origin, present: &Present<'n>) -> Option<&'n str> {
        let spot = self.spot_of(name)?;
        present.get(spot).copied()
    }

    /// The lines of what is gone, and those that say `apart`, with the names that types have now.
    fn kept_lines(&self, present: &Present<'_>) -> BTreeMap<Item, String> {
        let lines = self
            .lock
            .entries
            .iter()
            .filter(|(item, _)| match item.slot {
                Slot::Same => !present.contains_key(item.spot.as_str()),
                other => other == Slot::Apart,
            });
        let kept = lines.map(|(item, entry)| {
            let scope = self.scope(&Item::new(item.spot.as_str(), Slot::Type));
            let name = (scope, plain(&entry.name).to_owned());
            let now = self.called(&name, present).unwrap_or(&entry.name);
            (item.clone(), now.to_owned())
        });
        kept.collect()
    }
}

impl Lock {
    /// What the type at `to` was a name of is forgotten, as it is the one that is called `name` from now on;
    /// other names of it are names of that one.
    pub(super) fn retype(&mut self, to: &str, name: &str) {
        for slot in [Slot::Same, Slot::Apart] {
            self.entries.remove(&Item::new(to, slot));
        }
        let before = self.entries.get(&Item::new(to, Slot::Type));
        let Some(before) = before.map(|entry| entry.name.clone()) else {
            return;
        };
        let file = |spot: &str| spot.split_once('#').map(|(file, _)| file.to_owned());
        for (item, entry) in &mut self.entries {
            let is_other_name = item.slot.is_shared() && entry.name == before;
            if is_other_name && file(&item.spot) == file(to) {
                name.clone_into(&mut entry.name);
            }
        }
    }
}
