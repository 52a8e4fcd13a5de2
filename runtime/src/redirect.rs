//! Following redirects (RFC 9110, §15.4).
//!
//! This is not left to the HTTP client beneath, for two reasons: it would turn a `PUT` that is
//! answered with 301 or 302 into a `GET`, and it does not know which headers and query parameters
//! hold the credentials that must not go to another host.

use http::{Request, Response, StatusCode, Uri, header};
use percent_encoding::{CONTROLS, percent_encode};
use url::Url;

use crate::body::Payload;

/// How many redirects a call follows.
pub(crate) const LIMIT: usize = 10;

/// The request that follows from a redirect, if it is one that may be followed.
///
/// 301, 302 and 303 are followed for safe methods such as `GET` (RFC 9110, §9.2.1), 307 and 308 for every method, and none of
/// them from `https` to `http`.
///
/// To another host, another port or another scheme go only the headers that the client itself has from
/// the document: `Accept`, `Content-Type`, `User-Agent` and such. Credentials, cookies, header parameters
/// and the headers of the builder stay behind, as nobody here knows which of those are secrets. A user
/// name and a password in the new URL are not used.
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
    let location = answer.headers().get(header::LOCATION)?.as_bytes();
    // What is not ASCII is encoded as URL parsers do it (WHATWG URL, §1.3).
    let location = percent_encode(location, CONTROLS).to_string();
    let from = Url::parse(&request.uri().to_string()).ok()?;
    let mut to = from.join(&location).ok()?;
    if !matches!(to.scheme(), "http" | "https") || (from.scheme(), to.scheme()) == ("https", "http")
    {
        return None;
    }
    to.set_username("").ok()?;
    to.set_password(None).ok()?;
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

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method, Request, Response};

    use super::next;
    use crate::body::Payload;

    /// Where a request of `from` goes that is redirected to `location`, and whether its secret goes too.
    fn followed(from: &str, location: &[u8]) -> Option<(String, bool)> {
        let mut request = Request::new(Payload::default());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = from.parse().unwrap();
        let mut secret = HeaderValue::from_static("secret");
        secret.set_sensitive(true);
        request.headers_mut().insert("x-key", secret);
        let open = HeaderValue::from_static("*/*");
        request.headers_mut().insert("accept", open);
        let answer = Response::builder().status(307).header("location", location);
        let next = next(&request, &answer.body(()).unwrap())?;
        assert!(next.headers().contains_key("accept"));
        let has_secret = next.headers().contains_key("x-key");
        Some((next.uri().to_string(), has_secret))
    }

    #[test]
    fn secrets_stay_with_their_origin() {
        for (from, location, to, has_secret) in [
            ("https://a.example/x", "/y?z", "https://a.example/y?z", true),
            ("https://a.example/x/", "y", "https://a.example/x/y", true),
            (
                "https://a.example",
                "https://a.example:443/",
                "https://a.example/",
                true,
            ),
            (
                "https://a.example",
                "https://A.EXAMPLE/",
                "https://a.example/",
                true,
            ),
            (
                "https://a.example",
                "https://b.example/",
                "https://b.example/",
                false,
            ),
            (
                "https://a.example",
                "//b.example/",
                "https://b.example/",
                false,
            ),
            (
                "https://a.example",
                "https://a.example:8443/",
                "https://a.example:8443/",
                false,
            ),
            (
                "http://a.example",
                "https://a.example/",
                "https://a.example/",
                false,
            ),
        ] {
            let expected = Some((to.to_owned(), has_secret));
            assert_eq!(followed(from, location.as_bytes()), expected, "{location}");
        }
    }

    #[test]
    fn from_https_to_http_is_not_followed() {
        assert_eq!(followed("https://a.example", b"http://a.example/"), None);
        assert_eq!(followed("https://a.example", b"file:///etc/passwd"), None);
    }

    #[test]
    fn a_user_and_a_password_are_not_used() {
        let (to, _) = followed("https://a.example", b"https://user:pw@b.example/x").unwrap();
        assert_eq!(to, "https://b.example/x");
    }

    #[test]
    fn a_location_that_is_not_ascii_is_followed() {
        let (to, _) = followed("https://a.example", "/ü?é".as_bytes()).unwrap();
        assert_eq!(to, "https://a.example/%C3%BC?%C3%A9");
        let (to, _) = followed("https://a.example", b"/\xfc").unwrap();
        assert_eq!(to, "https://a.example/%FC");
    }
}
