//! Bodies in spans, for those who ask for them.
//!
//! In: octets that were sent or came. Out: the first of them as text, without the secrets that the client knows.

#[cfg(not(feature = "tracing"))]
use crate::core::Core;

/// What stands in place of a secret.
#[cfg(feature = "tracing")]
const HIDDEN: &str = "<hidden>";

/// Whose bodies are shown by nobody.
#[cfg(not(feature = "tracing"))]
pub(crate) enum Bodies {}

#[cfg(not(feature = "tracing"))]
impl Core {
    pub(crate) fn bodies(&self) -> Option<Bodies> {
        None
    }
}

#[cfg(feature = "tracing")]
pub(crate) use self::on::Bodies;

#[cfg(feature = "tracing")]
mod on {
    use http::{HeaderMap, HeaderValue, header};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use secrecy::ExposeSecret as _;
    use url::form_urlencoded;

    use super::HIDDEN;
    use crate::{auth::Credential, body::Payload, core::Core, request::escape};

    /// Headers of which nobody knows whether they are secrets are taken for some from so many octets on: a
    /// shorter value would take half of a body with it.
    const LEAST: usize = 4;

    /// How much is shown of a body, and what is hidden in it.
    pub(crate) struct Bodies {
        limit: usize,
        /// The secrets in each way in which a body may write them.
        secrets: Vec<Vec<u8>>,
    }

    impl Core {
        /// How bodies are shown, if they are.
        pub(crate) fn bodies(&self) -> Option<Bodies> {
            let mut bodies = Bodies {
                limit: self.inner.trace_bodies?,
                secrets: Vec::new(),
            };
            let of_call = self.options.bearer.as_ref().and_then(Credential::secret);
            for secret in self.inner.credentials.secrets().chain(of_call) {
                bodies.hide(secret.expose_secret());
            }
            Some(bodies)
        }
    }

    impl Bodies {
        /// What is shown of what is sent with `headers`.
        pub(crate) fn sent(&mut self, headers: &HeaderMap, payload: &Payload) -> String {
            self.hide_headers(headers);
            let most = self.secrets.iter().map(Vec::len).max().unwrap_or_default();
            let (octets, length) = payload.first(self.limit.saturating_add(most));
            self.shown(&octets, length)
        }

        /// What is shown of what came with `headers`.
        pub(crate) fn received(&mut self, headers: &HeaderMap, octets: &[u8]) -> String {
            self.hide_headers(headers);
            self.shown(octets, Some(octets.len()))
        }

        fn hide(&mut self, secret: &str) {
            let json = serde_json::Value::from(secret).to_string();
            let json = json.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            let json = json.unwrap_or_default();
            let escaped = [json.to_owned(), in_ascii(json, false), in_ascii(json, true)];
            let slashed = escaped.each_ref().map(|json| json.replace('/', "\\/"));
            // All but letters and digits, what URLs leave (RFC 3986, §2.3), and what forms leave (WHATWG URL, §5.2).
            let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            let in_url = escape::encode(secret);
            let in_form = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let plain = [
                secret.to_owned(),
                encoded.replace("%20", "+"),
                encoded,
                in_url,
                in_form,
            ];
            for written in plain.into_iter().chain(escaped).chain(slashed) {
                let written = written.into_bytes();
                if !written.is_empty() && !self.secrets.contains(&written) {
                    self.secrets.push(written);
                }
            }
            // The longest first, so that no end of one is left.
            self.secrets
                .sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }

        fn hide_headers(&mut self, headers: &HeaderMap) {
            let is_secret = |value: &HeaderValue| value.is_sensitive();
            for (name, value) in headers.iter().filter(|(_, value)| is_secret(value)) {
                let Ok(value) = value.to_str() else { continue };
                match *name {
                    header::AUTHORIZATION => value.rsplit(' ').take(1).for_each(|it| self.hide(it)),
                    header::COOKIE | header::SET_COOKIE => {
                        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
                        let values = pairs.map(|(_, value)| value.trim().trim_matches('"'));
                        values
                            .filter(|it| it.len() >= LEAST)
                            .for_each(|it| self.hide(it));
                    }
                    _ if value.len() >= LEAST => self.hide(value),
                    _ => {}
                }
            }
        }

