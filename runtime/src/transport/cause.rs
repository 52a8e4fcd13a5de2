//! What stands behind an error.

use std::{error::Error, io};

use crate::transport::TransportError;

/// Returns `error` and what caused it, one after the other.
///
/// What an [`io::Error`] was made of is one of them, which its `source` passes over.
pub(crate) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref().and_then(io::Error::get_ref) {
            Some(made_of) => Some(made_of),
            None => error.source(),
        }
    })
}

/// Whether the time was up, as far as `error` itself says.
pub(crate) fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "reqwest")]
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return error.is_timeout();
    }
    #[cfg(feature = "time")]
    if error.is::<tower_http::timeout::TimeoutError>() {
        return true;
    }
    let by_system = error.downcast_ref::<io::Error>();
    // Which has it and does not give it as its source.
    #[cfg(feature = "hyper")]
    let by_system = by_system.or_else(|| error.downcast_ref().and_then(h2::Error::get_io));
    let by_transport = error.downcast_ref::<TransportError>();
    by_transport.is_some_and(|error| error.timeout)
        || by_system.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{causes, is_timeout};

    #[test]
    fn a_timeout_is_found_within_errors_of_the_system() {
        let late = || Error::from(ErrorKind::TimedOut);
        for error in [
            late(),
            Error::other(late()),
            Error::other(Error::other(late())),
        ] {
            assert!(causes(&error).any(is_timeout), "{error:?}");
        }
        let error = Error::other(Error::from(ErrorKind::BrokenPipe));
        assert!(!causes(&error).any(is_timeout));
    }
}
