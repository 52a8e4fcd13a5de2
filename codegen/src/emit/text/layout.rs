//! Where code gets new lines: what stands on one line that is too long gets several.
//!
//! What stands in brackets, and each link of a chain, gets lines of its own, from the outermost on; struct
//! expressions, arms of a `match` and imports are laid out in ways of their own. All of it is as prettyplease
//! has it, which the tests compare it with: lines of code at every width below, and in `tests/cases` every
//! file that is written so. It differs within `vec![…]`, and where what a chain begins with, or what is
//! assigned to, is too long itself.

use std::fmt::{Arguments, Write as _};

use crate::emit::text::{STEP, Text};

#[cfg(test)]
mod tests;

/// How far a line goes at most.
pub(in crate::emit) const WIDTH: usize = 89;

/// How much of a line there is behind any indentation.
const LEAST: usize = 60;

/// The longest struct expression that stands on one line, without its last brace.
const SHORT_EXPRESSION: usize = 34;

impl Text {
    /// Adds code that is `depth` steps indented, on several lines if it is too long for one.
    pub(in crate::emit) fn code(&mut self, depth: usize, code: Arguments<'_>) {
        let begin = self.0.len();
        self.line(depth, code);
        let length = self.0.len() - begin - 4 * depth - 1;
        if !fits(depth, length) {
            let code = self.0.split_off(begin);
            Code::new(code.trim(), "").add(depth, self);
        }
    }

    /// Adds a struct expression, on one line if it is short.
    pub(in crate::emit) fn structure(&mut self, depth: usize, name: &str, fields: &[String]) {
        if fields.is_empty() {
            return self.line(depth, format_args!("{name} {{}}"));
        }
        let one = format!("{name} {{ {} ", fields.join(", "));
        if one.len() <= SHORT_EXPRESSION {
            return self.line(depth, format_args!("{one}}}"));
        }
        self.line(depth, format_args!("{name} {{"));
        if let Some((field, others)) = fields.split_last() {
            for field in others {
                self.code(depth + 1, format_args!("{field},"));
            }
            // The comma behind what is last does not count.
            Code::new(field, ",").add(depth + 1, self);
        }
        self.line(depth, format_args!("}}"));
    }

    /// Adds an arm of a `match`.
    pub(in crate::emit) fn arm(&mut self, depth: usize, pattern: &str, value: &str) {
        if fits(depth, pattern.len() + value.len() + " => ".len()) {
            self.line(depth, format_args!("{pattern} => {value},"));
            return;
        }
        self.line(depth, format_args!("{pattern} => {{"));
        self.code(depth + 1, format_args!("{value}"));
        self.line(depth, format_args!("}}"));
    }

    /// Adds `head`, which says what is done with a module, and `names` of it, as many on a line as fit.
    pub(in crate::emit) fn uses(&mut self, head: &str, names: &[&str]) {
        if let [name] = names {
            return self.line(0, format_args!("{head}::{name};"));
        }
        let one = format!("{head}::{{{}}};", names.join(", "));
        if fits(0, one.len()) {
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
}

/// Whether `length` octets stand on one line that is `depth` steps indented.
fn fits(depth: usize, length: usize) -> bool {
    length <= WIDTH.saturating_sub(4 * depth).max(LEAST)
}

/// Code, and what stands at its end where it may be over the width.
#[derive(Clone, Copy)]
struct Code<'a> {
    code: &'a str,
    end: &'a str,
    /// What stands behind the last of items that get lines of their own.
    last: &'a str,
}

impl<'a> Code<'a> {
    fn new(code: &'a str, end: &'a str) -> Self {
        let last = if code.starts_with("#[") { "" } else { "," };
        Self { code, end, last }
    }

    fn add(self, depth: usize, text: &mut Text) {
        let Self { code, end, .. } = self;
        if fits(depth, code.len()) {
            return text.line(depth, format_args!("{code}{end}"));
        }
        let is_implementation = code.starts_with("impl ") || code.starts_with("> for ");
        let ends = code.split_once(" for ").filter(|_| is_implementation);
        if let Some((before, after)) = ends.filter(|(before, _)| fits(depth, before.len())) {
            text.line(depth, format_args!("{before}"));
            return text.line(depth, format_args!("for {after}"));
        }
        let Marks { dots, groups, .. } = Marks::of(code);
        match (dots.as_slice(), groups.as_slice()) {
            ([_, ..], _) => self.chain(depth, &dots, text),
            ([], [group, ..]) => self.bracketed(depth, *group, text),
            ([], []) => text.line(depth, format_args!("{code}{end}")),
        }
    }

    fn part(&self, begin: usize, end: usize) -> &str {
        self.code.get(begin..end).unwrap_or_default()
    }

