//! Cargo features: one for each group, and which files of types stand behind which.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir::{Api, GroupId, ModuleId, Ty, TypeId},
    name::{
        Assigning, Names, Slot,
        lock::tag,
        reserved,
        scope::{Claim, Scope},
    },
};

/// The cargo features of a client.
#[derive(Debug)]
pub struct Features {
    /// The feature of each group, in the order of [`Api::groups`].
    pub groups: Vec<String>,
    /// The groups that need a file of types; a file that is always there is not in it.
    gates: BTreeMap<File, BTreeSet<GroupId>>,
}

/// A file of types: what it is called, in which module.
type File = (ModuleId, String);

impl Features {
    /// Returns the groups one of which must be on for a file to be there, or nothing if it always is.
    pub fn gate(&self, home: ModuleId, file: &str) -> Option<&BTreeSet<GroupId>> {
        self.gates.get(&(home, file.to_owned()))
    }
}

impl Assigning<'_> {
    /// Names the features and finds what stands behind them.
    pub(super) fn features(&mut self) {
        self.names.features = Some(Features {
            groups: self.feature_names(),
            gates: gates(self.api, &self.names),
        });
    }

    fn feature_names(&mut self) -> Vec<String> {
        let mut operations = self.api.operations.values();
        let Some(anchor) = operations.next().map(|operation| operation.at) else {
            return Vec::new();
        };
        let several = self.names.modules.len() > 1;
        let groups = self.api.groups.iter().zip(&self.names.groups);
        let claims = groups.map(|(group, names)| {
            let module = self.names.modules.get(group.home.0).filter(|_| several);
            let parts = module.into_iter().chain([&names.module]);
            let parts = parts.map(|part| part.trim_start_matches("r#").trim_end_matches('_'));
            let name = parts.collect::<Vec<_>>().join("-").replace('_', "-");
            let spot = tag(self.spots.module(group.home), &group.tag);
            let claim = Claim::new(&group.tag, name, anchor).quiet();
            claim.locked(spot, Slot::Feature)
        });
        let claims = claims.collect();
        let mut scope = Scope::new(reserved::FEATURES).kept(Slot::Feature, "", None);
        let names = scope.assign(claims, &mut self.book);
        let plain = names.iter().map(|name| name.trim_start_matches("r#"));
        plain.map(str::to_owned).collect()
    }
}

fn gates(api: &Api, names: &Names) -> BTreeMap<File, BTreeSet<GroupId>> {
    // A file is there as a whole, so that what one of its types needs, all of it needs.
    let file = |id: TypeId| -> Option<File> {
        let home = api.types.get(&id)?.home;
        Some((home, names.types.get(&id)?.module.clone()))
    };
    let mut needs: BTreeMap<File, BTreeSet<File>> = BTreeMap::new();
    for (id, definition) in &api.types {
        let Some(own) = file(*id) else { continue };
        let needed = needs.entry(own).or_default();
        definition.visit(&mut |id| needed.extend(file(id)));
        let defined = names.shared.get(id);
        needed.extend(defined.and_then(|id| file(*id)));
    }
    let mut starts: BTreeMap<Option<GroupId>, Vec<File>> = BTreeMap::new();
    for operation in api.operations.values() {
        let start = starts.entry(operation.group).or_default();
        let mut note = |ty: &Ty| ty.visit(&mut |id| start.extend(file(id)));
        operation.visit_sent(&mut note);
        operation.visit_received(&mut note);
    }
    for root in &api.roots {
        let start = starts.entry(None).or_default();
        root.visit(&mut |id| start.extend(file(id)));
    }
    let always = reach(&needs, starts.remove(&None).unwrap_or_default());
    let mut gates: BTreeMap<File, BTreeSet<GroupId>> = BTreeMap::new();
    for (group, start) in starts {
        for file in reach(&needs, start).difference(&always) {
            let gate = gates.entry(file.clone()).or_default();
            gate.extend(group);
        }
    }
    // What all groups need is there without being asked for.
    gates.retain(|_, groups| groups.len() < api.groups.len());
    gates
}

/// All files that the files of `queue` need, and these.
fn reach(needs: &BTreeMap<File, BTreeSet<File>>, mut queue: Vec<File>) -> BTreeSet<File> {
    let mut reached = BTreeSet::new();
    while let Some(file) = queue.pop() {
        if !reached.contains(&file) {
            queue.extend(needs.get(&file).into_iter().flatten().cloned());
            reached.insert(file);
        }
    }
    reached
}
