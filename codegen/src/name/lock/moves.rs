//! Things that stand elsewhere than they did, and are the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Code, Sink},
    ir::Api,
    name::{
        lock::{Item, Lock, Slot, Spots, has_id},
        operations::wire,
        words::snake,
    },
};

impl Lock {
    /// Does what the lines `NEW was OLD` say.
    pub(super) fn moved(&mut self, sink: &mut Sink) {
        for (to, from, at) in std::mem::take(&mut self.moves) {
            if !self.rename(&from, &to) {
                let message = format!("the lock has no `{from}` that `{to}` could have been");
                sink.report(Code::LockInvalid, at, message);
            }
        }
    }

    /// Gives the names of what stood at `from`, and within it, to what stands at `to`; returns whether there
    /// is anything.
    fn rename(&mut self, from: &str, to: &str) -> bool {
        let items: Vec<(Item, String)> = self
            .entries
            .keys()
            .filter_map(|item| {
                let rest = item.spot.strip_prefix(from)?;
                let is_within = rest.is_empty() || rest.starts_with('/');
                is_within.then(|| (item.clone(), format!("{to}{rest}")))
            })
            .collect();
        for (old, spot) in &items {
            if let Some(entry) = self.entries.remove(old) {
                if old.slot == Slot::Type {
                    self.retype(spot, &entry.name);
                }
                let item = Item::new(spot.as_str(), old.slot);
                self.entries.insert(item, entry);
            }
        }
        !items.is_empty()
    }

    /// Follows operations to another path by their ids, which are theirs alone in a document.
    pub(in crate::name) fn follow(&mut self, api: &Api, spots: &Spots) {
        let present: BTreeSet<&String> = spots.operations.values().collect();
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (item, entry) in &self.entries {
            if item.slot == Slot::Method && !present.contains(&item.spot) {
                let name = entry.name.trim_start_matches("r#").to_owned();
                known.entry(name).or_default().push(item.spot.clone());
            }
        }
        for (id, operation) in &api.operations {
            let Some(spot) = spots.operations.get(id) else {
                continue;
            };
            let is_new = !self
                .entries
                .contains_key(&Item::new(spot.as_str(), Slot::Method));
            let file = |spot: &str| spot.split_once('#').map(|(file, _)| file.to_owned());
            if !is_new || !has_id(operation) {
                continue;
            }
            let old = known.get(&snake(&wire(operation)));
            if let Some([old]) = old.map(Vec::as_slice)
                && file(old) == file(spot)
            {
                let old = old.clone();
                self.rename(&old, spot);
            }
        }
    }
}
