//! What serde says of a value, without the value.

use std::fmt;

/// An error of `serde_json` that shows the place and what was expected there, and nothing of what was
/// there instead: that may be a secret.
#[derive(Clone, Copy)]
pub(crate) struct Quiet<'a>(pub(crate) &'a serde_json::Error);

impl fmt::Display for Quiet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        if !self.0.is_data() {
            return f.write_str(&text);
        }
        let place = match self.0.line() {
            0 => String::new(),
            line => format!(" at line {line} column {}", self.0.column()),
        };
        let message = text.strip_suffix(&place).unwrap_or(&text);
        match known(message) {
            Some(message) => write!(f, "{message}{place}"),
            None => write!(f, "a value that its type does not take{place}"),
        }
    }
}

impl fmt::Debug for Quiet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

/// A message that serde itself words (`serde::de::Error`), without what it quotes of the value.
fn known(message: &str) -> Option<String> {
    // The type makes these up alone.
    let of_the_type = ["missing field `", "duplicate field `", "invalid length "];
    if of_the_type.iter().any(|begin| message.starts_with(begin)) {
        return Some(message.to_owned());
    }
    let kinds = [
        "invalid type: ",
        "invalid value: ",
        "unknown variant ",
        "unknown field ",
    ];
    let begin = kinds.iter().find(|begin| message.starts_with(**begin))?;
    let (found, expected) = message
        .strip_prefix(begin)?
        .rsplit_once(", expected ")
        .or_else(|| message.strip_prefix(begin)?.rsplit_once(", there are "))?;
    // The kind of value stands before what is quoted: `string "…"`, `integer `…``.
    let kind = found.split(['"', '`']).next().unwrap_or_default();
    let found = [begin.trim_end(), kind.trim_end()].join(" ");
    Some(format!("{}, expected {expected}", found.trim_end()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};

    use super::Quiet;
    use crate::wire::read;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is never read")]
    struct Inner {
        a: i64,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        Good,
    }

    #[derive(Debug, Deserialize)]
    enum None {}

    fn shown<T: DeserializeOwned>(json: &str) -> String {
        let error = serde_json::from_str::<T>(json).err().unwrap();
        let quiet = Quiet(&error);
        let shown = format!("{quiet} {quiet:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        quiet.to_string()
    }

    #[test]
    fn no_error_shows_what_was_there() {
        let at = " at line 1 column ";
        for (shown, begin) in [
            (
                shown::<i64>("\"hunter2\""),
                "invalid type: string, expected i64",
            ),
            (
                shown::<i64>("\"hunter2, expected \\\"x\""),
                "invalid type: string, expected i64",
            ),
            (
                shown::<Vec<u8>>("7"),
                "invalid type: integer, expected a sequence",
            ),
            (shown::<u8>("-1"), "invalid value: integer, expected u8"),
            (
                shown::<char>("\"hunter2\""),
                "invalid value: string, expected a character",
            ),
            (
                shown::<String>("null"),
                "invalid type: null, expected a string",
            ),
            (
                shown::<Inner>("{\"a\":[]}"),
                "invalid type: sequence, expected i64",
            ),
            (
                shown::<Inner>("{\"hunter2\":1}"),
                "unknown field, expected `a`",
            ),
            (shown::<Inner>("{}"), "missing field `a`"),
            (
                shown::<Kind>("\"hunter2\""),
                "unknown variant, expected `Good`",
            ),
            (
                shown::<None>("\"hunter2\""),
                "unknown variant, expected no variants",
            ),
            (shown::<[u8; 2]>("[1]"), "invalid length 1, expected"),
            (
                shown::<std::net::IpAddr>("\"hunter2\""),
                "a value that its type does not take",
            ),
            (
                shown::<BTreeMap<u8, u8>>("{\"hunter2\":1}"),
                "invalid value: expected key",
            ),
            (shown::<i64>("hunter2"), "expected value"),
        ] {
            assert!(shown.starts_with(begin), "{shown}");
            assert!(shown.contains(at), "{shown}");
        }
        // There is no place where the value was read before.
        let error = read::<i64, _>(&serde_json::json!("hunter2")).unwrap_err();
        let text = Quiet(&error).to_string();
        assert!(!text.contains("hunter2") && text.starts_with("invalid type: string"));
    }
}
