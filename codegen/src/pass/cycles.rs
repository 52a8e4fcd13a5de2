//! Which types reach themselves?

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use crate::ir::TypeId;

/// The types by the cycle that they are in, given what each one leads to (strongly connected components,
/// by Kosaraju's algorithm without recursion).
pub(super) fn cycles(next: &BTreeMap<TypeId, Vec<TypeId>>) -> BTreeMap<TypeId, usize> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for start in next.keys() {
        finish(next, *start, &mut seen, &mut order);
    }
    let mut back: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for (from, tos) in next {
        for to in tos {
            back.entry(*to).or_default().push(*from);
        }
    }
    let mut found = BTreeMap::new();
    for (number, start) in order.into_iter().rev().enumerate() {
        let mut queue = vec![start];
        while let Some(id) = queue.pop() {
            if let Entry::Vacant(entry) = found.entry(id) {
                entry.insert(number);
                queue.extend(back.get(&id).into_iter().flatten());
            }
        }
    }
    found
}

/// Adds what `start` reaches to `order`, each after all that it reaches itself.
fn finish(
    next: &BTreeMap<TypeId, Vec<TypeId>>,
    start: TypeId,
    seen: &mut BTreeSet<TypeId>,
    order: &mut Vec<TypeId>,
) {
    let mut stack = vec![(start, false)];
    while let Some((id, is_done)) = stack.pop() {
        if is_done {
            order.push(id);
        } else if seen.insert(id) {
            stack.push((id, true));
            let others = next.get(&id).into_iter().flatten();
            let others = others.filter(|id| !seen.contains(id));
            stack.extend(others.map(|id| (*id, false)));
        }
    }
}
