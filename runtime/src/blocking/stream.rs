//! Streams for threads that run no futures: items one after the other, and octets to read.

use std::{
    fmt,
    future::poll_fn,
    io::{self, BufRead, Read},
    pin::Pin,
};

use bytes::{Buf as _, Bytes};
use futures_core::Stream;

use crate::{
    blocking::{BlockingError, drive},
    error::SendError,
    stream::ByteStream,
};

/// Gives the items of a stream to a thread that waits for each of them.
pub trait BlockingStream: Stream + Unpin + Sized {
    /// The items of the stream, each when it has come.
    ///
    /// Where the thread is one of a tokio runtime, there is one item, a [`BlockingError`], and no more.
    fn blocking(self) -> Blocking<Self>;
}

impl<S, T, E> BlockingStream for S
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<BlockingError>,
{
    fn blocking(self) -> Blocking<Self> {
        Blocking { stream: Some(self) }
    }
}

/// The items of a stream, each when it has come.
#[must_use = "nothing is read unless asked for"]
pub struct Blocking<S> {
    /// Nothing after the end.
    stream: Option<S>,
}

impl<S, T, E> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<BlockingError>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        let next = drive(|| poll_fn(|context| Pin::new(&mut *stream).poll_next(context)));
        let next = next.unwrap_or_else(|error| {
            self.stream = None;
            Some(Err(error.into()))
        });
        if next.is_none() {
            self.stream = None;
        }
        next
    }
}

impl<S> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking")
            .field("ended", &self.stream.is_none())
            .finish_non_exhaustive()
    }
}

impl ByteStream {
    /// Reads the body with `std::io::Read` on a thread that waits for it; at most a chunk is in memory.
    ///
    /// Where the thread is one of a tokio runtime, reading fails.
    pub fn into_reader(self) -> Reader {
        Reader {
            chunks: self.blocking(),
            rest: Bytes::new(),
        }
    }
}

/// The body of an answer, for `std::io`.
///
/// Errors hold a [`SendError`]; their kind says whether the time was up.
#[derive(Debug)]
#[must_use = "nothing is read unless asked for"]
pub struct Reader {
    chunks: Blocking<ByteStream>,
    /// What came and is not read yet.
    rest: Bytes,
}

impl BufRead for Reader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest.is_empty() {
            let next = self.chunks.next().transpose();
            self.rest = next.map_err(io_error)?.unwrap_or_default();
        }
        Ok(&self.rest)
    }

    fn consume(&mut self, amount: usize) {
        self.rest.advance(amount.min(self.rest.len()));
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

fn io_error(error: SendError) -> io::Error {
    let kind = match error.is_timeout() {
        true => io::ErrorKind::TimedOut,
        false => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}
