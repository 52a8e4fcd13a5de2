//! The lines of a text: paragraphs, lists, tables and code.

use super::inline::{Pipes, inline};

/// Reads lines and keeps them as what they are, where rustdoc would read them otherwise.
#[derive(Default)]
pub(super) struct Cleaner {
    lines: Vec<String>,
    /// The fence that a code block began with.
    fence: Option<String>,
    /// How far the text of a list item is indented.
    item: Option<usize>,
    /// How far that of an outermost item is.
    outer: usize,
    /// Whether the line before may be a row of a table.
    is_table: bool,
    /// The lines of a quotation, without their markers, until it ends.
    quote: Vec<String>,
    /// Whether these lines are those of a quotation, within which another one is text.
    is_quote: bool,
}

/// What GitHub makes of the first line of a quotation, and what is said instead.
const ALERTS: &[(&str, &str)] = &[
    ("[!NOTE]", "**Note**"),
    ("[!TIP]", "**Tip**"),
    ("[!IMPORTANT]", "**Important**"),
    ("[!WARNING]", "**Warning**"),
    ("[!CAUTION]", "**Caution**"),
];

impl Cleaner {
    pub(super) fn line(&mut self, line: &str) {
        let trimmed = line.trim_start();
        let may_quote = self.fence.is_none() && self.item.is_none() && !self.is_quote;
        if let Some(quoted) = quoted(trimmed).filter(|_| may_quote) {
            return self.quote.push(quoted.to_owned());
        }
        if self.goes_on(trimmed) {
            return self.quote.push(trimmed.to_owned());
        }
        self.end_quote();
        if let Some(fence) = &self.fence {
            if closes(trimmed, fence) {
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
            (self.item, self.is_table) = (None, false);
        } else if trimmed.is_empty() {
            (self.item, self.is_table) = (None, false);
            self.blank();
        } else if is_rule(trimmed) {
            (self.item, self.is_table) = (None, false);
            self.lines.push(trimmed.to_owned());
        } else {
            self.text(trimmed, line.len() - trimmed.len());
        }
    }

    /// Whether a line without a marker goes on with the paragraph of a quotation (CommonMark 0.31.2, §5.1).
    fn goes_on(&self, trimmed: &str) -> bool {
        let is_text = |line: &str| {
            let line = line.trim_start();
            !line.is_empty() && marker(line) == 0 && !is_rule(line) && !is_block(line)
        };
        let has_code = self.quote.iter().any(|line| opened_fence(line).is_some());
        self.quote
            .last()
            .is_some_and(|last| !last.trim().is_empty())
            && !has_code
            && is_text(trimmed)
    }

    /// Writes a quotation, if there was one.
    fn end_quote(&mut self) {
        let quote = std::mem::take(&mut self.quote);
        let Some((first, rest)) = quote.split_first() else {
            return;
        };
        let mut inner = Self {
            is_quote: true,
            ..Self::default()
        };
        let is_first = |(alert, _): &&(&str, &str)| first.trim().eq_ignore_ascii_case(alert);
        match ALERTS.iter().find(is_first) {
            Some((_, said)) => [*said, ""].iter().for_each(|line| inner.line(line)),
            None => inner.line(first.trim_end()),
        }
        rest.iter().for_each(|line| inner.line(line.trim_end()));
        let lines = inner.finish().into_iter();
        self.lines
            .extend(lines.map(|line| format!("> {line}").trim_end().to_owned()));
        self.is_table = false;
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// A line of text: an item of a list, what continues one, or a paragraph.
    fn text(&mut self, trimmed: &str, indent: usize) {
        let marker = self.marker(trimmed);
        let (head, rest) = trimmed.split_at(marker);
        let indent = match self.item {
            Some(item) if marker == 0 => item,
            // A list within a list stands where the text of the outer item does.
            Some(_) if indent >= 2 => self.outer,
            _ => 0,
        };
        if marker > 0 {
            self.item = Some(indent + marker);
            self.outer = if indent == 0 { marker } else { self.outer };
            self.is_table = false;
        }
        let rest = rest.trim_start();
        let was_table = self.is_table;
        self.is_table = was_table || rest.starts_with('|');
        let pipes = if self.is_table {
            Pipes::Cells
        } else {
            Pipes::Text
        };
        let text = if was_table && rest.starts_with('|') {
            inline(rest, pipes)
        } else {
            start(rest, &inline(rest, pipes))
        };
        self.lines.push(match (indent, head) {
            (0, "") => text,
            _ => format!("{:indent$}{head}{text}", ""),
        });
    }

    /// The length of the marker that the line begins with, if it begins an item.
    fn marker(&self, line: &str) -> usize {
        let marker = marker(line);
        let follows = self.item.is_some() || self.lines.last().is_none_or(String::is_empty);
        let is_number = line.starts_with(|first: char| first.is_ascii_digit());
        // A list that begins with another number than one does not end a paragraph (CommonMark, 5.2).
        if is_number && !follows && !line.starts_with("1.") && !line.starts_with("1)") {
            0
        } else {
            marker
        }
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_quote();
        self.lines.extend(self.fence.take());
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

/// What a line quotes; nothing where `>` means that something is greater.
fn quoted(line: &str) -> Option<&str> {
    let quoted = line.strip_prefix('>')?;
    let is_greater = quoted.starts_with(|next: char| next == '=' || next.is_ascii_digit());
    (!is_greater).then(|| quoted.strip_prefix(' ').unwrap_or(quoted))
}

/// Whether a line of clean text begins code, is quoted or a row of a table, which needs a line of its own.
pub(in crate::emit) fn is_block(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['|', '>']) || opened_fence(line).is_some()
}

/// The text of a line, so that nothing but a paragraph begins with it; `plain` is what the document
/// has there.
pub(super) fn start(plain: &str, text: &str) -> String {
    let digits = plain.chars().take_while(char::is_ascii_digit).count();
    let after = plain.get(digits..).unwrap_or_default();
    let is_marker = marker(plain) > 0
        || matches!(plain, "-" | "*" | "+")
        || (digits > 0 && matches!(after, "." | ")"));
    let is_other =
        plain.starts_with(['>', '~']) && (plain.starts_with('>') || plain.starts_with("~~~"));
    if is_marker || is_other || is_delimiter(plain) {
        // The marker is the same in the clean text, as none of its characters is escaped there.
        let (number, rest) = text.split_at(digits);
        format!("{number}\\{rest}")
    } else {
        text.to_owned()
    }
}

/// Whether a line is a row of dashes under the head of a table.
fn is_delimiter(line: &str) -> bool {
    line.chars()
        .all(|mark| matches!(mark, '|' | ':' | '-' | ' '))
        && line.contains('-')
        && line.contains(['|', ':'])
}

/// Whether a line is a rule across the page, or the line under a heading.
fn is_rule(line: &str) -> bool {
    let marks = |mark: char| {
        if !line.starts_with(mark) {
            return false;
        }
        let found = line.chars().filter(|other| *other == mark).count();
        found >= 3 && line.chars().all(|other| other == mark || other == ' ')
    };
    ['-', '*', '_'].into_iter().any(marks)
}

/// Whether a line ends the block of code that `fence` began.
pub(super) fn closes(line: &str, fence: &str) -> bool {
    let mark = fence.chars().next().unwrap_or('`');
    line.starts_with(fence) && line.trim_start_matches(mark).is_empty()
}

/// The fence of a block of code that a line begins.
pub(super) fn opened_fence(line: &str) -> Option<String> {
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
