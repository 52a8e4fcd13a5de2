//! Where requests go: the servers of a document and their variables (OpenAPI 3.1.1, §4.8.5, §4.8.6).

use std::borrow::Cow;

use http::Uri;
use url::Url;

use crate::{client::BuildError, error::SendError, operation::Variable, request::fill};

/// The servers of one client.
#[derive(Debug)]
pub(crate) struct Servers {
    /// Where operations go that have no server of their own, without a slash at the end.
    base: String,
    /// Whether the others go there too.
    only: bool,
    choice: Choice,
}

/// What a client was told about servers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// The server for everything.
    pub(crate) base_url: Option<String>,
    /// Servers that replace one of the document's.
    pub(crate) replaced: Vec<(String, String)>,
    /// Values of server variables.
    pub(crate) values: Vec<(String, String)>,
    /// What the document says about the variables.
    pub(crate) variables: &'static [Variable],
}

impl Servers {
    /// Checks `choice` against the document, whose first server is `documented`.
    pub(crate) fn new(
        choice: Choice,
        documented: Option<&'static str>,
        others: &'static [&'static str],
    ) -> Result<Self, BuildError> {
        for (name, value) in &choice.values {
            let known = choice
                .variables
                .iter()
                .find(|variable| variable.name == name);
            let reason = match known {
                None => "is not one of the document",
                Some(variable) if !variable.takes(value) => "does not take that value",
                Some(_) => continue,
            };
            return Err(BuildError::Variable {
                name: name.clone(),
                reason,
            });
        }
        for (known, url) in &choice.replaced {
            let mut all = documented.iter().chain(others);
            if !all.any(|server| plain(server) == plain(known)) {
                return Err(refused(known, "is not a server of the document"));
            }
            checked(url).map_err(|reason| refused(url, reason))?;
        }
        let base = match (&choice.base_url, documented) {
            (Some(url), _) => checked(url).map_err(|reason| refused(url, reason))?,
            (None, Some(url)) => choice.resolve(url).map_err(|reason| refused(url, reason))?,
            (None, None) => return Err(BuildError::NoBaseUrl),
        };
        Ok(Self {
            base,
            only: choice.base_url.is_some(),
            choice,
        })
    }

    /// Where an operation goes that has `server` as its own, without a slash at the end.
    ///
    /// Fails where that is no absolute URL that a path can be added to.
    pub(crate) fn of(&self, server: Option<&'static str>) -> Result<Cow<'_, str>, SendError> {
        match server.filter(|_| !self.only) {
            None => Ok(Cow::Borrowed(&self.base)),
            Some(url) => match self.choice.resolve(url) {
                Ok(url) => Ok(Cow::Owned(url)),
                Err(reason) => Err(SendError::Server { url, reason }),
            },
        }
    }
}

impl Choice {
    /// The server to use for the document's `url`.
    fn resolve(&self, url: &str) -> Result<String, &'static str> {
        let mut replaced = self.replaced.iter().rev();
        if let Some((_, other)) = replaced.find(|(known, _)| plain(known) == plain(url)) {
            return checked(other);
        }
        let filled = fill(url, |name| {
            let set = self.values.iter().rev().find(|(known, _)| known == name);
            let default = || self.variables.iter().find(|variable| variable.name == name);
            let set = set.map(|(_, value)| value.as_str());
            set.or_else(|| Some(default()?.default)).map(Cow::from)
        });
        checked(&filled.map_err(|_| "has a variable that the document does not describe")?)
    }
}

impl Variable {
    fn takes(&self, value: &str) -> bool {
        self.values.is_empty() || self.values.contains(&value)
    }
}

/// A URL without the slash that may stand at its end.
fn plain(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn refused(url: &str, reason: &'static str) -> BuildError {
    BuildError::BaseUrl {
        url: without_secrets(url),
        reason,
    }
}

/// `url` as it may be shown: without a name and a password before the host, a query and a fragment.
pub(crate) fn without_secrets(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (url, rest) = url.split_at(end);
    let shown = without_user(url);
    match rest.get(..1) {
        Some(mark) => format!("{shown}{mark}…"),
        None => shown,
    }
}

fn without_user(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        (None, Some((_, rest))) => format!("…@{rest}"),
        (_, None) => url.to_owned(),
    }
}

