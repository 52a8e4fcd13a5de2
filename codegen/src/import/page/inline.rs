//! A line of Markdown to text, code and bold text, escapes undone.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    /// Text, links read as their words.
    Text(String),
    /// Text in bold.
    Strong(String),
    /// Code, verbatim.
    Code(String),
}

/// Reads the parts of `line`; equal ones that follow each other are joined.
pub(super) fn spans(line: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut strong = 0_usize;
    for event in Parser::new_ext(line, Options::empty()) {
        match event {
            Event::Start(Tag::Strong) => strong += 1,
            Event::End(TagEnd::Strong) => strong = strong.saturating_sub(1),
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                push(&mut spans, &text, strong > 0);
            }
            Event::SoftBreak | Event::HardBreak => push(&mut spans, "\n", strong > 0),
            Event::Code(code) => spans.push(Span::Code(code.into_string())),
            _ => {}
        }
    }
    spans
}

fn push(spans: &mut Vec<Span>, text: &str, strong: bool) {
    match (spans.last_mut(), strong) {
        (Some(Span::Text(last)), false) | (Some(Span::Strong(last)), true) => last.push_str(text),
        (_, true) => spans.push(Span::Strong(text.to_owned())),
        (_, false) => spans.push(Span::Text(text.to_owned())),
    }
}

/// The words of `line`, without any mark.
pub(super) fn plain(line: &str) -> String {
    spans(line)
        .into_iter()
        .map(|span| match span {
            Span::Text(text) | Span::Strong(text) | Span::Code(text) => text,
        })
        .collect()
}

/// The code in `line`, in its order.
pub(super) fn codes(line: &str) -> Vec<String> {
    spans(line)
        .into_iter()
        .filter_map(|span| match span {
            Span::Code(code) => Some(code),
            Span::Text(_) | Span::Strong(_) => None,
        })
        // Later captures have no space in between, which Markdown takes for one longer code.
        .flat_map(|code| code.split("``").map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_apart_or_together() {
        for line in ["`a b` `c`", "`a b``c`"] {
            assert_eq!(codes(line), ["a b", "c"], "{line}");
        }
        assert_eq!(codes("`a``b``c`"), ["a", "b", "c"]);
    }

    #[test]
    fn a_line_is_text_code_and_bold_text() {
        let text = |text: &str| Span::Text(text.to_owned());
        assert_eq!(
            spans(r"**\_id** string\[\]required"),
            [Span::Strong("_id".to_owned()), text(" string[]required")]
        );
        assert_eq!(
            spans(r"**property name\*** Slots"),
            [Span::Strong("property name*".to_owned()), text(" Slots")]
        );
        assert_eq!(
            spans("**Default value:**`[]`"),
            [
                Span::Strong("Default value:".to_owned()),
                Span::Code("[]".to_owned())
            ]
        );
    }
}
