//! Bodies that come from disk, in whole or in part.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use tokio::{
    fs::File,
    io::{AsyncRead as _, ReadBuf},
};

use crate::{
    body::payload::Piece,
    error::SendError,
    transport::{Body, BoxError},
};

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 << 10;

/// Opens all files of `pieces`, so that one that cannot be read stops the request before it is sent.
pub(crate) async fn open(pieces: &[Piece]) -> Result<Body, SendError> {
    let mut opened = VecDeque::with_capacity(pieces.len());
    for piece in pieces {
        opened.push_back(match piece {
            Piece::Bytes(octets) => Open::Bytes(octets.clone()),
            Piece::File(path, _) => open_file(path).await.map_err(|source| SendError::File {
                path: path.clone(),
                source,
            })?,
        });
    }
    Ok(Body::new(Pieces {
        pieces: opened,
        buffer: BytesMut::new(),
    }))
}

async fn open_file(path: &Path) -> io::Result<Open> {
    let file = File::open(path).await?;
    let metadata = file.metadata().await?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // A pipe or a device has no length that could be known.
    let left = metadata.is_file().then_some(metadata.len());
    Ok(Open::File {
        path: path.to_owned(),
        file,
        left,
    })
}

/// Pieces that are being sent.
struct Pieces {
    pieces: VecDeque<Open>,
    buffer: BytesMut,
}

enum Open {
    Bytes(Bytes),
    File {
        path: PathBuf,
        file: File,
        /// How many octets are still to come, where that is known.
        left: Option<u64>,
    },
}

impl Open {
    fn left(&self) -> Option<u64> {
        match self {
            Self::Bytes(octets) => u64::try_from(octets.len()).ok(),
            Self::File { left, .. } => *left,
        }
    }
}

/// A file that could not be read to the length that it had when it was opened.
#[derive(Debug, thiserror::Error)]
#[error("the file `{}` could not be read to its end", path.display())]
struct ReadError {
    path: PathBuf,
    source: io::Error,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { pieces, buffer } = &mut *self;
        loop {
            let chunk = match pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Open::Bytes(octets)) => Ok(std::mem::take(octets)),
                Some(Open::File { path, file, left }) => {
                    let read = ready!(poll_read(file, left, buffer, context));
                    read.map_err(|source| ReadError {
                        path: path.clone(),
                        source,
                    })
                }
            };
            match chunk {
                Ok(chunk) if chunk.is_empty() => {
                    pieces.pop_front();
                }
                Ok(chunk) => return Poll::Ready(Some(Ok(Frame::data(chunk)))),
                Err(error) => {
                    pieces.clear();
                    return Poll::Ready(Some(Err(error.into())));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let total = self.pieces.iter().map(Open::left).sum::<Option<u64>>();
        total.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// Reads the next chunk, which is empty at the end.
fn poll_read(
    file: &mut File,
    left: &mut Option<u64>,
    buffer: &mut BytesMut,
    context: &mut Context<'_>,
) -> Poll<io::Result<Bytes>> {
    let most = left
        .and_then(|left| usize::try_from(left).ok())
        .unwrap_or(CHUNK);
    let most = most.min(CHUNK);
    if most == 0 {
        return Poll::Ready(Ok(Bytes::new()));
    }
    buffer.resize(most, 0);
    let mut filled = ReadBuf::new(buffer);
    ready!(Pin::new(file).poll_read(context, &mut filled))?;
    let length = filled.filled().len();
    if let Some(left) = left {
        if length == 0 {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        *left = left.saturating_sub(u64::try_from(length).unwrap_or(*left));
    }
    Poll::Ready(Ok(buffer.split_to(length).freeze()))
}
