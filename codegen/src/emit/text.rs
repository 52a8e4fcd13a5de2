//! Lines of code as they stand in a file: what is written tens of thousands of times is not parsed to be printed.

mod layout;

pub(super) use layout::WIDTH;

use std::fmt::{Arguments, Write as _};

/// What a line is indented by for each step.
const STEP: &str = "    ";

/// Items as text.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins an item, behind a blank line where it is not the first.
    pub(super) fn item(&mut self, line: Arguments<'_>) {
        self.gap();
        self.line(0, line);
    }

    /// Adds a blank line where something stands above.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    /// Adds a line that is `depth` steps indented.
    pub(super) fn line(&mut self, depth: usize, line: Arguments<'_>) {
        self.indent(depth);
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    fn indent(&mut self, depth: usize) {
        self.0.extend(std::iter::repeat_n(STEP, depth));
    }

    /// Adds a line that is there already.
    fn add(&mut self, depth: usize, line: &str) {
        self.indent(depth);
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds documentation.
    pub(super) fn docs(&mut self, depth: usize, lines: &[String]) {
        for line in lines {
            match line.trim_end_matches(' ') {
                "" => self.add(depth, "///"),
                line => {
                    self.indent(depth);
                    self.0.push_str("/// ");
                    self.add(0, line);
                }
            }
        }
    }

    /// Says of the function that follows that who calls it compiles it, which holds for a generic one anyway.
    pub(super) fn inline(&mut self, depth: usize, arguments: &str) {
        if !arguments.contains("impl ") {
            self.line(depth, format_args!("#[inline]"));
        }
    }

    /// Adds the lines of `text`, whose own indentation counts from its first line.
    pub(super) fn lines(&mut self, depth: usize, text: &str) {
        if depth == 0 && !text.is_empty() {
            return self.add(0, text.strip_suffix('\n').unwrap_or(text));
        }
        for line in text.lines() {
            match line.is_empty() {
                true => self.0.push('\n'),
                false => self.add(depth, line),
            }
        }
    }

    /// Adds items that were printed.
    pub(super) fn printed(&mut self, items: &str) {
        self.gap();
        self.0.push_str(items);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}
