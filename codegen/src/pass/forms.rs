//! Which texts and numbers of an example come back as they are?

use serde_json::Value as Json;

use crate::ir::IntKind;

/// Whether `json` is an integer of that size; one that is written `1.0` is (JSON Schema 2020-12, §4.2.2).
pub(super) fn is_int(kind: IntKind, json: &Json) -> bool {
    let whole = json.as_f64().filter(|value| value.fract() == 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float that is too large is refused below"
    )]
    let whole = whole.map(|value| value as i128);
    let value = json
        .as_i64()
        .map(i128::from)
        .or(json.as_u64().map(i128::from))
        .or(whole);
    value.is_some_and(|value| match kind {
        IntKind::I32 => i32::try_from(value).is_ok(),
        IntKind::I64 => i64::try_from(value).is_ok(),
        IntKind::U32 => u32::try_from(value).is_ok(),
        IntKind::U64 => u64::try_from(value).is_ok(),
    })
}

/// Whether `text` is base64 that comes back as it is: padded, and with nothing in the bits behind its end.
pub(super) fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let ends_clean = match (text.len() - body.len(), body.bytes().last()) {
        (1, Some(last)) => b"AEIMQUYcgkosw048".contains(&last),
        (2, Some(last)) => b"AQgw".contains(&last),
        _ => true,
    };
    ends_clean
        && text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// Whether `text` is a `full-date` of RFC 3339, §5.6.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Whether `text` is an instant as the generated types read it; it comes back as the same one in UTC.
pub(super) fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

pub(super) fn is_uuid(text: &str) -> bool {
    has_shape(
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
    use super::{is_base64, is_date, is_date_time, is_uuid};

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
        assert!(is_date_time("2023-02-28T00:00:00.25+01:00"));
        for bad in [
            "2023-02-30T00:00:00Z",
            "2023-02-28T25:00:00Z",
            "2023-02-28",
            "",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
        for good in ["", "AA==", "AAA=", "aGVsbG8="] {
            assert!(is_base64(good), "{good}");
        }
        for bad in ["aGVsbG9=", "AB==", "A===", "AAAAA"] {
            assert!(!is_base64(bad), "{bad}");
        }
        assert!(is_uuid("67e55044-10b1-426f-9247-bb680e5fe0c8") && !is_uuid("67E55044"));
    }
}
