//! Words, defaults, formats and limits: what is in the documentation of the client.

use serde_json::Value as Json;

use crate::{
    diff::{
        ledger::{Ledger, Topic, Ways, two},
        rules,
        side::Side,
    },
    ir::{Docs, Ty},
};

/// Whether two descriptions say the same.
pub(super) fn same_words(old: &Docs, new: &Docs) -> bool {
    let words = |docs: &Docs| {
        let Docs {
            summary,
            description,
            deprecated: _,
            default: _,
            example,
            format: _,
            limits: _,
        } = docs;
        (summary.clone(), description.clone(), example.clone())
    };
    words(old) == words(new)
}

/// What happened to something that may be there.
pub(super) enum Turn<'a, T> {
    Added(&'a T),
    Removed(&'a T),
    Changed(&'a T, &'a T),
}

/// How two values differ, if they do.
pub(super) fn turn<'a, T: PartialEq>(
    old: Option<&'a T>,
    new: Option<&'a T>,
) -> Option<Turn<'a, T>> {
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some(Turn::Added(new)),
        (Some(old), None) => Some(Turn::Removed(old)),
        (Some(old), Some(new)) => (old != new).then_some(Turn::Changed(old, new)),
    }
}

impl<'a, T: ToString> Turn<'a, T> {
    /// The values for people, and the clause about `noun`.
    pub(super) fn told(&self, noun: &str) -> (String, (Option<String>, Option<String>)) {
        match self {
            Self::Added(new) => {
                let new = new.to_string();
                (format!("{noun} `{new}` was added"), (None, Some(new)))
            }
            Self::Removed(old) => {
                let old = old.to_string();
                (format!("{noun} `{old}` was removed"), (Some(old), None))
            }
            Self::Changed(old, new) => {
                let (old, new) = (old.to_string(), new.to_string());
                (format!("{noun} `{old}` became `{new}`"), two(old, new))
            }
        }
    }
}

impl Ledger<'_> {
    /// Limits, by the ways that a value travels.
    pub(super) fn limits(
        &mut self,
        ways: Ways,
        (sent, received): (&str, &str),
        topic: &Topic,
        old: &Docs,
        new: &Docs,
    ) {
        let own = rules::LIMITS.iter();
        for (keyword, _) in own.filter(|(keyword, _)| rules::has_limit(sent, keyword)) {
            let find = |docs: &Docs| {
                let mut limits = docs.limits.iter();
                let found = limits.find(|(found, _)| found == keyword);
                found
                    .map(|(_, value)| value.clone())
                    .filter(|value| *value != Json::Bool(false))
            };
            let (before, after) = (find(old), find(new));
            let Some(turn) = turn(before.as_ref(), after.as_ref()) else {
                continue;
            };
            let way = match &turn {
                Turn::Added(_) => "set",
                Turn::Removed(_) => "removed",
                Turn::Changed(old, new) => tightening(keyword, old, new),
            };
            let (what, wire) = turn.told(keyword);
            let rules = (
                &rules::limit(sent, keyword, way),
                &rules::limit(received, keyword, way),
            );
            self.either(ways, rules, topic, what, wire);
        }
    }
}

/// Whether a limit lets through less than before.
fn tightening(keyword: &str, old: &Json, new: &Json) -> &'static str {
    let is_upper = match keyword {
        "maxLength" | "maximum" | "exclusiveMaximum" | "maxItems" | "maxProperties" => true,
        "minLength" | "minimum" | "exclusiveMinimum" | "minItems" | "minProperties" => false,
        _ => return "changed",
    };
    match old.as_f64().zip(new.as_f64()) {
        Some((old, new)) if (new < old) == is_upper => "tightened",
        Some(_) => "loosened",
        // OpenAPI 3.0 has yes and no for exclusive bounds, which are then set or not.
        None => "tightened",
    }
}

/// Whether what a member says is only what its type says, which is reported there.
pub(super) fn is_of_type((side, ty): (Side<'_>, &Ty), docs: &Docs) -> bool {
    match ty {
        Ty::Nullable(inner) | Ty::Boxed(inner) => is_of_type((side, inner), docs),
        Ty::Named(id) => {
            let definition = side.api.types.get(id);
            definition.is_some_and(|definition| same_words(&definition.docs, docs))
        }
        _ => false,
    }
}

/// Whether the limits of a member are those of its type, which has a name.
pub(super) fn is_named(ty: &Ty) -> bool {
    match ty {
        Ty::Nullable(inner) | Ty::Boxed(inner) => is_named(inner),
        ty => matches!(ty, Ty::Named(_)),
    }
}
