//! What a client of a mock server has by itself.

use crate::{auth::Credential, client::ClientBuilder};

impl<C> ClientBuilder<C> {
    /// Uses `credential` for every scheme of its kind, whether or not the document has one.
    pub(crate) fn any_credential(mut self, credential: Credential) -> Self {
        self.credentials.set(credential);
        self
    }
}
