//! Templates with `{name}` in them: paths (OpenAPI 3.1.1, §4.8.9) and server URLs (§4.8.5).

use std::borrow::Cow;

use crate::{error::SendError, request::escape::encode_literal};

/// Replaces each `{name}` of `template` by its value, which is not looked at again.
///
/// Fails with the first name that has no value.
pub(crate) fn fill<'a, 'v>(
    template: &'a str,
    value: impl Fn(&'a str) -> Option<Cow<'v, str>>,
) -> Result<String, &'a str> {
    fill_around(template, value, Cow::Borrowed)
}

/// Does as [`fill`] does, and passes what stands around the names through `literal`.
fn fill_around<'a, 'v>(
    template: &'a str,
    value: impl Fn(&'a str) -> Option<Cow<'v, str>>,
    literal: impl Fn(&'a str) -> Cow<'a, str>,
) -> Result<String, &'a str> {
    // Most values are no longer than this.
    let mut filled = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        filled.push_str(&literal(before));
        filled.push_str(&value(name).ok_or(name)?);
        rest = after;
    }
    filled.push_str(&literal(rest));
    Ok(filled)
}

/// Fills the path of an operation with encoded values.
///
/// What stands around them is percent-encoded where a URL cannot hold it. A `#` there is refused, as
/// what follows it, the query among it, is never sent (RFC 3986, §3.5).
///
/// A segment that comes out as `.` or `..` is refused, as every URL parser takes them for steps in
/// the path (WHATWG URL, §4.1).
pub(crate) fn path(
    template: &'static str,
    values: &[(&'static str, String)],
) -> Result<String, SendError> {
    let of = |name| values.iter().find(|(known, _)| *known == name);
    let value = |name| of(name).map(|(_, value)| value.into());
    let path = fill_around(template, value, encode_literal);
    let path = path.map_err(|name| SendError::Parameter {
        name,
        reason: "has no value, so the path would name another resource",
    })?;
    if path.contains('#') {
        return Err(SendError::Path {
            path: template,
            reason: "holds a `#`, behind which nothing is sent",
        });
    }
    let steps = path
        .split(['/', '?'])
        .any(|part| matches!(part, "." | ".."));
    let dots = |(_, value): &&(&'static str, String)| value.bytes().all(|octet| octet == b'.');
    match values.iter().find(dots) {
        Some((name, _)) if steps => Err(SendError::Parameter {
            name,
            reason: "is a step in the path, which a URL cannot carry as a value",
        }),
        Some(_) | None => Ok(path),
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn names_stand_anywhere_in_a_segment_and_values_are_not_filled_again() {
        for (template, values, filled) in [
            ("/a/{b}.json", vec![("b", "x")], "/a/x.json"),
            ("/{a}-{b}", vec![("b", "2"), ("a", "1")], "/1-2"),
            ("/{a}/{b}", vec![("a", "{b}"), ("b", "{a}")], "/{b}/{a}"),
            ("/{a}/{a}?x={a}", vec![("a", "1")], "/1/1?x=1"),
            ("/a{;b}", vec![(";b", "y")], "/ay"),
            ("/a/{b", vec![], "/a/%7Bb"),
            ("/a}b{c}", vec![("c", "d")], "/a%7Dbd"),
            ("/a b/ü/{x}", vec![("x", "%20")], "/a%20b/%C3%BC/%20"),
            ("/%20/%/a[1]", vec![], "/%20/%25/a%5B1%5D"),
            (
                "/:@!$&'()*+,;=-._~?a=/b&c",
                vec![],
                "/:@!$&'()*+,;=-._~?a=/b&c",
            ),
            ("/x/{a#b}", vec![("a#b", "1")], "/x/1"),
            ("/{a}.json", vec![("a", "..")], "/...json"),
        ] {
            let values: Vec<_> = values.into_iter().map(|(n, v)| (n, v.to_owned())).collect();
            assert_eq!(path(template, &values).unwrap(), filled);
        }
    }

    #[test]
    fn a_path_that_would_be_another_is_refused() {
        for (template, values, reason) in [
            ("/{a}/{b}", vec![("a", "1")], "`b` has no value"),
            ("/x/{a}", vec![("a", "..")], "`a` is a step"),
            ("/x/{a}/y", vec![("a", ".")], "`a` is a step"),
            ("/x/{a}{b}/y", vec![("a", "."), ("b", ".")], "`a` is a step"),
            ("/x/{a}?y", vec![("a", ".")], "`a` is a step"),
            (
                "/x/{a}#y",
                vec![("a", "1")],
                "the path `/x/{a}#y` of the operation holds a `#`",
            ),
        ] {
            let values: Vec<_> = values.into_iter().map(|(n, v)| (n, v.to_owned())).collect();
            let error = path(template, &values).unwrap_err().to_string();
            assert!(error.contains(reason), "{template}: {error}");
        }
    }
}
