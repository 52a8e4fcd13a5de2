//! What is being done, for people who wait.

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doing<'a> {
    /// Reading a source.
    Reading(&'a str),
    /// Reading a long file bit by bit.
    Octets {
        /// What it is called.
        name: &'a str,
        /// How much of it has been read.
        read: u64,
        /// How much of it there is; nothing where that is not known, as of a pipe.
        of: Option<u64>,
    },
    /// Finding out what so many pages say.
    Pages(usize),
    /// Putting what was read into a document.
    Merging,
    /// Finding what changed.
    Comparing,
    /// Generating the sources.
    Generating,
}

/// What is told of it.
pub(crate) type Tell<'a> = dyn FnMut(Doing<'_>) + Send + 'a;
