//! Requests as a user may see them: without what proves who the user is.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use http_body_util::BodyExt as _;

use crate::{
    auth::{Place, SchemeKind},
    cli::failure::{Failure, sentence},
    core::Core,
    error::SendError,
    hooks::{Attempt, Hooks, Outcome},
    operation::Operation,
    request::Request,
    transport::{Body, BoxFuture, Transport, TransportError},
};

/// What stands in the place of a secret.
pub(super) const MASK: &str = "***";

/// What the name of a header holds whose value is most likely a secret.
const SECRETS: [&str; 9] = [
    "auth",
    "cookie",
    "token",
    "secret",
    "password",
    "key",
    "session",
    "credential",
    "signature",
];

/// Sends nothing.
pub(super) struct Unsent;

impl Transport for Unsent {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async { Err(TransportError::refused("nothing is sent in a dry run")) })
    }
}

/// Prints each attempt to standard error.
pub(super) struct Verbose;

impl Hooks for Verbose {
    fn before_attempt(&self, attempt: &Attempt<'_>, headers: &mut HeaderMap) {
        let uri = uri(attempt.uri(), attempt.operation);
        let mut text = format!("> {} {uri}\n", attempt.method());
        for line in lines(headers, Some(attempt.operation)) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "> {line}");
        }
        say(&text);
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let came = match (outcome.status(), outcome.error()) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => sentence(error),
            (None, None) => "nothing".to_owned(),
        };
        let milliseconds = outcome.elapsed().as_millis();
        let number = attempt.number();
        say(&format!("< {came} (attempt {number}, {milliseconds} ms)\n"));
    }
}

/// Prints to standard error; a reader who has gone away is no error.
pub(super) fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// `request` as it would be sent.
pub(super) async fn dry_run(core: &Core, mut request: Request) -> Result<Vec<u8>, Failure> {
    let refused = |error: SendError| Failure::usage(sentence(&error));
    core.prepare(&mut request).map_err(refused)?;
    let operation = request.operation;
    let alternatives = operation.security.iter().copied();
    let chosen = core.inner.credentials.chosen(alternatives, None);
    let built = core.build(request, chosen.additions(None));
    let (parts, payload) = built.map_err(refused)?.into_parts();
    let mut text = format!("{} {}\n", parts.method, uri(&parts.uri, operation));
    for line in lines(&parts.headers, Some(operation)) {
        text.push_str(&line);
        text.push('\n');
    }
    let body = payload.open().await.map_err(refused)?.collect().await;
    let body = body.map_err(|error| refused(SendError::reading(error)))?;
    let body = body.to_bytes();
    match std::str::from_utf8(&body) {
        Ok("") => {}
        Ok(body) => text.push_str(&format!("\n{body}\n")),
        Err(_) => text.push_str(&format!("\n<{} bytes>\n", body.len())),
    }
    Ok(text.into_bytes())
}

/// Headers, a line each, in the order of their names.
pub(super) fn lines(headers: &HeaderMap, operation: Option<&'static Operation>) -> Vec<String> {
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        let value = match is_secret(name.as_str(), operation) {
            true => MASK.into(),
            false => String::from_utf8_lossy(value.as_bytes()),
        };
        format!("{name}: {value}")
    };
    let mut lines: Vec<String> = headers.iter().map(line).collect();
    lines.sort();
    lines
}

fn is_secret(name: &str, operation: Option<&'static Operation>) -> bool {
    let is_key = |(place, key): (&Place, &str)| {
        matches!(place, Place::Header) && key.eq_ignore_ascii_case(name)
    };
    SECRETS.iter().any(|part| name.contains(part)) || keys(operation).any(is_key)
}

/// `uri` without the API keys that an operation sends in its query.
fn uri(uri: &Uri, operation: &'static Operation) -> String {
    let text = uri.to_string();
    let Some((path, query)) = text.split_once('?') else {
        return text;
    };
    let pair = |pair: &str| {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        let is_key = |(place, key): (&Place, &str)| {
            matches!(place, Place::Query) && crate::request::encode(key) == name
        };
        match keys(Some(operation)).any(is_key) {
            true => format!("{name}={MASK}"),
            false => pair.to_owned(),
        }
    };
    let pairs: Vec<String> = query.split('&').map(pair).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// Where the API keys of an operation travel.
fn keys(
    operation: Option<&'static Operation>,
) -> impl Iterator<Item = (&'static Place, &'static str)> {
    let schemes = operation
        .into_iter()
        .flat_map(|operation| operation.security);
    schemes
        .copied()
        .flatten()
        .filter_map(|scheme| match &scheme.kind {
            SchemeKind::ApiKey(place, name) => Some((place, *name)),
            SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::External => None,
        })
}
