//! The body of a request before it is sent: pieces, which a redirect sends again.

use std::fmt;
#[cfg(feature = "files")]
use std::path::PathBuf;

use bytes::Bytes;

use crate::{error::SendError, transport::Body};

/// A body in pieces, from memory and from disk; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Payload {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Bytes),
    #[cfg(feature = "files")]
    File(PathBuf),
}

impl Payload {
    /// The file at `path`.
    #[cfg(feature = "files")]
    pub(crate) fn file(path: PathBuf) -> Self {
        Self {
            pieces: vec![Piece::File(path)],
        }
    }

    /// Adds what `other` has.
    pub(crate) fn append(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// How many octets there are, if that is known.
    #[cfg(feature = "tracing")]
    pub(crate) fn len(&self) -> Option<usize> {
        let lengths = self.pieces.iter().map(|piece| match piece {
            Piece::Bytes(octets) => Some(octets.len()),
            #[cfg(feature = "files")]
            Piece::File(_) => None,
        });
        lengths.sum()
    }

    /// The first `most` octets, as far as they are in memory and before any file, and how many
    /// there are of all, if that is known.
    #[cfg(feature = "tracing")]
    pub(crate) fn first(&self, most: usize) -> (Vec<u8>, Option<usize>) {
        let mut first = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(octets) => {
                    let left = most.saturating_sub(first.len()).min(octets.len());
                    first.extend_from_slice(octets.get(..left).unwrap_or_default());
                }
                #[cfg(feature = "files")]
                Piece::File(_) => break,
            }
        }
        (first, self.len())
    }

    /// The octets, if there is one piece and that is in memory.
    pub(crate) fn octets(&self) -> Option<&Bytes> {
        match self.pieces.as_slice() {
            [Piece::Bytes(octets)] => Some(octets),
            _ => None,
        }
    }

    /// Whether there is certainly nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it can be sent more than once: what was read of a pipe or a device is gone. A file that is gone
    /// itself is found out where it is opened.
    pub(crate) fn is_replayable(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Bytes(_) => true,
            #[cfg(feature = "files")]
            Piece::File(path) => std::fs::metadata(path).map_or(true, |found| found.is_file()),
        })
    }

    /// Opens the files and makes a body of all pieces.
    ///
    /// Fails where a file cannot be opened.
    #[cfg(feature = "files")]
    pub(crate) async fn open(&self) -> Result<Body, SendError> {
        match self.pieces.as_slice() {
            [] => Ok(Body::from(Bytes::new())),
            [Piece::Bytes(octets)] => Ok(Body::from(octets.clone())),
            pieces => super::file::open(pieces).await,
        }
    }

    /// Makes a body of all pieces.
    #[cfg(not(feature = "files"))]
    #[expect(
        clippy::unused_async,
        reason = "with the feature `files` it opens files"
    )]
    pub(crate) async fn open(&self) -> Result<Body, SendError> {
        let pieces = self.pieces.iter().map(|Piece::Bytes(octets)| octets);
        Ok(match self.pieces.as_slice() {
            [Piece::Bytes(octets)] => Body::from(octets.clone()),
            _ => Body::new(super::pieces::Pieces::new(pieces.cloned())),
        })
    }
}

/// Shows how many octets there are and none of them.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(octets) => write!(f, "<{} bytes>", octets.len()),
            #[cfg(feature = "files")]
            Self::File(path) => fmt::Debug::fmt(path, f),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Payload {
    fn from(octets: T) -> Self {
        let octets = octets.into();
        let piece = (!octets.is_empty()).then_some(Piece::Bytes(octets));
        Self {
            pieces: piece.into_iter().collect(),
        }
    }
}
