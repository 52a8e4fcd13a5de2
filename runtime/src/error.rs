//! What can go wrong with a call.

use std::{
    fmt::{self, Debug},
    io,
    path::PathBuf,
    time::Duration,
};

use http::StatusCode;

use crate::{
    paging::PageError,
    quiet::Quiet,
    response::{RawResponse, Response},
    transport::{BoxError, Fate, TransportError, causes, is_timeout},
};

/// Why a call failed; `E` is what the document says about the operation's errors.
///
/// `Display` is one line and does not repeat [`source`](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E: Debug> {
    /// Nothing reached the service, or it said that it has not looked at it.
    #[error("the request was not sent")]
    NotSent(#[source] SendError),
    /// No complete answer arrived; the service may have acted on the request.
    #[error("the request may have been sent, but no complete answer arrived")]
    MaybeSent(#[source] SendError),
    /// The service answered with an error that the document describes.
    ///
    /// Its body shows in `Debug` and not in `Display`: nobody here knows what the service puts there.
    #[error("the service answered {}", .0.status())]
    Api(Box<Response<E>>),
    /// The service answered with a status that the document does not describe.
    #[error("the service answered {}, which its document does not describe ({} bytes)", .0.status(), .0.body().len())]
    Undocumented(Box<RawResponse>),
    /// The service answered with a documented status, but not with what the document says.
    #[error(transparent)]
    Decode(Box<DecodeError>),
}

/// Why no answer arrived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// A parameter cannot be put into the request.
    #[error("the parameter `{name}` {reason}")]
    Parameter {
        /// The parameter's name in the document.
        name: &'static str,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// A parameter or a part of the body breaks a limit that the document sets; only clients check
    /// this whose `codegen.toml` has `check_limits`.
    #[error("`{place}` breaks the document's limit `{limit}`")]
    Limit {
        /// The parameter's name, or the way to the member from `body`.
        place: String,
        /// The keyword and its value in the document.
        limit: String,
    },
    /// The body cannot be written as JSON, or not as the form that the document describes.
    #[error("the body cannot be written")]
    Encode(#[source] serde_json::Error),
    /// A part of a multipart body cannot be written.
    #[error("the part `{name}` {reason}")]
    Part {
        /// The part's name on the wire.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file cannot be opened for sending, or cannot be written.
    #[error("the file `{}` cannot be opened or written", path.display())]
    File {
        /// Where the file is.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The operation's own server cannot be used.
    #[error("the server `{url}` of the operation {reason}")]
    Server {
        /// The URL in the document.
        url: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The credential for a security scheme cannot be put into a header.
    #[error("the credential for `{scheme}` holds a character that a header cannot carry")]
    Credential {
        /// The scheme's name in the document.
        scheme: &'static str,
    },
    /// The operation's path cannot be sent.
    #[error("the path `{path}` of the operation {reason}")]
    Path {
        /// The path template in the document.
        path: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The client's source of tokens has none.
    #[error("there is no token to send the request with")]
    Token(#[source] BoxError),
    /// A header of the call's options cannot be sent.
    #[error("the header `{name}` has a name or a value that HTTP does not allow")]
    Header {
        /// The header's name as it was given.
        name: String,
    },
    /// A request that the document does not describe has a path that cannot be sent.
    #[error("the path `{path}` {reason}")]
    Route {
        /// The path as it was given, without what its query says.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A member of the call's options cannot be put into the body.
    #[error("the member `{name}` cannot be added: {reason}")]
    Member {
        /// The member's name as it was given.
        name: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// The client's throttle would hold the request back for longer than it may.
    #[error("the rate limit `{limit}` is used up for {} seconds", wait.as_secs())]
    RateLimit {
        /// What the limit is called.
        limit: String,
        /// How long it would have to wait.
        wait: Duration,
    },
    /// The next page of an operation cannot be asked for.
    #[error("the next page cannot be asked for")]
    Page(#[source] PageError),
    /// There is a limit on the time and no tokio runtime to keep it.
    #[error("there is no tokio runtime, which a limit on the time of a call needs")]
    NoRuntime,
    /// The call cannot block.
    #[cfg(feature = "blocking")]
    #[error(transparent)]
    Blocking(#[from] crate::blocking::BlockingError),
    /// The parts do not make a request.
    #[error("the request cannot be built")]
    Request(#[source] http::Error),
    /// The transport cannot send such a request, or not to there: a certificate is not accepted, or a proxy
    /// asks for another password.
    #[error("the transport cannot send the request")]
    Refused(#[source] BoxError),
    /// The body of the request could not be read to its end.
    #[error("the body of the request cannot be read")]
    Body(#[source] BoxError),
    /// The time was up.
    #[error("the time was up")]
    Timeout(#[source] BoxError),
    /// The connection could not be made, or broke.
    #[error("the connection failed")]
    Connection(#[source] BoxError),
    /// The answer's body is longer than the client accepts.
    #[error("the answer is longer than {limit} bytes")]
    TooLong {
        /// The longest body that the client accepts, in bytes.
        limit: usize,
    },
    /// The service redirected more often than the client follows.
    #[error("the service redirected more than {limit} times")]
    Redirects {
        /// How often the client follows.
        limit: usize,
    },
}

impl SendError {
    /// Returns whether the time was up.
    pub fn is_timeout(&self) -> bool {
        matches!(self.at_the_issuer(), Self::Timeout(_))
    }

    /// Returns whether the same request may succeed later: the connection failed, the time was up, or the
    /// client held the request back for a rate limit.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.at_the_issuer(),
            Self::Timeout(_) | Self::Connection(_) | Self::RateLimit { .. }
        )
    }

    /// Why no answer came from a token endpoint, if that is it, or else this.
    #[cfg(feature = "oauth2")]
    fn at_the_issuer(&self) -> &Self {
        use crate::oauth2::OAuth2Error;

        let Self::Token(error) = self else {
            return self;
        };
        match error.downcast_ref::<OAuth2Error>() {
            Some(OAuth2Error::NoAnswer(error)) => error,
            Some(_) | None => self,
        }
    }

    /// Whoever gets tokens otherwise says so there.
    #[cfg(not(feature = "oauth2"))]
    fn at_the_issuer(&self) -> &Self {
        self
    }

    /// Why the body of an answer could not be read.
    pub(crate) fn reading(error: BoxError) -> Self {
        if causes(&*error).any(is_timeout) {
            Self::Timeout(error)
        } else {
            Self::Connection(error)
        }
    }
}

/// An answer with a documented status whose body is not what the document says.
///
/// `Debug`, `Display` and the [`source`](std::error::Error::source) say where in the body it is and what
/// was expected there, and show nothing of what is there instead.
#[derive(thiserror::Error)]
#[error("the service answered {} with something else than its document says at `{path}`{}", .response.status(), content_type(.response))]
pub struct DecodeError {
    path: String,
    response: RawResponse,
    #[source]
    source: Mismatch,
}

/// Why a JSON text is not what the document says, without what it quotes of the text.
#[derive(thiserror::Error)]
#[error("{}", Quiet(.0))]
pub(crate) struct Mismatch(serde_json::Error);

impl Mismatch {
    pub(crate) fn new(error: serde_json::Error) -> Self {
        Self(error)
    }

    /// What `serde_json` says.
    pub(crate) fn json(&self) -> &serde_json::Error {
        &self.0
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Quiet(&self.0).fmt(f)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path)
            .field("response", &self.response)
            .field("source", &self.source)
            .finish()
    }
}

impl DecodeError {
    pub(crate) fn new(response: RawResponse, source: serde_json::Error) -> Self {
        let path = crate::decode::path_of(&source, response.body());
        Self {
            path,
            response,
            source: Mismatch::new(source),
        }
    }

    /// Returns where in the JSON it is, as in `conversation.tags[2]`; `.` is the whole answer.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what `serde_json` says, which may quote what the service sent.
    pub fn json_error(&self) -> &serde_json::Error {
        self.source.json()
    }

    /// Returns the answer: status, headers and octets.
    pub fn response(&self) -> &RawResponse {
        &self.response
    }
}

/// The content type of an answer that does not say that it is JSON.
fn content_type(response: &RawResponse) -> String {
    let value = response.headers().get(http::header::CONTENT_TYPE);
    match value.and_then(|value| value.to_str().ok()) {
        Some(value) if !value.contains("json") => format!(" (its content type is `{value}`)"),
        Some(_) | None => String::new(),
    }
}

/// A failure before there is an answer, whatever the operation's errors are.
#[derive(Debug)]
pub(crate) enum Failure {
    NotSent(SendError),
    MaybeSent(SendError),
}

impl<E: Debug> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(error) => Self::NotSent(error),
            Failure::MaybeSent(error) => Self::MaybeSent(error),
        }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        let TransportError {
            fate,
            timeout,
            source,
        } = error;
        let reason = match (timeout, fate) {
            (_, Fate::Unreadable) => SendError::Body(source),
            (true, _) => SendError::Timeout(source),
            (false, Fate::Refused) => SendError::Refused(source),
            (false, Fate::NotSent | Fate::Unprocessed | Fate::MaybeSent) => {
                SendError::Connection(source)
            }
        };
        match fate {
            Fate::NotSent | Fate::Unprocessed | Fate::Refused => Self::NotSent(reason),
            Fate::Unreadable | Fate::MaybeSent => Self::MaybeSent(reason),
        }
    }
}

impl<E: Debug> Error<E> {
    /// Returns the status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::NotSent(_) | Self::MaybeSent(_) => None,
            Self::Api(response) => Some(response.status()),
            Self::Undocumented(response) => Some(response.status()),
            Self::Decode(error) => Some(error.response.status()),
        }
    }

    /// Returns what the service answered, if the document describes it.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(response) => Some(response.body()),
            Self::NotSent(_) | Self::MaybeSent(_) | Self::Undocumented(_) | Self::Decode(_) => None,
        }
    }

    /// Returns whether the time was up.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::NotSent(error) | Self::MaybeSent(error) => error.is_timeout(),
            Self::Api(_) | Self::Undocumented(_) | Self::Decode(_) => false,
        }
    }

    /// Returns whether the same request may succeed later.
    ///
    /// That is so where the connection failed, the time was up, or the service answered 408, 425,
    /// 429, 500, 502, 503 or 504. Whether sending it again does harm is another question: after
    /// [`Error::MaybeSent`] the service may have acted on the request.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(error) | Self::MaybeSent(error) => error.is_retryable(),
            Self::Api(_) | Self::Undocumented(_) | Self::Decode(_) => {
                self.status().is_some_and(is_retryable)
            }
        }
    }
}

/// Whether a service that answers so may answer otherwise later.
pub(crate) fn is_retryable(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}
