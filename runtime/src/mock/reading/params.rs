//! Parameters taken apart: the styles of OpenAPI 3.1.1, §4.8.12.3, the other way round.
//!
//! In: a path, a query, headers and cookies as they came. Out: the text of a parameter, laid out so that
//! its type can be read from it, or nothing where it is absent.

use percent_encoding::percent_decode_str;

use crate::{
    body::Encoding,
    mock::{
        reading::Reading,
        text::{Packed, Text, decoded},
    },
    request::{Form, Param, ParamPlace, Style},
    wire::Shape,
};

/// What a parameter is called in a sentence.
pub(super) fn what(param: Param) -> String {
    let place = match param.place {
        ParamPlace::Path => "path parameter",
        ParamPlace::Query => "query parameter",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
    };
    format!("the {place} `{}`", param.name)
}

/// The pairs of a query, a form or a cookie: names decoded, values as they are.
pub(super) fn pairs(text: &str, separator: &str) -> Vec<(String, String)> {
    let pairs = text.split(separator).map(str::trim);
    let pairs = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), value.to_owned())
    });
    pairs.collect()
}

impl Reading<'_> {
    /// The text of a parameter whose values look like `shape`.
    pub(super) fn text_of(&self, param: Param, shape: Shape) -> Option<Text> {
        let Param {
            name, place, form, ..
        } = param;
        match place {
            ParamPlace::Path => {
                let captured = self.path.iter().find(|(known, _)| *known == name);
                in_path(name, form, &captured?.1)
            }
            ParamPlace::Query => in_pairs(name, form, &self.query, shape),
            ParamPlace::Cookie => in_pairs(name, form, &self.cookies, shape),
            ParamPlace::Header => {
                let values = self.arrived.headers.get_all(name).iter();
                let values: Vec<_> = values
                    .map(|value| String::from_utf8_lossy(value.as_bytes()))
                    .collect();
                // Several of one name are one list (RFC 9110, §5.3).
                let raw = (!values.is_empty()).then(|| values.join(","))?;
                Some(match form.json {
                    true => json(&raw),
                    false => Text::Packed(Packed {
                        raw,
                        delimiter: ",",
                        equations: form.explode,
                        encoded: false,
                    }),
                })
            }
        }
    }
}

/// JSON, or text that is none.
fn json(text: &str) -> Text {
    let read = serde_json::from_str(text).map(Text::Json);
    read.unwrap_or_else(|_| Text::one(text.to_owned()))
}

fn in_path(name: &str, form: Form, raw: &str) -> Option<Text> {
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    if form.json {
        return Some(json(&plain(raw)));
    }
    let packed = |raw: &str, delimiter| {
        Some(Text::Packed(Packed {
            raw: raw.to_owned(),
            delimiter,
            equations: form.explode,
            encoded: true,
        }))
    };
    match form.style {
        Style::Label => {
            let raw = raw.strip_prefix('.')?;
            packed(raw, if form.explode { "." } else { "," })
        }
        Style::Matrix => {
            let parts = raw.strip_prefix(';')?.split(';');
            let parts = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
            let parts: Vec<(String, &str)> = parts.map(|(key, text)| (plain(key), text)).collect();
            match parts.as_slice() {
                [(key, text)] if key == name && !form.explode => packed(text, ","),
                parts if parts.iter().all(|(key, _)| key == name) => Some(Text::Values(
                    parts.iter().map(|(_, text)| plain(text)).collect(),
                )),
                parts => {
                    let members = parts.iter();
                    let members = members.map(|(key, text)| (key.clone(), Text::one(plain(text))));
                    Some(Text::Members(members.collect()))
                }
            }
        }
        Style::Simple
        | Style::Form
        | Style::SpaceDelimited
        | Style::PipeDelimited
        | Style::DeepObject => packed(raw, ","),
    }
}

fn in_pairs(name: &str, form: Form, pairs: &[(String, String)], shape: Shape) -> Option<Text> {
    let own = pairs.iter().filter(|(found, _)| found == name);
    let own: Vec<&str> = own.map(|(_, value)| value.as_str()).collect();
    if form.json {
        return own.first().map(|value| json(&decoded(value)));
    }
    if form.style == Style::DeepObject
        && let Some(text) = deep(name, pairs)
    {
        return Some(text);
    }
    let names = members(shape);
    if form.explode && names != Names::None {
        let is_own = |found: &str| match names {
            Names::These(fields) => fields.iter().any(|field| field.wire() == found),
            Names::Any | Names::None => true,
        };
        let members = pairs.iter().filter(|(found, _)| is_own(found));
        let members: Vec<_> = members
            .map(|(found, value)| (found.clone(), Text::one(decoded(value))))
            .collect();
        return (!members.is_empty()).then_some(Text::Members(members));
    }
    match own.as_slice() {
        [] => None,
        [only] if !form.explode => Some(Text::Packed(packed(form.style, only))),
        values => Some(Text::Values(
            values.iter().map(|value| decoded(value)).collect(),
        )),
    }
}

