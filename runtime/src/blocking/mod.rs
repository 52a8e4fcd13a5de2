//! Calls from threads that run no futures.
//!
//! In: a call or a stream, as those have it who await it. Out: what comes of it, when it has come. All of them
//! share one runtime, which lasts as long as the process, so that connections outlast a call.

mod stream;

use std::{
    future, io,
    sync::{Mutex, PoisonError},
    thread,
};

use tokio::runtime::{Builder, Handle};

pub use self::stream::{Blocking, BlockingStream, Reader};
use crate::error::{Error, SendError};

/// Sends a call and blocks the thread until the answer is there.
///
/// Every call of a generated client does so, and all else that is awaited and whose error can be a
/// [`BlockingError`], as `answer.into_body().bytes()`. A client may be used both ways, but its connections
/// belong to the runtime that they were made in.
///
/// # Errors
///
/// Besides what the call says: [`SendError::Blocking`], where the thread is one of a tokio runtime, those of
/// `spawn_blocking` among them, as tokio does not tell them apart; `.await` is for those. Nothing is sent then.
pub trait SendBlocking: IntoFuture + Sized {
    /// Sends it and waits for what comes of it.
    fn send_blocking(self) -> Self::Output;
}

impl<C, T, E> SendBlocking for C
where
    C: IntoFuture<Output = Result<T, E>>,
    E: From<BlockingError>,
{
    fn send_blocking(self) -> Result<T, E> {
        drive(|| self.into_future())?
    }
}

/// Why a call cannot block.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlockingError {
    /// The thread is one of a tokio runtime.
    #[error(
        "this thread is one of a tokio runtime, where calls are awaited; a call that blocks needs another thread"
    )]
    WithinRuntime,
    /// The runtime that all such calls share could not be started.
    #[error("the runtime of calls that block cannot be started")]
    Start(#[source] io::Error),
}

impl<E: std::fmt::Debug> From<BlockingError> for Error<E> {
    fn from(error: BlockingError) -> Self {
        Self::NotSent(SendError::Blocking(error))
    }
}

/// Waits for what `make` makes, within the runtime that all such calls share.
fn drive<F: Future>(make: impl FnOnce() -> F) -> Result<F::Output, BlockingError> {
    // A thread that is ending has no place for what tokio keeps there.
    match Handle::try_current() {
        Err(error) if error.is_missing_context() => {}
        Ok(_) | Err(_) => return Err(BlockingError::WithinRuntime),
    }
    let handle = shared().map_err(BlockingError::Start)?;
    Ok(handle.block_on(async { make().await }))
}

/// The runtime that all calls share that block; the first one starts it.
///
/// A thread of its own drives its sockets and timers, also between calls, so that a connection that the
/// service closes is known to be closed.
fn shared() -> io::Result<Handle> {
    static SHARED: Mutex<Option<Handle>> = Mutex::new(None);

    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*shared {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("specwright-blocking".to_owned())
        .spawn(move || runtime.block_on(future::pending::<()>()))?;
    *shared = Some(handle.clone());
    Ok(handle)
}
