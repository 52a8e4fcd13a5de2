//! What the generator knows of an API and of each operation, as data.

use http::Method;

use crate::auth::Scheme;

/// What a document says about the whole API.
#[derive(Debug)]
pub struct ApiDescription {
    /// The `User-Agent` that a client sends unless told otherwise.
    pub user_agent: &'static str,
    /// The first server of the document, if it has an absolute URL.
    pub base_url: Option<&'static str>,
    /// All of `components/securitySchemes` that the client knows.
    pub schemes: &'static [&'static Scheme],
}

/// What a document says about one operation.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, or method and path where there is none.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, as in `/conversations/{conversationId}`.
    pub path: &'static str,
    /// The media types that it answers, as `Accept` has them.
    pub accept: &'static str,
    /// Alternatives, each a set of schemes that are needed together (OpenAPI 3.1.1, §4.8.30).
    pub security: &'static [&'static [&'static Scheme]],
}