/// The items of a query parameter or a member of a form, one behind the other.
fn packed(style: Style, raw: &str) -> Packed {
    let raw = raw.replace('+', "%20");
    let (raw, delimiter) = match style {
        Style::SpaceDelimited => (raw, "%20"),
        // `%7c` means the same as `%7C` (RFC 3986, §2.1).
        Style::PipeDelimited => (raw.replace('|', "%7C").replace("%7c", "%7C"), "%7C"),
        Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::DeepObject => {
            (raw, ",")
        }
    };
    Packed {
        raw,
        delimiter,
        equations: false,
        encoded: true,
    }
}

/// The names of the pairs that an exploded object is.
#[derive(Clone, Copy)]
enum Names {
    /// It is no object.
    None,
    /// All of them.
    Any,
    /// These.
    These(&'static [crate::wire::Field]),
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

fn members(shape: Shape) -> Names {
    match shape {
        Shape::Map(_) => Names::Any,
        Shape::Object(table) if table.keeps_others => Names::Any,
        Shape::Object(table) => Names::These(table.fields),
        Shape::Nullable(shape) => members(shape()),
        Shape::Any
        | Shape::Bool
        | Shape::Integer
        | Shape::Number
        | Shape::String(_)
        | Shape::Text
        | Shape::List(_)
        | Shape::Tuple(_)
        | Shape::Union(..) => Names::None,
    }
}

/// The members that are written `name[key]=…`, or the items that are written `name[]=…`; nothing if there
/// are none.
fn deep(name: &str, pairs: &[(String, String)]) -> Option<Text> {
    let mut members = Vec::new();
    for (found, value) in pairs {
        let Some(keys) = found
            .strip_prefix(name)
            .filter(|keys| keys.starts_with('['))
        else {
            continue;
        };
        let keys = keys.trim_start_matches('[').trim_end_matches(']');
        let keys: Vec<&str> = keys.split("][").collect();
        // `a[b][]=…` is an item of the list `b`.
        let keys = match keys.as_slice() {
            [keys @ .., last] if last.is_empty() && !keys.is_empty() => keys,
            keys => keys,
        };
        put(&mut members, keys, decoded(value));
    }
    match members.as_slice() {
        [] => None,
        [(key, items)] if key.is_empty() => Some(items.clone()),
        _ => Some(Text::Members(members)),
    }
}

fn put(members: &mut Vec<(String, Text)>, keys: &[&str], value: String) {
    let Some((key, rest)) = keys.split_first() else {
        return;
    };
    let known = members.iter_mut().find(|(name, _)| name == key);
    match (known, rest) {
        (Some((_, Text::Values(values))), []) => values.push(value),
        (Some((_, Text::Members(inner))), [_, ..]) => put(inner, rest, value),
        (_, []) => members.push(((*key).to_owned(), Text::one(value))),
        (_, [_, ..]) => {
            let mut inner = Vec::new();
            put(&mut inner, rest, value);
            members.push(((*key).to_owned(), Text::Members(inner)));
        }
    }
}

/// The members of a form, each written as its encoding says.
pub(super) fn form_members(
    pairs: &[(String, String)],
    encodings: &[Encoding],
) -> Vec<(String, Text)> {
    let mut members: Vec<(String, Text)> = Vec::new();
    for (name, _) in pairs {
        let encoding = encodings.iter().find(|found| {
            let rest = name.strip_prefix(found.name);
            let is_deep = found.style == Style::DeepObject;
            rest.is_some_and(|rest| rest.is_empty() || (is_deep && rest.starts_with('[')))
        });
        let name = encoding.map_or(name.as_str(), |found| found.name);
        if members.iter().any(|(known, _)| known == name) {
            continue;
        }
        let form = encoding.map_or_else(plain, Encoding::form);
        let text = in_pairs(name, form, pairs, Shape::Any);
        members.extend(text.map(|text| (name.to_owned(), text)));
    }
    members
}

/// How a member goes that the document says nothing of.
fn plain() -> Form {
    Form {
        style: Style::Form,
        explode: true,
        reserved: false,
        json: false,
    }
}