        /// The first of `octets`, of a body that is `length` long, if that is known.
        fn shown(&self, octets: &[u8], length: Option<usize>) -> String {
            let mut kept = Vec::new();
            let mut rest = octets;
            while let Some((first, more)) = rest.split_first() {
                if octets.len() - rest.len() >= self.limit {
                    break;
                }
                let found = self.secrets.iter().find(|secret| rest.starts_with(secret));
                match found.and_then(|secret| rest.get(secret.len()..)) {
                    Some(behind) => {
                        kept.extend_from_slice(HIDDEN.as_bytes());
                        rest = behind;
                    }
                    None => {
                        kept.push(*first);
                        rest = more;
                    }
                }
            }
            let is_whole = rest.is_empty() && length == Some(octets.len());
            // A character that the limit cuts is not a wrong one.
            let cut = match std::str::from_utf8(&kept) {
                Err(error) if !is_whole && error.error_len().is_none() => error.valid_up_to(),
                _ => kept.len(),
            };
            kept.truncate(cut);
            let text = String::from_utf8_lossy(&kept);
            match (is_whole, length) {
                (true, _) => text.into_owned(),
                (false, Some(length)) => format!("{text}… ({length} bytes)"),
                (false, None) => format!("{text}…"),
            }
        }
    }

    /// JSON as it is written by those who use ASCII only (RFC 8259, §7).
    fn in_ascii(json: &str, is_upper: bool) -> String {
        let mut ascii = String::new();
        for unit in json.encode_utf16() {
            match (u8::try_from(unit), is_upper) {
                (Ok(octet), _) if octet.is_ascii() => ascii.push(char::from(octet)),
                (_, true) => ascii.push_str(&format!("\\u{unit:04X}")),
                (_, false) => ascii.push_str(&format!("\\u{unit:04x}")),
            }
        }
        ascii
    }

    #[cfg(test)]
    mod tests {
        use http::{HeaderMap, HeaderValue, header};

        use super::Bodies;

        fn shown(limit: usize, secrets: &[&str], text: &str) -> String {
            let mut bodies = Bodies {
                limit,
                secrets: Vec::new(),
            };
            secrets.iter().for_each(|secret| bodies.hide(secret));
            bodies.shown(text.as_bytes(), Some(text.len()))
        }

        #[test]
        fn no_part_of_a_secret_is_shown() {
            assert_eq!(shown(99, &["key"], "a key, keys"), "a <hidden>, <hidden>s");
            // However it is written.
            let body = r#"a"b c a\"b c a%22b+c a%22b%20c"#;
            assert_eq!(shown(99, &["a\"b c"], body), [super::HIDDEN; 4].join(" "));
            let body = r"a-b/c= a-b\/c= a-b%2Fc%3D a%2Db%2Fc%3D";
            assert_eq!(shown(99, &["a-b/c="], body), [super::HIDDEN; 4].join(" "));
            let body = r"ä/😀 ä\/😀 \u00e4/\ud83d\ude00 \u00E4\/\uD83D\uDE00";
            assert_eq!(shown(99, &["ä/😀"], body), [super::HIDDEN; 4].join(" "));
            // Wherever the limit cuts it.
            for limit in 3..8 {
                let text = shown(limit, &["secret"], "a, secret");
                assert!(!text.contains("se"), "{limit}: {text}");
            }
            assert_eq!(shown(4, &["secret"], "a, secret"), "a, <hidden>");
            assert_eq!(
                shown(99, &["key", "key-2"], "key-2 key"),
                "<hidden> <hidden>"
            );
            assert_eq!(shown(99, &[""], "a"), "a");
        }

        #[test]
        fn the_value_of_a_cookie_is_a_secret_however_it_is_set_apart() {
            for cookie in [
                "sid=s3cret;Path=/",
                "sid=\"s3cret\"; Path=/",
                "a=b; sid=s3cret",
            ] {
                let mut value = HeaderValue::from_static(cookie);
                value.set_sensitive(true);
                let headers = HeaderMap::from_iter([(header::SET_COOKIE, value)]);
                let mut bodies = Bodies {
                    limit: 99,
                    secrets: Vec::new(),
                };
                assert_eq!(
                    bodies.received(&headers, b"it is s3cret."),
                    "it is <hidden>."
                );
            }
        }

        #[test]
        fn a_long_body_is_cut_between_characters() {
            assert_eq!(shown(3, &[], "abc"), "abc");
            assert_eq!(shown(3, &[], "abcd"), "abc… (4 bytes)");
            assert_eq!(shown(2, &[], "aüb"), "a… (4 bytes)");
            assert_eq!(shown(0, &[], "a"), "… (1 bytes)");
            assert_eq!(shown(0, &[], ""), "");
        }
    }
}
