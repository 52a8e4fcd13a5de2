//! Documentation that rustdoc reads as it was meant.
//!
//! Text from a document is Markdown by somebody who did not think of rustdoc: square brackets would
//! be links to items, angle brackets HTML, indented lines and code fences tests that are compiled.

use proc_macro2::TokenStream;
use quote::quote;

/// A marker for a blank line before what follows; `output` replaces it.
pub(crate) const BLANK: &str = "@blank";

/// One `///` line for each of `lines`.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// The marker for a blank line.
pub(super) fn blank() -> TokenStream {
    quote!(#[doc = #BLANK])
}

/// `text` as code within a line.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|character| !is_hidden(*character))
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('`') {
        let longest = text
            .split(|character| character != '`')
            .map(str::len)
            .max()
            .unwrap_or_default();
        let fence = "`".repeat(longest + 1);
        format!("{fence} {text} {fence}")
    } else if text.is_empty() {
        "(nothing)".to_owned()
    } else {
        format!("`{text}`")
    }
}

/// `text` as one line of Markdown.
pub(super) fn line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).join(" ")
}

/// What must not stand in a comment: control characters, and those that turn the direction of text,
/// which rustc refuses there.
fn is_hidden(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    turns || (character.is_control() && character != '\n' && character != '\t')
}

/// `text` as lines of Markdown that say the same to rustdoc.
pub(super) fn clean(text: &str) -> Vec<String> {
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    let text: String = text
        .chars()
        .filter(|character| !is_hidden(*character))
        .collect();
    let mut cleaner = Cleaner::default();
    text.lines().for_each(|line| cleaner.line(line.trim_end()));
    cleaner.finish()
}

#[derive(Default)]
struct Cleaner {
    lines: Vec<String>,
    /// The fence that a code block began with.
    fence: Option<String>,
    /// How far the text of a list item is indented.
    item: Option<usize>,
}

impl Cleaner {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim_start();
        if let Some(fence) = &self.fence {
            let closes = trimmed.starts_with(fence.as_str())
                && trimmed
                    .trim_start_matches(fence.chars().next().unwrap_or('`'))
                    .is_empty();
            if closes {
                self.lines.push(fence.clone());
                self.fence = None;
            } else {
                self.lines.push(line.to_owned());
            }
            return;
        }
        if let Some(fence) = opened_fence(trimmed) {
            self.lines.push(format!("{fence}text"));
            self.fence = Some(fence);
            self.item = None;
            return;
        }
        if trimmed.is_empty() {
            self.item = None;
            if self.lines.last().is_some_and(|last| !last.is_empty()) {
                self.lines.push(String::new());
            }
            return;
        }
        self.text(trimmed, line.len() - trimmed.len());
    }

    /// A line of text: an item of a list, what continues one, or a paragraph.
    fn text(&mut self, trimmed: &str, indent: usize) {
        let marker = marker(trimmed);
        if marker > 0 {
            // An indent of four would be code.
            let indent = if self.item.is_some() && indent >= 2 {
                2
            } else {
                0
            };
            let (head, rest) = trimmed.split_at(marker);
            self.lines.push(format!(
                "{}{head}{}",
                " ".repeat(indent),
                inline(rest.trim_start())
            ));
            self.item = Some(indent + marker);
            return;
        }
        let indent = self.item.unwrap_or_default();
        let text = inline(trimmed);
        let text = if text.starts_with('>') {
            format!("\\{text}")
        } else {
            text
        };
        self.lines.push(format!("{}{text}", " ".repeat(indent)));
    }

    fn finish(mut self) -> Vec<String> {
        self.lines.extend(self.fence.take());
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

fn opened_fence(line: &str) -> Option<String> {
    let first = line
        .chars()
        .next()
        .filter(|first| matches!(first, '`' | '~'))?;
    let length = line
        .chars()
        .take_while(|character| *character == first)
        .count();
    let rest = line.get(length..).unwrap_or_default();
    (length >= 3 && !(first == '`' && rest.contains('`'))).then(|| first.to_string().repeat(length))
}

/// The length of the marker of a list item with the space after it, or zero.
fn marker(line: &str) -> usize {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let marks: &[&str] = if digits == 0 {
        &["- ", "* ", "+ "]
    } else {
        &[". ", ") "]
    };
    if digits < 10 && marks.iter().any(|mark| rest.starts_with(mark)) {
        digits + 2
    } else {
        0
    }
}

/// Escapes what rustdoc would misread within a line.
fn inline(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = match first {
            '\\' => {
                let escaped = rest.chars().take(2).map(char::len_utf8).sum();
                if escaped == 1 {
                    ("\\\\".to_owned(), 1)
                } else {
                    (rest.get(..escaped).unwrap_or_default().to_owned(), escaped)
                }
            }
            '`' => code_span(rest),
            '<' => match autolink(rest) {
                Some(length) => (rest.get(..length).unwrap_or_default().to_owned(), length),
                None => ("\\<".to_owned(), 1),
            },
            '[' => link(rest).unwrap_or_else(|| ("\\[".to_owned(), 1)),
            'h' if starts_url(rest) => {
                let length = url_length(rest);
                (
                    format!("<{}>", rest.get(..length).unwrap_or_default()),
                    length,
                )
            }
            other => (other.to_string(), other.len_utf8()),
        };
        clean.push_str(&piece);
        rest = rest.get(length..).unwrap_or_default();
    }
    clean
}

