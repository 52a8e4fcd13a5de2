//! What upstream changed, applied to a document that was corrected by hand.
//!
//! In: what upstream said when it was last read (the base), what it says now, and the local document.
//! Out: [`Edit`]s of the local document. Only what differs between the base and now is looked at, so a
//! local correction stays unless upstream changed the same thing; then the local one stays as well, and
//! a [`Conflict`] says so. The three are walked from the paths on and through references, as each may
//! share its schemas in its own way.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::update::{
    adopt::Adopt,
    bare::digest,
    edit::Edit,
    security,
    view::{Keys, Name, View, is_parameters, parameters, pointer, same, same_items},
};

/// What both upstream and somebody here changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The JSON pointer in the local document.
    pub(super) local: String,
    /// The JSON pointer in the upstream document; of what held it, where it is gone.
    pub(super) upstream: String,
    /// What happened.
    pub(super) message: String,
}

/// Whose change wins where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Winner {
    /// The one of the local document.
    Local,
    /// Upstream's.
    Upstream,
}

/// What is to be done to the local document.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) edits: Vec<Edit>,
    /// The three, if the edits are of what [`security::spread`] made of them.
    pub(super) spread: Option<[Value; 3]>,
    pub(super) conflicts: Vec<Conflict>,
    /// Texts for people that upstream worded anew and that are worded otherwise here.
    pub(super) reworded: usize,
}

/// The parameter that is called `name`, with its place.
fn find<'v>(list: &[(Name, View<'v>)], name: &Name) -> Option<View<'v>> {
    let found = list.iter().find(|(other, _)| other == name);
    found.map(|(_, view)| view.clone())
}

/// Parts of a document in which upstream is followed; what else there is follows by reference.
const PARTS: &[&str] = &["paths", "servers", "webhooks"];

/// Finds what upstream changed.
pub(super) fn merge(base: &Value, new: &Value, local: &Value, winner: Winner) -> Outcome {
    let spread = security::spread(base, new, local);
    let (base, new, local) = match &spread {
        Some([base, new, local]) => (View::new(base), View::new(new), View::new(local)),
        None => (View::new(base), View::new(new), View::new(local)),
    };
    let mut walk = Walk {
        adopt: Adopt::new(&base, &new, &local),
        winner,
        outcome: Outcome::default(),
        done: BTreeSet::new(),
        worded: BTreeSet::new(),
    };
    for part in PARTS {
        let below = Keys::Words.below(part);
        let (b, u, l) = (base.child(part), new.child(part), local.child(part));
        if b.is_some() || u.is_some() {
            let place = vec![(*part).to_owned()];
            walk.unless_same((b, u, l), &new, place, below);
        }
    }
    if spread.is_none() {
        walk.requirements(&base, &new, &local);
    }
    for place in security::schemes(&new, &local) {
        let at = pointer(&place);
        let three = (base.at(&at), new.at(&at), local.at(&at));
        walk.unless_same(three, &new, place, Keys::Words);
    }
    let Walk { adopt, outcome, .. } = walk;
    let mut outcome = outcome;
    outcome.edits.extend(adopt.into_edits());
    outcome.spread = spread;
    outcome
}

/// A value in the base, in what upstream says now, and here.
type Three<'v> = (Option<View<'v>>, Option<View<'v>>, Option<View<'v>>);

struct Walk<'v> {
    adopt: Adopt<'v>,
    winner: Winner,
    outcome: Outcome,
    /// Places here that have been dealt with, with what upstream says of them.
    done: BTreeSet<(Vec<String>, Vec<String>)>,
    /// The same for the words for people.
    worded: BTreeSet<(Vec<String>, Vec<String>)>,
}

impl<'v> Walk<'v> {
    /// Follows upstream in what the whole document requires, which is the same here as it was there.
    fn requirements(&mut self, base: &View<'v>, new: &View<'v>, local: &View<'v>) {
        let key = "security";
        match (base.child(key), new.child(key), local.child(key)) {
            (b, Some(u), Some(l)) if u.list().is_some() => self.set_of(b, u, l),
            three => self.unless_same(three, new, vec![key.to_owned()], Keys::Words),
        }
    }