/// Checks `url` and takes the slash from its end.
fn checked(url: &str) -> Result<String, &'static str> {
    let Ok(uri) = Uri::try_from(url) else {
        return Err("is not a URL");
    };
    match uri.scheme_str() {
        Some("http" | "https") => {}
        _ => return Err("does not begin with `http://` or `https://`"),
    }
    if uri.host().is_none_or(str::is_empty) {
        return Err("names no host");
    }
    let authority = uri.authority();
    if authority.is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("holds a user name: use `ClientBuilder::basic_auth`");
    }
    if uri.query().is_some() || url.contains('#') {
        return Err("has a query or a fragment, after which no path can stand");
    }
    if Url::parse(url).is_err() {
        return Err("names a host or a port that cannot be");
    }
    Ok(url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Choice, Servers, checked, without_secrets};
    use crate::operation::Variable;

    const VARIABLES: &[Variable] = &[
        Variable {
            name: "region",
            default: "eu",
            values: &["eu", "us"],
        },
        Variable {
            name: "path",
            default: "v1",
            values: &[],
        },
    ];
    const BASE: &str = "https://{region}.example/{path}/";
    const OTHER: &str = "https://upload-{region}.example";

    fn choice(
        base_url: Option<&str>,
        replaced: &[(&str, &str)],
        values: &[(&str, &str)],
    ) -> Choice {
        let pairs = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        Choice {
            base_url: base_url.map(str::to_owned),
            replaced: pairs(replaced),
            values: pairs(values),
            variables: VARIABLES,
        }
    }

    #[test]
    fn servers_are_filled_in_and_replaced() {
        for (choice, base, other) in [
            (
                choice(None, &[], &[]),
                "https://eu.example/v1",
                "https://upload-eu.example",
            ),
            (
                choice(None, &[], &[("region", "us"), ("path", "a/{region}")]),
                "https://us.example/a/{region}",
                "https://upload-us.example",
            ),
            (
                choice(Some("http://x/"), &[(OTHER, "http://y")], &[]),
                "http://x",
                "http://x",
            ),
            (
                choice(None, &[(OTHER, "http://y/"), (OTHER, "http://z/")], &[]),
                "https://eu.example/v1",
                "http://z",
            ),
            (
                choice(None, &[(BASE, "http://y/")], &[]),
                "http://y",
                "https://upload-eu.example",
            ),
        ] {
            let servers = Servers::new(choice, Some(BASE), &[OTHER]).unwrap();
            assert_eq!(servers.of(None).unwrap(), base);
            assert_eq!(servers.of(Some(OTHER)).unwrap(), other);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (choice, base, reason) in [
            (
                choice(None, &[], &[("x", "y")]),
                Some(BASE),
                "`x` is not one of",
            ),
            (
                choice(None, &[], &[("region", "mars")]),
                Some(BASE),
                "`region` does not take",
            ),
            (
                choice(None, &[], &[("path", "a?b")]),
                Some(BASE),
                "has a query",
            ),
            (
                choice(None, &[(OTHER, "y")], &[]),
                Some(BASE),
                "does not begin with",
            ),
            (
                choice(None, &[], &[]),
                Some("https://{who}"),
                "the document does not describe",
            ),
            (choice(None, &[], &[]), None, "names no server"),
        ] {
            let error = Servers::new(choice, base, &[OTHER])
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
        let servers = Servers::new(choice(None, &[], &[]), Some(BASE), &[OTHER]).unwrap();
        let error = servers.of(Some("/v2")).unwrap_err().to_string();
        assert!(
            error.contains("`/v2` of the operation does not begin with"),
            "{error}"
        );
    }

    #[test]
    fn a_base_url_loses_its_slash_and_keeps_its_path() {
        for (given, kept) in [
            ("https://a.example", "https://a.example"),
            ("https://a.example/", "https://a.example"),
            ("http://127.0.0.1:80/v1/", "http://127.0.0.1:80/v1"),
        ] {
            assert_eq!(checked(given).unwrap(), kept);
        }
    }

    #[test]
    fn a_base_url_that_takes_no_path_is_refused_with_the_reason() {
        for (given, reason) in [
            ("", "is not a URL"),
            ("/v1", "does not begin with"),
            ("a.example", "does not begin with"),
            ("ftp://a.example", "does not begin with"),
            ("https://user:secret@a.example", "holds a user name"),
            ("https://a.example/?x=1", "has a query"),
            ("https://a.example/#x", "has a query or a fragment"),
            ("https://a.example/?key=secret@x", "has a query"),
            ("https://a.example#secret", "has a query or a fragment"),
            ("http://256.1.1.1", "a host or a port that cannot be"),
            ("http://a:99999", "a host or a port that cannot be"),
        ] {
            assert!(checked(given).unwrap_err().contains(reason), "{given}");
            assert!(!without_secrets(given).contains("secret"), "{given}");
        }
        assert_eq!(
            without_secrets("https://u:p@a.example/b?key=c#d"),
            "https://…@a.example/b?…"
        );
    }
}