/// A code span that ends on the same line, or the escaped backticks.
fn code_span(text: &str) -> (String, usize) {
    let length = text
        .chars()
        .take_while(|character| *character == '`')
        .count();
    let fence = "`".repeat(length);
    let mut from = length;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(&fence)) {
        let start = from + found;
        let end = text.get(start..).map_or(0, |rest| {
            rest.chars()
                .take_while(|character| *character == '`')
                .count()
        });
        if end == length {
            return (
                text.get(..start + length).unwrap_or_default().to_owned(),
                start + length,
            );
        }
        from = start + end;
    }
    ("\\`".repeat(length), length)
}

fn starts_url(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn url_length(text: &str) -> usize {
    let ends = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '<' | '>' | '"' | '`' | ')' | ']' | '}' | '|' | '\\' | '\'' | '*'
            )
    };
    let url = text.split(ends).next().unwrap_or_default();
    url.trim_end_matches(['.', ',', ';', ':', '!', '?']).len()
}

/// The length of `<https://…>` at the beginning of `text`.
fn autolink(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let length = if starts_url(inner) {
        url_length(inner)
    } else {
        0
    };
    (length > 0 && inner.get(length..)?.starts_with('>')).then_some(length + 2)
}

/// `[text](https://…)` at the beginning of `text`.
fn link(text: &str) -> Option<(String, usize)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    if label.contains(['[', ']', '`']) || !starts_url(rest) {
        return None;
    }
    let length = url_length(rest);
    let (url, after) = rest.split_at_checked(length)?;
    // A label that is a URL itself would be a link in a link.
    let label_text = inline(&label.replace("://", ":\\//"));
    after
        .starts_with(')')
        .then(|| (format!("[{label_text}]({url})"), label.len() + length + 4))
}

#[cfg(test)]
mod tests {
    use super::{clean, code};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text).join("\n"), expected);
    }

    #[test]
    fn what_rustdoc_would_misread_is_escaped() {
        check("an [array] of <b>", "an \\[array] of \\<b>");
        check("see https://a.example/x.", "see <https://a.example/x>.");
        check("see <https://a.example>", "see <https://a.example>");
        check(
            "see [this](https://a.example/x) and [that](/y)",
            "see [this](https://a.example/x) and \\[that](/y)",
        );
        check("a `[b] <c>` and ` alone", "a `[b] <c>` and \\` alone");
        check("> quoted", "\\> quoted");
        check("tail\\", "tail\\\\");
    }

    #[test]
    fn code_blocks_are_no_tests() {
        check("```\nlet x = [1];\n```", "```text\nlet x = [1];\n```");
        check("```rust\npanic!()", "```text\npanic!()\n```");
        check("a\n\n    panic!()", "a\n\npanic!()");
        check("\tpanic!()", "panic!()");
    }

    #[test]
    fn what_continues_a_list_item_is_indented() {
        check("- a\nb\n  - c\n\nd", "- a\n  b\n  - c\n\nd");
        check("10. a\nb", "10. a\n    b");
    }

    #[test]
    fn hidden_characters_are_left_out() {
        check("a\u{202e}b\u{7}\r\nc", "ab\nc");
        assert_eq!(code("a`b\nc"), "`` a`b c ``");
        assert_eq!(code(""), "(nothing)");
    }
}
