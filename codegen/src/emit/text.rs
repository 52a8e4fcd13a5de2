//! Lines of code as they stand in a file: what is written tens of thousands of times is not parsed to be printed.

use std::fmt::{Arguments, Write as _};

use crate::emit::{layout, layout::WIDTH, print};

/// The longest struct expression that the printer leaves on one line, without its last brace.
const SHORT_EXPRESSION: usize = 34;

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
        self.0.extend(std::iter::repeat_n(STEP, depth));
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
        if fields.is_empty() {
            return self.line(depth, format_args!("{name} {{}}"));
        }
        let one = format!("{name} {{ {} ", fields.join(", "));
        if one.len() <= SHORT_EXPRESSION {
            return self.line(depth, format_args!("{one}}}"));
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

    /// Adds the items that `write` does; the printer lays them out where a line is too long.
    pub(super) fn fitted(&mut self, write: impl FnOnce(&mut Self)) {
        self.fitted_by(print::again, write);
    }

    /// Adds the members of an item that begins as `head` does, as [`fitted`](Self::fitted).
    pub(super) fn fitted_in(&mut self, head: &str, write: impl FnOnce(&mut Self)) {
        self.fitted_by(|members| print::members(head, members), write);
    }

    fn fitted_by(&mut self, print: impl FnOnce(&str) -> String, write: impl FnOnce(&mut Self)) {
        let start = self.0.len();
        write(self);
        let items = self.0.get(start..).unwrap_or_default();
        let is_too_long = |line: &str| line.len() > WIDTH && !line.trim_start().starts_with("///");
        if items.lines().any(is_too_long) {
            let items = print(items);
            self.0.truncate(start);
            self.0.push_str(&items);
        }
    }

    /// Adds `items` between `begin` and `end`: on one line, or each on its own where that is too long.
    pub(super) fn list(&mut self, depth: usize, begin: &str, items: &[String], end: &str) {
        let one = format!("{begin}{}{end}", items.join(", "));
        if layout::fits(depth, one.len()) {
            return self.line(depth, format_args!("{one}"));
        }
        self.line(depth, format_args!("{begin}"));
        for item in items {
            self.line(depth + 1, format_args!("{item},"));
        }
        self.line(depth, format_args!("{end}"));
    }

    /// Adds `head`, which says what is done with a module, and `names` of it, as many on a line as fit.
    pub(super) fn uses(&mut self, head: &str, names: &[&str]) {
        if let [name] = names {
            return self.line(0, format_args!("{head}::{name};"));
        }
        let one = format!("{head}::{{{}}};", names.join(", "));
        if layout::fits(0, one.len()) {
            return self.line(0, format_args!("{one}"));
        }
        self.line(0, format_args!("{head}::{{"));
        let mut line = String::new();
        for (index, name) in names.iter().enumerate() {
            // The comma behind the last name does not count, as the printer has it.
            let comma = usize::from(index + 1 < names.len());
            let width = STEP.len() + line.len() + " ".len() + name.len() + comma;
            if !line.is_empty() && width > WIDTH {
                self.line(1, format_args!("{line}"));
                line.clear();
            }
            let blank = if line.is_empty() { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(line, "{blank}{name},");
        }
        self.line(1, format_args!("{line}"));
        self.line(0, format_args!("}};"));
    }

    /// Says of the function that follows that who calls it compiles it, which holds for a generic one anyway.
    pub(super) fn inline(&mut self, depth: usize, arguments: &str) {
        if !arguments.contains("impl ") {
            self.line(depth, format_args!("#[inline]"));
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
