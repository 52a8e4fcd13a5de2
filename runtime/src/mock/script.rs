//! What one operation answers, in order, and what reached it.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use bytes::Bytes;
use http::StatusCode;

use crate::{
    headers,
    mock::{
        Mocked, Received, Reply,
        reply::{Extent, What},
        state::State,
    },
};

/// What an operation answers, and the requests that reached it.
///
/// Each method that says what becomes of a request adds that behind what was said before on the same
/// value; the first one takes the place of what the operation answered until now. The last answer
/// stays, unless [`times`](Self::times) says how often it is given: then the document's example comes
/// again, as where nothing was said.
///
/// ```text
/// server.update_conversation()
///     .responds_with_status(429).header("Retry-After", "1")
///     .resets()
///     .responds_with(updated);
/// ```
pub struct Script<O> {
    state: Arc<State>,
    index: usize,
    /// Whether nothing was said yet.
    is_fresh: bool,
    operation: PhantomData<fn() -> O>,
}

impl<O: Mocked> Script<O> {
    pub(super) fn new(state: Arc<State>) -> Self {
        let index = state.index_of(O::DESCRIPTION);
        Self {
            state,
            index,
            is_fresh: true,
            operation: PhantomData,
        }
    }

    /// Answers with a success.
    ///
    /// Where the document has several successes of one type the status is that of the first;
    /// [`status`](Self::status) gives it another.
    pub fn responds_with(self, success: O::Success) -> Self {
        self.with(O::success(success))
    }

    /// Answers with an error that the document describes.
    ///
    /// One for a range of statuses has the first of them that has no error of its own, and one for all
    /// other statuses 500.
    pub fn fails_with(self, error: O::Error) -> Self {
        self.with(O::error(error))
    }

    /// Answers with a status, and the document's example for it if there is one.
    pub fn responds_with_status(self, status: u16) -> Self {
        self.with(Reply::new(What::Example(Some(status))))
    }

    /// Answers with the document's example of a success, as where nothing is said.
    pub fn responds_with_example(self) -> Self {
        self.with(Reply::new(What::Example(None)))
    }

    /// Answers with these octets, as a success unless [`status`](Self::status) says otherwise.
    pub fn responds_with_octets(self, media: &str, body: impl Into<Bytes>) -> Self {
        let status = O::DESCRIPTION.answers.first();
        let status = status.map_or(200, |answer| answer.status);
        self.with(Reply::octets(status, Some(media), body.into()))
    }

    /// Answers with a success that says to be JSON, or what else the document has, and is something else.
    ///
    /// An operation that answers text or octets takes it for that.
    pub fn responds_with_garbage(self) -> Self {
        self.with(Reply::new(What::Garbage))
    }

    /// Resets the connection instead of answering.
    pub fn resets(self) -> Self {
        self.with(Reply::new(What::Reset))
    }

    /// Answers nothing and keeps the connection open.
    pub fn never_responds(self) -> Self {
        self.with(Reply::new(What::Silence))
    }

    /// Gives the answer that was said last another status.
    ///
    /// One that HTTP does not have as a final status is answered with 500 and named among the problems.
    pub fn status(self, status: u16) -> Self {
        let found = StatusCode::from_u16(status).map_err(|_| status);
        self.change(|reply| reply.status = Some(found))
    }

    /// Adds a header to the answer that was said last, in place of one of the same name.
    pub fn header(self, name: &str, value: &str) -> Self {
        let pair = headers::parsed(name, value);
        let pair = pair.ok_or_else(|| name.to_owned());
        self.change(|reply| reply.headers.push(pair))
    }

    /// Waits before the answer that was said last, or before the example where nothing was said.
    pub fn delayed(self, delay: Duration) -> Self {
        self.change(|reply| reply.delay = delay)
    }

    /// Breaks the connection within the body of the answer that was said last, or of the example where
    /// nothing was said; one that HTTP gives no body is not sent at all.
    pub fn truncated(self) -> Self {
        self.change(|reply| reply.body = Extent::Half)
    }

    /// Gives the answer that was said last this often.
    pub fn times(self, times: u32) -> Self {
        self.change(|reply| reply.times = Some(times))
    }

    /// Returns the requests of the operation that are what the document says, in their order.
    ///
    /// Those that are not are among the server's [`problems`](crate::mock::Server::problems).
    pub fn requests(&self) -> Vec<Received<O::Request>> {
        self.state.received::<O>(self.index)
    }

    fn with(mut self, reply: Reply) -> Self {
        let is_fresh = std::mem::take(&mut self.is_fresh);
        self.state.add(self.index, reply, is_fresh);
        self
    }

    fn change(self, change: impl FnOnce(&mut Reply)) -> Self {
        let this = match self.is_fresh {
            true => self.responds_with_example(),
            false => self,
        };
        this.state.change_last(this.index, change);
        this
    }
}

impl<O: Mocked> fmt::Debug for Script<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Script")
            .field(&O::DESCRIPTION.operation.id)
            .finish()
    }
}
