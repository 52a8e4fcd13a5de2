//! Why a command did not succeed, and the exit status that says so.

use std::{convert::Infallible, error::Error as StdError, fmt::Display, io};

use crate::{
    client::BuildError,
    error::{Error, SendError},
    response::RawResponse,
    stream::StreamError,
    transport::{Refused, causes},
};

/// The service answered with an error, or with something that is not what it says.
pub(super) const ANSWERED: u8 = 1;
/// The command was not understood, and nothing was sent.
pub(super) const USAGE: u8 = 2;
/// No complete answer arrived.
pub(super) const NOTHING: u8 = 3;

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is something to say, and a status to end with.
    Said(u8, String),
    /// The service answered with an error.
    Answer(Box<RawResponse>),
    /// Whoever reads the output has gone away, which is their choice.
    Closed,
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Said(USAGE, message.into())
    }

    /// A file or a stream of the user's cannot be read.
    pub(super) fn reading(what: &dyn Display, error: &io::Error) -> Self {
        Self::usage(format!("{what} cannot be read: {error}"))
    }

    /// The answer cannot be put where it should go.
    pub(super) fn writing(what: &dyn Display, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Said(ANSWERED, format!("{what} cannot be written: {error}")),
        }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::usage(sentence(&error))
    }
}

impl From<Error<Infallible>> for Failure {
    fn from(error: Error<Infallible>) -> Self {
        match error {
            Error::NotSent(error) => Self::Said(status(&error), unsent(&error)),
            Error::Undocumented(answer) => Self::Answer(answer),
            error @ (Error::MaybeSent(_) | Error::Decode(_)) => {
                Self::Said(NOTHING, sentence(&error))
            }
            Error::Api(answer) => match *answer.body() {},
        }
    }
}

impl From<SendError> for Failure {
    /// The body of an answer broke off.
    fn from(error: SendError) -> Self {
        Self::Said(
            NOTHING,
            format!("the answer broke off: {}", sentence(&error)),
        )
    }
}

impl From<StreamError> for Failure {
    fn from(error: StreamError) -> Self {
        let status = match error {
            StreamError::Read(_) | StreamError::Reopen(_) => NOTHING,
            #[cfg(feature = "blocking")]
            StreamError::Blocking(_) => NOTHING,
            StreamError::TooLong { .. }
            | StreamError::Refused(_)
            | StreamError::Media(_)
            | StreamError::Decode(_) => ANSWERED,
        };
        Self::Said(status, sentence(&error))
    }
}

/// Whether it was the command or the way to the service, where nothing was sent.
fn status(error: &SendError) -> u8 {
    match error {
        SendError::Timeout(_)
        | SendError::Connection(_)
        | SendError::Refused(_)
        | SendError::RateLimit { .. }
        | SendError::Redirects { .. }
        | SendError::TooLong { .. }
        | SendError::NoRuntime => NOTHING,
        _ => USAGE,
    }
}

/// Why nothing was sent, with what whoever runs a program can do: bringing a transport is not among it.
fn unsent(error: &SendError) -> String {
    match causes(error).find_map(|cause| cause.downcast_ref::<Refused>()) {
        Some(Refused::Proxy(scheme)) => format!(
            "a proxy of the scheme `{scheme}` cannot be used: name one in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY \
             that is `http://…` or `https://…`, or put the service's host into NO_PROXY"
        ),
        Some(Refused::Certificate(source)) => format!(
            "the service's certificate is not accepted by what the system's certificates say: {}",
            sentence(&**source)
        ),
        Some(_) | None => sentence(error),
    }
}

/// An error and what it comes from, in a line.
pub(super) fn sentence(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // An error that shows its cause itself says nothing new.
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Refused, SendError, unsent};

    #[test]
    fn nobody_who_runs_a_program_is_told_to_bring_a_transport() {
        let refused = |why: Refused| unsent(&SendError::Refused(why.into()));
        let certificate = refused(Refused::Certificate("it is out of date".into()));
        assert!(
            certificate.ends_with("say: it is out of date"),
            "{certificate}"
        );
        let proxy = refused(Refused::Proxy("socks5".to_owned()));
        assert!(
            proxy.contains("`socks5`") && proxy.contains("NO_PROXY"),
            "{proxy}"
        );
        for said in [certificate, proxy] {
            assert!(!said.contains("transport"), "{said}");
        }
        let variable = refused(Refused::Variable("HTTPS_PROXY"));
        assert!(variable.contains("`HTTPS_PROXY`"), "{variable}");
    }
}
