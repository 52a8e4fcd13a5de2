//! Lines of code that are too long: what stands in brackets, and each link of a chain, gets lines of its
//! own, as prettyplease has them.

use crate::emit::text::Text;

/// How far a line goes at most.
pub(super) const WIDTH: usize = 89;

/// How much of a line there is behind any indentation.
const LEAST: usize = 60;

/// Whether `length` octets stand on one line that is `depth` steps indented.
pub(super) fn fits(depth: usize, length: usize) -> bool {
    length <= WIDTH.saturating_sub(4 * depth).max(LEAST)
}

/// Adds `code`, over as many lines as it takes.
pub(super) fn line(depth: usize, code: &str, text: &mut Text) {
    Code { code, end: "" }.add(depth, text);
}

/// Adds `code` with a comma behind it, which does not count.
pub(super) fn last(depth: usize, code: &str, text: &mut Text) {
    Code { code, end: "," }.add(depth, text);
}

/// Code, and what stands at its end where it may be over the width.
#[derive(Clone, Copy)]
struct Code<'a> {
    code: &'a str,
    end: &'a str,
}

impl Code<'_> {
    fn add(self, depth: usize, text: &mut Text) {
        let Self { code, end } = self;
        if !fits(depth, code.len()) {
            let Marks { dots, groups, .. } = Marks::of(code);
            match (dots.as_slice(), groups.as_slice(), code.split_once(" for ")) {
                (_, _, Some((before, after))) if code.starts_with("impl ") => {
                    text.line(depth, format_args!("{before}"));
                    return text.line(depth, format_args!("for {after}"));
                }
                ([_, ..], ..) => return self.chain(depth, &dots, text),
                ([], [group, ..], _) => return self.bracketed(depth, *group, text),
                ([], [], _) => {}
            }
        }
        text.line(depth, format_args!("{code}{end}"));
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
            line(depth + 1, item.trim_start(), text);
            begin = comma + 1;
        }
        match inner.get(begin..).unwrap_or_default().trim_start() {
            "" => {}
            item => last(depth + 1, item, text),
        }
        let rest = Code {
            code: self.part(close, self.code.len()),
            end: self.end,
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
                b'=' if open.is_empty() && around.before() == b' ' => marks.dots.clear(),
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

#[cfg(test)]
mod tests {
    use super::{Text, fits, line};

    #[track_caller]
    fn check(depth: usize, code: &str, expected: &str) {
        let mut text = Text::default();
        line(depth, code, &mut text);
        let expected = expected.trim_start_matches('\n');
        assert_eq!(text.into_string(), format!("{expected}\n"));
    }

    #[test]
    fn what_fits_stays_on_a_line() {
        let (short, long) = ("a".repeat(85), "a".repeat(86));
        assert!(fits(1, 85) && !fits(1, 86) && fits(20, 60) && !fits(20, 61));
        check(1, &short, &format!("    {short}"));
        // There is nothing to break.
        check(1, &long, &format!("    {long}"));
    }

    #[test]
    fn brackets_open_from_the_outermost_on() {
        check(
            1,
            "pub fn send(self) -> ResponseFuture<models::AnswerOfAnOperationWithAVeryLongName, AnErrorOfTheOperation> {",
            "
    pub fn send(
        self,
    ) -> ResponseFuture<
        models::AnswerOfAnOperationWithAVeryLongName,
        AnErrorOfTheOperation,
    > {",
        );
        check(
            1,
            "security: &[&[&schemes::THE_FIRST_SCHEME, &schemes::THE_SECOND_SCHEME], &[&schemes::THIRD], &[]],",
            "
    security: &[
        &[&schemes::THE_FIRST_SCHEME, &schemes::THE_SECOND_SCHEME],
        &[&schemes::THIRD],
        &[],
    ],",
        );
    }

    #[test]
    fn the_comma_of_a_last_item_does_not_count() {
        let (item, call) = ("a".repeat(81), "b".repeat(8));
        check(
            1,
            &format!("{call}({item})"),
            &format!("    {call}(\n        {item},\n    )"),
        );
        let inner = format!("c({})", "a".repeat(78));
        check(
            1,
            &format!("{call}({inner})"),
            &format!("    {call}(\n        {inner},\n    )"),
        );
        check(
            1,
            &format!("{call}({inner}, d)"),
            &format!(
                "    {call}(\n        c(\n            {},\n        ),\n        d,\n    )",
                "a".repeat(78)
            ),
        );
    }

    #[test]
    fn a_chain_is_broken_at_all_of_its_links() {
        check(
            1,
            "let answer = client.pets().find_a_pet_by_its_name(\"a.b, (c\", 1.5, self.own).send().await?;",
            "
    let answer = client
        .pets()
        .find_a_pet_by_its_name(\"a.b, (c\", 1.5, self.own)
        .send()
        .await?;",
        );
        check(
            2,
            "self.core.call(request, |_, answer| Decoded::json(answer, convert), AnErrorOfTheOperation::decode)",
            "
        self.core
            .call(
                request,
                |_, answer| Decoded::json(answer, convert),
                AnErrorOfTheOperation::decode,
            )",
        );
        check(
            2,
            "self.name_of_a_parameter = Some(a_function_with_a_long_name(value.into_something_else()));",
            "
        self.name_of_a_parameter = Some(
            a_function_with_a_long_name(value.into_something_else()),
        );",
        );
    }

    #[test]
    fn strings_hold_no_brackets() {
        let text = "(\\\"[,".repeat(24);
        check(
            1,
            &format!("call(\"{text}\", other)"),
            &format!("    call(\n        \"{text}\",\n        other,\n    )"),
        );
    }

    #[test]
    fn the_type_of_an_implementation_gets_its_own_line() {
        let name = "A".repeat(70);
        check(
            0,
            &format!("impl IntoFuture for {name} {{"),
            &format!("impl IntoFuture\nfor {name} {{"),
        );
    }

    const BODY: &str = "        self\n    }\n";

    /// Lines with `name` in them, and what follows them.
    fn lines(name: &str) -> [(usize, String, &'static str); 10] {
        let (item, statement) = (1, 2);
        [
            (item, format!("fn {name}() -> Result<(), String> {{"), BODY),
            (
                statement,
                format!("round_trip::<Vec<models::{name}>>(example)"),
                "",
            ),
            (
                item,
                format!("type Output = Result<Response<models::{name}>, Error<{name}Error>>;"),
                "",
            ),
            (
                item,
                format!("pub fn send(self) -> ResponseFuture<models::{name}, Box<E>> {{"),
                BODY,
            ),
            (
                item,
                format!(
                    "fn pets(&self, one: impl Into<models::{name}>, two: Vec<i64>) -> {name}Call {{"
                ),
                BODY,
            ),
            (
                statement,
                format!("request.param(Param::query(\"a\").style(Style::Form), &self.{name});"),
                "",
            ),
            (
                statement,
                format!("request.json(\"application/json\", Members(&self.{name}));"),
                "",
            ),
            (
                statement,
                format!(
                    "let answer = client.pets().find(a::{name}::new(\"a\", b(1)), 2).send().await?;"
                ),
                "",
            ),
            (
                statement,
                format!("self.name_of_a_field = Some(Box::new(a::{name}::from(\"the text\")));"),
                "",
            ),
            (
                statement,
                format!(
                    "self.core.call(request, |_, answer| Decoded::json(answer, convert), {name}::decode);"
                ),
                "",
            ),
        ]
    }

    #[test]
    fn prettyplease_has_it_the_same_at_every_width() {
        for (depth, code, end) in (1..90).flat_map(|width| lines(&"n".repeat(width))) {
            let (open, close) = match depth {
                1 => ("impl A {\n", "}\n"),
                _ => ("impl A {\n    fn f() {\n", "    }\n}\n"),
            };
            let mut text = Text::default();
            line(depth, &code, &mut text);
            let printed = format!("{open}{code}{end}{close}");
            let printed = crate::emit::code(printed.parse().unwrap());
            assert_eq!(format!("{open}{}{end}{close}", text.into_string()), printed);
        }
    }
}
