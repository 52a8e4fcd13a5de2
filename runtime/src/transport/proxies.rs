//! The proxies that the environment names, or the system.

use std::ffi::OsString;

use http::{Uri, uri::Scheme};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use crate::transport::connect::Refused;

/// Names of variables, of which the first that is there counts: the order that [`Matcher`] has.
type Names = [&'static str; 2];

const ALL: Names = ["ALL_PROXY", "all_proxy"];
const HTTP: Names = ["HTTP_PROXY", "http_proxy"];
const HTTPS: Names = ["HTTPS_PROXY", "https_proxy"];
const NO: Names = ["NO_PROXY", "no_proxy"];

/// Which requests go through which proxy.
///
/// [`Matcher`] takes a variable that names no proxy for none at all; here it is an error of the requests that
/// it is about, as they were meant to go no other way.
pub(super) struct Proxies {
    matcher: Matcher,
    /// Everything goes through a proxy but for what the environment excepts.
    excepting: Matcher,
    http: Option<Unusable>,
    https: Option<Unusable>,
}

/// The name of a variable whose value names no proxy. The value may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unusable {
    /// That of the scheme.
    Own(&'static str),
    /// That of all schemes, which counts where nothing else names one.
    All(&'static str),
}

impl Proxies {
    pub(super) fn from_system() -> Self {
        let var = |name: &str| std::env::var_os(name);
        // A program of a web server may be given `HTTP_PROXY` by whoever asks; there is no proxy then.
        let is_cgi = var("REQUEST_METHOD").is_some();
        let no = first(NO, var).and_then(|(_, value)| value.into_string().ok());
        Self {
            matcher: Matcher::from_system(),
            excepting: Matcher::builder()
                .all("http://proxy")
                .no(no.unwrap_or_default())
                .build(),
            http: unusable(HTTP, var).filter(|_| !is_cgi),
            https: unusable(HTTPS, var).filter(|_| !is_cgi),
        }
    }

    /// All through the one at `url`.
    #[cfg(all(test, not(any(feature = "rustls", feature = "native-tls"))))]
    pub(super) fn through(url: &str) -> Self {
        let matcher = || Matcher::builder().all(url).build();
        Self {
            matcher: matcher(),
            excepting: matcher(),
            http: None,
            https: None,
        }
    }

    /// Returns the proxy that requests to `to` go through.
    ///
    /// # Errors
    ///
    /// Where the variable that names it does not name one.
    pub(super) fn of(&self, to: &Uri) -> Result<Option<Intercept>, Refused> {
        let proxy = self.matcher.intercept(to);
        let unusable = match to.scheme() == Some(&Scheme::HTTPS) {
            true => self.https,
            false => self.http,
        };
        let name = match unusable {
            Some(Unusable::Own(name)) => name,
            Some(Unusable::All(name)) if proxy.is_none() => name,
            Some(Unusable::All(_)) | None => return Ok(proxy),
        };
        match self.excepting.intercept(to) {
            Some(_) => Err(Refused::Variable(name)),
            None => Ok(None),
        }
    }
}

/// The first variable of `names` that is there.
fn first(names: Names, var: impl Fn(&str) -> Option<OsString>) -> Option<(&'static str, OsString)> {
    let mut found = names.into_iter().map(|name| Some((name, var(name)?)));
    found.find_map(|found| found)
}

/// The variable that says which proxy a scheme has, by its own name or that of all, and names none.
fn unusable(own: Names, var: impl Fn(&str) -> Option<OsString> + Copy) -> Option<Unusable> {
    // One that is empty says nothing.
    let said = |names| first(names, var).filter(|(_, value)| !value.is_empty());
    let (variable, unusable): (_, fn(_) -> _) = match said(own) {
        Some(variable) => (variable, Unusable::Own),
        None => (said(ALL)?, Unusable::All),
    };
    let (name, value) = variable;
    let names_a_proxy = value.to_str().is_some_and(names_a_proxy);
    (!names_a_proxy).then(|| unusable(name))
}

/// Whether `value` is the URL of a proxy, with a port that is one where it has any.
fn names_a_proxy(value: &str) -> bool {
    let matcher = Matcher::builder().all(value).build();
    let proxy = matcher.intercept(&Uri::from_static("http://service"));
    let port = proxy.as_ref().and_then(|proxy| {
        let authority = proxy.uri().authority()?;
        authority.as_str().strip_prefix(authority.host())
    });
    match port.map(|port| port.strip_prefix(':').unwrap_or(port)) {
        Some("") => true,
        Some(port) => port.parse::<u16>().is_ok(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{HTTP, Unusable, unusable};

    fn found(variables: &[(&str, &str)]) -> Option<Unusable> {
        unusable(HTTP, |name| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn a_value_that_names_no_proxy_is_found() {
        for value in [
            "http://user:pass word@proxy:1",
            "http://[::1",
            "ftp://proxy",
            "http://user:pass#word@proxy",
            "http://proxy:port",
            "http://proxy:99999",
            "http://",
        ] {
            let own = Some(Unusable::Own("HTTP_PROXY"));
            assert_eq!(found(&[("HTTP_PROXY", value)]), own, "{value}");
            let all = Some(Unusable::All("all_proxy"));
            assert_eq!(found(&[("all_proxy", value)]), all, "{value}");
        }
    }

    #[test]
    fn a_value_that_names_a_proxy_or_nothing_is_fine() {
        for value in [
            "",
            "proxy",
            "proxy:3128",
            "http://user:pass@proxy:3128/",
            "https://[::1]:1",
            "https://[::1]",
            "socks5://proxy",
        ] {
            assert_eq!(found(&[("http_proxy", value)]), None, "{value}");
        }
    }

    #[test]
    fn the_first_variable_counts() {
        let bad = "ftp://proxy";
        // One of its own goes before that of all, whatever that says.
        assert_eq!(found(&[("ALL_PROXY", bad), ("HTTP_PROXY", "proxy")]), None);
        assert_eq!(found(&[("HTTP_PROXY", "proxy"), ("http_proxy", bad)]), None);
        let own = Some(Unusable::Own("http_proxy"));
        assert_eq!(found(&[("ALL_PROXY", "x"), ("http_proxy", bad)]), own);
    }
}
