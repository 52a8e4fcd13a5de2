//! Texts of the command line as JSON, which requests are filled with.

use serde_json::value::RawValue;

use crate::cli::{
    failure::Failure,
    table::{Flag, Kind},
};

/// The JSON of all that was given for a flag: a list where the flag takes several values, else the last.
pub(super) fn json(flag: &Flag, texts: &[&str]) -> Result<Option<Box<RawValue>>, Failure> {
    let items = texts.iter().map(|text| item(flag, flag.kind, text));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    match flag.kind {
        Kind::List(_) if items.is_empty() => Ok(None),
        Kind::List(_) => {
            let items: Vec<&str> = items.iter().map(|item| item.get()).collect();
            raw(format!("[{}]", items.join(","))).map(Some)
        }
        _ => Ok(items.into_iter().next_back()),
    }
}

fn item(flag: &Flag, kind: Kind, text: &str) -> Result<Box<RawValue>, Failure> {
    let refused = |what: &str| Failure::usage(format!("`--{}` takes {what}", flag.name));
    match kind {
        Kind::Text | Kind::Choice(_) | Kind::File => quoted(text),
        Kind::Integer | Kind::IntegerChoice(_) => {
            let number: i128 = text.parse().map_err(|_| refused("a whole number"))?;
            raw(number.to_string())
        }
        Kind::Number => {
            let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
            let number = valid(text).filter(|_| is_number);
            number.ok_or_else(|| refused("a number"))
        }
        Kind::Boolean => match text {
            "true" | "false" => raw(text.to_owned()),
            _ => Err(refused("`true` or `false`")),
        },
        Kind::Any => valid(text).map_or_else(|| quoted(text), Ok),
        Kind::Json => valid(text).ok_or_else(|| refused("JSON")),
        Kind::List(kind) => item(flag, *kind, text),
    }
}

/// `text` as it is, if it is JSON.
pub(super) fn valid(text: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(text.trim_ascii().to_owned()).ok()
}

/// `text` as a JSON string.
fn quoted(text: &str) -> Result<Box<RawValue>, Failure> {
    serde_json::value::to_raw_value(text).map_err(|error| Failure::usage(error.to_string()))
}

/// JSON that was put together from JSON.
fn raw(text: String) -> Result<Box<RawValue>, Failure> {
    RawValue::from_string(text).map_err(|error| Failure::usage(error.to_string()))
}

/// An object of these members.
pub(super) fn object(members: &[(String, Box<RawValue>)]) -> Result<Box<RawValue>, Failure> {
    let members = members.iter();
    let members = members.map(|(name, value)| Ok(format!("{}:{}", quoted(name)?, value)));
    let members = members.collect::<Result<Vec<_>, Failure>>()?;
    raw(format!("{{{}}}", members.join(",")))
}
