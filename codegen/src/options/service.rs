//! What `codegen.toml` says of the service, which no document can: its rate limits, and which header
//! makes a request one that may be sent again.

use toml::{Spanned, de::DeValue};

use crate::{
    ir::{RateLimit, Unit},
    options::Reader,
};

/// What a limit may be told.
const KEYS: &str = "`name`, `requests`, `seconds`, `limit`, `remaining`, `window_milliseconds`, `window_seconds`, `reset_milliseconds`, `reset_seconds` and `reset_at`";

impl Reader<'_> {
    /// `[idempotency_key]`: a header, and the operations that have it.
    pub(super) fn idempotency(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = value.get_ref() else {
            let message = "`idempotency_key` is a table of `header` and `operations`";
            return self.refuse(value.span(), message.to_owned());
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "header" => {
                    self.options.lower.idempotency_header = self.header("header", value);
                }
                "operations" => {
                    self.options.lower.idempotent = self.patterns("operations", value);
                }
                other => self.refuse(
                    key.span(),
                    format!("`idempotency_key` has `header` and `operations` and no `{other}`"),
                ),
            }
        }
        let lower = &self.options.lower;
        if lower.idempotency_header.is_none() || lower.idempotent.is_empty() {
            let message = "`idempotency_key` needs `header` and `operations`";
            self.refuse(value.span(), message.to_owned());
        }
    }

    /// `[[rate_limits]]`: what they are, and which headers say it.
    pub(super) fn rate_limits(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(limits) = value.get_ref() else {
            let message = "`rate_limits` is a list of tables";
            return self.refuse(value.span(), message.to_owned());
        };
        for limit in limits {
            if let Some(limit) = self.rate_limit(limit) {
                self.options.lower.rate_limits.push(limit);
            }
        }
    }

    fn rate_limit(&mut self, value: &Spanned<DeValue<'_>>) -> Option<RateLimit> {
        let DeValue::Table(table) = value.get_ref() else {
            self.refuse(value.span(), "a rate limit is a table".to_owned());
            return None;
        };
        let mut limit = RateLimit::default();
        for (spanned, value) in table {
            let key = spanned.get_ref().as_ref();
            match key {
                "name" => limit.name = self.text(key, value)?,
                "requests" => limit.requests = Some(self.count(key, value)?),
                "seconds" => limit.seconds = Some(self.count(key, value)?),
                "limit" => limit.limit = Some(self.header(key, value)?),
                "remaining" => limit.remaining = Some(self.header(key, value)?),
                "window_milliseconds"
                | "window_seconds"
                | "reset_milliseconds"
                | "reset_seconds"
                | "reset_at" => {
                    let header = Some((self.header(key, value)?, unit(key)));
                    match key.starts_with("window") {
                        true => limit.window_in = header,
                        false => limit.reset = header,
                    }
                }
                other => {
                    self.refuse(
                        spanned.span(),
                        format!("a rate limit has no `{other}`: it has {KEYS}"),
                    );
                    return None;
                }
            }
        }
        let known = &self.options.lower.rate_limits;
        let is_twice = known.iter().any(|known| known.name == limit.name);
        if limit.name.trim().is_empty() || is_twice {
            let message = "a rate limit has a `name` that no other one has";
            self.refuse(value.span(), message.to_owned());
            return None;
        }
        if limit.requests.is_some() != limit.seconds.is_some() {
            let message = "`requests` and `seconds` say together how many requests there may be in which time";
            self.refuse(value.span(), message.to_owned());
            return None;
        }
        Some(limit)
    }

    /// A number from one on.
    fn count(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let number = number.filter(|number| *number > 0);
        if number.is_none() {
            self.refuse(
                value.span(),
                format!("`{key}` is a whole number from 1 to {}", u32::MAX),
            );
        }
        number
    }

    /// The name of a header (RFC 9110, §5.6.2), as HTTP libraries have it: in small letters.
    fn header(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.text(key, value)?;
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if text.is_empty() || !text.bytes().all(is_token) {
            self.refuse(value.span(), format!("`{text}` is no name of a header"));
            return None;
        }
        Some(text.to_ascii_lowercase())
    }
}

/// What the number in a header counts.
fn unit(key: &str) -> Unit {
    match key {
        "window_milliseconds" | "reset_milliseconds" => Unit::Milliseconds,
        "reset_at" => Unit::UnixSeconds,
        _ => Unit::Seconds,
    }
}
