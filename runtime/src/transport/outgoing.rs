//! The body of a request on its way out.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::transport::{Body, BoxError, TransportError};

/// A body whose failure is kept apart from what goes wrong with the connection, as HTTP/2 says nothing of it
/// in the end.
pub(super) struct Outgoing {
    body: Body,
    failed: Failed,
}

/// Why a body could not be read, if that was so; nothing for one that is in memory.
#[derive(Clone)]
pub(super) struct Failed(Option<Arc<Mutex<Option<BoxError>>>>);

/// What the connection is told.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request cannot be read")]
pub(super) struct Unreadable;

impl Outgoing {
    pub(super) fn new(body: Body) -> Self {
        let failed = Failed((!body.is_in_memory()).then(Arc::default));
        Self { body, failed }
    }

    /// Where a failure will be found.
    pub(super) fn failed(&self) -> Failed {
        self.failed.clone()
    }
}

impl Failed {
    fn note(&self, error: BoxError) {
        if let Some(slot) = &self.0 {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }

    /// Takes the failure out.
    pub(super) fn take(&self) -> Option<TransportError> {
        let slot = self.0.as_ref()?;
        let error = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.map(TransportError::unreadable)
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = Unreadable;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Unreadable>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        polled.map_err(|error| {
            self.failed.note(error);
            Unreadable
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
