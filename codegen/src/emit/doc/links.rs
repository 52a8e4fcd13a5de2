//! Links that lines alone do not show: by reference, and broken over lines.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    block::{closes, opened_fence},
    flat,
    inline::{self, Pipes, code_span},
};

/// The URLs that labels stand for.
type Urls<'t> = BTreeMap<String, &'t str>;

/// `text` with each link in one line with its URL, so that lines can be looked at one by one.
///
/// A definition that a link refers to (CommonMark 0.31.2, §4.7) is taken out, as its URL stands where it is used. What
/// stands in a block of code is left as it is.
pub(super) fn whole(text: &str) -> Cow<'_, str> {
    if !text.contains('[') {
        return Cow::Borrowed(text);
    }
    let parts = parts(text);
    let mut urls = Urls::new();
    for (part, _) in parts.iter().filter(|(_, is_code)| !is_code) {
        for (label, url) in part.lines().filter_map(definition) {
            urls.entry(key(label)).or_insert(url);
        }
    }
    let mut used = BTreeSet::new();
    let parts: Vec<(Cow<'_, str>, bool)> = parts
        .into_iter()
        .map(|(part, is_code)| match is_code {
            true => (Cow::Borrowed(part), true),
            false => (Cow::Owned(joined(part, &urls, &mut used)), false),
        })
        .collect();
    let is_used =
        |line: &str| definition(line).is_some_and(|(label, _)| used.contains(&key(label)));
    let lines = parts.iter().flat_map(|(part, is_code)| {
        let lines = part.split_inclusive('\n');
        lines.filter(|line| *is_code || !is_used(line))
    });
    Cow::Owned(lines.collect())
}

/// `text` in parts that are blocks of code or have none, and which of these each is.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut fence: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        // The fences are the code's, before it and behind it.
        let cut = match &fence {
            Some(fence) => closes(line.trim(), fence).then_some((end, None)),
            None => opened_fence(line.trim()).map(|opened| (at, Some(opened))),
        };
        if let Some((cut, next)) = cut {
            parts.push((text.get(start..cut).unwrap_or_default(), fence.is_some()));
            (start, fence) = (cut, next);
        }
        at = end;
    }
    parts.push((text.get(start..).unwrap_or_default(), fence.is_some()));
    parts
}

/// The label and the URL of a line that defines a link.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, url) = inline::label(line.trim())?;
    let (url, rest) = inline::url(url.strip_prefix(':')?.trim())?;
    (rest.is_empty() && !label.trim().is_empty()).then_some((label, url))
}

/// What a label is looked up by (CommonMark 0.31.2, §6.3).
fn key(label: &str) -> String {
    flat(label).to_lowercase()
}

fn joined(text: &str, urls: &Urls<'_>, used: &mut BTreeSet<String>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '`', '\\']) {
        let (before, marked) = rest.split_at(at);
        whole.push_str(before);
        let length = match link(marked, urls, used) {
            Some((link, length)) => {
                whole.push_str(&link);
                length
            }
            None => {
                let length = match marked.chars().next() {
                    Some('`') => {
                        // Code does not go beyond its paragraph.
                        let paragraph = marked.split("\n\n").next().unwrap_or_default();
                        code_span(paragraph, Pipes::Text).1
                    }
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
fn link(text: &str, urls: &Urls<'_>, used: &mut BTreeSet<String>) -> Option<(String, usize)> {
    let (label, rest) = inline::label(text)?;
    // A line of it that begins something of its own ends the paragraph, or has a marker that is no text.
    let begins =
        |line: &str| line.trim().is_empty() || line.trim_start().starts_with(['>', '-', '*', '+']);
    if label.lines().skip(1).any(begins) {
        return None;
    }
    let mut referred = |reference: &str| {
        let key = key(reference);
        let url = *urls.get(&key)?;
        used.insert(key);
        Some(url)
    };
    let (url, rest) = match rest.chars().next() {
        Some('(') => {
            let (url, rest) = inline::url(rest.get(1..)?.trim_start())?;
            (url, rest.trim_start().strip_prefix(')')?)
        }
        Some('[') => {
            let (reference, rest) = inline::label(rest)?;
            let reference = if reference.is_empty() {
                label
            } else {
                reference
            };
            (referred(reference)?, rest)
        }
        // This is a definition itself.
        Some(':') => return None,
        _ => (referred(label)?, rest),
    };
    let link = format!("[{}]({url})", flat(label));
    Some((link, text.len() - rest.len()))
}
