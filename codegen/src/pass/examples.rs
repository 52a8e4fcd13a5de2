//! Which examples come back as they are? The others become no test.

use serde_json::Value as Json;

use crate::{
    diagnostic::{Code, Sink},
    ir::{Api, Enum, Field, IntKind, Presence, Struct, Ty, TypeKind},
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let (good, bad) = std::mem::take(&mut api.examples)
        .into_iter()
        .partition(|example| misfit(api, &example.ty, &example.json, "").is_none());
    api.examples = good;
    let bad: Vec<crate::ir::Example> = bad;
    for example in bad {
        let misfit = misfit(api, &example.ty, &example.json, "").unwrap_or_default();
        sink.report(
            Code::BadExample,
            example.at,
            format!("this example becomes no test: {misfit}"),
        );
    }
}

/// What keeps `json` from being a value of `ty`, if anything does.
fn misfit(api: &Api, ty: &Ty, json: &Json, path: &str) -> Option<String> {
    let expected = |what: &str| Some(misfit_of(json, what, path));
    let unless = |fits: bool, what: &str| if fits { None } else { expected(what) };
    match ty {
        Ty::Bool => unless(json.is_boolean(), "a boolean"),
        Ty::Int(IntKind::I32) => unless(
            json.as_i64()
                .is_some_and(|value| i32::try_from(value).is_ok()),
            "an integer of 32 bits",
        ),
        Ty::Int(IntKind::I64) => unless(json.is_i64(), "an integer of 64 bits"),
        Ty::Float(_) => unless(json.is_number(), "a number"),
        Ty::String => unless(json.is_string(), "a string"),
        Ty::Base64 => unless(json.as_str().is_some_and(is_base64), "a base64 string"),
        Ty::Date => unless(json.as_str().is_some_and(is_date), "a date"),
        Ty::DateTime => unless(json.as_str().is_some_and(is_date_time), "a date and time"),
        Ty::Uuid => unless(json.as_str().is_some_and(is_uuid), "a UUID"),
        Ty::Json => None,
        Ty::Nullable(_) if json.is_null() => None,
        Ty::Nullable(inner) | Ty::Boxed(inner) => misfit(api, inner, json, path),
        Ty::List(item) => match json.as_array() {
            None => expected("a list"),
            Some(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, value)| misfit(api, item, value, &format!("{path}[{index}]"))),
        },
        Ty::Map(value) => match json.as_object() {
            None => expected("an object"),
            Some(members) => members
                .iter()
                .find_map(|(key, found)| misfit(api, value, found, &format!("{path}.{key}"))),
        },
        Ty::Named(id) => {
            let kind = &api.types.get(id)?.kind;
            let is_known = match kind {
                TypeKind::Struct(found) => return object_misfit(api, found, json, path),
                TypeKind::Enum(Enum::Strings(values)) => json
                    .as_str()
                    .is_some_and(|text| values.iter().any(|value| value == text)),
                TypeKind::Enum(Enum::Integers(values)) => {
                    json.as_i64().is_some_and(|number| values.contains(&number))
                }
            };
            unless(is_known, "one of the values")
        }
    }
}

fn object_misfit(api: &Api, found: &Struct, json: &Json, path: &str) -> Option<String> {
    let Some(members) = json.as_object() else {
        return Some(misfit_of(json, "an object", path));
    };
    let field = |field: &Field| field_misfit(api, field, members.get(&field.wire), path);
    // Members that the type does not keep would be lost on the way.
    let unknown = || {
        let is_known = |key: &str| found.fields.iter().any(|field| field.wire == key);
        let mut others = members.iter().filter(|(key, _)| !is_known(key));
        others.find_map(|(key, value)| match &found.additional {
            Some(ty) => misfit(api, ty, value, &format!("{path}.{key}")),
            None => Some(format!("`{key}` is not among the properties")),
        })
    };
    found.fields.iter().find_map(field).or_else(unknown)
}

fn misfit_of(json: &Json, what: &str, path: &str) -> String {
    match path.trim_start_matches('.') {
        "" => format!("it is {json}, not {what}"),
        path => format!("`{path}` is {json}, not {what}"),
    }
}

fn field_misfit(api: &Api, field: &Field, json: Option<&Json>, path: &str) -> Option<String> {
    match json {
        Some(json) => misfit(api, &field.ty, json, &format!("{path}.{}", field.wire)),
        None if field.presence == Presence::Required => Some(format!("it lacks `{}`", field.wire)),
        None => None,
    }
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// Whether `text` is a `full-date` of RFC 3339, §5.6.
fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    has_shape(text, "0000-00-00") && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Whether `text` is a `date-time` of RFC 3339, §5.6, in UTC without a fraction, which is how it
/// comes back.
fn is_date_time(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let below = |range, limit| number(range).is_some_and(|value| value < limit);
    has_shape(text, "0000-00-00T00:00:00Z")
        && text.get(..10).is_some_and(is_date)
        && below(11..13, 24)
        && below(14..16, 60)
        && below(17..19, 60)
}

fn is_uuid(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower == text
        && has_shape(
            &text.replace(|digit: char| digit.is_ascii_hexdigit(), "0"),
            "00000000-0000-0000-0000-000000000000",
        )
}

/// Whether `text` has a digit wherever `shape` has a zero, and else the same characters.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| {
            if shape == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == shape
            }
        })
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_date_time, is_uuid};

    #[test]
    fn dates_that_there_are() {
        for good in ["2024-02-29", "2000-02-29", "2023-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2023-00-01",
            "2023-04-31",
            "2023-1-1",
            "",
            "é023-01-01",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
        assert!(is_date_time("2023-02-28T23:59:59Z"));
        for bad in [
            "2023-02-30T00:00:00Z",
            "2023-02-28T24:00:00Z",
            "2023-02-28T00:00:00+01:00",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
        assert!(is_uuid("67e55044-10b1-426f-9247-bb680e5fe0c8") && !is_uuid("67E55044"));
    }
}
