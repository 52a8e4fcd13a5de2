//! The styles of OpenAPI 3.1.1, §4.8.12.3 and §4.8.12.4, over JSON text.
//!
//! In: a value as JSON text. Out: text for a path or a header, or pairs for a query, a cookie or a form.
//! Null is no value, and so are an empty list and an empty object, as in RFC 6570, §2.3. A list or an
//! object inside an item is written as JSON, as the specification leaves it open; `deepObject` alone goes
//! on inwards.

use std::borrow::Cow;

use crate::request::{
    escape::{encode, encode_reserved},
    json::{self, Shape},
    param::{Form, Style},
};

/// How deep `deepObject` goes; what lies deeper is written as JSON.
const DEEPEST: usize = 32;

/// Why items cannot be put behind each other.
const DELIMITER: &str =
    "has an item that holds the delimiter of its style, so the items could not be told apart";

/// Writes a value as pairs of encoded names and encoded values.
///
/// The cells that the specification leaves undefined are written as `form` would. Fails where an item
/// holds the delimiter and encoding does not tell the two apart.
pub(crate) fn pairs(
    name: &str,
    form: Form,
    value: &str,
) -> Result<Vec<(String, String)>, &'static str> {
    let escape = if form.reserved {
        encode_reserved
    } else {
        encode
    };
    let written = |text: &str| json::scalar(text).map(|text| escape(&text));
    let name = encode(name);
    let mut pairs = Vec::new();
    match (json::shape(value), form.style) {
        (Shape::Null, _) => {}
        (Shape::Scalar(_) | Shape::List(_) | Shape::Object(_), _) if form.json => {
            pairs.push((name, escape(value)));
        }
        (Shape::Scalar(text), _) => pairs.push((name, escape(&text))),
        (Shape::List(_) | Shape::Object(_), Style::DeepObject) => {
            deep(&name, value, escape, DEEPEST, &mut pairs);
        }
        (Shape::List(items), _) if form.explode => {
            pairs.extend(
                items
                    .into_iter()
                    .filter_map(|item| Some((name.clone(), written(item)?))),
            );
        }
        (Shape::Object(members), _) if form.explode => {
            let members = members.into_iter();
            pairs.extend(members.filter_map(|(key, value)| Some((encode(&key), written(value)?))));
        }
        (shape @ (Shape::List(_) | Shape::Object(_)), style) => {
            let delimiter = match style {
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "%7C",
                Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::DeepObject => {
                    ","
                }
            };
            let items = flat(shape, escape);
            if !items.is_empty() {
                pairs.push((name, joined(&items, delimiter)?));
            }
        }
    }
    Ok(pairs)
}

/// Puts encoded items behind each other, unless one of them holds the delimiter as it is written.
fn joined(items: &[String], delimiter: &str) -> Result<String, &'static str> {
    // `%7c` means the same as `%7C` (RFC 3986, §2.1).
    let delimits = |octets: &[u8]| octets.eq_ignore_ascii_case(delimiter.as_bytes());
    let mut octets = items.iter().map(String::as_bytes);
    if octets.any(|item| item.windows(delimiter.len()).any(delimits)) {
        return Err(DELIMITER);
    }
    Ok(items.join(delimiter))
}

/// Writes `a[b]=…`.
///
/// The specification stops at scalar members. What qs, PHP and Rails read alike is `a[b][c]=…` for an
/// object inside and `a[b][]=…` for a list of scalars. Objects in a list are numbered, `a[b][0][c]=…`,
/// because after `[]` PHP and qs begin a new object with each member.
fn deep(
    name: &str,
    value: &str,
    escape: fn(&str) -> String,
    depth: usize,
    pairs: &mut Vec<(String, String)>,
) {
    match json::shape(value) {
        Shape::Null => {}
        Shape::Scalar(text) => pairs.push((name.to_owned(), escape(&text))),
        Shape::List(_) | Shape::Object(_) if depth == 0 => {
            pairs.push((name.to_owned(), escape(value)));
        }
        Shape::List(items) => {
            for (index, item) in items.into_iter().enumerate() {
                let name = match json::shape(item) {
                    Shape::Null | Shape::Scalar(_) => format!("{name}%5B%5D"),
                    Shape::List(_) | Shape::Object(_) => format!("{name}%5B{index}%5D"),
                };
                deep(&name, item, escape, depth - 1, pairs);
            }
        }
        Shape::Object(members) => {
            for (key, value) in members {
                let name = format!("{name}%5B{}%5D", encode(&key));
                deep(&name, value, escape, depth - 1, pairs);
            }
        }
    }
}

