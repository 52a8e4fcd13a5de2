//! Parameters of operations.

use serde_json::Value as Json;

use crate::{
    diff::{
        kinds::{Shift, shift},
        ledger::{Ledger, Topic, Ways, key, two},
        matching,
        operations::Called,
        rules::{self as r, Rule},
        structs::became,
        words::{Turn, same_words, turn},
    },
    ir::{Location, Param, ParamPlace, ParamPresence, Style, Ty, TypeKind},
};

impl<'a> Ledger<'a> {
    pub(super) fn params(&mut self, topic: &Topic, old: Called<'a>, new: Called<'a>) {
        let (pairs, left, right) = matching::params(old.0, new.0);
        for (before, after) in &pairs {
            self.param_pair(topic, (old, *before), (new, *after));
        }
        for index in left {
            let Some(param) = old.0.params.get(index) else {
                continue;
            };
            let topic = self.param_topic(topic, Some((old, index)), None);
            let (rule, how) = match param.docs.deprecated {
                true => (&r::PARAM_REMOVED_DEPRECATED, "deprecated parameter"),
                false => (&r::PARAM_REMOVED, "parameter"),
            };
            let what = format!("{how} `{}` was removed", param.wire);
            self.note(rule, &topic, what, (None, None));
        }
        for index in right {
            let Some(param) = new.0.params.get(index) else {
                continue;
            };
            let topic = self.param_topic(topic, None, Some((new, index)));
            let (rule, how) = match &param.presence {
                ParamPresence::Required => (&r::PARAM_ADDED_REQUIRED, "required parameter"),
                ParamPresence::Optional => (&r::PARAM_ADDED_OPTIONAL, "optional parameter"),
                ParamPresence::Constant(_) => {
                    (&r::PARAM_ADDED_CONSTANT, "parameter with one value")
                }
            };
            let what = format!("{how} `{}` was added", param.wire);
            self.note(rule, &topic, what, (None, None));
        }
        self.argument_order(topic, &pairs, (old.0, new.0));
    }

