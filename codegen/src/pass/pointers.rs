//! What does a JSON pointer (RFC 6901) lead to in a value of some type?

use crate::{
    diagnostic::unescape,
    ir::{Api, Presence, Reach, Ty, TypeKind},
};

/// What a pointer leads to.
pub(super) struct Found<'a> {
    /// The way to it.
    pub(super) steps: Vec<Reach>,
    /// Its type, without null and pointers.
    ty: &'a Ty,
}

/// What a pointer is followed in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holder {
    /// An answer, in which anything may be absent.
    Answer,
    /// A body that is sent, where what is absent on the way has to be made.
    Body {
        /// Whether the body itself may be absent.
        is_optional: bool,
    },
}

/// Why a pointer leads nowhere.
pub(super) struct Problem {
    /// How far it leads.
    pub(super) at: String,
    /// What is not there.
    pub(super) key: String,
    /// What is there instead, with its verb.
    pub(super) has: String,
}

/// Follows `pointer` from a value of `ty`.
pub(super) fn follow<'a>(
    api: &'a Api,
    ty: &'a Ty,
    holder: Holder,
    pointer: &str,
) -> Result<Found<'a>, Problem> {
    let is_optional = matches!(holder, Holder::Body { is_optional: true });
    let mut found = Found::of(ty, is_optional);
    let mut at = String::new();
    for token in pointer.split('/').skip(1) {
        let key = unescape(token);
        let problem = |has: String| Problem {
            at: at.clone(),
            key: key.clone(),
            has,
        };
        let id = match found.ty {
            Ty::Named(id) => *id,
            _ => return Err(problem(format!("is {}", found.described(api)))),
        };
        let kind = api.types.get(&id).map(|definition| &definition.kind);
        let Some(TypeKind::Struct(holding)) = kind else {
            return Err(problem(format!("is {}", found.described(api))));
        };
        let may_be_absent = found.steps.last() == Some(&Reach::Present);
        if matches!(holder, Holder::Body { .. }) && may_be_absent && !holding.has_default {
            let has = "may be absent, and has more that must be said";
            return Err(problem(has.to_owned()));
        }
        let mut fields = holding.fields.iter().enumerate();
        let Some((index, field)) = fields.find(|(_, field)| field.wire == key) else {
            let names = holding.fields.iter().map(|field| field.wire.as_str());
            let names = words(&names.collect::<Vec<_>>());
            return Err(problem(format!("has {names}")));
        };
        let inner = Found::of(&field.ty, field.presence == Presence::Optional);
        found.steps.push(Reach::Field(id, index));
        found.steps.extend(inner.steps);
        found.ty = inner.ty;
        at.push('/');
        at.push_str(token);
    }
    Ok(found)
}

impl<'a> Found<'a> {
    /// A value of `ty`.
    pub(super) fn of(ty: &'a Ty, is_optional: bool) -> Self {
        let mut steps = Vec::new();
        if is_optional {
            steps.push(Reach::Present);
        }
        let mut inner = ty;
        loop {
            match inner {
                Ty::Nullable(ty) => {
                    steps.push(Reach::Present);
                    inner = ty;
                }
                Ty::Boxed(ty) => inner = ty,
                _ => return Self { steps, ty: inner },
            }
        }
    }

    /// Takes the last steps that lead out of `Option`s, and says how many they were.
    pub(super) fn take_options(&mut self) -> usize {
        let count = self.steps.len();
        while self.steps.last() == Some(&Reach::Present) {
            self.steps.pop();
        }
        count - self.steps.len()
    }

    /// What it is, in words.
    pub(super) fn described(&self, api: &Api) -> &'static str {
        match self.ty {
            Ty::Bool => "a boolean",
            Ty::Int(_) => "an integer",
            Ty::Float => "a number",
            Ty::String => "a text",
            Ty::Base64 | Ty::Upload => "octets",
            Ty::Date => "a date",
            Ty::DateTime => "an instant",
            Ty::Uuid => "a UUID",
            Ty::Json => "any JSON",
            Ty::Foreign(_) => "a type of your own",
            Ty::List(_) => "a list",
            Ty::Tuple(_) => "a tuple",
            Ty::Map(_) => "a map",
            Ty::Nullable(_) | Ty::Boxed(_) => "a value",
            Ty::Named(id) => match api.types.get(id).map(|definition| &definition.kind) {
                Some(TypeKind::Struct(_)) => "an object",
                Some(TypeKind::Enum(_)) => "an enum",
                Some(TypeKind::Union(_)) | None => "one of several types",
            },
        }
    }
}

/// The type of the items, if it is a list.
pub(super) fn list<'a>(found: &Found<'a>) -> Option<&'a Ty> {
    match found.ty {
        Ty::List(item) => Some(item),
        _ => None,
    }
}

/// Whether it is a text.
pub(super) fn is_text(found: &Found<'_>) -> bool {
    matches!(found.ty, Ty::String)
}

/// Whether it is a number, or a text that may hold one.
pub(super) fn is_number(found: &Found<'_>) -> bool {
    matches!(found.ty, Ty::Int(_) | Ty::Float | Ty::String)
}

/// Whether text can be made of it, and it of text.
pub(super) fn is_scalar(found: &Found<'_>) -> bool {
    is_number(found) || matches!(found.ty, Ty::Date | Ty::DateTime | Ty::Uuid)
}

/// Names, as they stand in a sentence.
pub(super) fn words(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        }
    }
}
