//! The bodies of requests: octets that can be sent more than once.

#[cfg(feature = "files")]
mod file;
mod form;
mod multipart;
mod payload;
mod pieces;
mod upload;

pub use self::{
    form::Encoding,
    multipart::{AsFiles, Members, Parts, ToParts},
    upload::Upload,
};
pub(crate) use self::{form::form, payload::Payload};
