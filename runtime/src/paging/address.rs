//! Pages whose place is a URL.

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use http::Uri;
use url::{Url, form_urlencoded};

use crate::{error::SendError, paging::PageError};

/// Where a page is, and how others know where it was.
#[derive(Clone, Default)]
pub(crate) struct PageAddress {
    /// The URL, absolute or relative to the operation's own; none where that is the page.
    wanted: Option<String>,
    /// The URL that the page was asked for at, but for credentials.
    sent: Arc<OnceLock<Url>>,
    /// The URL that a redirect led to, if one did.
    landed: Arc<Mutex<Option<Url>>>,
}

impl PageAddress {
    pub(super) fn new(wanted: Option<String>) -> Self {
        Self {
            wanted,
            sent: Arc::default(),
            landed: Arc::default(),
        }
    }

    /// Notes where the answer came from, if that is not where the page was asked for.
    pub(crate) fn landed(&self, redirected: Option<&Uri>) {
        let url = redirected.and_then(|uri| Url::parse(&uri.to_string()).ok());
        *self.landed.lock().unwrap_or_else(PoisonError::into_inner) = url;
    }

    /// The URL that the page came from: of the last request, if one was redirected (RFC 3986, §5.1.3). One to
    /// another origin, to which no credentials go, is asked to redirect each page.
    pub(super) fn base(&self) -> Option<Url> {
        let sent = self.sent.get();
        let landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_near = |landed: &Url| sent.is_none_or(|sent| sent.origin() == landed.origin());
        landed.clone().filter(is_near).or_else(|| sent.cloned())
    }

    /// The URL that the page was asked for at, but for credentials.
    pub(super) fn sent(&self) -> Option<&Url> {
        self.sent.get()
    }

    /// The URL of the page, given the operation's own without its query, and that query.
    ///
    /// `more` is what credentials and options add to the query; what the service's URL has already is not added
    /// again. Fails where the page is at another origin than the operation's server, as credentials go with the
    /// request. A user name and a password in the service's URL are not used.
    pub(crate) fn uri(&self, own: &str, query: &str, more: &str) -> Result<Uri, SendError> {
        let no_url = |_| SendError::Page(PageError::NoUrl);
        let mut url = Url::parse(own).map_err(no_url)?;
        if let Some(wanted) = &self.wanted {
            let server = url.origin();
            url = url.join(wanted).map_err(no_url)?;
            if url.origin() != server {
                return Err(SendError::Page(PageError::Elsewhere {
                    origin: url.origin().ascii_serialization(),
                    server: server.ascii_serialization(),
                }));
            }
            // An `http` URL always takes them.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_fragment(None);
        } else if !query.is_empty() {
            extend(&mut url, query);
        }
        // A call that is sent again has the same URL.
        let _ = self.sent.set(url.clone());
        let has = |name: &str| url.query_pairs().any(|(known, _)| known == name);
        let is_new = |pair: &&str| {
            let mut parsed = form_urlencoded::parse(pair.as_bytes());
            self.wanted.is_none() || parsed.next().is_some_and(|(name, _)| !has(&name))
        };
        let more: Vec<&str> = more.split('&').filter(|pair| !pair.is_empty()).collect();
        let more: Vec<&str> = more.into_iter().filter(is_new).collect();
        if !more.is_empty() {
            extend(&mut url, &more.join("&"));
        }
        Uri::try_from(url.as_str()).map_err(|error| SendError::Request(error.into()))
    }
}

/// Adds encoded pairs to the query.
fn extend(url: &mut Url, pairs: &str) {
    let query = match url.query() {
        Some(query) if !query.is_empty() => format!("{query}&{pairs}"),
        Some(_) | None => pairs.to_owned(),
    };
    url.set_query(Some(&query));
}

impl fmt::Debug for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageAddress").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::PageAddress;

    fn uri(wanted: Option<&str>, query: &str, more: &str) -> Result<String, String> {
        let address = PageAddress::new(wanted.map(str::to_owned));
        let uri = address.uri("https://a.example/v1/list", query, more);
        uri.map(|uri| uri.to_string())
            .map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn urls_of_pages() {
        for (wanted, query, more, expected) in [
            (None, "", "", "https://a.example/v1/list"),
            (
                None,
                "a=1",
                "key=k&a=2",
                "https://a.example/v1/list?a=1&key=k&a=2",
            ),
            (Some("?page=2"), "", "", "https://a.example/v1/list?page=2"),
            (Some("more"), "", "key=k", "https://a.example/v1/more?key=k"),
            (
                Some("/x?a=1&b=%20"),
                "",
                "b=3&key=k",
                "https://a.example/x?a=1&b=%20&key=k",
            ),
            (
                Some("https://A.example:443/x#y"),
                "",
                "",
                "https://a.example/x",
            ),
            (
                Some("https://u:p@a.example/x"),
                "",
                "",
                "https://a.example/x",
            ),
        ] {
            assert_eq!(uri(wanted, query, more).unwrap(), expected);
        }
    }

    #[test]
    fn other_origins_are_refused_without_what_stands_behind_them() {
        for wanted in [
            "https://b.example/?token=s3cret",
            "//b.example/s3cret",
            "http://a.example/s3cret",
            "https://a.example:8443/s3cret",
            "https://a.example@b.example/s3cret",
            "\\\\b.example/s3cret",
            "file:///s3cret",
            "data:s3cret",
        ] {
            let error = uri(Some(wanted), "", "key=k").unwrap_err();
            assert!(
                error.contains("Elsewhere") && !error.contains("s3cret"),
                "{error}"
            );
        }
        assert!(uri(Some("https://"), "", "").unwrap_err().contains("NoUrl"));
    }
}
