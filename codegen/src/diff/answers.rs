//! Answers: successes, errors and headers.

use crate::{
    diff::{
        kinds::{Shift, shift},
        ledger::{Ledger, Topic, Ways, key, two},
        operations::Called,
        rules::{self as r, Rule},
        structs::became,
        words::is_named,
    },
    ir::{Content, Header, Operation, Outcome, Status},
};

impl<'a> Ledger<'a> {
    pub(super) fn answers(&mut self, topic: &Topic, old: Called<'a>, new: Called<'a>) {
        let mut topic = topic.clone();
        let enums = (
            old.0.success_content().is_none(),
            new.0.success_content().is_none(),
        );
        let returned = |side: &crate::diff::Side<'_>, called: Called<'a>| {
            let content = called.0.success_content();
            let success = content.map_or_else(|| called.1.success.clone(), |it| side.content(it));
            let error = match called.0.errors.is_empty() {
                true => "Infallible",
                false => &called.1.error,
            };
            format!("Result<Response<{success}>, Error<{error}>>")
        };
        topic.code = two(returned(&self.old, old), returned(&self.new, new));
        match enums {
            (false, true) => {
                let what = "successes hold different things now";
                self.note(&r::SUCCESS_ENUM, &topic, what, (None, None));
            }
            (true, false) => {
                let what = "successes hold the same now";
                self.note(&r::SUCCESS_NOT_ENUM, &topic, what, (None, None));
            }
            (false, false) => self.returned(&topic, old.0, new.0),
            (true, true) => {}
        }
        self.successes(&topic, enums.0 && enums.1, old.0, new.0);
        self.errors(&topic, old.0, new.0);
    }

    /// What a call returns whose successes are alike on both sides.
    fn returned(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        let (Some(before), Some(after)) = (old.success_content(), new.success_content()) else {
            return;
        };
        let place = |operation: &Operation| {
            let outcomes = operation.success.iter();
            outcomes.map(|outcome| outcome.at).next().and_then(key)
        };
        let topic = Topic {
            subject: format!("{} answer", topic.subject),
            old: place(old),
            new: place(new),
            ..topic.clone()
        };
        self.content(&topic, before, after, SUCCESS);
    }

    fn successes(&mut self, topic: &Topic, is_enum: bool, old: &Operation, new: &Operation) {
        let (added, removed) = match is_enum {
            true => (&r::SUCCESS_VARIANT_ADDED, &r::SUCCESS_VARIANT_REMOVED),
            false => (&r::SUCCESS_STATUS_ADDED, &r::SUCCESS_STATUS_REMOVED),
        };
        for outcome in &old.success {
            let other = find(&new.success, outcome.status);
            let topic = self.outcome_topic(topic, Some(outcome), other);
            let Some(other) = other else {
                let what = format!("success {} was removed", status(outcome.status));
                self.note(removed, &topic, what, (None, None));
                continue;
            };
            if is_enum {
                self.content(&topic, &outcome.content, &other.content, SUCCESS);
            }
            self.outcome(&topic, outcome, other);
        }
        for outcome in &new.success {
            if find(&old.success, outcome.status).is_none() {
                let topic = self.outcome_topic(topic, None, Some(outcome));
                let what = format!("success {} was added", status(outcome.status));
                self.note(added, &topic, what, (None, None));
            }
        }
    }

    fn errors(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        match (old.errors.is_empty(), new.errors.is_empty()) {
            (true, false) => {
                let what = "errors are documented now";
                self.note(&r::ERROR_FIRST, topic, what, (None, None));
                return;
            }
            (false, true) => {
                let what = "no error is documented any more";
                self.note(&r::ERROR_LAST, topic, what, (None, None));
                return;
            }
            (true, true) | (false, false) => {}
        }
        for outcome in &old.errors {
            let other = find(&new.errors, outcome.status);
            let topic = self.outcome_topic(topic, Some(outcome), other);
            let Some(other) = other else {
                let what = format!("error {} was removed", status(outcome.status));
                self.note(&r::ERROR_REMOVED, &topic, what, (None, None));
                continue;
            };
            self.content(&topic, &outcome.content, &other.content, ERROR);
            self.outcome(&topic, outcome, other);
        }
        for outcome in &new.errors {
            if find(&old.errors, outcome.status).is_none() {
                let topic = self.outcome_topic(topic, None, Some(outcome));
                let what = format!("error {} was added", status(outcome.status));
                self.note(&r::ERROR_ADDED, &topic, what, (None, None));
            }
        }
    }

