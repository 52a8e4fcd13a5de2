//! Following redirects (RFC 9110, §15.4).
//!
//! This is not left to the HTTP client beneath, for two reasons: it would turn a `PUT` that is
//! answered with 301 or 302 into a `GET`, and it does not know which headers and query parameters
//! hold the credentials that must not go to another host.

use http::{Request, Response, StatusCode, Uri, header};
use url::Url;

use crate::body::Payload;

/// How many redirects a call follows.
pub(crate) const LIMIT: usize = 10;

/// The request that follows from a redirect, if it is one that may be followed.
///
/// 301, 302 and 303 are followed for safe methods such as `GET` (RFC 9110, §9.2.1), 307 and 308 for every method, and none of
/// them from `https` to `http`.
pub(crate) fn next<B>(
    request: &Request<Payload>,
    answer: &Response<B>,
) -> Option<Request<Payload>> {
    let safe = request.method().is_safe();
    let follow = match answer.status() {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => safe,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        _ => false,
    };
    if !follow {
        return None;
    }
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    let from = Url::parse(&request.uri().to_string()).ok()?;
    let to = from.join(location).ok()?;
    if !matches!(to.scheme(), "http" | "https") || (from.scheme(), to.scheme()) == ("https", "http")
    {
        return None;
    }
    let mut next = Request::new(request.body().clone());
    *next.method_mut() = request.method().clone();
    *next.uri_mut() = Uri::try_from(to.as_str()).ok()?;
    *next.headers_mut() = request.headers().clone();
    if from.origin() != to.origin() {
        let headers = next.headers_mut();
        let secret: Vec<_> = headers
            .iter()
            .filter(|(_, value)| value.is_sensitive())
            .map(|(name, _)| name.clone())
            .collect();
        for name in secret {
            headers.remove(name);
        }
    }
    Some(next)
}
