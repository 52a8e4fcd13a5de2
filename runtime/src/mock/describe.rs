//! What a document says of an operation, as a mock server needs it.

use std::fmt;

use crate::{
    mock::{Reading, Reply},
    operation::Operation,
};

/// An operation that a mock server stands in for; generated code implements it.
pub trait Mocked: Sized + 'static {
    /// What it answers when it succeeds.
    type Success;
    /// The errors that the document describes.
    type Error;
    /// What a request of it holds.
    type Request;

    /// What the document says of it.
    #[doc(hidden)]
    const DESCRIPTION: &'static Description;

    /// Writes a success.
    #[doc(hidden)]
    fn success(value: Self::Success) -> Reply;

    /// Writes an error.
    #[doc(hidden)]
    fn error(error: Self::Error) -> Reply;

    /// Reads a request; nothing where it is not what the document says.
    #[doc(hidden)]
    fn read(request: &mut Reading<'_>) -> Option<Self::Request>;
}

/// What a document says about one operation, beside what a client needs.
pub struct Description {
    /// What a client needs.
    pub operation: &'static Operation,
    /// The body of its requests, if they have one.
    pub body: Option<Sent>,
    /// What it may answer, the first success first.
    pub answers: &'static [Answer],
    /// Reads a request and drops it, for what is wrong with it.
    pub check: fn(&mut Reading<'_>),
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Description")
            .field(&self.operation.id)
            .finish()
    }
}

/// The body of a request.
#[derive(Debug)]
pub struct Sent {
    /// Its media type, which may be a range.
    pub media: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

/// What an operation may answer.
#[derive(Debug)]
pub struct Answer {
    /// The first and the last status that it is for.
    pub statuses: (u16, u16),
    /// The one that it has unless told otherwise.
    pub status: u16,
    /// Its media type, if it has a body.
    pub media: Option<&'static str>,
    /// An example of its body: the document's, or one made of its schema. Nothing where there is none.
    pub body: Option<&'static str>,
}

/// Reads a request of `O` and drops it.
pub fn check<O: Mocked>(request: &mut Reading<'_>) {
    drop(O::read(request));
}
