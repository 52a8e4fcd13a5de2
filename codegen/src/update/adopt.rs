//! Values of another document, with all that they refer to, in the names of this one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{escape, unescape},
    rewrite::numbered,
    update::{
        edit::Edit,
        view::{Keys, View, is_parameters, parameters, pointer, same},
    },
};

/// How deep what is referred to outside the components is written out.
const MAX_INLINED: usize = 20;

/// What upstream calls its schemas, and what they are called here.
type Pairs = BTreeMap<String, String>;

/// Brings values of one document into another.
pub(super) struct Adopt<'v> {
    base: View<'v>,
    new: View<'v>,
    local: View<'v>,
    /// The places of components: there, and here.
    pairs: Pairs,
    edits: Vec<Edit>,
}

impl<'v> Adopt<'v> {
    /// Learns which components are called what, by walking what both documents have.
    pub(super) fn new(base: &View<'v>, new: &View<'v>, local: &View<'v>) -> Self {
        let mut pairs = Pairs::new();
        let mut seen = BTreeSet::new();
        for part in ["paths", "webhooks"] {
            if let (Some(new), Some(local)) = (new.written(part), local.written(part)) {
                learn(new, local, Keys::Names, &mut pairs, &mut seen);
            }
        }
        Self {
            base: base.clone(),
            new: new.clone(),
            local: local.clone(),
            pairs,
            edits: Vec::new(),
        }
    }

    /// What has to be added to the components.
    pub(super) fn into_edits(self) -> Vec<Edit> {
        self.edits
    }

    /// What stands at `view` as it is to be written here, by reference where upstream refers.
    pub(super) fn new_value(&mut self, view: &View<'v>) -> Value {
        self.schemes(view, view.list().map_or(&[][..], Vec::as_slice));
        self.written(view.written, Keys::Words, MAX_INLINED)
    }

    /// `view` as it is to be written in the place of what is there.
    pub(super) fn value(&mut self, view: &View<'v>) -> Value {
        self.schemes(view, view.list().map_or(&[][..], Vec::as_slice));
        self.written(view.value, Keys::Words, MAX_INLINED)
    }

    /// Adds the security schemes that requirements name and that are not here.
    pub(super) fn schemes(&mut self, requirements: &View<'v>, items: &[Value]) {
        if requirements.path.last().map(String::as_str) == Some("security") {
            self.required(items);
        }
    }

    fn required(&mut self, requirements: &[Value]) {
        for name in requirements
            .iter()
            .filter_map(Value::as_object)
            .flat_map(Map::keys)
        {
            let place = format!("/components/securitySchemes/{}", escape(name));
            if let (Some(scheme), None) = (self.new.at(&place), self.local.at(&place))
                && self.pairs.insert(place.clone(), place.clone()).is_none()
            {
                self.add(&place, &place, scheme);
            }
        }
    }

