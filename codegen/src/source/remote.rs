//! Files that stand behind a URL; read only where the user allows it.

use crate::diagnostic::Code;

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
///
/// # Errors
///
/// Where that is longer, or is no document, or is not there; and what that is called.
#[cfg(feature = "remote")]
pub(super) fn get(url: &str, limit: u64) -> Result<Vec<u8>, (Code, String)> {
    use std::time::Duration;

    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(60)))
        .build();
    let failed = |error: ureq::Error| match error {
        ureq::Error::BodyExceedsLimit(_) => (
            Code::TooLarge,
            format!("is longer than {} MiB", limit >> 20),
        ),
        error => (Code::Unreachable, format!("cannot be read: {error}")),
    };
    let answer = config.new_agent().get(url).call();
    let mut answer = answer.map_err(failed)?;
    // Services answer with a page where a document has moved or somebody has to sign in.
    if answer.body().mime_type() == Some("text/html") {
        let message = "is a web page (`text/html`), not a document";
        return Err((Code::Unreachable, message.to_owned()));
    }
    let read = answer.body_mut().with_config().limit(limit).read_to_vec();
    read.map_err(failed)
}

/// Without the feature no URL is asked.
#[cfg(not(feature = "remote"))]
pub(super) fn get(_: &str, _: u64) -> Result<Vec<u8>, (Code, String)> {
    let message = "cannot be read: specwright was built without the feature `remote`";
    Err((Code::Unreadable, message.to_owned()))
}

#[cfg(all(test, feature = "remote"))]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use super::{Code, get};

    /// A body is read up to the limit, whether its length was said or not.
    #[test]
    fn a_body_that_is_too_long_is_told_so() {
        for head in ["content-length: 4097\r\n", ""] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut seen = Vec::new();
                while !seen.ends_with(b"\r\n\r\n") {
                    let mut octet = [0];
                    stream.read_exact(&mut octet).unwrap();
                    seen.extend(octet);
                }
                let answer = format!(
                    "HTTP/1.1 200 OK\r\n{head}connection: close\r\n\r\n{}",
                    " ".repeat(4097)
                );
                // The reader may have had enough of it.
                let _ = stream.write_all(answer.as_bytes());
            });
            let (code, message) = get(&url, 4096).unwrap_err();
            server.join().unwrap();
            assert_eq!((code, &*message), (Code::TooLarge, "is longer than 0 MiB"));
        }
    }
}

#[cfg(all(test, not(feature = "remote")))]
mod tests {
    use super::{Code, get};

    /// A URL that was not asked did not fail to answer.
    #[test]
    fn without_the_feature_nothing_is_unreachable() {
        let (code, message) = get("http://127.0.0.1:1/", 1).unwrap_err();
        assert_eq!(code, Code::Unreadable);
        assert!(
            message.contains("without the feature `remote`"),
            "{message}"
        );
    }
}
