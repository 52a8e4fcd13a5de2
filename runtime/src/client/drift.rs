//! What a client does where answers and the document disagree.

use crate::{
    client::ClientBuilder,
    core::Described,
    drift::{Decoding, DriftHook, WATCHING},
};

impl<C: Described> ClientBuilder<C> {
    /// Tells `hook`, after those that were added before, where answers and the document disagree.
    ///
    /// Of several attempts the last one's answer counts. Items of streams are not looked at.
    pub fn drift(mut self, hook: impl DriftHook) -> Self {
        self.drift.push(Box::new(hook));
        self.watching = Some(&WATCHING);
        self
    }

    /// Says what becomes of an answer that is not what the document says; unless told otherwise it is an
    /// error.
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.decoding = decoding;
        self.watching = Some(&WATCHING);
        self
    }

    /// Keeps the rest of an answer in which an optional member does not decode, as [`Decoding::Tolerant`]
    /// says.
    pub fn tolerant(self) -> Self {
        self.decoding(Decoding::Tolerant)
    }
}