    fn outcome_topic(&self, topic: &Topic, old: Option<&Outcome>, new: Option<&Outcome>) -> Topic {
        let place = |outcome: Option<&Outcome>| outcome.and_then(|outcome| key(outcome.at));
        let wire = old.or(new).map(|outcome| status(outcome.status));
        let line = |side: &crate::diff::Side<'_>, outcome: Option<&Outcome>| {
            outcome.map(|outcome| side.content(&outcome.content))
        };
        Topic {
            subject: format!("{} {}", topic.subject, wire.unwrap_or_default()),
            rust: topic.rust.clone(),
            old: place(old),
            new: place(new),
            code: (line(&self.old, old), line(&self.new, new)),
            operations: topic.operations.clone(),
        }
    }

    /// What an outcome that stayed says beside what it holds.
    fn outcome(&mut self, topic: &Topic, old: &Outcome, new: &Outcome) {
        if let Some((before, after)) = old.media.as_ref().zip(new.media.as_ref()) {
            self.media(
                topic,
                (before, after),
                (&old.offered, &new.offered),
                [
                    &r::ANSWER_MEDIA,
                    &r::ANSWER_MEDIA_ADDED,
                    &r::ANSWER_MEDIA_REMOVED,
                ],
            );
        }
        let named = |outcome: &Outcome| outcome.content.ty().is_some_and(is_named);
        if !(named(old) && named(new)) {
            let ways = Ways {
                sent: false,
                received: true,
            };
            let holder = "response-body";
            self.limits(ways, (holder, holder), topic, &old.said, &new.said);
        }
        if (&old.description, &old.example) != (&new.description, &new.example) {
            self.note(
                &r::ANSWER_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
    }

    /// What is held.
    fn content(&mut self, topic: &Topic, old: &Content, new: &Content, rules: Holding) {
        let types = (self.old.content(old), self.new.content(new));
        let (rule, shift) = match (old, new) {
            (Content::Empty, Content::Empty)
            | (Content::Text, Content::Text)
            | (Content::Bytes, Content::Bytes)
            | (Content::Stream, Content::Stream)
            | (Content::Events(None), Content::Events(None)) => return,
            (Content::Empty, _) => (rules.added, Shift::Other),
            (_, Content::Empty) => (rules.removed, Shift::Other),
            (Content::Json(before), Content::Json(after))
            | (Content::Lines(before), Content::Lines(after))
            | (Content::Events(Some(before)), Content::Events(Some(after))) => {
                let shift = shift(&self.matching, (self.old, before), (self.new, after));
                let rule = match shift {
                    Shift::Same => return,
                    Shift::Nullable => rules.nullable,
                    Shift::NotNullable => rules.not_nullable,
                    Shift::Wider => rules.wider,
                    Shift::Narrower | Shift::Enum => rules.narrower,
                    Shift::NotEnum => rules.narrower,
                    Shift::Boxed | Shift::Other => rules.other,
                };
                (rule, shift)
            }
            _ => (rules.kind, Shift::Other),
        };
        let what = became("the answer", shift, &types);
        self.note(rule, topic, what, two(types.0, types.1));
    }

    pub(super) fn headers(&mut self, topic: &Topic, old: Called<'a>, new: Called<'a>) {
        let same = |one: &Header, other: &Header| one.wire.eq_ignore_ascii_case(&other.wire);
        let (before, after) = (&old.0.headers, &new.0.headers);
        for header in before {
            let other = after.iter().find(|other| same(header, other));
            let topic = self.header_topic(topic, Some(header), other);
            let Some(other) = other else {
                let what = format!("header `{}` was removed", header.wire);
                self.note(&r::HEADER_REMOVED, &topic, what, (None, None));
                continue;
            };
            self.header(&topic, header, other);
        }
        for header in after {
            if !before.iter().any(|other| same(header, other)) {
                let topic = self.header_topic(topic, None, Some(header));
                let what = format!("header `{}` was added", header.wire);
                self.note(&r::HEADER_ADDED, &topic, what, (None, None));
            }
        }
    }

    fn header_topic(&self, topic: &Topic, old: Option<&Header>, new: Option<&Header>) -> Topic {
        let wire = old.or(new).map_or("", |header| header.wire.as_str());
        let line = |side: &crate::diff::Side<'_>, header: Option<&Header>| {
            header.map(|header| format!("Option<{}>", side.ty(&header.ty)))
        };
        Topic {
            subject: format!("{} header {wire}", topic.subject),
            rust: topic.rust.clone(),
            old: old
                .and_then(|header| key(header.at))
                .or_else(|| topic.old.clone()),
            new: new
                .and_then(|header| key(header.at))
                .or_else(|| topic.new.clone()),
            code: (line(&self.old, old), line(&self.new, new)),
            operations: topic.operations.clone(),
        }
    }

    fn header(&mut self, topic: &Topic, old: &Header, new: &Header) {
        if !self.matching.same(&old.ty, &new.ty) {
            let types = (self.old.ty(&old.ty), self.new.ty(&new.ty));
            let what = became(&format!("header `{}`", old.wire), Shift::Other, &types);
            self.note(&r::HEADER_TYPE, topic, what, two(types.0, types.1));
        }
        let texts = ("optional", "required");
        match (old.required, new.required) {
            (false, true) => {
                let what = "each answer has it now";
                self.note(&r::HEADER_REQUIRED, topic, what, two(texts.0, texts.1));
            }
            (true, false) => {
                let what = "not each answer has it any more";
                self.note(&r::HEADER_OPTIONAL, topic, what, two(texts.1, texts.0));
            }
            (true, true) | (false, false) => {}
        }
        if old.docs.description != new.docs.description {
            self.note(
                &r::HEADER_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
    }
}

/// The rules for what an answer holds.
#[derive(Clone, Copy)]
struct Holding {
    added: &'static Rule,
    removed: &'static Rule,
    nullable: &'static Rule,
    not_nullable: &'static Rule,
    wider: &'static Rule,
    narrower: &'static Rule,
    kind: &'static Rule,
    other: &'static Rule,
}

const SUCCESS: Holding = Holding {
    added: &r::SUCCESS_BODY_ADDED,
    removed: &r::SUCCESS_BODY_REMOVED,
    nullable: &r::SUCCESS_NULLABLE,
    not_nullable: &r::SUCCESS_NOT_NULLABLE,
    wider: &r::SUCCESS_WIDENED,
    narrower: &r::SUCCESS_NARROWED,
    kind: &r::SUCCESS_KIND,
    other: &r::SUCCESS_TYPE,
};

const ERROR: Holding = Holding {
    added: &r::ERROR_BODY_ADDED,
    removed: &r::ERROR_BODY_REMOVED,
    nullable: &r::ERROR_TYPE,
    not_nullable: &r::ERROR_TYPE,
    wider: &r::ERROR_TYPE,
    narrower: &r::ERROR_TYPE,
    kind: &r::ERROR_TYPE,
    other: &r::ERROR_TYPE,
};

fn find(outcomes: &[Outcome], status: Status) -> Option<&Outcome> {
    outcomes.iter().find(|outcome| outcome.status == status)
}

fn status(status: Status) -> String {
    match status {
        Status::Exact(status) => status.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}
