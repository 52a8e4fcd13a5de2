//! Why a page is not asked for.

/// Why the next page is not asked for; nothing was sent for it.
///
/// It is the source of [`SendError::Page`](crate::SendError::Page). Neither `Debug` nor `Display` shows a
/// cursor, or more of a URL than its origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The service named a page as the next one that it gave before, so there would be no end.
    #[error("the service names a page as the next one that it gave before")]
    Repeated,
    /// The next page is at another origin than the operation's server, which the client's credentials are not
    /// sent to.
    #[error("the next page is at `{origin}` and the client's credentials are for `{server}`")]
    Elsewhere {
        /// Where the page is: scheme, host and port.
        origin: String,
        /// The origin of the operation's server.
        server: String,
    },
    /// The list of items did not decode and was left out, as the client is a tolerant one; where the page after
    /// it begins follows from it.
    #[error("the items of a page did not decode")]
    Dropped,
    /// What the service gives as the URL of the next page is none.
    #[error("what the service gives as the URL of the next page is none")]
    NoUrl,
    /// The parameter that says where a page begins does not take the value that the service, or the caller,
    /// gave for it.
    #[error("the parameter that says where a page begins does not take such a value")]
    Unfit,
}
