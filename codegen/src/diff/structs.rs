//! Fields of structs.

use serde_json::Value as Json;

use crate::{
    diff::{
        kinds::{Shift, shift},
        ledger::{Ledger, Topic, Two, Ways, key, two},
        rules as r,
        types::Pair,
        words::{Turn, is_named, is_of_type, same_words, turn},
    },
    ir::{Direction, Field, Format, Presence, Struct},
    name::FieldNames,
};

/// A field on one side.
type Named<'a> = (&'a Field, &'a FieldNames);

impl Ledger<'_> {
    pub(super) fn structs(&mut self, pair: Pair<'_>, topic: &Topic, old: &Struct, new: &Struct) {
        for (field, names) in old.fields.iter().zip(&pair.old.1.fields) {
            let found = new.fields.iter().zip(&pair.new.1.fields);
            let found = found.clone().find(|(other, _)| other.wire == field.wire);
            match found {
                Some(other) => self.field_pair(pair.ways, topic, (field, names), other),
                None => self.field_removed(pair.ways, topic, (field, names), new),
            }
        }
        for (field, names) in new.fields.iter().zip(&pair.new.1.fields) {
            if !old.fields.iter().any(|other| other.wire == field.wire) {
                self.field_added(pair.ways, topic, (field, names), old);
            }
        }
        self.others(pair, topic, old, new);
        self.parts(topic, old, new);
    }

    /// What a field is about.
    fn about(&self, topic: &Topic, old: Option<Named<'_>>, new: Option<Named<'_>>) -> Topic {
        let wire = old.or(new).map_or("", |(field, _)| field.wire.as_str());
        let ident = old.or(new).map_or("", |(_, names)| names.ident.as_str());
        let place = |side: Option<Named<'_>>| side.and_then(|(field, _)| key(field.at));
        let declared = |side: &crate::diff::Side<'_>, found: Option<Named<'_>>| {
            found.map(|(field, names)| {
                let ty = side.field_ty(&field.ty, field.presence);
                format!("pub {}: {ty}", names.ident)
            })
        };
        Topic {
            subject: format!("{}.{wire}", topic.subject),
            rust: topic.rust.as_ref().map(|path| format!("{path}::{ident}")),
            // The place of what it stands in is better than none.
            old: place(old).or_else(|| topic.old.clone()),
            new: place(new).or_else(|| topic.new.clone()),
            code: (declared(&self.old, old), declared(&self.new, new)),
            operations: topic.operations.clone(),
        }
    }

    fn field_added(&mut self, ways: Ways, topic: &Topic, new: Named<'_>, old: &Struct) {
        let topic = self.about(topic, None, Some(new));
        let (field, _) = new;
        let wire = &field.wire;
        let before = old.left_out.iter().find(|other| other.wire == *wire);
        let what = match before.and_then(|field| field.direction) {
            Some(Direction::Received) => format!("property `{wire}` is not read-only any more"),
            Some(Direction::Sent) => format!("property `{wire}` is not write-only any more"),
            None => match field.presence {
                Presence::Required => format!("required property `{wire}` was added"),
                Presence::Optional => format!("optional property `{wire}` was added"),
            },
        };
        let rules = match (field.presence, &field.constant) {
            (Presence::Required, Some(_)) => (&r::SENT_ADDED_CONSTANT, &r::GOT_ADDED_REQUIRED),
            (Presence::Required, None) if field.docs.default.is_some() => {
                (&r::SENT_ADDED_DEFAULT, &r::GOT_ADDED_REQUIRED)
            }
            (Presence::Required, None) => (&r::SENT_ADDED_REQUIRED, &r::GOT_ADDED_REQUIRED),
            (Presence::Optional, _) => (&r::SENT_ADDED_OPTIONAL, &r::GOT_ADDED_OPTIONAL),
        };
        self.either(ways, rules, &topic, what, (None, None));
    }

    fn field_removed(&mut self, ways: Ways, topic: &Topic, old: Named<'_>, new: &Struct) {
        let topic = self.about(topic, Some(old), None);
        let (field, _) = old;
        let wire = &field.wire;
        let gone = match field.presence {
            Presence::Required => &r::GOT_REMOVED_REQUIRED,
            Presence::Optional => &r::GOT_REMOVED_OPTIONAL,
        };
        let after = new.left_out.iter().find(|other| other.wire == *wire);
        let (rules, what) = match after.and_then(|field| field.direction) {
            Some(Direction::Received) => (
                (&r::SENT_READ_ONLY, gone),
                format!("property `{wire}` became read-only"),
            ),
            Some(Direction::Sent) => (
                (&r::SENT_REMOVED, &r::GOT_WRITE_ONLY),
                format!("property `{wire}` became write-only"),
            ),
            None => (
                (&r::SENT_REMOVED, gone),
                format!("property `{wire}` was removed"),
            ),
        };
        self.either(ways, rules, &topic, what, (None, None));
    }

    fn field_pair(&mut self, ways: Ways, topic: &Topic, old: Named<'_>, new: Named<'_>) {
        let topic = self.about(topic, Some(old), Some(new));
        self.field_name(&topic, old, new);
        self.field_presence(ways, &topic, old.0, new.0);
        self.field_type(ways, &topic, old.0, new.0);
        self.field_words(ways, &topic, old.0, new.0);
    }

    fn field_name(&mut self, topic: &Topic, old: Named<'_>, new: Named<'_>) {
        let (before, after) = (&old.1.ident, &new.1.ident);
        if before != after {
            let what = format!("its field `{before}` is called `{after}` now");
            self.note(&r::FIELD_RENAMED, topic, what, (None, None));
        }
    }

    fn field_presence(&mut self, ways: Ways, topic: &Topic, old: &Field, new: &Field) {
        let wire = &old.wire;
        let say = |what: &str| format!("property `{wire}` became {what}");
        let texts = |(old, new): (&str, &str)| two(old, new);
        let sent = match new.docs.default {
            Some(_) => &r::SENT_REQUIRED_DEFAULT,
            None => &r::SENT_REQUIRED,
        };
        match (old.presence, new.presence) {
            (Presence::Required, Presence::Optional) => self.either(
                ways,
                (&r::SENT_OPTIONAL, &r::GOT_OPTIONAL),
                topic,
                say("optional"),
                texts(("required", "optional")),
            ),
            (Presence::Optional, Presence::Required) => self.either(
                ways,
                (sent, &r::GOT_REQUIRED),
                topic,
                say("required"),
                texts(("optional", "required")),
            ),
            (Presence::Optional, Presence::Optional) => {}
            (Presence::Required, Presence::Required) => self.field_constant(ways, topic, old, new),
        }
    }

    /// The one value that a required property has.
    fn field_constant(&mut self, ways: Ways, topic: &Topic, old: &Field, new: &Field) {
        let text = |field: &Field| field.constant.as_ref().map(ToString::to_string);
        let (before, after) = (text(old), text(new));
        let wire = (before.clone(), after.clone());
        match turn(before.as_ref(), after.as_ref()) {
            Some(Turn::Added(only)) if ways.sent => {
                let what = format!("property `{}` is always `{only}` now", old.wire);
                self.note(&r::SENT_CONSTANT, topic, what, wire);
            }
            Some(Turn::Removed(only)) if ways.sent => {
                let what = format!("property `{}` is not always `{only}` any more", old.wire);
                self.note(&r::SENT_NOT_CONSTANT, topic, what, wire);
            }
            Some(Turn::Changed(before, after)) => {
                let what = format!(
                    "property `{}` is always `{after}` and not `{before}`",
                    old.wire
                );
                let rules = (&r::SENT_CONSTANT_CHANGED, &r::GOT_CONSTANT_CHANGED);
                self.either(ways, rules, topic, what, wire);
            }
            Some(Turn::Added(_) | Turn::Removed(_)) | None => {}
        }
    }

    fn field_type(&mut self, ways: Ways, topic: &Topic, old: &Field, new: &Field) {
        let shift = shift(&self.matching, (self.old, &old.ty), (self.new, &new.ty));
        let is_optional = new.presence == Presence::Optional && old.presence == Presence::Optional;
        let nullable = match is_optional {
            true => &r::GOT_OPTIONAL_NULLABLE,
            false => &r::GOT_NULLABLE,
        };
        let rules = match shift {
            Shift::Same => return,
            Shift::Nullable => (&r::SENT_NULLABLE, nullable),
            Shift::NotNullable => (&r::SENT_NOT_NULLABLE, &r::GOT_NOT_NULLABLE),
            Shift::Boxed => (&r::FIELD_BOXED, &r::FIELD_BOXED),
            Shift::Wider => (&r::SENT_WIDENED, &r::GOT_WIDENED),
            Shift::Narrower => (&r::SENT_NARROWED, &r::GOT_NARROWED),
            Shift::Enum => (&r::SENT_ENUM, &r::GOT_ENUM),
            Shift::NotEnum => (&r::SENT_NOT_ENUM, &r::GOT_NOT_ENUM),
            Shift::Other => (&r::SENT_TYPE, &r::GOT_TYPE),
        };
        let types = (self.old.ty(&old.ty), self.new.ty(&new.ty));
        let what = became(&format!("property `{}`", old.wire), shift, &types);
        self.either(ways, rules, topic, what, two(types.0, types.1));
    }

    fn field_words(&mut self, ways: Ways, topic: &Topic, old: &Field, new: &Field) {
        let (before, after) = (&old.docs, &new.docs);
        if let Some(turn) = turn(before.format.as_ref(), after.format.as_ref()) {
            let sent = match turn {
                Turn::Added(_) => &r::SENT_FORMAT_ADDED,
                Turn::Removed(_) => &r::SENT_FORMAT_REMOVED,
                Turn::Changed(..) => &r::SENT_FORMAT_CHANGED,
            };
            let (what, wire) = turn.told("format");
            self.either(ways, (sent, &r::GOT_FORMAT), topic, what, wire);
        }
        if let Some(turn) = turn(before.default.as_ref(), after.default.as_ref()) {
            let sent = match turn {
                Turn::Added(_) => &r::SENT_DEFAULT_ADDED,
                Turn::Removed(_) => &r::SENT_DEFAULT_REMOVED,
                Turn::Changed(..) => &r::SENT_DEFAULT_CHANGED,
            };
            let (what, wire): (String, Two) = Turn::<Json>::told(&turn, "default");
            self.either(ways, (sent, &r::GOT_DEFAULT), topic, what, wire);
        }
        let what = format!("property `{}`", old.wire);
        match (before.deprecated, after.deprecated) {
            (false, true) => {
                let sent = match new.presence {
                    Presence::Required if new.constant.is_none() => &r::SENT_REQUIRED_DEPRECATED,
                    _ => &r::SENT_DEPRECATED,
                };
                let what = format!("{what} was deprecated");
                self.either(ways, (sent, &r::GOT_DEPRECATED), topic, what, (None, None));
            }
            (true, false) => {
                let what = format!("{what} is not deprecated any more");
                let rules = (&r::SENT_REACTIVATED, &r::GOT_REACTIVATED);
                self.either(ways, rules, topic, what, (None, None));
            }
            (true, true) | (false, false) => {}
        }
        let of_type =
            is_of_type((self.old, &old.ty), before) && is_of_type((self.new, &new.ty), after);
        if !of_type && !same_words(before, after) {
            self.note(
                &r::PROPERTY_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
        if is_named(&old.ty) && is_named(&new.ty) {
            return;
        }
        let holders = ("request-property", "response-property");
        self.limits(ways, holders, topic, before, after);
    }

    /// Members that the document does not name.
    fn others(&mut self, pair: Pair<'_>, topic: &Topic, old: &Struct, new: &Struct) {
        let path = topic.rust.clone().unwrap_or_default();
        let mut topic = topic.clone();
        let names = (&pair.old.1.additional, &pair.new.1.additional);
        topic.rust = Some(format!("{path}::{}", names.0));
        let before = old.additional.as_ref().map(|ty| self.old.ty(ty));
        let after = new.additional.as_ref().map(|ty| self.new.ty(ty));
        let line = |name: &str, ty: &Option<String>| {
            let ty = ty.as_ref();
            ty.map(|ty| format!("pub {name}: BTreeMap<String, {ty}>"))
        };
        topic.code = (line(names.0, &before), line(names.1, &after));
        let wire = (before, after);
        let (rules, what) = match (&old.additional, &new.additional) {
            (None, Some(_)) => ((&r::SENT_OTHERS_ADDED, &r::GOT_OTHERS_ADDED), "were added"),
            (Some(_), None) => (
                (&r::SENT_OTHERS_REMOVED, &r::GOT_OTHERS_REMOVED),
                "were removed",
            ),
            (Some(old), Some(new)) if !self.matching.same(old, new) => (
                (&r::SENT_OTHERS_TYPE, &r::GOT_OTHERS_TYPE),
                "have another type",
            ),
            (None, None) | (Some(_), Some(_)) => return,
        };
        let what = format!("additional properties {what}");
        self.either(pair.ways, rules, &topic, what, wire);
    }

    /// The media types of parts of `multipart/form-data`.
    fn parts(&mut self, topic: &Topic, old: &Struct, new: &Struct) {
        let (Format::Multipart(before), Format::Multipart(after)) = (&old.format, &new.format)
        else {
            return;
        };
        let media = |parts: &[(String, String)], wire: &str| {
            let found = parts.iter().find(|(found, _)| found == wire);
            found.map(|(_, media)| media.clone())
        };
        for field in &old.fields {
            let wire = &field.wire;
            let (before, after) = (media(before, wire), media(after, wire));
            let is_kept = new.fields.iter().any(|other| other.wire == *wire);
            let Some(turn) = turn(before.as_ref(), after.as_ref()).filter(|_| is_kept) else {
                continue;
            };
            let topic = Topic {
                subject: format!("{}.{wire}", topic.subject),
                ..topic.clone()
            };
            let (what, wire) = turn.told("media type");
            self.note(&r::SENT_MEDIA, &topic, what, wire);
        }
    }
}

/// What became of the type of something.
pub(super) fn became(what: &str, shift: Shift, types: &(String, String)) -> String {
    let (old, new) = types;
    match shift {
        Shift::Nullable => format!("{what} may be null now"),
        Shift::NotNullable => format!("{what} may not be null any more"),
        Shift::Boxed => format!("{what} is `{new}` and not `{old}`, as types contain each other"),
        Shift::Enum => format!("{what} lists its values now: `{old}` became `{new}`"),
        Shift::NotEnum => {
            format!("{what} does not list its values any more: `{old}` became `{new}`")
        }
        Shift::Same | Shift::Wider | Shift::Narrower | Shift::Other => {
            format!("type of {what} changed from `{old}` to `{new}`")
        }
    }
}
