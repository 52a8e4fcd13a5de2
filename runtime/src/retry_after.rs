//! `Retry-After` (RFC 9110, §10.2.3).

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// How long the service asks to wait, counted from `now`; nothing where it does not say, or not clearly.
pub(super) fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let said = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(said).ok()?;
    // What is over need not be waited for.
    Some(at.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, header};

    use super::wait;

    #[test]
    fn seconds_and_dates() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (said, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            // The three forms of RFC 9110, §5.6.7, of ten seconds later.
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", Some(10)),
            ("Sun Nov  6 08:49:47 1994", Some(10)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999999", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(said));
            let expected = expected.map(Duration::from_secs);
            assert_eq!(wait(&headers, now), expected, "{said}");
        }
        assert_eq!(wait(&HeaderMap::new(), now), None);
    }
}
