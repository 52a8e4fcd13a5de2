//! What can be wrong with the settings of a client.

use crate::transport::BoxError;

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The document names no server with an absolute URL, and none was set.
    #[error("the document names no server: set one with `ClientBuilder::base_url`")]
    NoBaseUrl,
    /// The base URL is not one that paths can be added to.
    #[error("the base URL `{url}` {reason}")]
    BaseUrl {
        /// The URL as it was given, but for a user name and password, a query and a fragment in it.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A server variable cannot be set.
    #[error("the server variable `{name}` {reason}")]
    Variable {
        /// The variable's name as it was given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A header cannot be sent.
    #[error("the header `{name}` has a name or a value that HTTP does not allow")]
    Header {
        /// The header's name as it was given.
        name: String,
    },
    /// The document has no security scheme of that name, or one of another kind.
    #[error("the document has no security scheme `{scheme}` that takes such a credential")]
    Scheme {
        /// The scheme's name as it was given.
        scheme: String,
    },
    /// A user name holds a `:`, which would end it (RFC 7617, §2).
    #[error("the user name `{user}` holds a `:`, which basic authentication cannot carry")]
    User {
        /// The name as it was given.
        user: String,
    },
    /// The client's own transport could not be set up.
    #[error("the HTTP client could not be set up")]
    Transport(#[source] BoxError),
    /// There is no transport.
    #[error(
        "there is no transport: turn on the feature `rustls`, `native-tls` or `hyper` (without TLS), or set one with `ClientBuilder::transport`"
    )]
    NoTransport,
}