    /// Follows upstream where its `b` became `u`; `place` is where it belongs here, `holder` what holds
    /// it upstream.
    fn changed(&mut self, (b, u, l): Three<'v>, holder: &View<'v>, place: Vec<String>, keys: Keys) {
        match (u, l) {
            (Some(u), Some(l)) => {
                if !self.done.insert((l.path.clone(), u.path.clone())) || same(&u, &l, keys) {
                    return;
                }
                self.both(b, u, l, keys);
            }
            (Some(u), None) if b.is_none() => {
                let value = self.adopt.new_value(&u);
                self.set(place, Some(value));
            }
            (Some(u), None) => {
                let message = "upstream changed this, and it was removed here";
                if self.conflict(&place, &u, message) {
                    let value = self.adopt.new_value(&u);
                    self.set(place, Some(value));
                }
            }
            (None, Some(l)) => {
                let is_untouched = b.as_ref().is_some_and(|b| same(b, &l, keys));
                let message = "upstream removed this, and it was changed here";
                if is_untouched || self.conflict(&l.path, holder, message) {
                    self.set(place, None);
                }
            }
            (None, None) => {}
        }
    }

    /// Follows upstream within a value that is there now and here.
    fn both(&mut self, b: Option<View<'v>>, u: View<'v>, l: View<'v>, keys: Keys) {
        // A reference that is left leads to another file, beside which nothing is written.
        let is_map = |view: &View<'_>| view.map().is_some_and(|map| !map.contains_key("$ref"));
        let was_map = b.as_ref().is_none_or(is_map);
        if keys != Keys::Data && is_map(&u) && is_map(&l) && was_map {
            return self.members(b.as_ref(), &u, &l, keys);
        }
        let lists = (u.list(), l.list(), b.as_ref().and_then(View::list));
        if let (true, (Some(new), Some(here), Some(old))) = (keys != Keys::Data, lists)
            && new.len() == here.len()
            && new.len() == old.len()
        {
            for index in 0..new.len() {
                let step = index.to_string();
                let three = (
                    b.as_ref().and_then(|b| b.child(&step)),
                    u.child(&step),
                    l.child(&step),
                );
                let mut place = l.path.clone();
                place.push(step);
                self.unless_same(three, &u, place, keys);
            }
            return;
        }
        let is_untouched = b.as_ref().is_some_and(|b| same(b, &l, keys));
        let message = match b {
            Some(_) => "upstream changed this, and so did somebody here",
            None => "upstream added this, and so did somebody here, otherwise",
        };
        if is_untouched || self.conflict(&l.path, &u, message) {
            let value = self.adopt.value(&u);
            self.set(l.path, Some(value));
        }
    }

    /// Follows upstream, if it changed anything at all.
    fn unless_same(&mut self, three: Three<'v>, holder: &View<'v>, place: Vec<String>, keys: Keys) {
        if let (Some(b), Some(u), _) = &three
            && same(b, u, keys)
        {
            return self.words(&three, keys);
        }
        self.changed(three, holder, place, keys);
    }

    fn members(&mut self, b: Option<&View<'v>>, u: &View<'v>, l: &View<'v>, keys: Keys) {
        let empty = Map::new();
        let old = b.and_then(View::map).unwrap_or(&empty);
        let new = u.map().unwrap_or(&empty);
        let gone = old.keys().filter(|key| !new.contains_key(*key));
        for key in new.keys().chain(gone) {
            let three = (b.and_then(|b| b.child(key)), u.child(key), l.child(key));
            let mut place = l.path.clone();
            place.push(key.clone());
            if keys.is_soft(key) {
                self.soft(&three, place);
                continue;
            }
            match three {
                // Into which group an operation goes is for one to say, and not for both.
                (None, Some(u), Some(l)) if key == "tags" && u.list().is_some() => {
                    let place = l.path.clone();
                    self.changed((None, Some(u.clone()), Some(l)), &u, place, Keys::Data);
                }
                (b, Some(u), Some(l)) if keys.is_set(key) && u.list().is_some() => {
                    self.set_of(b, u, l);
                }
                (b, Some(u), Some(l)) if is_parameters(keys, key) => self.parameters(b, u, l),
                three => self.unless_same(three, u, place, keys.below(key)),
            }
        }
    }

    /// A list whose order means nothing: what came comes, what went goes.
    fn set_of(&mut self, b: Option<View<'v>>, u: View<'v>, l: View<'v>) {
        let (Some(new), Some(here)) = (u.list(), l.list()) else {
            if b.as_ref().is_none_or(|b| b.value != u.value) {
                self.both(b, u, l, Keys::Data);
            }
            return;
        };
        let old = b.as_ref().and_then(View::list);
        let is_security = u.path.last().is_some_and(|key| key == "security");
        let is_other = |items: &Vec<Value>| !same_items(items, here);
        // Alternatives of two are weaker than what either says.
        if is_security && is_other(new) && old.is_some_and(is_other) {
            return self.both(b, u, l, Keys::Data);
        }
        let was = |item: &Value| old.is_some_and(|old| old.contains(item));
        let mut items: Vec<Value> = here
            .iter()
            .filter(|item| new.contains(item) || !was(item))
            .cloned()
            .collect();
        for (index, item) in new.iter().enumerate() {
            if was(item) || items.contains(item) {
                continue;
            }
            // After the one that it stands behind upstream.
            let before = new.iter().take(index).rev();
            let after = before
                .filter_map(|other| items.iter().position(|item| item == other))
                .next();
            items.insert(after.map_or(items.len(), |after| after + 1), item.clone());
        }
        if &items != here {
            self.adopt.schemes(&u, &items);
            self.set(l.path, Some(Value::Array(items)));
        }
    }

