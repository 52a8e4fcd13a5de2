//! Operations.

use crate::{
    diagnostic::Place,
    ir::{Docs, Flow, Limits, Literal, ModuleId, Paging, ParamPresence, Ty},
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
    /// The module that it stands in.
    pub home: ModuleId,
    /// The tag.
    pub tag: String,
    /// What the operations have in common.
    pub description: Option<String>,
}

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    /// The module that it stands in.
    pub home: ModuleId,
    /// Where it stands.
    pub at: Place,
    /// Its name in the document.
    pub wire: String,
    /// How its credential travels.
    pub kind: SchemeKind,
    /// The flows of OAuth 2.0 that it has.
    pub flows: Vec<Flow>,
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
    /// Not by the client, but by what carries its requests.
    External,
}

/// Schemes that are needed together, each with its scopes.
pub type Requirement = Vec<(SchemeId, Vec<String>)>;

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The module that it stands in.
    pub home: ModuleId,
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
    /// The headers that its successes have.
    pub headers: Vec<Header>,
    /// The URL of a server of its own.
    pub server: Option<String>,
    /// Alternatives: schemes that are needed together, with their scopes.
    pub security: Vec<Requirement>,
    /// What it does.
    pub docs: Docs,
    /// When it goes away, as `x-sunset` says.
    pub sunset: Option<String>,
    /// Whether what it sends is checked against its limits.
    pub is_checked: bool,
    /// Whether sending it twice does what sending it once does.
    pub is_repeatable: bool,
    /// The header that carries a key, by which the service knows a request that is sent again.
    pub idempotency_key: Option<String>,
    /// How its pages follow each other, if it has pages; set by `pass::paging`.
    pub paging: Option<Paging>,
}

impl Operation {
    /// Returns the one content that all successes have, or nothing if they differ.
    pub fn success_content(&self) -> Option<&Content> {
        let (first, rest) = self.success.split_first()?;
        rest.iter()
            .all(|outcome| outcome.content == first.content)
            .then_some(&first.content)
    }

    /// Returns whether a call is ready once it has what is required, so that it needs no type of its own: it has
    /// nothing to set and no pages to go on to, and its errors tell it from calls of other operations.
    pub fn is_ready_at_once(&self) -> bool {
        let is_required = |param: &Param| param.presence == ParamPresence::Required;
        self.params.iter().all(is_required)
            && self.body.as_ref().is_none_or(|body| body.required)
            && self.paging.is_none()
            && !self.errors.is_empty()
    }
}

/// What an operation is called after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationName {
    /// What it is called in the document.
    pub source: NameSource,
    /// What tells it apart from others that are the same operation with another body or answer.
    pub form: Option<&'static str>,
}

impl OperationName {
    /// Returns the name of the same operation in another form.
    pub fn in_form(&self, form: &'static str) -> Self {
        Self {
            source: self.source.clone(),
            form: Some(form),
        }
    }
}

/// What an operation is called in the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSource {
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
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name on the wire.
    pub wire: String,
    /// Where it stands.
    pub at: Place,
    /// Where it travels.
    pub location: Location,
    /// Its type.
    pub ty: Ty,
    /// Whether it is sent without being asked for.
    pub presence: Presence,
    /// What a value has to fit where that is checked.
    pub limits: Limits,
    /// What it is.
    pub docs: Docs,
}

/// Where and how a parameter travels (OpenAPI 3.1.1, §4.8.12.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// Where.
    pub place: ParamPlace,
    /// How, unless as the place has it by default.
    pub style: Option<Style>,
    /// Whether items and members stand apart, unless as the style has it by default.
    pub explode: Option<bool>,
    /// Whether reserved characters stand as they are.
    pub reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// It is the whole query.
    Querystring,
}

/// How a value is written (OpenAPI 3.1.1, §4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b`.
    Simple,
    /// `.a,b`.
    Label,
    /// `;name=a,b`.
    Matrix,
    /// `name=a,b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a%7Cb`.
    PipeDelimited,
    /// `name[key]=a`.
    DeepObject,
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

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// Where it stands.
    pub at: Place,
    /// All media types that the document offers.
    pub offered: Vec<String>,
    /// Its type.
    pub ty: Ty,
    /// What its schema says in words.
    pub said: Docs,
    /// How it is written.
    pub format: BodyFormat,
    /// Its media type.
    pub media: String,
    /// Whether the caller must give it.
    pub required: bool,
    /// What a value has to fit where that is checked.
    pub limits: Limits,
    /// What it is.
    pub description: Option<String>,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form(Vec<Encoding>),
    /// As `multipart/form-data`.
    Multipart,
    /// As text.
    Text,
    /// As it is.
    Octets,
}

/// How a member of a form is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    /// The member.
    pub property: String,
    /// How.
    pub style: Option<Style>,
    /// Whether items and members stand apart.
    pub explode: Option<bool>,
    /// Whether reserved characters stand as they are.
    pub reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The statuses that it is for.
    pub status: Status,
    /// Where it stands.
    pub at: Place,
    /// All media types that the document offers.
    pub offered: Vec<String>,
    /// What it holds.
    pub content: Content,
    /// What the schema of that says in words.
    pub said: Docs,
    /// Its media type.
    pub media: Option<String>,
    /// What it means.
    pub description: Option<String>,
    /// An example of what it holds, or of one of its items.
    pub example: Option<serde_json::Value>,
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Ty),
    /// Text.
    Text,
    /// Octets, all at once.
    Bytes,
    /// Octets as they come.
    Stream,
    /// Server-sent events, whose data is text unless it has a type.
    Events(Option<Ty>),
    /// JSON values, one after the other.
    Lines(Ty),
}

impl Content {
    /// Returns whether it is handed over before it has arrived.
    pub fn is_streamed(&self) -> bool {
        matches!(self, Self::Stream | Self::Events(_) | Self::Lines(_))
    }
}

/// A header of an answer.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its name.
    pub wire: String,
    /// Where it stands.
    pub at: Place,
    /// Its type: a scalar or an enum.
    pub ty: Ty,
    /// Whether the document has it in each answer.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
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
