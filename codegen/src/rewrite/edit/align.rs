//! Which items of a list are which of another.

use serde_json::Value;

/// How many comparisons are worth their time and memory.
const MOST: usize = 1 << 24;

/// Pairs of items that stand for each other, in the order of both lists: as many as possible.
pub(super) fn align(old: &[Value], new: &[Value]) -> Vec<(usize, usize)> {
    let most = old.len().min(new.len());
    let pairs = old.iter().zip(new);
    let head = pairs.take_while(|(old, new)| is_pair(old, new)).count();
    let pairs = old.iter().rev().zip(new.iter().rev()).take(most - head);
    let tail = pairs.take_while(|(old, new)| is_pair(old, new)).count();
    let inner = |list: &'_ [Value]| head..list.len() - tail;
    let (before, after) = (old.get(inner(old)), new.get(inner(new)));
    let middle = longest(before.unwrap_or_default(), after.unwrap_or_default());
    let middle = middle.into_iter().map(|(row, at)| (row + head, at + head));
    let end = (0..tail).map(|at| (old.len() - tail + at, new.len() - tail + at));
    (0..head)
        .map(|at| (at, at))
        .chain(middle)
        .chain(end)
        .collect()
}

fn is_pair(before: &Value, after: &Value) -> bool {
    before == after || identity(before).is_some_and(|own| Some(own) == identity(after))
}

/// The longest common subsequence; nothing where it would take too long to find.
fn longest(old: &[Value], new: &[Value]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > MOST {
        return Vec::new();
    }
    let mut best = vec![0_usize; (old.len() + 1) * width];
    let at = |best: &[usize], row: usize, column: usize| {
        best.get(row * width + column).copied().unwrap_or_default()
    };
    for (row, before) in old.iter().enumerate().rev() {
        for (column, after) in new.iter().enumerate().rev() {
            let value = match is_pair(before, after) {
                true => at(&best, row + 1, column + 1) + 1,
                false => at(&best, row + 1, column).max(at(&best, row, column + 1)),
            };
            if let Some(cell) = best.get_mut(row * width + column) {
                *cell = value;
            }
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while let (Some(before), Some(after)) = (old.get(row), new.get(column)) {
        if is_pair(before, after) {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if at(&best, row + 1, column) >= at(&best, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// What an item of a list is called: a parameter or a tag.
fn identity(value: &Value) -> Option<(&str, &str)> {
    let name = value.get("name")?.as_str()?;
    Some((
        name,
        value.get("in").and_then(Value::as_str).unwrap_or_default(),
    ))
}
