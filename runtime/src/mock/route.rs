//! Which operation a request is one of.
//!
//! In: method, path, query, and what the headers say of the body. Out: the operation and the text that
//! stands for each name of its path template, percent-encoded as it came.

use std::cmp::Reverse;

use http::header;

use crate::{
    mock::{Arrived, Description},
    request::encode_literal,
};

/// The names of a path template with their texts.
pub(super) type Captures = Vec<(&'static str, String)>;

/// What a request leads to.
pub(super) enum Route {
    /// An operation, by its place in the list.
    To(usize, Captures),
    /// A path of the document, which has other methods.
    OtherMethod,
    /// Nothing.
    Nowhere,
}

/// Finds the operation.
///
/// Of several that a request could be one of, the one counts whose path has the fewest names, as concrete
/// paths come before templated ones (OpenAPI 3.1.1, §4.8.8.1), and of forms of one operation the one
/// whose media types fit.
pub(super) fn find(operations: &[&'static Description], arrived: &Arrived) -> Route {
    let matching = operations.iter().enumerate().filter_map(|(index, found)| {
        let captures = matches(found.operation.path, &arrived.path, &arrived.query)?;
        Some((index, *found, captures))
    });
    let matching: Vec<_> = matching.collect();
    let known = matching.len();
    let mut own: Vec<_> = matching
        .into_iter()
        .filter(|(_, found, _)| found.operation.method == arrived.method)
        .collect();
    // The sort is stable: of equal ones the first counts.
    own.sort_by_key(|(_, found, captures)| {
        let literal = found.operation.path.len();
        (captures.len(), Reverse((fitness(found, arrived), literal)))
    });
    match own.into_iter().next() {
        Some((index, _, captures)) => Route::To(index, captures),
        None if known > 0 => Route::OtherMethod,
        None => Route::Nowhere,
    }
}

/// How well the media types of a request fit an operation: first its body, then what it accepts.
fn fitness(description: &Description, arrived: &Arrived) -> (bool, bool) {
    let sent = arrived.header(header::CONTENT_TYPE.as_str());
    let body = match (&description.body, sent) {
        (Some(body), Some(sent)) => fits(body.media, sent),
        (Some(body), None) => !body.required,
        (None, sent) => sent.is_none(),
    };
    let accept = arrived.header(header::ACCEPT.as_str());
    (body, accept == Some(description.operation.accept))
}

/// Whether a media type, without its parameters, is `documented`, which may be a range.
pub(super) fn fits(documented: &str, sent: &str) -> bool {
    let (documented, sent) = (essence(documented), essence(sent));
    match documented.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => sent.split_once('/').is_some_and(|(found, _)| found == kind),
        _ => documented == sent,
    }
}

fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// The texts of the names in `template`, if a path and a query fit it.
///
/// What a template has behind a `?` must be in the query as it is.
fn matches(template: &'static str, path: &str, query: &str) -> Option<Captures> {
    let (template, fixed) = match template.split_once('?') {
        Some((template, fixed)) => (template, fixed),
        None => (template, ""),
    };
    let mut pairs = fixed.split('&').filter(|pair| !pair.is_empty());
    if !pairs.all(|pair| query.split('&').any(|found| found == pair)) {
        return None;
    }
    let mut captures = Captures::new();
    capture(template, path, &mut captures).then_some(captures)
}

/// Fits what is left of a path to what is left of a template, the shortest text for each name first.
fn capture(template: &'static str, path: &str, captures: &mut Captures) -> bool {
    let Some((literal, (name, rest))) = template
        .split_once('{')
        .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    else {
        return encode_literal(template) == path;
    };
    let Some(path) = path.strip_prefix(&*encode_literal(literal)) else {
        return false;
    };
    let segment = path.split('/').next().unwrap_or_default();
    let ends = segment
        .char_indices()
        .map(|(at, found)| at + found.len_utf8());
    for end in ends {
        let (text, after) = path.split_at(end);
        captures.push((name, text.to_owned()));
        if capture(rest, after, captures) {
            return true;
        }
        captures.pop();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{fits, matches};

    #[test]
    fn names_stand_anywhere_in_a_segment() {
        for (template, path, texts) in [
            ("/a/{b}", "/a/x%2Fy", Some(vec!["x%2Fy"])),
            ("/a/{b}", "/a/", None),
            ("/a/{b}", "/a/x/y", None),
            ("/a/{b}.json", "/a/x.y.json", Some(vec!["x.y"])),
            ("/{a}-{b}", "/1-2-3", Some(vec!["1", "2-3"])),
            ("/{a}/{b}", "/1/2", Some(vec!["1", "2"])),
            ("/{a}{b}", "/123", Some(vec!["1", "23"])),
            ("/a b", "/a%20b", Some(vec![])),
            ("/a/{b", "/a/%7Bb", Some(vec![])),
            ("/a?x=1", "/a", None),
            ("/{a}", "/é", Some(vec!["é"])),
        ] {
            let found = matches(template, path, "");
            let found: Option<Vec<String>> =
                found.map(|found| found.into_iter().map(|(_, text)| text).collect());
            let texts: Option<Vec<&str>> = texts;
            let texts: Option<Vec<String>> =
                texts.map(|texts| texts.into_iter().map(str::to_owned).collect());
            assert_eq!(found, texts, "{template} {path}");
        }
        assert!(matches("/a?x=1", "/a", "y=2&x=1").is_some());
    }

    #[test]
    fn media_types_fit_ranges_and_whatever_their_parameters() {
        assert!(fits("application/json", "Application/JSON; charset=utf-8"));
        assert!(fits("image/*", "image/png") && fits("*/*", "a/b"));
        assert!(!fits("image/*", "text/png") && !fits("application/json", "text/plain"));
    }
}
