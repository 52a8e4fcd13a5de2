//! The octets of an answer, as they come.

#[cfg(feature = "files")]
use std::path::Path;
#[cfg(feature = "retry")]
use std::sync::Arc;
use std::{
    borrow::Cow,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

#[cfg(feature = "retry")]
use crate::stream::reconnect::Origin;
use crate::{charset, error::SendError, transport::Body};

/// The body of an answer, which is read as it comes.
///
/// It is a [`Stream`] too. After an error it ends. Dropping it closes the connection.
///
/// The client's timeout bounds the wait for the headers and for each chunk, not the whole.
#[must_use = "the body is not read unless asked for"]
pub struct ByteStream {
    /// Nothing after the end or an error.
    body: Option<Body>,
    limit: usize,
    content_type: Option<String>,
    /// How many octets are still to come, if that is known.
    left: Option<u64>,
    /// What opens it again, if that is wanted.
    #[cfg(feature = "retry")]
    origin: Option<Arc<Origin>>,
}

impl ByteStream {
    /// Begins to read `body`, which came with `headers`.
    pub(crate) fn new(body: Body, headers: &HeaderMap, limit: usize) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE);
        let content_type = content_type.map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self {
            body: Some(body),
            limit,
            content_type: content_type.map(Cow::into_owned),
            left: length(headers),
            #[cfg(feature = "retry")]
            origin: None,
        }
    }

    /// Says what opens it again.
    #[cfg(feature = "retry")]
    pub(crate) fn opened_by(mut self, origin: Option<Arc<Origin>>) -> Self {
        self.origin = origin;
        self
    }

    /// What opens it again, if that is wanted.
    #[cfg(feature = "retry")]
    pub(crate) fn origin(&self) -> Option<Arc<Origin>> {
        self.origin.clone()
    }

    /// Puts something around the body, which is told how many octets are still to come.
    pub(crate) fn map_body(mut self, around: impl FnOnce(Body, Option<u64>) -> Body) -> Self {
        let left = self.left;
        self.body = self.body.map(|body| around(body, left));
        self
    }

    /// What the answer's `Content-Type` says.
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The longest body, or item of one, that is kept in memory.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Waits for the next octets; `None` is the end.
    ///
    /// # Errors
    ///
    /// Where the connection broke or the service was silent for too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, SendError> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// Reads all that is left.
    ///
    /// # Errors
    ///
    /// As for [`chunk`](Self::chunk), and where it is longer than
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub async fn bytes(self) -> Result<Bytes, SendError> {
        let Self { body, limit, .. } = self;
        match body {
            Some(body) => collect(body, limit).await,
            None => Ok(Bytes::new()),
        }
    }

    /// Reads all that is left as text.
    ///
    /// It is taken for UTF-8, and what is not is replaced by U+FFFD, unless the `Content-Type` says
    /// `iso-8859-1`, `windows-1252` or `us-ascii`.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes).
    pub async fn text(self) -> Result<String, SendError> {
        let content_type = self.content_type.clone();
        let octets = self.bytes().await?;
        Ok(charset::text(content_type.as_deref(), &octets).into_owned())
    }

    /// Writes all that is left to the file at `path`, which is made or emptied first; returns how many
    /// octets that were.
    ///
    /// There is no limit to the length. What was written before an error stays.
    ///
    /// # Errors
    ///
    /// As for [`chunk`](Self::chunk), and [`SendError::File`] where the file cannot be written.
    #[cfg(feature = "files")]
    pub async fn save_to(mut self, path: impl AsRef<Path> + Send) -> Result<u64, SendError> {
        use tokio::{fs::File, io::AsyncWriteExt as _};

        let path = path.as_ref();
        let failed = |source| SendError::File {
            path: path.to_owned(),
            source,
        };
        let mut file = File::create(path).await.map_err(failed)?;
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(failed)?;
            written += u64::try_from(chunk.len()).unwrap_or(0);
        }
        file.flush().await.map_err(failed)?;
        Ok(written)
    }
}

/// Reads all of a body, which may have up to `limit` octets.
pub(crate) async fn collect(body: Body, limit: usize) -> Result<Bytes, SendError> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(SendError::TooLong { limit }),
        Err(error) => Err(SendError::reading(error)),
    }
}

/// How many octets the body has; a transport that decodes it takes the header away.
fn length(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

impl Stream for ByteStream {
    type Item = Result<Bytes, SendError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(body) = &mut self.body {
            match ready!(Pin::new(body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(octets) if !octets.is_empty() => {
                        let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
                        self.left = self.left.map(|left| left.saturating_sub(length));
                        return Poll::Ready(Some(Ok(octets)));
                    }
                    // Nothing to hand over: no octets, or trailers.
                    Ok(_) | Err(_) => {}
                },
                Some(Err(error)) => {
                    self.body = None;
                    return Poll::Ready(Some(Err(SendError::reading(error))));
                }
                None => self.body = None,
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}
