//! A comparison as JSON, whose shape stays: members may be added, none is renamed or removed.

use serde_json::{Value, json};

use crate::diff::{Bump, Change, Comparison, Document, Sight, Spot};

impl Comparison {
    /// Renders it as one JSON object.
    ///
    /// - `verdict`: `none`, `patch`, `minor` or `major`; `effect`: `works`, `loses data` or `fails`.
    /// - `counts`: how many changes ask for `major`, `minor` and `patch`.
    /// - `old`, `new`: the documents, each with `file`, `title` and `version` (or null).
    /// - `changes`: the most severe first, each with `rule`, `code`, `effect`, `subject`, `what`,
    ///   `reason`, `advice` (or null), `rust` (or null), `operations`, and on each side, in `old`
    ///   and `new`: `wire` and `rust` (or null), and `at` (or null) with `file`, `line`, `column`
    ///   (both from one, or null), `pointer` (or null) and `excerpt`.
    pub fn to_json(&self) -> Value {
        let Self { old, new, changes } = self;
        json!({
            "verdict": self.verdict().map_or("none", Bump::as_str),
            "effect": self.effect().as_str(),
            "counts": {
                "major": self.count(Bump::Major),
                "minor": self.count(Bump::Minor),
                "patch": self.count(Bump::Patch),
            },
            "old": document(old),
            "new": document(new),
            "changes": changes.iter().map(change).collect::<Vec<_>>(),
        })
    }
}

fn document(document: &Document) -> Value {
    let Document {
        file,
        title,
        version,
    } = document;
    json!({ "file": file, "title": title, "version": version })
}

fn change(change: &Change) -> Value {
    let Change {
        rule,
        code,
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
    json!({
        "rule": rule,
        "code": code.as_str(),
        "effect": effect.as_str(),
        "subject": subject,
        "what": what,
        "reason": reason,
        "advice": advice,
        "rust": rust,
        "old": sight(before),
        "new": sight(after),
        "operations": operations,
    })
}

fn sight(sight: &Sight) -> Value {
    let Sight { spot, wire, rust } = sight;
    json!({ "at": spot.as_ref().map(place), "wire": wire, "rust": rust })
}

fn place(spot: &Spot) -> Value {
    let Spot {
        file,
        line,
        column,
        pointer,
        excerpt,
    } = spot;
    json!({ "file": file, "line": line, "column": column, "pointer": pointer, "excerpt": excerpt })
}
