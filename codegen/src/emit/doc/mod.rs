//! Documentation that rustdoc reads as it was meant.
//!
//! Text from a document is Markdown by somebody who did not think of rustdoc: square brackets would
//! be links to items, angle brackets HTML, indented lines and code fences tests that are compiled.

mod block;
mod inline;
mod links;

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use block::is_block;
use block::{Cleaner, start};
use inline::{Pipes, inline};

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
    let text = flat(&shown(text));
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
        ["`", &text, "`"].concat()
    }
}

/// `text` as one line of Markdown.
pub(super) fn line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    let text = flat(&shown(&text));
    start(&text, &inline(&text, Pipes::Text))
}

/// `text` as lines for a terminal, which a control character could make do what it likes.
pub(super) fn terminal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let text = shown(&text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// The first paragraph of `text` as one line for a terminal.
pub(super) fn terminal_line(text: &str) -> String {
    let text = terminal(text);
    flat(text.split("\n\n").next().unwrap_or_default())
}

/// The words of `text` in one line.
fn flat(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// `text` without what must not stand in a comment.
fn shown(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(is_plain) || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().filter(|character| !is_hidden(*character));
    Cow::Owned(shown.collect())
}

/// What must not stand in a comment: control characters, and those that turn the direction of text,
/// which rustc refuses there.
fn is_hidden(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    turns || (character.is_control() && character != '\n' && character != '\t')
}

/// `text` as lines of Markdown that say the same to rustdoc.
pub(super) fn clean(text: &str) -> Vec<String> {
    let mut text = Cow::Borrowed(text);
    if text.contains(['\r', '\t']) {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        text = Cow::Owned(lines.replace('\t', "    "));
    }
    let mut cleaner = Cleaner::default();
    links::whole(&shown(&text))
        .lines()
        .for_each(|line| cleaner.line(line.trim_end()));
    cleaner.finish()
}

#[cfg(test)]
mod tests {
    use super::{clean, code};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text).join("\n"), expected);
    }

    #[test]
    fn a_link_stands_in_one_line_with_its_url() {
        let end = "\n\n[list]: https://a.example/list\n  [1]: https://b.example";
        let listed = "[all of them](https://a.example/list)";
        check(
            "See [all of them][list].\n\n[list]: https://a.example/list",
            &format!("See {listed}."),
        );
        check(
            &format!("[all of\nthem][LIST], [list][], [1]{end}"),
            &format!("{listed}, [list](https://a.example/list), [1](https://b.example)"),
        );
        check(
            "[a\n  guide](\n https://a.example\n) for",
            "[a guide](https://a.example) for",
        );
        check(
            "[`GET /a`](https://a.example)",
            "[`GET /a`](https://a.example)",
        );
        // The first definition counts, and those of no link stay.
        check(
            "[a]\n\n[a]: https://a.example\n[a]: https://b.example\n[b]: https://c.example",
            "[a](https://a.example)\n\n\\[b]: <https://c.example>",
        );
        // What is no link stays what it is.
        check("`a[1]` \\[1] [2] [a][b]", "`a[1]` \\[1] \\[2] \\[a]\\[b]");
        check(
            "[]\n\n[]: https://a.example",
            "\\[]\n\n\\[]: <https://a.example>",
        );
        check(
            "[a]\n\n(https://a.example)",
            "\\[a]\n\n(<https://a.example>)",
        );
        check("[a`](https://a.example)", "\\[a\\`](<https://a.example>)");
        check(
            "- [a\n- b](https://a.example)",
            "- \\[a\n- b](<https://a.example>)",
        );
        // Code is not looked into, and ends with its block and its paragraph.
        check(
            "[1]\n```\n[1]\n[1]: https://b.example\n```\n[1]: https://a.example",
            "[1](https://a.example)\n```text\n[1]\n[1]: https://b.example\n```",
        );
        check(
            "a `\n\n[b][1]\n\n` c\n\n[1]: https://a.example",
            "a \\`\n\n[b](https://a.example)\n\n\\` c",
        );
    }

    #[test]
    fn brackets_that_none_closes_take_no_longer_than_others() {
        let many = "[".repeat(1_000_000);
        assert_eq!(clean(&many), ["\\[".repeat(1_000_000)]);
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
        check("> quoted <b>\n>more\nend", "> quoted \\<b>\n> more\n> end");
        check("> a\n\nb\n>= 5", "> a\n\nb\n\\>= 5");
        check("> - a\nb", "> - a\n>   b");
        check("> [!tip]\n> a\n- b", "> **Tip**\n>\n> a\n- b");
        check(
            "a\n> [!NOTE]\n> b\n> - c\n\nd",
            "a\n> **Note**\n>\n> b\n> - c\n\nd",
        );
        check(
            "> ```\n> let\n\n> > twice",
            "> ```text\n> let\n> ```\n\n> \\> twice",
        );
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
    fn what_only_looks_like_a_block_is_text() {
        check("- 1. foo\nbar", "- 1\\. foo\n  bar");
        check("* - x\n  y", "* \\- x\n  y");
        check("1. 2. 3. x\ny", "1. 2\\. 3. x\n   y");
        check("- > quoted\n  more", "- \\> quoted\n  more");
        check("- ~~~\n  f()", "- \\~~~\n  f()");
        check("a\n2. b\nc", "a\n2\\. b\nc");
        check("-\na", "\\-\na");
    }

    #[test]
    fn a_backslash_escapes_punctuation_alone() {
        check("\\https://a.example", "\\\\<https://a.example>");
        check("\\<b> \\`a", "\\<b> \\`a");
    }

    #[test]
    fn cells_end_within_code_too() {
        check(
            "| `a|<b>` |\n|---|\n`c|<d>`",
            "| `a\\|<b>` |\n|---|\n`c\\|<d>`",
        );
        check("a | b\n--- | ---", "a | b\n\\--- | ---");
        check("`a|<b>`", "`a|<b>`");
    }

    #[test]
    fn lists_within_lists_stand_under_the_text_of_the_outer_item() {
        check(
            "1. a\n   - b\nc\n2. d\ne",
            "1. a\n   - b\n     c\n2. d\n   e",
        );
    }

    #[test]
    fn hidden_characters_are_left_out() {
        check("a\u{202e}b\u{7}\r\nc", "ab\nc");
        assert_eq!(code("a`b\nc"), "`` a`b c ``");
        assert_eq!(code(""), "(nothing)");
    }
}
