//! The check behind the tests that are generated from a document's own examples.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Decodes `example` as `T`, encodes it again, and says what is different.
///
/// Numbers are equal as JSON Schema has it: `1` is `1.0` (JSON Schema 2020-12, Core, §4.2.2).
///
/// # Errors
///
/// Where `example` is not JSON, is not a `T`, or comes back as something else.
pub fn round_trip<T: Serialize + DeserializeOwned>(example: &str) -> Result<(), String> {
    let before: Value = serde_json::from_str(example).map_err(|error| error.to_string())?;
    let value: T = serde_json::from_str(example).map_err(|error| error.to_string())?;
    // Through text, where a float of 32 bits is as short as it was.
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
        _ => before == after,
    }
}

#[cfg(test)]
mod tests {
    use super::round_trip;

    #[test]
    fn says_what_is_different() {
        assert_eq!(round_trip::<Vec<f64>>("[1, 2.5]"), Ok(()));
        assert_eq!(round_trip::<f32>("9.99"), Ok(()));
        assert_eq!(round_trip::<Option<u8>>("null"), Ok(()));
        assert!(round_trip::<Vec<u8>>("[1").is_err());
        assert!(
            round_trip::<Vec<u8>>("[\"a\"]")
                .unwrap_err()
                .contains("invalid type")
        );
        assert_eq!(round_trip::<()>("null"), Ok(()));
    }

    #[test]
    fn sees_a_member_that_is_lost() {
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Half {
            kept: bool,
        }

        let message = round_trip::<Half>(r#"{"kept": true, "lost": 1}"#).unwrap_err();
        assert_eq!(
            message,
            r#"{"kept":true,"lost":1} came back as {"kept":true}"#
        );
    }
}
