//! The check behind the tests that are generated from a document's own examples.

use serde::Serialize;
use serde_json::Value;

use crate::wire::Wire;

/// Decodes `example` as `T`, encodes it again, and says what is different.
///
/// Numbers are equal as JSON Schema has it: `1` is `1.0` (JSON Schema 2020-12, Core, §4.2.2), and
/// dates with times are equal if they are the same instant, UUIDs whatever the case of their digits.
///
/// # Errors
///
/// Where `example` is not JSON, is not a `T`, or comes back as something else.
pub fn round_trip<T: Serialize + Wire>(example: &str) -> Result<(), String> {
    let before: Value = serde_json::from_str(example).map_err(|error| error.to_string())?;
    let mut deserializer = serde_json::Deserializer::from_str(example);
    let value: T = crate::wire::read(&mut deserializer).map_err(|error| error.to_string())?;
    // Through text, as it travels.
    let after = serde_json::to_string(&value).map_err(|error| error.to_string())?;
    let after: Value = serde_json::from_str(&after).map_err(|error| error.to_string())?;
    if equal(&before, &after) {
        Ok(())
    } else {
        Err(format!("{before} came back as {after}"))
    }
}

fn equal(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(before), Value::Number(after)) => {
            before == after || before.as_f64() == after.as_f64()
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(a, b)| equal(a, b))
        }
        (Value::Object(before), Value::Object(after)) => {
            before.len() == after.len()
                && before
                    .iter()
                    .all(|(key, a)| after.get(key).is_some_and(|b| equal(a, b)))
        }
        (Value::String(before), Value::String(after)) => {
            before == after || same_instant(before, after) || same_uuid(before, after)
        }
        _ => before == after,
    }
}

#[cfg(feature = "date-time")]
fn same_instant(before: &str, after: &str) -> bool {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok();
    instant(before).is_some_and(|before| instant(after) == Some(before))
}

#[cfg(not(feature = "date-time"))]
fn same_instant(_: &str, _: &str) -> bool {
    false
}

/// Whether two texts are the same UUID, which may be written in capitals (RFC 9562, §4).
fn same_uuid(before: &str, after: &str) -> bool {
    let is_shaped = before.len() == 36 && before.bytes().filter(|byte| *byte == b'-').count() == 4;
    is_shaped && before.eq_ignore_ascii_case(after)
}

#[cfg(test)]
mod tests {
    use super::round_trip;
    use crate::wire::{Shape, Slot, Wire, foreign_slot};

    #[test]
    fn says_what_is_different() {
        assert_eq!(round_trip::<Vec<f64>>("[1, 2.5]"), Ok(()));
        assert_eq!(round_trip::<Option<i32>>("null"), Ok(()));
        assert!(round_trip::<Vec<i32>>("[1").is_err());
        assert!(
            round_trip::<Vec<i32>>("[\"a\"]")
                .unwrap_err()
                .contains("invalid type")
        );
        #[cfg(feature = "date-time")]
        assert_eq!(
            round_trip::<jiff::Timestamp>("\"2020-01-01T02:00:00+02:00\""),
            Ok(())
        );
    }

    #[test]
    fn sees_a_member_that_is_lost() {
        #[derive(Default, serde::Serialize, serde::Deserialize)]
        struct Half {
            kept: bool,
        }

        impl Wire for Half {
            fn empty() -> Self {
                Self { kept: false }
            }

            fn shape() -> Shape {
                Shape::Any
            }

            fn slot(&mut self) -> Slot<'_> {
                foreign_slot(self)
            }
        }

        let message = round_trip::<Half>(r#"{"kept": true, "lost": 1}"#).unwrap_err();
        assert_eq!(
            message,
            r#"{"kept":true,"lost":1} came back as {"kept":true}"#
        );
    }
}
