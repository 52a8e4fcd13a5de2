//! Lines of code as they stand in a file: what is written tens of thousands of times is not parsed to be printed.

use std::fmt::{Arguments, Write as _};

use proc_macro2::TokenStream;

use crate::emit::layout;

/// Items as text.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins an item, behind a blank line where it is not the first.
    pub(super) fn item(&mut self, line: Arguments<'_>) {
        self.gap();
        self.line(0, line);
    }

    /// A blank line, where this is not the first.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    /// Adds a line that is `depth` steps indented.
    pub(super) fn line(&mut self, depth: usize, line: Arguments<'_>) {
        self.0.extend(std::iter::repeat_n("    ", depth));
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    /// Adds code that is `depth` steps indented, on several lines if it is too long for one.
    pub(super) fn code(&mut self, depth: usize, code: Arguments<'_>) {
        let begin = self.0.len();
        self.line(depth, code);
        let length = self.0.len() - begin - 4 * depth - 1;
        if !layout::fits(depth, length) {
            let code = self.0.split_off(begin);
            layout::line(depth, code.trim(), self);
        }
    }

    /// Adds a struct expression, on one line if it is short.
    pub(super) fn structure(&mut self, depth: usize, name: &str, fields: &[String]) {
        let inner = fields.join(", ");
        // What prettyplease allows, without the last bracket.
        if name.len() + inner.len() + " {  ".len() <= 34 {
            self.line(depth, format_args!("{name} {{ {inner} }}"));
            return;
        }
        self.line(depth, format_args!("{name} {{"));
        if let Some((last, others)) = fields.split_last() {
            for field in others {
                self.code(depth + 1, format_args!("{field},"));
            }
            layout::last(depth + 1, last, self);
        }
        self.line(depth, format_args!("}}"));
    }

    /// Adds an arm of a `match`.
    pub(super) fn arm(&mut self, depth: usize, pattern: &str, value: &str) {
        if layout::fits(depth, pattern.len() + value.len() + " => ,".len()) {
            self.line(depth, format_args!("{pattern} => {value},"));
            return;
        }
        self.line(depth, format_args!("{pattern} => {{"));
        self.code(depth + 1, format_args!("{value}"));
        self.line(depth, format_args!("}}"));
    }

    /// Adds documentation.
    pub(super) fn docs(&mut self, depth: usize, lines: &[String]) {
        for line in lines {
            match line.trim_end_matches(' ') {
                "" => self.line(depth, format_args!("///")),
                line => self.line(depth, format_args!("/// {line}")),
            }
        }
    }

    /// Adds the lines of `text`, whose own indentation counts from its first line.
    pub(super) fn lines(&mut self, depth: usize, text: &str) {
        for line in text.lines() {
            match line.is_empty() {
                true => self.0.push('\n'),
                false => self.line(depth, format_args!("{line}")),
            }
        }
    }

    /// Adds items that were printed.
    pub(super) fn printed(&mut self, items: &str) {
        self.gap();
        self.0.push_str(items);
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A type or path on one line, without the blanks that tokens are shown with.
pub(super) fn compact(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "").replace(',', ", ")
}