    fn written(&mut self, value: &'v Value, keys: Keys, left: usize) -> Value {
        match value {
            _ if keys == Keys::Data => value.clone(),
            Value::Object(map) => {
                let reference = map.get("$ref").and_then(Value::as_str);
                if let (Keys::Words, Some(reference)) = (keys, reference) {
                    return self.referred(map, reference, left);
                }
                if let (Keys::Words, Some(Value::Array(security))) = (keys, map.get("security")) {
                    self.required(security);
                }
                let members = map
                    .iter()
                    .map(|(key, value)| (key.clone(), self.written(value, keys.below(key), left)));
                Value::Object(members.collect())
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| self.written(item, keys, left));
                items.collect()
            }
            other => other.clone(),
        }
    }

    /// A reference, to what is called otherwise here or has to be brought along.
    fn referred(&mut self, map: &'v Map<String, Value>, reference: &str, left: usize) -> Value {
        let Some(place) = reference.strip_prefix('#') else {
            return Value::Object(map.clone());
        };
        let Some(target) = self.new.at(place) else {
            return Value::Object(map.clone());
        };
        let here = if let Some(here) = self.pairs.get(place) {
            here.clone()
        } else if place.starts_with("/components/") && place.matches('/').count() == 3 {
            let here = self.free(place, &target);
            self.pairs.insert(place.to_owned(), here.clone());
            if self.local.at(&here).is_none() {
                self.add(&here, place, target);
            }
            here
        } else if left > 0 {
            return self.written(target.value, Keys::Words, left - 1);
        } else {
            return Value::Object(Map::new());
        };
        let mut map = map.clone();
        map.insert("$ref".to_owned(), Value::String(format!("#{here}")));
        Value::Object(map)
    }

    /// Where a component of upstream's is to stand here.
    fn free(&self, place: &str, target: &View<'v>) -> String {
        let is_ours = |here: &View<'v>| {
            let was = self.base.at(place);
            // What upstream did not change is here what somebody made of it.
            let is_as_before = was.is_some_and(|was| same(&was, target, Keys::Words));
            is_as_before || same(here, target, Keys::Words)
        };
        let taken = |name: &str| self.pairs.values().any(|other| other == name);
        match self.local.at(place) {
            Some(here) if is_ours(&here) => return place.to_owned(),
            None if !taken(place) => return place.to_owned(),
            _ => {}
        }
        numbered(place, |name| self.local.at(name).is_some() || taken(name))
    }

    fn add(&mut self, here: &str, place: &str, target: View<'v>) {
        self.pairs.insert(place.to_owned(), here.to_owned());
        // The place is taken before what it refers to is looked at, as that may lead back to it.
        let index = self.edits.len();
        let steps = here.split('/').skip(1).map(unescape).collect();
        self.edits.push(Edit {
            path: steps,
            value: None,
        });
        let value = self.written(target.value, Keys::Words, MAX_INLINED);
        if let Some(edit) = self.edits.get_mut(index) {
            edit.value = Some(value);
        }
    }
}

/// Notes which components stand in the same place of the two documents.
fn learn<'v>(
    new: View<'v>,
    local: View<'v>,
    keys: Keys,
    pairs: &mut Pairs,
    seen: &mut BTreeSet<(Vec<String>, Vec<String>)>,
) {
    let component = |view: &View<'v>| {
        let within = view.alone().unwrap_or_else(|| view.clone());
        within.reference().map(str::to_owned)
    };
    if let (Some(there), Some(here)) = (component(&new), component(&local))
        && there.starts_with("/components/")
        && here.starts_with("/components/")
    {
        pairs.entry(there).or_insert(here);
    }
    let (new, local) = (new.resolved(), local.resolved());
    if keys == Keys::Data || !seen.insert((new.path.clone(), local.path.clone())) {
        return;
    }
    match (new.value, local.value) {
        (Value::Object(map), Value::Object(_)) => {
            for key in map.keys() {
                let (Some(a), Some(b)) = (new.written(key), local.written(key)) else {
                    continue;
                };
                match (is_parameters(keys, key), parameters(&a), parameters(&b)) {
                    (true, Some(there), Some(here)) => {
                        for (name, there) in there {
                            let found = here.iter().find(|(other, _)| *other == name);
                            if let Some((_, here)) = found {
                                learn(there, here.clone(), Keys::Words, pairs, seen);
                            }
                        }
                    }
                    _ => learn(a, b, keys.below(key), pairs, seen),
                }
            }
        }
        (Value::Array(there), Value::Array(here)) if there.len() == here.len() => {
            for index in 0..there.len() {
                let step = index.to_string();
                if let (Some(a), Some(b)) = (new.written(&step), local.written(&step)) {
                    learn(a, b, keys, pairs, seen);
                }
            }
        }
        _ => {}
    }
}

/// The operations here that another change reaches: upstream left them as they were, and what they
/// share with others changed.
pub(super) fn reached(base: &Value, new: &Value, before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let documents = [base, new, before, after].map(View::new);
    let [base, new, before, after] = documents;
    let Some(paths) = before.child("paths") else {
        return found;
    };
    for path in paths.map().into_iter().flat_map(Map::keys) {
        let methods = paths.child(path);
        for method in methods.iter().filter_map(View::map).flat_map(Map::keys) {
            let place = pointer(&["paths".to_owned(), path.clone(), method.clone()]);
            let is_same = |one: &View<'_>, other: &View<'_>| {
                let views = (one.at(&place), other.at(&place));
                matches!(views, (Some(one), Some(other)) if same(&one, &other, Keys::Words))
            };
            if is_same(&base, &new) && !is_same(&before, &after) {
                found.push(place);
            }
        }
    }
    found
}