    /// Parameters are told apart by their place and name.
    fn parameters(&mut self, b: Option<View<'v>>, u: View<'v>, l: View<'v>) {
        let (Some(new), Some(here)) = (parameters(&u), parameters(&l)) else {
            return self.both(b, u, l, Keys::Words);
        };
        let old = b.as_ref().and_then(parameters).unwrap_or_default();
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let all = new
            .iter()
            .chain(old.iter().filter(|(name, _)| find(&new, name).is_none()));
        for (name, _) in all {
            let three = (find(&old, name), find(&new, name), find(&here, name));
            match three {
                (b, None, Some(l)) => {
                    let is_untouched = b.is_some_and(|b| same(&b, &l, Keys::Words));
                    let message = "upstream removed this parameter, and it was changed here";
                    if is_untouched || self.conflict(&l.path, &u, message) {
                        gone.extend(here.iter().position(|(other, _)| other == name));
                    }
                }
                (None, Some(u), None) => come.push(self.adopt.new_value(&u)),
                (b, Some(u), l) => {
                    let place = l.as_ref().map_or_else(Vec::new, |l| l.path.clone());
                    self.unless_same((b, Some(u.clone()), l), &u, place, Keys::Words);
                }
                (_, None, None) => {}
            }
        }
        if gone.is_empty() && come.is_empty() {
            return;
        }
        // From the last to the first, so that the indices of those to come stay right.
        gone.sort_unstable();
        for index in gone.into_iter().rev() {
            let mut place = l.path.clone();
            place.push(index.to_string());
            self.set(place, None);
        }
        for value in come {
            let mut place = l.path.clone();
            place.push("-".to_owned());
            self.set(place, Some(value));
        }
    }

    /// Words for people within what is otherwise the same.
    fn words(&mut self, (b, u, l): &Three<'v>, keys: Keys) {
        let (Some(b), Some(u), Some(l)) = (b, u, l) else {
            return;
        };
        let visited = (l.path.clone(), u.path.clone());
        if keys == Keys::Data || !self.worded.insert(visited) {
            return;
        }
        let steps: Vec<String> = match u.value {
            Value::Object(map) => map.keys().cloned().collect(),
            Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => return,
        };
        for step in steps {
            let three = (b.child(&step), u.child(&step), l.child(&step));
            if keys.is_soft(&step) && u.map().is_some() {
                let mut place = l.path.clone();
                place.push(step);
                self.soft(&three, place);
                continue;
            }
            let lists = three.clone();
            if let (true, (Some(b), Some(u), Some(l))) = (is_parameters(keys, &step), lists) {
                let lists = (parameters(&b), parameters(&u), parameters(&l));
                let (Some(old), Some(new), Some(here)) = lists else {
                    continue;
                };
                for (name, u) in new {
                    let three = (find(&old, &name), Some(u), find(&here, &name));
                    self.words(&three, Keys::Words);
                }
                continue;
            }
            let below = match u.map() {
                Some(_) => keys.below(&step),
                None => keys,
            };
            self.words(&three, below);
        }
    }

    /// Words for people: upstream's are taken where those here are upstream's.
    fn soft(&mut self, (b, u, l): &Three<'v>, place: Vec<String>) {
        let Some(was) = b.as_ref().and_then(|b| b.value.as_str()) else {
            return;
        };
        // Words that upstream has no more may still be right.
        let Some(u) = u.as_ref().filter(|u| digest(u.value) != was) else {
            return;
        };
        let Some(l) = l else { return };
        if digest(l.value) != was {
            self.outcome.reworded += 1;
            return;
        }
        self.set(place, Some(u.value.clone()));
    }

    fn set(&mut self, path: Vec<String>, value: Option<Value>) {
        self.outcome.edits.push(Edit { path, value });
    }

    /// Notes what both changed; returns whether upstream wins.
    fn conflict(&mut self, local: &[String], upstream: &View<'v>, message: &str) -> bool {
        self.outcome.conflicts.push(Conflict {
            local: pointer(local),
            upstream: upstream.pointer(),
            message: message.to_owned(),
        });
        self.winner == Winner::Upstream
    }
}

#[cfg(test)]
#[path = "three_tests.rs"]
mod tests;
