//! What the lock says while names are chosen, and what it says afterwards.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{At, Code, Diagnostic, Sink},
    name::lock::{Entry, Item, Lock, Slot},
};

/// The names that were given before and those that are given now.
#[derive(Debug)]
pub(in crate::name) struct Book<'a> {
    pub(in crate::name) sink: &'a mut Sink,
    pub(super) lock: Lock,
    /// What has each name, by the scope in which it must differ from others.
    pub(super) held: BTreeMap<(String, String), Vec<Item>>,
    given: BTreeMap<Item, Given>,
    /// Which types are one, as the lock will say.
    pub(super) shared: BTreeMap<Item, Entry>,
    /// Whether each document is a module.
    several: bool,
    /// Whether there will be a lock, for which names are written down.
    pub(super) is_kept: bool,
}

/// A name that is given.
#[derive(Debug, Clone)]
pub(in crate::name) struct Given {
    pub(in crate::name) name: String,
    pub(in crate::name) through: Option<String>,
    /// Whether the user chose it.
    pub(in crate::name) chosen: bool,
}

impl<'a> Book<'a> {
    /// No `lock` is one that nobody keeps.
    pub(in crate::name) fn new(lock: Option<Lock>, several: bool, sink: &'a mut Sink) -> Self {
        let mut book = Self {
            sink,
            is_kept: lock.is_some(),
            lock: lock.unwrap_or_default(),
            held: BTreeMap::new(),
            given: BTreeMap::new(),
            shared: BTreeMap::new(),
            several,
        };
        for (item, entry) in &book.lock.entries {
            let scope = book.scope(item);
            let key = (scope, plain(&entry.name).to_owned());
            book.held.entry(key).or_default().push(item.clone());
        }
        book
    }

    /// The name that an item had, and keeps unless the user has renamed what it is called after.
    pub(in crate::name) fn name(&self, item: &Item) -> Option<&str> {
        let entry = self.lock.entries.get(item)?;
        let leaders = match item.slot {
            Slot::Base => &[Slot::Method],
            other => other.leaders(),
        };
        let has_changed = leaders.iter().any(|slot| {
            let leader = Item::new(item.spot.as_str(), *slot);
            let before = self.lock.entries.get(&leader);
            let now = self.given.get(&leader).filter(|now| now.chosen);
            let pair = before.zip(now);
            pair.is_some_and(|(before, now)| before.name != now.name)
        });
        (!has_changed).then_some(entry.name.as_str())
    }

    /// The line that says so.
    pub(in crate::name) fn at(&self, item: &Item) -> Option<At> {
        self.lock.entries.get(item)?.at.clone()
    }

    /// Whether the document has lost the item.
    pub(in crate::name) fn is_gone(&self, item: &Item) -> bool {
        let entry = self.lock.entries.get(item);
        entry.is_some_and(|entry| entry.gone)
    }

    /// The other item that a name is kept for in a scope.
    pub(in crate::name) fn holder(
        &self,
        scope: &str,
        name: &str,
        own: Option<&Item>,
    ) -> Option<&Item> {
        if self.held.is_empty() {
            return None;
        }
        let key = (scope.to_owned(), name.to_owned());
        let holders = self.held.get(&key)?;
        match own {
            Some(own) if holders.contains(own) => None,
            _ => holders.first(),
        }
    }

    /// Writes down a name.
    pub(in crate::name) fn give(&mut self, item: &Item, given: impl FnOnce() -> Given) {
        if self.is_kept {
            self.given.insert(item.clone(), given());
        }
    }

    /// The scope in which the name of an item must differ from others.
    pub(in crate::name) fn scope(&self, item: &Item) -> String {
        let Item { spot, slot } = item;
        let home = match spot.split_once('#') {
            Some((file, _)) if self.several => file,
            _ => "",
        };
        let method = Item::new(spot.as_str(), Slot::Method);
        let entry = self.lock.entries.get(&method);
        let group = entry.and_then(|entry| entry.through.as_deref());
        match slot {
            Slot::Module | Slot::Feature => scope(*slot, "", None),
            Slot::Type
            | Slot::Same
            | Slot::Apart
            | Slot::Operations
            | Slot::Scheme
            | Slot::Mock => scope(*slot, home, None),
            Slot::Group => scope(Slot::Method, home, None),
            Slot::Command if entry.is_none() => scope(*slot, home, None),
            Slot::Method | Slot::Base | Slot::Command => scope(*slot, home, group),
            Slot::Call | Slot::Error | Slot::Success | Slot::Headers => {
                scope(Slot::Call, home, group)
            }
            Slot::Additional => scope(Slot::Field, spot, None),
            Slot::NullSetter => scope(Slot::Setter, parent(spot), None),
            // The flags of a body's members stand with the operation's parameters.
            Slot::Field
            | Slot::Variant
            | Slot::Header
            | Slot::Param
            | Slot::Setter
            | Slot::Flag => scope(*slot, parent(spot), None),
        }
    }

    /// The lock of the names that were given, where one is kept; `is_spared` says which kinds were not asked
    /// for this time.
    pub(in crate::name) fn close(self, is_spared: impl Fn(Slot) -> bool) -> Option<Lock> {
        if !self.is_kept {
            return None;
        }
        let Self {
            sink,
            lock,
            given,
            shared,
            ..
        } = self;
        let mut entries = lock.entries;
        entries.retain(|item, _| !item.slot.is_shared());
        entries.extend(shared);
        let names = entries.iter_mut();
        for (item, entry) in names.filter(|(item, _)| !item.slot.is_shared()) {
            entry.gone |= !given.contains_key(item) && !is_spared(item.slot);
        }
        for (item, given) in given {
            let Given {
                name,
                through,
                chosen,
            } = given;
            let before = entries.get(&item);
            let changed = before.filter(|before| before.name != name && chosen);
            if let Some((before, at)) = changed.and_then(|entry| Some((entry, entry.at.clone()?))) {
                let message = format!(
                    "`{}` is `{name}` from now on, as `codegen.toml` says, and was `{}`",
                    item.spot, before.name
                );
                sink.push(Diagnostic::new(Code::LockChanged, at, message));
            }
            let at = before.and_then(|before| before.at.clone());
            let entry = Entry {
                name,
                through,
                gone: false,
                at,
            };
            entries.insert(item, entry);
        }
        Some(Lock {
            entries,
            moves: Vec::new(),
        })
    }

    /// What was there before, and what is given now.
    pub(super) fn sides(&self) -> (&Lock, &BTreeMap<Item, Given>) {
        (&self.lock, &self.given)
    }
}

/// What a scope is called: what is in it, where it is, and which group of operations it belongs to.
pub(in crate::name) fn scope(slot: Slot, place: &str, group: Option<&str>) -> String {
    format!("{} {place} {}", slot.word(), group.unwrap_or_default())
}

/// The thing that the one at `spot` is a member of.
fn parent(spot: &str) -> &str {
    let mut parts = spot.rsplitn(3, '/');
    parts.nth(2).unwrap_or_default()
}

/// A name without what makes an identifier of a keyword.
pub(in crate::name) fn plain(name: &str) -> &str {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let shorter = name.strip_suffix('_');
    let is_never = |name: &&str| crate::name::reserved::NOT_RAW.contains(name);
    shorter.filter(is_never).unwrap_or(name)
}