    /// A line for each call of a chain.
    fn chain(self, depth: usize, dots: &[usize], text: &mut Text) {
        let begins = [0].into_iter().chain(dots.iter().copied());
        let ends = dots.iter().copied().chain([self.code.len()]);
        for (begin, until) in begins.zip(ends) {
            let is_last = until == self.code.len();
            let link = Code {
                code: self.part(begin, until),
                end: if is_last { self.end } else { "" },
                ..self
            };
            link.add(depth + usize::from(begin > 0), text);
        }
    }

    /// A line for each item in a pair of brackets, and what stands behind them like a line that begins there.
    fn bracketed(self, depth: usize, (open, close): (usize, usize), text: &mut Text) {
        text.line(depth, format_args!("{}", self.part(0, open + 1)));
        let inner = self.part(open + 1, close);
        let mut begin = 0;
        for comma in Marks::of(inner).commas {
            let item = inner.get(begin..comma + 1).unwrap_or_default();
            let code = item.trim_start();
            Code {
                code,
                end: "",
                ..self
            }
            .add(depth + 1, text);
            begin = comma + 1;
        }
        match inner.get(begin..).unwrap_or_default().trim_start() {
            "" => {}
            code => {
                let end = self.last;
                Code { code, end, ..self }.add(depth + 1, text);
            }
        }
        let rest = Code {
            code: self.part(close, self.code.len()),
            ..self
        };
        rest.add(depth, text);
    }
}

/// What stands outside of all brackets and literals.
#[derive(Default)]
struct Marks {
    /// Where the links of a chain begin, as far as there may be a new line.
    dots: Vec<usize>,
    commas: Vec<usize>,
    /// Where brackets with something in them open and close.
    groups: Vec<(usize, usize)>,
}

impl Marks {
    fn of(code: &str) -> Self {
        let (mut marks, mut open) = (Self::default(), Vec::new());
        let mut at = 0;
        while let Some(mark) = code.as_bytes().get(at) {
            let around = Around { code, at };
            match mark {
                b'"' => at = around.end_of_string(),
                b'|' if around.begins_closure() => at = around.end_of_arguments(),
                b'[' if around.before() == b'#' => {}
                b'(' | b'[' | b'{' => open.push(at),
                b'<' if around.begins_types() => open.push(at),
                b'>' if matches!(around.before(), b'-' | b'=') => {}
                b')' | b']' | b'}' | b'>' => {
                    let begin = open.pop().filter(|begin| begin + 1 < at);
                    marks
                        .groups
                        .extend(begin.filter(|_| open.is_empty()).map(|begin| (begin, at)));
                }
                b'.' if open.is_empty() && around.is_link() => marks.dots.push(at),
                b',' if open.is_empty() => marks.commas.push(at),
                // What is assigned to stays together.
                b'=' if open.is_empty() && around.before() == b' ' => {
                    marks.dots.clear();
                    marks.groups.clear();
                }
                _ => {}
            }
            at += 1;
        }
        marks
    }
}

/// A place in code.
struct Around<'a> {
    code: &'a str,
    at: usize,
}

impl Around<'_> {
    fn byte(&self, at: Option<usize>) -> u8 {
        let byte = at.and_then(|at| self.code.as_bytes().get(at));
        byte.copied().unwrap_or(b' ')
    }

    fn before(&self) -> u8 {
        self.byte(self.at.checked_sub(1))
    }

    /// Whether the bracket that opens here has types in it.
    fn begins_types(&self) -> bool {
        let before = self.before();
        before.is_ascii_alphanumeric() || matches!(before, b'_' | b':')
    }

    /// Whether a dot leads to a field or a method, and a new line may begin with it.
    fn is_link(&self) -> bool {
        let after = self.byte(Some(self.at + 1));
        let receiver = self.code.get(..self.at).unwrap_or_default();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_short = receiver.len() <= 4 && receiver.bytes().all(is_word);
        (after.is_ascii_alphabetic() || after == b'_') && self.before() != b'.' && !is_short
    }

    fn end_of_string(&self) -> usize {
        let mut at = self.at + 1;
        while !matches!(self.code.as_bytes().get(at), None | Some(b'"')) {
            at += 1 + usize::from(self.byte(Some(at)) == b'\\');
        }
        at
    }

    /// Whether a bar is the first of the two around what a closure takes.
    fn begins_closure(&self) -> bool {
        let before = self.code.get(..self.at).unwrap_or_default().trim_end();
        before.is_empty() || before.ends_with(['(', ','])
    }

    fn end_of_arguments(&self) -> usize {
        let rest = self.code.get(self.at + 1..).unwrap_or_default();
        self.at + 1 + rest.find('|').unwrap_or_default()
    }
}
