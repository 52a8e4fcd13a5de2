//! A page that was asked for.

#[cfg(feature = "time")]
use std::task::ready;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

#[cfg(feature = "time")]
use tokio::task::JoinSet;

/// A page that was asked for; dropping it gives the request up.
pub(super) enum Fetch<F: Future> {
    /// It goes on while somebody waits for it.
    Here(F),
    /// It goes on by itself.
    #[cfg(feature = "time")]
    Task(JoinSet<F::Output>),
    /// It came before anybody waited for it.
    Come(Option<Box<F::Output>>),
}

impl<F: Future<Output: Send> + Send + Unpin + 'static> Fetch<F> {
    /// Begins `sending`, which goes on by itself where there is a tokio runtime.
    pub(super) fn ahead(sending: F, context: &mut Context<'_>) -> Self {
        #[cfg(feature = "time")]
        if crate::time::has_runtime() {
            let mut task = JoinSet::new();
            task.spawn(crate::span::carried(sending));
            return Self::Task(task);
        }
        let mut fetch = Self::Here(sending);
        match fetch.poll(context) {
            Poll::Ready(came) => Self::Come(came.map(Box::new)),
            Poll::Pending => fetch,
        }
    }

    /// What came; nothing where the runtime was shut down before.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<F::Output>> {
        match self {
            Self::Here(sending) => Pin::new(sending).poll(context).map(Some),
            #[cfg(feature = "time")]
            Self::Task(task) => match ready!(task.poll_join_next(context)) {
                Some(Ok(came)) => Poll::Ready(Some(came)),
                // A panic is the caller's, as it would be without a task.
                Some(Err(error)) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => Poll::Ready(None),
                },
                None => Poll::Ready(None),
            },
            Self::Come(came) => Poll::Ready(came.take().map(|came| *came)),
        }
    }
}