/// Writes a value as an encoded part of a path, or as nothing where there is none.
///
/// A style that paths do not have counts as `simple`. Fails as [`pairs`] does, as `.` is never encoded.
pub(crate) fn path(name: &str, form: Form, value: &str) -> Result<Option<String>, &'static str> {
    let name = encode(name);
    // RFC 6570, §3.2.7: no `=` before nothing.
    let named = |text: &str| match text {
        "" => format!(";{name}"),
        _ => format!(";{name}={text}"),
    };
    if let Some(text) = whole(form, value) {
        return Ok(Some(match form.style {
            _ if form.json => text,
            Style::Label => format!(".{text}"),
            Style::Matrix => named(&text),
            _ => text,
        }));
    }
    let parts = parts(form, value, encode)?;
    if parts.is_empty() {
        return Ok(None);
    }
    let is_object = matches!(json::shape(value), Shape::Object(_));
    Ok(Some(match (form.style, form.explode) {
        (Style::Label, true) => format!(".{}", joined(&parts, ".")?),
        (Style::Label, false) => format!(".{}", joined(&parts, ",")?),
        (Style::Matrix, true) if is_object => {
            let parts = parts.iter().map(|part| part.trim_end_matches('='));
            parts.map(|part| format!(";{part}")).collect()
        }
        (Style::Matrix, true) => parts.iter().map(|part| named(part)).collect(),
        (Style::Matrix, false) => named(&joined(&parts, ",")?),
        (_, _) => joined(&parts, ",")?,
    }))
}

/// Writes a value for a header, which is not percent-encoded, or as nothing where there is none.
///
/// The style is `simple` whatever `form` says, as headers have no other. JSON keeps to ASCII. Fails as
/// [`pairs`] does.
pub(crate) fn header(form: Form, value: &str) -> Result<Option<Cow<'_, str>>, &'static str> {
    match json::shape(value) {
        Shape::Null => return Ok(None),
        Shape::Scalar(_) | Shape::List(_) | Shape::Object(_) if form.json => {
            return Ok(Some(ascii(value).into()));
        }
        Shape::Scalar(text) => return Ok(Some(text)),
        Shape::List(_) | Shape::Object(_) => {}
    }
    let parts = parts(form, value, str::to_owned)?;
    let text = (!parts.is_empty()).then(|| joined(&parts, ","));
    Ok(text.transpose()?.map(Cow::from))
}

/// A value of a path that has no parts to keep apart, encoded.
fn whole(form: Form, value: &str) -> Option<String> {
    match json::shape(value) {
        Shape::Null => None,
        Shape::Scalar(_) | Shape::List(_) | Shape::Object(_) if form.json => Some(encode(value)),
        Shape::Scalar(text) => Some(encode(&text)),
        Shape::List(_) | Shape::Object(_) => None,
    }
}

/// What stands between the delimiters of a path or a header.
fn parts(form: Form, value: &str, escape: fn(&str) -> String) -> Result<Vec<String>, &'static str> {
    match json::shape(value) {
        Shape::Object(members) if form.explode => {
            let members = members.into_iter();
            let equation = |(key, value): (String, &str)| {
                let (key, value) = (escape(&key), escape(&json::scalar(value)?));
                let is_ambiguous = key.contains('=');
                Some((!is_ambiguous).then(|| format!("{key}={value}")))
            };
            let equations = members.filter_map(equation);
            equations.collect::<Option<_>>().ok_or(DELIMITER)
        }
        shape => Ok(flat(shape, escape)),
    }
}

/// The items of a list; the keys and values of an object, in turn.
fn flat(shape: Shape<'_>, escape: fn(&str) -> String) -> Vec<String> {
    let mut flat = Vec::new();
    match shape {
        Shape::Null => {}
        Shape::Scalar(text) => flat.push(escape(&text)),
        Shape::List(items) => {
            let items = items.into_iter().filter_map(json::scalar);
            flat.extend(items.map(|item| escape(&item)));
        }
        Shape::Object(members) => {
            for (key, value) in members {
                if let Some(value) = json::scalar(value) {
                    flat.extend([escape(&key), escape(&value)]);
                }
            }
        }
    }
    flat
}

/// Writes what is not ASCII in a JSON text as `\uXXXX` (RFC 8259, §7).
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}
