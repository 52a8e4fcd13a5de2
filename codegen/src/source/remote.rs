//! Files that stand behind a URL; read only where the user allows it.

/// Returns whether `reference` is a URL that may be read.
pub fn is_url(reference: &str) -> bool {
    let lower = reference.get(..8).unwrap_or(reference).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// The URL that `reference` means in the document at `base` (RFC 3986, §5).
#[cfg(feature = "remote")]
pub(super) fn join(base: &str, reference: &str) -> Option<String> {
    let mut url = url::Url::parse(base).ok()?.join(reference).ok()?;
    url.set_fragment(None);
    Some(url.to_string())
}

#[cfg(not(feature = "remote"))]
pub(super) fn join(_: &str, _: &str) -> Option<String> {
    None
}

/// Reads what stands behind `url`, up to `limit` bytes.
#[cfg(feature = "remote")]
pub(super) fn get(url: &str, limit: u64) -> Result<Vec<u8>, String> {
    use std::time::Duration;

    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(60)))
        .build();
    let answer = config.new_agent().get(url).call();
    let mut answer = answer.map_err(|error| format!("cannot be read: {error}"))?;
    // Services answer with a page where a document has moved or somebody has to sign in.
    if answer.body().mime_type() == Some("text/html") {
        return Err("is a web page (`text/html`), not a document".to_owned());
    }
    let read = answer.body_mut().with_config().limit(limit).read_to_vec();
    read.map_err(|error| format!("cannot be read: {error}"))
}

#[cfg(not(feature = "remote"))]
pub(super) fn get(_: &str, _: u64) -> Result<Vec<u8>, String> {
    Err("cannot be read: specwright was built without the feature `remote`".to_owned())
}
