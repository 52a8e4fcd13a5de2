//! No secret in anything that is traced, by whichever scenario, nor in what errors and answers show.

use std::{error::Error as StdError, fmt::Debug, io, sync::Once};

use highlevel::{Error, Response};
use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};

/// What clients here prove themselves with, and what else may be seen by nobody.
pub const SECRETS: &[&str] = &["s3cret", "t0ken", "k3y"];

/// From here on everything that the process traces is held against the secrets; each server begins with it.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_writer(|| Watched)
            .init();
    });
}

/// Ends the process where a secret is traced: a panic in a task of some library might go unseen.
struct Watched;

impl io::Write for Watched {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(octets);
        if SECRETS.iter().any(|secret| text.contains(secret)) {
            eprintln!("a secret is traced: {text}");
            std::process::abort();
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Fails where `text` has a secret.
#[track_caller]
pub fn no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// Everything that can be printed of how a call ended.
pub fn printed<T: Debug, E: Debug + 'static>(came: &Result<Response<T>, Error<E>>) -> String {
    match came {
        Ok(answer) => format!("{answer:?} {answer:#?} {:?}", answer.rate_limits()),
        Err(error) => shown(error) + &format!(" {:?}", error.status()),
    }
}

/// Everything that can be printed of an error and what it comes from.
pub fn shown(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text += &format!(" {error} {error:#} {error:?} {error:#?}");
        next = error.source();
    }
    text
}
