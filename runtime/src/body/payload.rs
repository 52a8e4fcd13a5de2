//! The body of a request before it is sent: pieces, which a redirect sends again.

use std::fmt;
#[cfg(feature = "files")]
use std::path::PathBuf;

use bytes::Bytes;

use super::pieces::Pieces;
#[cfg(feature = "files")]
use crate::transport::BoxFuture;
use crate::{error::SendError, transport::Body};

/// A body in pieces, from memory and from disk; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Payload {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Bytes),
    /// With what opens it, and all pieces beside it: a program that sends no files goes without that.
    #[cfg(feature = "files")]
    File(PathBuf, Opening),
}

/// Opens the files among pieces, and makes a body of all.
#[cfg(feature = "files")]
pub(crate) type Opening = for<'a> fn(&'a [Piece]) -> BoxFuture<'a, Result<Body, SendError>>;

impl Payload {
    /// The file at `path`.
    #[cfg(feature = "files")]
    pub(crate) fn file(path: PathBuf) -> Self {
        Self {
            pieces: vec![Piece::File(path, |pieces| {
                Box::pin(super::file::open(pieces))
            })],
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
            Piece::File(..) => None,
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
                Piece::File(..) => break,
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
            Piece::File(path, _) => std::fs::metadata(path).map_or(true, |found| found.is_file()),
        })
    }

    /// Opens the files and makes a body of all pieces.
    ///
    /// Fails where a file cannot be opened.
    #[cfg_attr(
        not(feature = "files"),
        expect(
            clippy::unused_async,
            reason = "with the feature `files` it opens files"
        )
    )]
    pub(crate) async fn open(&self) -> Result<Body, SendError> {
        #[cfg(feature = "files")]
        if let Some(opening) = self.opening() {
            return opening(&self.pieces).await;
        }
        Ok(match self.pieces.as_slice() {
            [] => Body::from(Bytes::new()),
            [Piece::Bytes(octets)] => Body::from(octets.clone()),
            pieces => Body::new(Pieces::new(pieces.iter().filter_map(Piece::octets))),
        })
    }

    /// What opens the files, if there are any.
    #[cfg(feature = "files")]
    fn opening(&self) -> Option<Opening> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Bytes(_) => None,
            Piece::File(_, opening) => Some(*opening),
        })
    }
}

impl Piece {
    /// The octets, if they are in memory.
    fn octets(&self) -> Option<Bytes> {
        match self {
            Self::Bytes(octets) => Some(octets.clone()),
            #[cfg(feature = "files")]
            Self::File(..) => None,
        }
    }
}

/// Shows how many octets there are and none of them.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(octets) => write!(f, "<{} bytes>", octets.len()),
            #[cfg(feature = "files")]
            Self::File(path, _) => fmt::Debug::fmt(path, f),
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
