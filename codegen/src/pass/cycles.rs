//! Which types reach each other?

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use crate::ir::TypeId;

/// A number for each type, given what each one leads to: two have the same one if each reaches the other
/// (strongly connected components, by Kosaraju's algorithm without recursion).
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

#[cfg(test)]
mod tests {
    use super::cycles;
    use crate::ir::TypeId;

    #[test]
    fn types_that_reach_each_other_have_the_same_number() {
        let edges = [(1, 2), (2, 1), (2, 3), (3, 4), (4, 5), (5, 4), (6, 6)];
        let mut next = std::collections::BTreeMap::new();
        for id in 0..7 {
            let to = edges.iter().filter(|(from, _)| *from == id);
            next.insert(TypeId(id), to.map(|(_, to)| TypeId(*to)).collect());
        }
        let found = cycles(&next);
        let of = |id: usize| found.get(&TypeId(id));
        assert_eq!(of(1), of(2));
        assert_eq!(of(4), of(5));
        for (one, other) in [(1, 3), (3, 4), (1, 4), (0, 6), (5, 6)] {
            assert_ne!(of(one), of(other), "{one} and {other}");
        }
    }
}
