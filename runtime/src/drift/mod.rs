//! Where answers and the document disagree.
//!
//! A client with a hook is told what its answers hold that the document does not say, and a tolerant one
//! does without members that it cannot decode. While answers decode and nobody asks, both cost nothing:
//! what is unknown is noticed where the drivers in `wire` are off the fast way, and where a thing stands
//! is found afterwards.

mod anchor;
mod cut;
mod failure;
mod file;
mod log;
pub(crate) mod notes;
mod place;
mod time;
mod watch;

use std::fmt;

use http::StatusCode;

pub(crate) use self::watch::{End, Purpose, Side, WATCHING, Watch, Watching};
pub use self::{file::DriftFile, log::DriftLog};

/// One way in which an answer and the document disagree.
///
/// It holds nothing of what the service sent but the names of members, unless a hook asks for contents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Drift {
    /// The `operationId`, or method and path where the document has none.
    pub operation: &'static str,
    /// The status of the answer.
    pub status: StatusCode,
    /// What is the matter.
    pub kind: DriftKind,
    /// Where in the answer it is, the unknown or missing member included, as in `orders[*].prices.*.unit`;
    /// `.` is the whole answer.
    ///
    /// `[*]` stands for any item of a list, `*` for a member whose key the document leaves to the service,
    /// and `["…"]`, as JSON, for a key of other characters than letters, digits and `_-$@/+`. It is `?`
    /// where it could not be found out.
    pub path: String,
    /// For [`DriftKind::OtherType`] what stands there: `string`, `integer`, `number`, `boolean`, `null`,
    /// `object`, `array`, or `no JSON` where the answer as a whole is none.
    pub found: Option<&'static str>,
    /// For [`DriftKind::UnknownValue`] the value, its first 256 characters, if the hook asks for contents.
    pub value: Option<String>,
    /// How often it is so: in one answer for a hook, in all of them for a [`DriftLog`].
    pub count: u64,
}

/// In what an answer and the document disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DriftKind {
    /// An enum does not list the value, or a discriminator does not know it.
    UnknownValue,
    /// The object has no such member.
    UnknownField,
    /// A required member is absent.
    MissingField,
    /// The value is of another type, or of none of those that it may be of.
    OtherType,
    /// The operation does not describe the status.
    UndocumentedStatus,
}

impl DriftKind {
    /// Returns the kind as a [`DriftFile`] has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownValue => "unknown_value",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::OtherType => "other_type",
            Self::UndocumentedStatus => "undocumented_status",
        }
    }
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Is told where answers and the document disagree.
///
/// A closure that takes a [`Drift`] is one. [`DriftLog`] counts, [`DriftFile`] writes.
pub trait DriftHook: Send + Sync + 'static {
    /// An answer and the document disagree.
    ///
    /// It is called in the task that makes the call, once for each path of an answer, so it should return
    /// soon.
    fn observe(&self, drift: &Drift);

    /// Whether the hook is given [`Drift::value`], which is something that the service sent.
    fn wants_contents(&self) -> bool {
        false
    }
}

impl<F: Fn(&Drift) + Send + Sync + 'static> DriftHook for F {
    fn observe(&self, drift: &Drift) {
        self(drift);
    }
}

/// Gives a closure the contents too, as in `builder.drift(WithContents(|drift| …))`.
#[derive(Clone, Copy)]
pub struct WithContents<F>(pub F);

impl<F> fmt::Debug for WithContents<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithContents")
    }
}

impl<F: Fn(&Drift) + Send + Sync + 'static> DriftHook for WithContents<F> {
    fn observe(&self, drift: &Drift) {
        (self.0)(drift);
    }

    fn wants_contents(&self) -> bool {
        true
    }
}

impl fmt::Debug for dyn DriftHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DriftHook")
    }
}

/// What becomes of an answer that is not what the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Decoding {
    /// It is an error, which keeps the answer.
    #[default]
    Strict,
    /// The optional member that does not decode, or that holds what does not, is taken away and the rest is
    /// kept. Where a required one of the whole answer does not, the error is that of [`Decoding::Strict`].
    ///
    /// [`Response::dropped`](crate::Response::dropped) says what was taken away.
    Tolerant,
}
