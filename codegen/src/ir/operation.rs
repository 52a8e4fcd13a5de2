//! Operations.

use crate::{
    diagnostic::Place,
    ir::{Docs, Literal, Ty},
};

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationId(pub usize);

/// A group of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupId(pub usize);

/// A security scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemeId(pub usize);

/// The operations that have a tag in common.
#[derive(Debug)]
pub struct Group {
    /// The tag.
    pub tag: String,
    /// What the operations have in common.
    pub description: Option<String>,
}

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub wire: String,
    /// How its credential travels.
    pub kind: SchemeKind,
    /// What it is.
    pub description: Option<String>,
}

/// How the credential of a scheme travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// As a bearer token.
    Bearer,
    /// As a name and a password.
    Basic,
    /// As a key in a header of this name.
    HeaderKey(String),
    /// As a key in a query parameter of this name.
    QueryKey(String),
    /// As a key in a cookie of this name.
    CookieKey(String),
}

/// Schemes that are needed together, each with its scopes.
pub type Requirement = Vec<(SchemeId, Vec<String>)>;

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// What to call it.
    pub name: OperationName,
    /// Where it stands.
    pub at: Place,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Its group; none if it has no tag.
    pub group: Option<GroupId>,
    /// Its parameters, required ones first.
    pub params: Vec<Param>,
    /// The body that it sends.
    pub body: Option<Body>,
    /// What it answers when it succeeds; never empty.
    pub success: Vec<Outcome>,
    /// What it answers when it fails.
    pub errors: Vec<Outcome>,
    /// Alternatives: schemes that are needed together, with their scopes.
    pub security: Vec<Requirement>,
    /// What it does.
    pub docs: Docs,
}

impl Operation {
    /// Returns the one type that all successes have, or nothing if they differ.
    pub fn success_ty(&self) -> Option<Option<&Ty>> {
        let (first, rest) = self.success.split_first()?;
        rest.iter()
            .all(|outcome| outcome.ty == first.ty)
            .then_some(first.ty.as_ref())
    }
}

/// What an operation is called after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OperationName {
    /// Its id.
    Id(String),
    /// Its method and path.
    Route(String),
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
    /// `OPTIONS`.
    Options,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `TRACE`.
    Trace,
}

impl Method {
    /// Returns the method as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// Its type: a scalar, an enum, or a list of them.
    pub ty: Ty,
    /// Whether it is sent without being asked for.
    pub presence: Presence,
    /// What it is.
    pub docs: Docs,
}

/// Where and how a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path; lists are separated by commas.
    Path,
    /// In the query; each item of a list is a parameter of its own.
    Query,
    /// In the query; lists are separated by commas.
    QueryJoined,
    /// In a header; lists are separated by commas.
    Header,
}

/// Whether a parameter is sent without being asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// The caller gives it.
    Required,
    /// The caller may give it.
    Optional,
    /// It has this value unless the caller gives another.
    Constant(Literal),
}

/// The body of a request, as JSON.
#[derive(Debug)]
pub struct Body {
    /// Its type.
    pub ty: Ty,
    /// Its media type.
    pub media: String,
    /// Whether the caller must give it.
    pub required: bool,
    /// What it is.
    pub description: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Outcome {
    /// The statuses that it is for.
    pub status: Status,
    /// The type of its JSON; none if it has no body.
    pub ty: Option<Ty>,
    /// The media type of its JSON.
    pub media: Option<String>,
    /// What it means.
    pub description: Option<String>,
}

/// The statuses that an outcome is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Exact(u16),
    /// All statuses that begin with this digit.
    Range(u16),
    /// All that no other outcome is for.
    Default,
}
