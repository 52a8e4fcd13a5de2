//! Links that lines alone do not show: by reference, and broken over lines.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    flat,
    inline::{Pipes, code_span, label, starts_url, url_length},
};

/// `text` with each link in one line with its URL, so that lines can be looked at one by one.
///
/// A definition that a link refers to (CommonMark 0.31.2, §4.7) is taken out, as its URL stands where it is used. A text
/// with a block of code is left as it is, since neither is a link there.
pub(super) fn whole(text: &str) -> Cow<'_, str> {
    if !text.contains('[') || text.contains("```") || text.contains("~~~") {
        return Cow::Borrowed(text);
    }
    let mut urls = BTreeMap::new();
    let lines = text.lines().filter(|line| match definition(line) {
        Some((label, url)) => urls.insert(key(label), url).is_some(),
        None => true,
    });
    let lines: Vec<&str> = lines.collect();
    Cow::Owned(joined(&lines.join("\n"), &urls))
}

/// The label and the URL of a line that defines a link.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, url) = line.trim().strip_prefix('[')?.split_once("]:")?;
    let url = url.trim();
    let is_url = starts_url(url) && url_length(url) == url.len();
    (is_url && !label.contains(['[', ']'])).then_some((label, url))
}

/// What a label is looked up by (CommonMark 0.31.2, §6.3).
fn key(label: &str) -> String {
    flat(label).to_lowercase()
}

fn joined(text: &str, urls: &BTreeMap<String, &str>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '`', '\\']) {
        let (before, marked) = rest.split_at(at);
        whole.push_str(before);
        let length = match link(marked, urls) {
            Some((link, length)) => {
                whole.push_str(&link);
                length
            }
            None => {
                let length = match marked.chars().next() {
                    Some('`') => code_span(marked, Pipes::Text).1,
                    Some('\\') => marked.chars().take(2).map(char::len_utf8).sum(),
                    _ => 1,
                };
                whole.push_str(marked.get(..length).unwrap_or_default());
                length
            }
        };
        rest = marked.get(length..).unwrap_or_default();
    }
    whole.push_str(rest);
    whole
}

/// A link at the beginning of `text`, and its length there.
fn link(text: &str, urls: &BTreeMap<String, &str>) -> Option<(String, usize)> {
    let (label, rest) = label(text)?;
    if label.contains("\n\n") {
        return None;
    }
    let (url, rest) = match rest.chars().next() {
        Some('(') => {
            let inner = rest.get(1..)?.trim_start();
            let length = if starts_url(inner) {
                url_length(inner)
            } else {
                0
            };
            let (url, rest) = inner.split_at(length);
            (url, rest.trim_start().strip_prefix(')')?)
        }
        Some('[') => {
            let (reference, rest) = rest.get(1..)?.split_once(']')?;
            let reference = if reference.is_empty() {
                label
            } else {
                reference
            };
            (*urls.get(&key(reference))?, rest)
        }
        _ => (*urls.get(&key(label))?, rest),
    };
    let link = format!("[{}]({url})", flat(label));
    (!url.is_empty()).then_some((link, text.len() - rest.len()))
}
