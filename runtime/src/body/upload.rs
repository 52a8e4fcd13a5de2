//! Octets to send, from memory or from disk.

use std::fmt;
#[cfg(feature = "files")]
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::body::Payload;

/// Octets to send: a whole body, or a file in a form.
///
/// With the feature `files` they may also come from disk, by `Upload::path`.
///
/// `Debug` shows where they come from and how many they are, and none of them.
///
/// ```
/// use specwright_runtime::Upload;
///
/// let upload = Upload::bytes("id,name\n").file_name("users.csv").content_type("text/csv");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Source {
    Bytes(Bytes),
    #[cfg(feature = "files")]
    Path(PathBuf),
}

impl Upload {
    /// Sends `octets`.
    pub fn bytes(octets: impl Into<Bytes>) -> Self {
        Self {
            source: Source::Bytes(octets.into()),
            file_name: None,
            content_type: None,
        }
    }

    /// Sends the file at `path`, which is opened when the request is sent and read 64 KiB at a time.
    ///
    /// Its name in a form is the last part of `path`, unless [`file_name`](Self::file_name) says otherwise.
    #[cfg(feature = "files")]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self {
            source: Source::Path(path.into()),
            file_name: None,
            content_type: None,
        }
    }

    /// Sets the name that the file has in a form.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the content type, as in `image/png`.
    #[must_use]
    pub fn content_type(mut self, media: impl Into<String>) -> Self {
        self.content_type = Some(media.into());
        self
    }

    /// The octets as a body or as a piece of one.
    pub(crate) fn payload(&self) -> Payload {
        match &self.source {
            Source::Bytes(octets) => octets.clone().into(),
            #[cfg(feature = "files")]
            Source::Path(path) => Payload::file(path.clone()),
        }
    }

    /// The name in a form: `blob` where there is none, as browsers have it (WHATWG XHR, §5, "create an
    /// entry"), since a part without a file name counts as text with many servers.
    pub(crate) fn name(&self) -> String {
        #[cfg(feature = "files")]
        if let (None, Source::Path(path)) = (&self.file_name, &self.source)
            && let Some(name) = Path::file_name(path)
        {
            return name.to_string_lossy().into_owned();
        }
        self.file_name.clone().unwrap_or_else(|| "blob".to_owned())
    }

    /// The content type: its own, or else the documented one where that is a single one.
    pub(crate) fn media(&self, documented: Option<&str>) -> String {
        let single = documented.filter(|media| !media.contains(['*', ',']));
        let own = self.content_type.as_deref();
        own.or(single)
            .unwrap_or("application/octet-stream")
            .to_owned()
    }
}

impl Default for Upload {
    /// No octets.
    fn default() -> Self {
        Self::bytes(Bytes::new())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Upload");
        match &self.source {
            Source::Bytes(octets) => {
                debug.field("source", &format_args!("<{} bytes>", octets.len()));
            }
            #[cfg(feature = "files")]
            Source::Path(path) => {
                debug.field("source", path);
            }
        }
        debug
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

impl From<Bytes> for Upload {
    fn from(octets: Bytes) -> Self {
        Self::bytes(octets)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(octets: Vec<u8>) -> Self {
        Self::bytes(octets)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static str> for Upload {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(octets: &'static [u8]) -> Self {
        Self::bytes(octets)
    }
}

impl<const N: usize> From<&'static [u8; N]> for Upload {
    fn from(octets: &'static [u8; N]) -> Self {
        Self::bytes(octets.as_slice())
    }
}
