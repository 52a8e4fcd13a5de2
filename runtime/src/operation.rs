//! What the generator knows of an API and of each operation, as data.

use std::fmt;

use http::Method;

use crate::{auth::Scheme, rate::RateLimitHeaders};

/// What a document says about the whole API.
#[derive(Debug)]
pub struct ApiDescription {
    /// The `User-Agent` that a client sends unless told otherwise.
    pub user_agent: &'static str,
    /// The first server of the document, if it has an absolute URL; it may hold `{name}`.
    pub base_url: Option<&'static str>,
    /// The servers that operations have of their own; they may hold `{name}`.
    pub servers: &'static [&'static str],
    /// All of `components/securitySchemes` that the client knows.
    pub schemes: &'static [&'static Scheme],
    /// The variables of all servers, each name once.
    pub variables: &'static [Variable],
    /// The headers that carry the service's rate limits.
    pub rate_limits: &'static [RateLimitHeaders],
}

/// A variable in the URL of a server (OpenAPI 3.1.1, §4.8.6).
#[derive(Debug)]
pub struct Variable {
    /// Its name, which stands in braces in the URL.
    pub name: &'static str,
    /// Its value unless the client was told another.
    pub default: &'static str,
    /// The values it may have; empty where it may have any.
    pub values: &'static [&'static str],
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
    /// A server of its own, as an absolute URL that may hold `{name}`; else it goes to the API's.
    pub server: Option<&'static str>,
    /// Whether sending it twice does what sending it once does: by its method (RFC 9110, §9.2.2), unless
    /// `codegen.toml` says otherwise.
    pub is_repeatable: bool,
    /// The header that carries a key, by which the service knows a request that is sent again.
    pub idempotency_key: Option<&'static str>,
}

/// What `Debug` of the call called `name` does.
///
/// # Errors
///
/// Those of the formatter.
pub fn show_call(name: &str, operation: &Operation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{name}({} {})", operation.method, operation.path)
}
