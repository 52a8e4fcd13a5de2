//! A comparison as text for a terminal: grouped by what it asks for, the most severe first.

use std::fmt::Write as _;

use crate::diff::{Bump, Change, Comparison, Effect};

/// How many operations are named.
const MOST_NAMED: usize = 4;

impl Comparison {
    /// Renders it as text; the last line is the verdict with counts.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for code in [Bump::Major, Bump::Minor, Bump::Patch] {
            let found = self.changes.iter().filter(|change| change.code == code);
            for (index, change) in found.enumerate() {
                if index == 0 {
                    let _ = writeln!(text, "{} ({})\n", code.as_str(), self.count(code));
                }
                one(&mut text, change);
            }
        }
        let _ = writeln!(text, "{}", self.summary());
        text
    }

    /// Returns the verdict with counts, in one line.
    pub fn summary(&self) -> String {
        let [major, minor, patch] =
            [Bump::Major, Bump::Minor, Bump::Patch].map(|code| self.count(code));
        let verdict = self.verdict().map_or("no change", Bump::as_str);
        let fate = match self.effect() {
            Effect::Works => "a program built against the old document works",
            Effect::LosesData => "a program built against the old document loses data",
            Effect::Fails => "calls of a program built against the old document fail",
        };
        format!("verdict: {verdict} ({major} major, {minor} minor, {patch} patch); {fate}")
    }
}

fn one(text: &mut String, change: &Change) {
    let Change {
        rule,
        code: _,
        effect,
        subject,
        what,
        reason,
        advice,
        rust,
        before,
        after,
        operations,
    } = change;
    let _ = writeln!(text, "  {subject}: {what} [{rule}]");
    for (side, sight) in [("old", before), ("new", after)] {
        if let Some(spot) = &sight.spot {
            let _ = writeln!(text, "    {side} {spot}");
        }
    }
    if before.rust != after.rust {
        for (sign, sight) in [("-", before), ("+", after)] {
            if let Some(line) = &sight.rust {
                let _ = writeln!(text, "    {sign} {line}");
            }
        }
    } else if let Some(path) = rust {
        let _ = writeln!(text, "    in {path}");
    }
    let _ = writeln!(text, "    why: {reason}; old programs: {}", effect.as_str());
    if let Some(advice) = advice {
        let _ = writeln!(text, "    do: {advice}");
    }
    if let Some(operations) = reaching(subject, operations) {
        let _ = writeln!(text, "    reached by {operations}");
    }
    text.push('\n');
}

/// The first of the operations that reach what changed, and how many more there are; nothing where the subject
/// says it, as it does where it is about one operation.
pub(super) fn reaching(subject: &str, operations: &[String]) -> Option<String> {
    let is_said = operations.len() == 1 && operations.iter().all(|name| subject.starts_with(name));
    if operations.is_empty() || is_said {
        return None;
    }
    let shown: Vec<&str> = operations
        .iter()
        .take(MOST_NAMED)
        .map(String::as_str)
        .collect();
    let more = operations.len().saturating_sub(MOST_NAMED);
    let rest = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!("{}{rest}", shown.join(", ")))
}