    /// What a parameter is about.
    fn param_topic(
        &self,
        topic: &Topic,
        old: Option<(Called<'a>, usize)>,
        new: Option<(Called<'a>, usize)>,
    ) -> Topic {
        let param = |found: Option<(Called<'a>, usize)>| {
            found.and_then(|((operation, _), index)| operation.params.get(index))
        };
        let (before, after) = (param(old), param(new));
        let line = |side: crate::diff::Side<'_>, found: Option<(Called<'a>, usize)>| {
            let ((operation, names), index) = found?;
            let (param, own) = (operation.params.get(index)?, names.params.get(index)?);
            Some(match param.presence {
                ParamPresence::Required => side.signature(operation, names),
                _ => side.setter(&own.setter, &param.ty),
            })
        };
        let name = |param: &Param| format!("{} {}", place(param.location.place), param.wire);
        let named = before.or(after).map(name).unwrap_or_default();
        Topic {
            subject: format!("{} {named}", topic.subject),
            rust: topic.rust.clone(),
            old: before
                .and_then(|param| key(param.at))
                .or_else(|| topic.old.clone()),
            new: after
                .and_then(|param| key(param.at))
                .or_else(|| topic.new.clone()),
            code: (line(self.old, old), line(self.new, new)),
            operations: topic.operations.clone(),
        }
    }

    fn param_pair(
        &mut self,
        topic: &Topic,
        (old, before): (Called<'a>, usize),
        (new, after): (Called<'a>, usize),
    ) {
        let topic = self.param_topic(topic, Some((old, before)), Some((new, after)));
        let setter = |called: Called<'_>, index: usize| {
            called.1.params.get(index).map(|names| names.setter.clone())
        };
        let setters = (setter(old, before), setter(new, after));
        let pair = old.0.params.get(before).zip(new.0.params.get(after));
        let Some((old, new)) = pair else { return };
        if old.wire != new.wire && old.location.place == ParamPlace::Path {
            let what = format!("path parameter `{}` is called `{}` now", old.wire, new.wire);
            self.note(
                &r::PARAM_PATH_RENAMED,
                &topic,
                what,
                two(&old.wire, &new.wire),
            );
        }
        let has_setter = |param: &Param| param.presence != ParamPresence::Required;
        if has_setter(old) && has_setter(new) && setters.0 != setters.1 {
            let text = |name: &Option<String>| name.clone().unwrap_or_default();
            let what = format!(
                "its method `{}` is called `{}` now",
                text(&setters.0),
                text(&setters.1)
            );
            self.note(&r::PARAM_SETTER, &topic, what, setters);
        }
        self.param_presence(&topic, old, new);
        self.param_type(&topic, old, new);
        self.param_location(&topic, &old.location, &new.location);
        self.param_words(&topic, old, new);
    }

    fn param_presence(&mut self, topic: &Topic, old: &Param, new: &Param) {
        let wire = &old.wire;
        let (rule, what): (&Rule, String) = match (&old.presence, &new.presence) {
            (ParamPresence::Required, ParamPresence::Required)
            | (ParamPresence::Optional, ParamPresence::Optional) => return,
            (ParamPresence::Optional, ParamPresence::Required) => (
                &r::PARAM_REQUIRED,
                format!("parameter `{wire}` became required"),
            ),
            (ParamPresence::Required, ParamPresence::Optional) => (
                &r::PARAM_OPTIONAL,
                format!("parameter `{wire}` became optional"),
            ),
            (ParamPresence::Required, ParamPresence::Constant(only)) => (
                &r::PARAM_CONSTANT,
                format!("parameter `{wire}` is always `{only}` now"),
            ),
            (ParamPresence::Optional, ParamPresence::Constant(only)) => (
                &r::PARAM_OPTIONAL_CONSTANT,
                format!("parameter `{wire}` is required and always `{only}`"),
            ),
            (ParamPresence::Constant(only), ParamPresence::Required) => (
                &r::PARAM_NOT_CONSTANT,
                format!("parameter `{wire}` is not always `{only}` any more"),
            ),
            (ParamPresence::Constant(_), ParamPresence::Optional) => (
                &r::PARAM_CONSTANT_OPTIONAL,
                format!("parameter `{wire}` became optional"),
            ),
            (ParamPresence::Constant(old), ParamPresence::Constant(new)) if old != new => (
                &r::PARAM_CONSTANT_CHANGED,
                format!("parameter `{wire}` is always `{new}` and not `{old}`"),
            ),
            (ParamPresence::Constant(_), ParamPresence::Constant(_)) => return,
        };
        let wire = two(presence(&old.presence), presence(&new.presence));
        self.note(rule, topic, what, wire);
    }

    fn param_type(&mut self, topic: &Topic, old: &Param, new: &Param) {
        let shift = shift(&self.matching, (self.old, &old.ty), (self.new, &new.ty));
        let rule = match shift {
            Shift::Same => return,
            Shift::Wider | Shift::Nullable => &r::PARAM_WIDENED,
            Shift::Narrower | Shift::NotNullable => &r::PARAM_NARROWED,
            // What the old client sends by itself may be sent still.
            Shift::Enum if self.still_takes(old, new) => match new.presence {
                ParamPresence::Required => return,
                ParamPresence::Optional | ParamPresence::Constant(_) => &r::PARAM_WIDENED,
            },
            Shift::Enum => &r::PARAM_ENUM,
            Shift::NotEnum => &r::PARAM_NOT_ENUM,
            Shift::Boxed | Shift::Other => &r::PARAM_TYPE,
        };
        let types = (self.old.ty(&old.ty), self.new.ty(&new.ty));
        let what = became(&format!("parameter `{}`", old.wire), shift, &types);
        self.note(rule, topic, what, two(types.0, types.1));
    }

    /// Whether the one value of an old parameter is among those that a new one lists.
    fn still_takes(&self, old: &Param, new: &Param) -> bool {
        let (ParamPresence::Constant(only), Ty::Named(id)) = (&old.presence, &new.ty) else {
            return false;
        };
        let definition = self.new.api.types.get(id);
        definition.is_some_and(|definition| match &definition.kind {
            TypeKind::Enum(values) => values.position(only).is_some(),
            TypeKind::Struct(_) | TypeKind::Union(_) => false,
        })
    }

    fn param_location(&mut self, topic: &Topic, old: &Location, new: &Location) {
        if old.place != new.place {
            let (old, new) = (place(old.place), place(new.place));
            let what = format!("it moved from the {old} to the {new}");
            self.note(&r::PARAM_MOVED, topic, what, two(old, new));
            return;
        }
        let styles = |location: &Location| location.style.unwrap_or(default_style(location.place));
        let explodes = |location: &Location| {
            let default = styles(location) == Style::Form;
            location.explode.unwrap_or(default)
        };
        let (before, after) = (styles(old), styles(new));
        let text = |value: bool| value.to_string();
        let facts = [
            (&r::PARAM_STYLE, "style", (style(before), style(after))),
            // Another style has another default, which is no change of its own.
            (
                &r::PARAM_EXPLODE,
                "explode",
                match before == after {
                    true => (text(explodes(old)), text(explodes(new))),
                    false => (String::new(), String::new()),
                },
            ),
            (
                &r::PARAM_RESERVED,
                "allowReserved",
                (text(old.reserved), text(new.reserved)),
            ),
            (
                &r::PARAM_JSON,
                "being JSON",
                (text(old.json), text(new.json)),
            ),
        ];
        for (rule, noun, (old, new)) in facts {
            if old != new {
                let what = format!("{noun} `{old}` became `{new}`");
                self.note(rule, topic, what, two(old, new));
            }
        }
    }

    fn param_words(&mut self, topic: &Topic, old: &Param, new: &Param) {
        let (before, after) = (&old.docs, &new.docs);
        if let Some(turn) = turn(before.format.as_ref(), after.format.as_ref()) {
            let rule = match turn {
                Turn::Added(_) => &r::PARAM_FORMAT_ADDED,
                Turn::Removed(_) => &r::PARAM_FORMAT_REMOVED,
                Turn::Changed(..) => &r::PARAM_FORMAT_CHANGED,
            };
            let (what, wire) = turn.told("format");
            self.note(rule, topic, what, wire);
        }
        if let Some(turn) = turn(before.default.as_ref(), after.default.as_ref()) {
            let rule = match turn {
                Turn::Added(_) => &r::PARAM_DEFAULT_ADDED,
                Turn::Removed(_) => &r::PARAM_DEFAULT_REMOVED,
                Turn::Changed(..) => &r::PARAM_DEFAULT_CHANGED,
            };
            let (what, wire) = Turn::<Json>::told(&turn, "default");
            self.note(rule, topic, what, wire);
        }
        match (before.deprecated, after.deprecated) {
            (false, true) => {
                let rule = match new.presence {
                    ParamPresence::Required => &r::ARGUMENT_DEPRECATED,
                    ParamPresence::Optional | ParamPresence::Constant(_) => &r::PARAM_DEPRECATED,
                };
                self.note(rule, topic, "it was deprecated", (None, None));
            }
            (true, false) => {
                let what = "it is not deprecated any more";
                self.note(&r::PARAM_REACTIVATED, topic, what, (None, None));
            }
            (true, true) | (false, false) => {}
        }
        if !same_words(before, after) {
            self.note(
                &r::PARAM_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
        let ways = Ways {
            sent: true,
            received: false,
        };
        let holder = "request-parameter";
        self.limits(ways, (holder, holder), topic, before, after);
    }
}

fn presence(presence: &ParamPresence) -> String {
    match presence {
        ParamPresence::Required => "required".to_owned(),
        ParamPresence::Optional => "optional".to_owned(),
        ParamPresence::Constant(only) => format!("always `{only}`"),
    }
}

/// Where a parameter travels, as OpenAPI has it.
fn place(place: ParamPlace) -> &'static str {
    match place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
        ParamPlace::Querystring => "querystring",
    }
}

/// The style that a place has by default (OpenAPI 3.1.1, §4.8.12.2).
fn default_style(place: ParamPlace) -> Style {
    match place {
        ParamPlace::Path | ParamPlace::Header => Style::Simple,
        ParamPlace::Query | ParamPlace::Cookie | ParamPlace::Querystring => Style::Form,
    }
}

/// A style, as OpenAPI has it.
fn style(style: Style) -> String {
    let name = match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::DeepObject => "deepObject",
    };
    name.to_owned()
}
