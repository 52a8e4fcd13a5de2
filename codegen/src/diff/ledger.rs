//! Where changes are written down, and how their places are found at the end.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{
        At, Place,
        render::{Files as _, Position, column},
    },
    diff::{Change, Rule, Sight, Spot, matching::Matching, side::Side},
    source::{SourceMap, locate},
};

/// The longest excerpt, in lines, and the longest line, in characters.
const EXCERPT: (usize, usize) = (12, 200);

/// What changes are about.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    /// Its names on the wire.
    pub(super) subject: String,
    /// Its Rust path.
    pub(super) rust: Option<String>,
    /// Where it stands in the old document.
    pub(super) old: Option<At>,
    /// Where it stands in the new document.
    pub(super) new: Option<At>,
    /// The line of Rust on both sides.
    pub(super) code: Two,
    /// The operations that it reaches.
    pub(super) operations: BTreeSet<String>,
}

/// A text of the old side and one of the new side.
pub(super) type Two = (Option<String>, Option<String>);

/// What there is to say of a value that differs.
pub(super) fn two(old: impl ToString, new: impl ToString) -> Two {
    (Some(old.to_string()), Some(new.to_string()))
}

/// Which ways a type travels on both sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    pub(super) sent: bool,
    pub(super) received: bool,
}

/// A change, and where it stands on both sides.
type Entry = (Change, Option<At>, Option<At>);

/// All changes, as they are found.
pub(super) struct Ledger<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) matching: Matching,
    entries: Vec<Entry>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        Self {
            old,
            new,
            matching: Matching::new(old, new),
            entries: Vec::new(),
        }
    }

    /// Writes a change down.
    pub(super) fn note(&mut self, rule: &Rule, topic: &Topic, what: impl Into<String>, wire: Two) {
        let (before, after) = wire;
        let (old_code, new_code) = topic.code.clone();
        let sight = |wire, rust| Sight {
            spot: None,
            wire,
            rust,
        };
        let change = Change {
            rule: rule.id.clone().into_owned(),
            code: rule.code,
            effect: rule.effect,
            subject: topic.subject.clone(),
            what: what.into(),
            reason: rule.reason.clone().into_owned(),
            advice: Some(rule.advice.to_owned()).filter(|advice| !advice.is_empty()),
            rust: topic.rust.clone(),
            before: sight(before, old_code),
            after: sight(after, new_code),
            operations: topic.operations.iter().cloned().collect(),
        };
        self.entries
            .push((change, topic.old.clone(), topic.new.clone()));
    }

    /// Writes a change of a type down, by the rule for the way that it travels.
    ///
    /// Where it travels both ways it is reported once: by the rule that does more, with the worse of
    /// both for code and for running programs.
    pub(super) fn either(
        &mut self,
        ways: Ways,
        (sent, received): (&Rule, &Rule),
        topic: &Topic,
        what: impl Into<String>,
        wire: Two,
    ) {
        let rule = match (ways.sent, ways.received) {
            (true, false) => sent.clone(),
            (false, _) => received.clone(),
            (true, true) => {
                let weight = |rule: &Rule| (rule.code, rule.effect);
                let worse = if weight(sent) >= weight(received) {
                    sent
                } else {
                    received
                };
                Rule {
                    code: sent.code.max(received.code),
                    effect: sent.effect.max(received.effect),
                    ..worse.clone()
                }
            }
        };
        self.note(&rule, topic, what, wire);
    }

    /// All changes, with their places; each file is searched once.
    pub(super) fn finish(self) -> Vec<Change> {
        let Self {
            old,
            new,
            mut entries,
            ..
        } = self;
        without_words(&mut entries);
        let ats = |pick: fn(&Entry) -> &Option<At>| -> Vec<At> {
            entries
                .iter()
                .filter_map(|entry| pick(entry).clone())
                .collect()
        };
        let mut before = spots(old.sources, &ats(|entry| &entry.1)).into_iter();
        let mut after = spots(new.sources, &ats(|entry| &entry.2)).into_iter();
        let changes = entries.into_iter().map(|(mut change, old, new)| {
            change.before.spot = old.and_then(|_| before.next());
            change.after.spot = new.and_then(|_| after.next());
            change
        });
        let mut changes: Vec<Change> = changes.collect();
        changes.sort_by(|one, other| {
            let weight = |change: &Change| (change.code, change.effect);
            let order = weight(other).cmp(&weight(one));
            let name = |change: &Change| {
                let Change {
                    subject,
                    rule,
                    what,
                    ..
                } = change;
                (subject.clone(), rule.clone(), what.clone())
            };
            order.then_with(|| name(one).cmp(&name(other)))
        });
        changes.dedup();
        changes
    }
}

/// Leaves out that the words for people changed where the same thing changed otherwise: they say that, and
/// who looks at the change sees them beside it.
fn without_words(entries: &mut Vec<Entry>) {
    let thing = |(change, old, new): &Entry| {
        let places = format!("{old:?} {new:?}");
        (change.subject.clone(), change.rust.clone(), places)
    };
    let others = entries.iter().filter(|(change, ..)| !change.is_words());
    let others: BTreeSet<_> = others.map(thing).collect();
    entries.retain(|entry| !entry.0.is_words() || !others.contains(&thing(entry)));
}

/// The key of the member that stands at `place`, which is what people look for.
pub(super) fn key(place: Place) -> Option<At> {
    Some(At::Key(place))
}

/// The value that stands at `place`.
pub(super) fn value(place: Place) -> Option<At> {
    Some(At::Value(place))
}

fn spots(sources: &SourceMap, ats: &[At]) -> Vec<Spot> {
    let positions = locate(sources, ats);
    // Places of equal files come together, so that the text is searched for lines but once.
    positions
        .into_iter()
        .map(|position| spot(sources, position))
        .collect()
}

fn spot(sources: &SourceMap, position: Position) -> Spot {
    let Position {
        file,
        extent,
        pointer,
    } = position;
    let text = sources.text(file);
    let excerpt = extent
        .as_ref()
        .map(|extent| excerpt(text, extent.bytes.start));
    Spot {
        file: sources.name(file).to_owned(),
        line: extent.as_ref().map(|extent| extent.line),
        column: extent.map(|extent| column(text, extent.bytes.start)),
        pointer,
        excerpt: excerpt.unwrap_or_default(),
    }
}

/// The line of the byte at `start`, and those after it that are further in.
fn excerpt(text: &str, start: usize) -> String {
    let (most, longest) = EXCERPT;
    let before = text.get(..start).unwrap_or_default();
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.get(begin..).unwrap_or_default().lines();
    let first = lines.next().unwrap_or_default();
    let own = depth(first);
    let rest = lines.take_while(|line| line.trim().is_empty() || depth(line) > own);
    let kept = std::iter::once(first).chain(rest).take(most);
    let cut = kept.map(|line| {
        let line = line.get(own..).unwrap_or_default();
        line.chars().take(longest).collect::<String>()
    });
    cut.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
