//! What a failure of hyper's client means.
//!
//! In: its error, which says nothing of the request's body. Out: whether the service may have acted on the
//! request, and whether another attempt is of use.

use h2::Reason;
use hyper_util::client::legacy::Error;

use crate::transport::{Fate, TransportError, causes, connect::Refused, is_timeout};

/// Says what `error` means for the request.
pub(super) fn transport_error(error: Error) -> TransportError {
    let timeout = causes(&error).any(is_timeout);
    TransportError {
        fate: fate(&error),
        timeout,
        source: error.into(),
    }
}

/// What became of a request that failed with `error`.
pub(super) fn fate(error: &Error) -> Fate {
    if causes(error).any(|error| error.is::<Refused>()) {
        return Fate::Refused;
    }
    // A connection that the request never came to: it was not made, or ended within its handshake.
    if error.is_connect() || error.connect_info().is_none() {
        return Fate::NotSent;
    }
    if let Some(error) = causes(error).find_map(|error| error.downcast_ref()) {
        return fate_of_stream(error);
    }
    match causes(error).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        // It was still waiting for its turn when the connection ended.
        Some(error) if error.is_canceled() || error.is_closed() => Fate::NotSent,
        // The body was shorter than it said.
        Some(error) if error.is_body_write_aborted() => Fate::Unreadable,
        Some(_) | None => Fate::MaybeSent,
    }
}

/// What became of a stream of HTTP/2; only the other side knows, and this one takes nothing for its word.
fn fate_of_stream(error: &h2::Error) -> Fate {
    let reason = error.reason();
    match error.is_remote() {
        // RFC 9113, §8.7.
        true if error.is_reset() && reason == Some(Reason::REFUSED_STREAM) => Fate::Unprocessed,
        // Those up to the last one that it names are let finish (h2), so this is one above it, whatever the
        // reason (RFC 9113, §6.8). Where the reason is no shutdown, it is not sent again at once.
        true if error.is_go_away() => match reason {
            Some(Reason::NO_ERROR) => Fate::Unprocessed,
            Some(_) | None => Fate::NotSent,
        },
        // An error of our side's own before there was a stream: it is neither of the system nor has a reason.
        false if reason.is_none() && !error.is_io() => Fate::NotSent,
        true | false => Fate::MaybeSent,
    }
}

#[cfg(test)]
mod tests {
    use h2::Reason;

    use super::{Fate, fate_of_stream};

    /// What the other side says is tried with one that says it, in `e2e`.
    #[test]
    fn what_this_side_says_is_not_taken_for_the_word_of_the_other() {
        for reason in [Reason::REFUSED_STREAM, Reason::NO_ERROR] {
            assert_eq!(fate_of_stream(&reason.into()), Fate::MaybeSent);
        }
    }
}
