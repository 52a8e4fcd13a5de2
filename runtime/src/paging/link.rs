//! The header `Link` (RFC 8288).
//!
//! This is our own code, as no kept-up library reads it as the RFC says: commas in URLs, several relations in
//! one parameter, quoted strings.

use http::{HeaderMap, header};

/// The target of the first link whose relation is `next` (RFC 8288, §3.3), without regard to case.
///
/// A link with an `anchor` is about another resource (§3.2) and does not count. What stands behind something
/// that is no link is not read.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(header::LINK).iter();
    let texts = values.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    texts.into_iter().find_map(next_of)
}

/// The same of one header value, by the steps of RFC 8288, appendix B.2.
fn next_of(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        // RFC 9110, §5.6.1: lists may have empty elements.
        rest = rest.trim_start_matches([',', ' ', '\t']);
        let (target, params) = rest.strip_prefix('<')?.split_once('>')?;
        rest = params;
        let mut relation = None;
        let mut has_anchor = false;
        while let Some((name, value, after)) = param(rest) {
            rest = after;
            match name.to_ascii_lowercase().as_str() {
                // §3.3: those after the first do not count.
                "rel" if relation.is_none() => relation = Some(value),
                "anchor" => has_anchor = true,
                _ => {}
            }
        }
        let relation = relation.unwrap_or_default();
        let mut relations = relation.split_ascii_whitespace();
        if !has_anchor && relations.any(|relation| relation.eq_ignore_ascii_case("next")) {
            return Some(target.trim().to_owned());
        }
    }
}

/// The parameter that `text` begins with behind its `;`: name, value, and what follows (appendix B.3).
fn param(text: &str) -> Option<(&str, String, &str)> {
    let text = text.trim_start().strip_prefix(';')?.trim_start();
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let Some(rest) = rest.strip_prefix('=') else {
        return Some((name.trim_end(), String::new(), rest));
    };
    let rest = rest.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => unquoted(quoted),
        None => {
            let end = rest.find([';', ',']).unwrap_or(rest.len());
            let (value, rest) = rest.split_at_checked(end)?;
            (value.trim_end().to_owned(), rest)
        }
    };
    Some((name.trim_end(), value, rest.trim_start()))
}

/// A quoted string behind its first mark, and what follows (RFC 9110, §5.6.4).
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::next;

    fn of(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::LINK, HeaderValue::from_str(value).unwrap());
        }
        next(&headers)
    }

    #[test]
    fn the_link_to_the_next_page() {
        for (values, target) in [
            (
                &["<https://a.example/?page=2>; rel=\"next\""][..],
                "https://a.example/?page=2",
            ),
            (&["</2>;rel=next"], "/2"),
            (&["</1>; rel=prev, </2>; rel=next"], "/2"),
            (&["</1>; rel=prev", "</2>; rel=next"], "/2"),
            (&["</2,3;4?ids=5,6>; rel=next"], "/2,3;4?ids=5,6"),
            (&["</2>; rel=\"last NEXT\""], "/2"),
            (
                &["</1>; title=\"</x>; rel=next, \\\" \"; rel=prev, </2>; REL = \"next\""],
                "/2",
            ),
            (&[", ,</2>; crossorigin; rel=next,"], "/2"),
            (&["<>; rel=next"], ""),
            (&["</1>; rel=next; anchor=\"/x\", </2>; rel=next"], "/2"),
        ] {
            assert_eq!(of(values).as_deref(), Some(target), "{values:?}");
        }
    }

    #[test]
    fn no_link_to_a_next_page() {
        for values in [
            &[][..],
            &[""],
            &["</1>"],
            &["</1>; rel=prev"],
            &["</1>; rel=prev; rel=next"],
            &["</1>; rel=nexta"],
            &["</1>; title=\"rel=next"],
            &["/1; rel=next"],
            &["</1; rel=next"],
        ] {
            assert_eq!(of(values), None, "{values:?}");
        }
    }
}
