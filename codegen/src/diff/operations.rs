//! Operations: what was added and removed, and what changed in those that stayed.

use std::collections::BTreeSet;

use crate::{
    diagnostic::At,
    diff::{
        ledger::{Ledger, Topic, key, two, value},
        matching, rules as r,
        side::{Side, id_of},
        words::{Turn, same_words, turn},
    },
    ir::{GroupId, Operation, OperationId, ParamPresence},
    name::OperationNames,
};

/// An operation on one side.
pub(super) type Called<'a> = (&'a Operation, &'a OperationNames);

impl<'a> Ledger<'a> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        let pairs = self.matching.operations.clone();
        for id in old.api.operations.keys() {
            let Some(before) = old.operation(*id) else {
                continue;
            };
            match pairs.get(id).and_then(|id| new.operation(*id)) {
                Some(after) => self.operation_pair(before, after),
                None => self.operation_removed(before),
            }
        }
        let kept: BTreeSet<OperationId> = pairs.values().copied().collect();
        for id in new.api.operations.keys().filter(|id| !kept.contains(id)) {
            if let Some(after) = new.operation(*id) {
                self.operation_added(after);
            }
        }
    }

    /// What an operation is about.
    pub(super) fn call(&self, old: Option<Called<'a>>, new: Option<Called<'a>>) -> Topic {
        let line = |side: Side<'_>, found: Option<Called<'_>>| {
            found.map(|(operation, names)| side.signature(operation, names))
        };
        let place = |found: Option<Called<'_>>| found.and_then(|(operation, _)| key(operation.at));
        let path = |side: Side<'_>, found: Option<Called<'_>>| {
            found.map(|(operation, names)| side.method_path(operation, names))
        };
        let label = |side: Side<'_>, found: Option<Called<'_>>| {
            found.map(|(operation, _)| side.label(operation))
        };
        let subject = label(self.old, old).or_else(|| label(self.new, new));
        let subject = subject.unwrap_or_default();
        Topic {
            rust: path(self.old, old).or_else(|| path(self.new, new)),
            old: place(old),
            new: place(new),
            code: (line(self.old, old), line(self.new, new)),
            operations: BTreeSet::from([subject.clone()]),
            subject,
        }
    }

    fn operation_added(&mut self, new: Called<'a>) {
        let topic = self.call(None, Some(new));
        let others = self.old.api.operations.values();
        let is_form = |other: &Operation| {
            other.path == new.0.path && other.method == new.0.method && other.home == new.0.home
        };
        if others.into_iter().any(is_form) {
            let what = "there is a method for another media type";
            self.note(&r::FORM_ADDED, &topic, what, (None, None));
        } else {
            self.note(
                &r::ENDPOINT_ADDED,
                &topic,
                "the operation was added",
                (None, None),
            );
        }
    }

    fn operation_removed(&mut self, old: Called<'a>) {
        let topic = self.call(Some(old), None);
        let others = self.new.api.operations.values();
        let is_form = |other: &Operation| {
            other.path == old.0.path && other.method == old.0.method && other.home == old.0.home
        };
        let (rule, what) = match old.0.docs.deprecated {
            _ if others.into_iter().any(is_form) => (
                &r::FORM_REMOVED,
                "the method for another media type was removed",
            ),
            true => (
                &r::ENDPOINT_REMOVED_DEPRECATED,
                "the deprecated operation was removed",
            ),
            false => (&r::ENDPOINT_REMOVED, "the operation was removed"),
        };
        self.note(rule, &topic, what, (None, None));
    }

    fn operation_pair(&mut self, old: Called<'a>, new: Called<'a>) {
        let topic = self.call(Some(old), Some(new));
        self.route(&topic, old, new);
        self.method_name(&topic, old, new);
        self.announcements(&topic, old.0, new.0);
        self.params(&topic, old, new);
        self.body(&topic, old.0, new.0);
        self.answers(&topic, old, new);
        self.headers(&topic, old, new);
        self.needs(&topic, old.0, new.0);
        self.server(&topic, old.0.server.as_ref(), new.0.server.as_ref());
        self.pages(&topic, old.0, new.0);
    }

    fn route(&mut self, topic: &Topic, old: Called<'_>, new: Called<'_>) {
        let (old, new) = (old.0, new.0);
        if matching::shape(&old.path) != matching::shape(&new.path) {
            let what = format!("path `{}` became `{}`", old.path, new.path);
            self.note(&r::PATH_CHANGED, topic, what, two(&old.path, &new.path));
        }
        if old.method != new.method {
            let (old, new) = (old.method.as_str(), new.method.as_str());
            let what = format!("method `{old}` became `{new}`");
            self.note(&r::METHOD_CHANGED, topic, what, two(old, new));
        }
    }

    fn method_name(&mut self, topic: &Topic, old: Called<'_>, new: Called<'_>) {
        let (before, after) = (&old.1.method, &new.1.method);
        if before != after || old.1.call != new.1.call {
            let what = format!("its method `{before}` is called `{after}` now");
            self.note(&r::OPERATION_RENAMED, topic, what, two(before, after));
        } else if id_of(old.0) != id_of(new.0) {
            let id = |operation: &Operation| id_of(operation).map(str::to_owned);
            let what = "its `operationId` changed";
            self.note(&r::OPERATION_ID, topic, what, (id(old.0), id(new.0)));
        }
        let (before, after) = (self.old.group(old.0), self.new.group(new.0));
        let tag =
            |found: Option<(&crate::ir::Group, &str)>| found.map(|(group, _)| group.tag.clone());
        let (before, after) = (tag(before), tag(after));
        if before != after {
            let path = self.new.method_path(new.0, new.1);
            let what = format!("it is called by `{path}` now");
            self.note(&r::OPERATION_MOVED, topic, what, (before, after));
        }
    }

    /// What is said of its future.
    fn announcements(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        match (old.docs.deprecated, new.docs.deprecated) {
            (false, true) => {
                self.note(
                    &r::ENDPOINT_DEPRECATED,
                    topic,
                    "it was deprecated",
                    (None, None),
                );
            }
            (true, false) => {
                let what = "it is not deprecated any more";
                self.note(&r::ENDPOINT_REACTIVATED, topic, what, (None, None));
            }
            (true, true) | (false, false) => {}
        }
        if let Some(turn) = turn(old.sunset.as_ref(), new.sunset.as_ref()) {
            let rule = match turn {
                Turn::Added(_) => &r::SUNSET_SET,
                Turn::Removed(_) => &r::SUNSET_REMOVED,
                Turn::Changed(..) => &r::SUNSET_CHANGED,
            };
            let (what, wire) = turn.told("sunset");
            self.note(rule, topic, what, wire);
        }
        if !same_words(&old.docs, &new.docs) {
            let what = "its description changed";
            self.note(&r::OPERATION_DOCS, topic, what, (None, None));
        }
    }

    /// The order of the arguments, by the parameters' names on the new side.
    pub(super) fn argument_order(
        &mut self,
        topic: &Topic,
        pairs: &[(usize, usize)],
        (old, new): (&Operation, &Operation),
    ) {
        let needed = |operation: &Operation, index: usize| {
            let param = operation.params.get(index);
            param.is_some_and(|param| param.presence == ParamPresence::Required)
        };
        let mut kept: Vec<(usize, usize)> = pairs.to_vec();
        kept.retain(|(before, after)| needed(old, *before) && needed(new, *after));
        let name = |index: usize| {
            new.params
                .get(index)
                .map_or("", |param| param.wire.as_str())
        };
        let before: Vec<&str> = kept.iter().map(|(_, after)| name(*after)).collect();
        kept.sort_by_key(|(_, after)| *after);
        let after: Vec<&str> = kept.iter().map(|(_, after)| name(*after)).collect();
        self.order(&r::ARGUMENTS_REORDERED, topic, &before, &after);
    }

    fn pages(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        match (&old.paging, &new.paging) {
            (None, Some(_)) => {
                self.note(&r::PAGED, topic, "it has pages now", (None, None));
            }
            (Some(_), None) => {
                self.note(
                    &r::NOT_PAGED,
                    topic,
                    "it has no pages any more",
                    (None, None),
                );
            }
            // What pages hold is what the call answers, which is compared there.
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Accessors of the client.
    pub(super) fn groups(&mut self) {
        let names = |side: Side<'a>| {
            let groups = side.api.groups.iter().zip(&side.names.groups).enumerate();
            groups.map(move |(index, (group, names))| {
                let mut operations = side.api.operations.values();
                let first = operations.find(|found| found.group == Some(GroupId(index)));
                let at = first.and_then(|operation| value(operation.at));
                (group, names.accessor.as_str(), at)
            })
        };
        let (old, new) = (self.old, self.new);
        let line = |accessor: &str| format!("pub fn {accessor}(&self)");
        let topic =
            |tag: &str, old: Option<(&str, Option<At>)>, new: Option<(&str, Option<At>)>| {
                let accessor = old
                    .as_ref()
                    .or(new.as_ref())
                    .map_or("", |(accessor, _)| accessor);
                Topic {
                    subject: format!("tag `{tag}`"),
                    rust: Some(format!("{}::{accessor}", self.old.client)),
                    code: (
                        old.as_ref().map(|(accessor, _)| line(accessor)),
                        new.as_ref().map(|(accessor, _)| line(accessor)),
                    ),
                    old: old.and_then(|(_, at)| at),
                    new: new.and_then(|(_, at)| at),
                    operations: BTreeSet::new(),
                }
            };
        let mut notes = Vec::new();
        for (group, accessor, at) in names(old) {
            let tag = &group.tag;
            let other = names(new).find(|(other, ..)| other.tag == *tag);
            let Some((other, new_accessor, new_at)) = other else {
                let topic = topic(tag, Some((accessor, at)), None);
                notes.push((&r::TAG_REMOVED, topic, format!("`{accessor}` was removed")));
                continue;
            };
            let topic = topic(tag, Some((accessor, at)), Some((new_accessor, new_at)));
            if group.description != other.description {
                let what = "its description changed".to_owned();
                notes.push((&r::TAG_DOCS, topic.clone(), what));
            }
            if accessor != new_accessor {
                let what = format!("`{accessor}` is called `{new_accessor}` now");
                notes.push((&r::TAG_RENAMED, topic, what));
            }
        }
        for (group, accessor, at) in names(new) {
            if !names(old).any(|(other, ..)| other.tag == group.tag) {
                let topic = topic(&group.tag, None, Some((accessor, at)));
                notes.push((&r::TAG_ADDED, topic, format!("`{accessor}` was added")));
            }
        }
        for (rule, topic, what) in notes {
            self.note(rule, &topic, what, (None, None));
        }
    }
}
