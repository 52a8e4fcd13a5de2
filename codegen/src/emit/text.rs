//! Lines of code as they stand in a file: what is written tens of thousands of times is not parsed to be printed.

use std::fmt::{Arguments, Write as _};

use proc_macro2::TokenStream;

/// Items as text.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins an item, behind a blank line where it is not the first.
    pub(super) fn item(&mut self, line: Arguments<'_>) {
        self.gap();
        self.line(0, line);
    }

    fn gap(&mut self) {
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
