//! Bodies in spans.

use crate::{client::ClientBuilder, core::Described};

impl<C: Described> ClientBuilder<C> {
    /// Shows up to `limit` octets of each body in the spans of attempts, as `sent_body` and `received_body`;
    /// unless this is said no span has any.
    ///
    /// Bodies hold what people wrote, and secrets that nobody here knows. What the client knows is not shown: its
    /// credentials, the token of the call, and the values of headers and cookies that may be secrets, where they
    /// stand in a body as they are, or as JSON, a URL or a form usually writes them. Files that are sent, and bodies that are
    /// read as they come, are not shown.
    pub fn trace_bodies(mut self, limit: usize) -> Self {
        self.trace_bodies = Some(limit);
        self
    }
}
