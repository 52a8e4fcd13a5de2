//! Bodies of requests.

use std::collections::BTreeMap;

use crate::{
    diff::{
        kinds::{Shift, shift},
        ledger::{Ledger, Topic, Ways, key, two},
        rules as r,
        structs::became,
        words::is_named,
    },
    ir::{Body, BodyFormat, Encoding, Operation, Style},
};

impl Ledger<'_> {
    pub(super) fn body(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        let mut topic = topic.clone();
        topic.subject = format!("{} body", topic.subject);
        let place = |body: &Option<Body>| body.as_ref().and_then(|body| key(body.at));
        topic.old = place(&old.body).or(topic.old);
        topic.new = place(&new.body).or(topic.new);
        match (&old.body, &new.body) {
            (None, None) => {}
            (None, Some(body)) => {
                let (rule, how) = match body.required {
                    true => (&r::BODY_ADDED_REQUIRED, "required"),
                    false => (&r::BODY_ADDED_OPTIONAL, "optional"),
                };
                let what = format!("{how} body was added");
                self.note(rule, &topic, what, (None, Some(body.media.clone())));
            }
            (Some(body), None) => {
                let wire = (Some(body.media.clone()), None);
                self.note(&r::BODY_REMOVED, &topic, "the body was removed", wire);
            }
            (Some(old), Some(new)) => self.body_pair(&topic, old, new),
        }
    }

    fn body_pair(&mut self, topic: &Topic, old: &Body, new: &Body) {
        let texts = ("optional", "required");
        match (old.required, new.required) {
            (false, true) => {
                let wire = two(texts.0, texts.1);
                self.note(&r::BODY_REQUIRED, topic, "the body became required", wire);
            }
            (true, false) => {
                let wire = two(texts.1, texts.0);
                self.note(&r::BODY_OPTIONAL, topic, "the body became optional", wire);
            }
            (true, true) | (false, false) => {}
        }
        let shift = shift(&self.matching, (self.old, &old.ty), (self.new, &new.ty));
        let rule = match shift {
            Shift::Same => None,
            Shift::Nullable => Some(&r::BODY_NULLABLE),
            Shift::NotNullable => Some(&r::BODY_NOT_NULLABLE),
            Shift::Wider | Shift::NotEnum => Some(&r::BODY_WIDENED),
            Shift::Narrower | Shift::Enum => Some(&r::BODY_NARROWED),
            Shift::Boxed | Shift::Other => Some(&r::BODY_TYPE),
        };
        if let Some(rule) = rule {
            let types = (self.old.ty(&old.ty), self.new.ty(&new.ty));
            let what = became("the body", shift, &types);
            self.note(rule, topic, what, two(types.0, types.1));
        }
        self.body_format(topic, old, new);
        self.media(
            topic,
            (&old.media, &new.media),
            (&old.offered, &new.offered),
            [&r::BODY_MEDIA, &r::BODY_MEDIA_ADDED, &r::BODY_MEDIA_REMOVED],
        );
        if old.said.default != new.said.default {
            let text = |body: &Body| body.said.default.as_ref().map(ToString::to_string);
            let what = "the default of the body changed";
            self.note(&r::BODY_DEFAULT, topic, what, (text(old), text(new)));
        }
        if !(is_named(&old.ty) && is_named(&new.ty)) {
            let ways = Ways {
                sent: true,
                received: false,
            };
            let holder = "request-body";
            self.limits(ways, (holder, holder), topic, &old.said, &new.said);
        }
        if old.description != new.description {
            self.note(
                &r::BODY_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
    }

    fn body_format(&mut self, topic: &Topic, old: &Body, new: &Body) {
        match (&old.format, &new.format) {
            (BodyFormat::Form(before), BodyFormat::Form(after)) => {
                if written(before) == written(after) {
                    return;
                }
                let what = "members of the form are written in another way";
                self.note(&r::BODY_ENCODING, topic, what, (None, None));
            }
            (before, after) if name(before) != name(after) => {
                let (before, after) = (name(before), name(after));
                let what = format!("the body is written as {after} and not as {before}");
                self.note(&r::BODY_FORMAT, topic, what, two(before, after));
            }
            _ => {}
        }
    }

    /// Media types: the one that the client uses, and the others.
    pub(super) fn media(
        &mut self,
        topic: &Topic,
        (old, new): (&str, &str),
        (old_all, new_all): (&[String], &[String]),
        [changed, added, removed]: [&r::Rule; 3],
    ) {
        if old != new {
            let what = format!("media type `{old}` became `{new}`");
            self.note(changed, topic, what, two(old, new));
        }
        let others = |all: &[String]| -> Vec<String> {
            let others = all.iter().filter(|media| *media != old && *media != new);
            others.cloned().collect()
        };
        let (before, after) = (others(old_all), others(new_all));
        for media in after.iter().filter(|media| !before.contains(media)) {
            let what = format!("media type `{media}` was added");
            self.note(added, topic, what, (None, Some(media.clone())));
        }
        for media in before.iter().filter(|media| !after.contains(media)) {
            let what = format!("media type `{media}` was removed");
            self.note(removed, topic, what, (Some(media.clone()), None));
        }
    }
}

/// How each member of a form is written, that of the default left out.
fn written(encodings: &[Encoding]) -> BTreeMap<&str, (Style, bool, bool, bool)> {
    let members = encodings.iter().map(|encoding| {
        let Encoding {
            property,
            style,
            explode,
            reserved,
            json,
        } = encoding;
        let style = style.unwrap_or(Style::Form);
        let explode = explode.unwrap_or(style == Style::Form);
        (property.as_str(), (style, explode, *reserved, *json))
    });
    let default = (Style::Form, true, false, false);
    members.filter(|(_, how)| *how != default).collect()
}

fn name(format: &BodyFormat) -> &'static str {
    match format {
        BodyFormat::Json => "JSON",
        BodyFormat::Form(_) => "a form",
        BodyFormat::Multipart => "parts",
        BodyFormat::Text => "text",
        BodyFormat::Octets => "octets",
    }
}
