//! The printer that all else is laid out by is the judge.

use super::{Text, fits};

#[track_caller]
fn check(depth: usize, code: &str, expected: &str) {
    let mut text = Text::default();
    text.code(depth, format_args!("{code}"));
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

/// Where code stands: how far it is indented, and what is before and behind it.
type Place = (usize, &'static str, &'static str);

const FILE: Place = (0, "", "");
const STRUCT: Place = (1, "pub struct A {\n", "}\n");
const ENUM: Place = (1, "pub enum A {\n", "}\n");
const ITEM: Place = (1, "impl A {\n", "}\n");
const STATEMENT: Place = (2, "impl A {\n    fn f() {\n", "    }\n}\n");

/// Code with `name` in it, where it stands, and what follows it.
fn codes(name: &str) -> Vec<(Place, String, &'static str)> {
    let begins = [
        format!("fn {name}() -> Result<(), String> {{"),
        format!("pub fn send(self) -> ResponseFuture<models::{name}, Box<E>> {{"),
        format!(
            "pub fn pets(&self, one: impl Into<models::{name}>, two: Vec<i64>) -> {name}Call {{"
        ),
        format!("pub fn new(name: impl Into<String>, parts: Vec<{name}>) -> Self {{"),
        format!("pub fn parts(mut self, value: BTreeMap<String, Vec<{name}>>) -> Self {{"),
        format!("pub fn insert(mut self, key: impl Into<String>, value: {name}) -> Self {{"),
        format!("fn from(value: BTreeMap<String, Vec<{name}>>) -> Self {{"),
    ];
    let items = [
        format!("type Output = Result<Response<models::{name}>, Error<{name}Error>>;"),
        format!("pub const ALL: &'static [Self] = &[Self::{name}, Self::Other, Self::Last];"),
    ];
    let statements = [
        format!("round_trip::<Vec<models::{name}>>(example)"),
        format!("request.param(Param::query(\"a\").style(Style::Form), &self.{name});"),
        format!("request.json(\"application/json\", Members(&self.{name}));"),
        format!("let answer = client.pets().find(a::{name}::new(\"a\", b(1)), 2).send().await?;"),
        format!("self.name_of_a_field = Some(Box::new(a::{name}::from(\"the text\")));"),
        format!("self.name_of_a_field = Some(Some({name}.into()));"),
        format!("self.{name}.insert(key.into(), value);"),
        format!("Self::{name}(Box::new(value))"),
        format!(
            "self.core.call(request, |_, answer| Decoded::json(answer, convert), {name}::decode);"
        ),
    ];
    let fields = [
        format!("pub {name}: Option<BTreeMap<String, Vec<Other>>>,"),
        format!("pub field: Option<BTreeMap<String, Option<({name}, f64)>>>,"),
    ];
    let attributes = [
        format!("#[cfg(any(feature = \"{name}\", feature = \"other\", feature = \"last\"))]"),
        format!("#[cfg(feature = \"{name}\")]"),
    ];
    let implementations = [
        format!("impl From<{name}> for A{name} {{"),
        format!("impl From<BTreeMap<String, Vec<Other>>> for {name} {{"),
        format!("impl Default for {name} {{"),
    ];
    let all = begins.map(|code| (ITEM, code, BODY)).into_iter();
    all.chain(items.map(|code| (ITEM, code, "")))
        .chain(statements.map(|code| (STATEMENT, code, "")))
        .chain(fields.map(|code| (STRUCT, code, "")))
        .chain([(ENUM, format!("{name}(Box<BTreeMap<String, {name}>>),"), "")])
        .chain(attributes.map(|code| (FILE, code, "mod a;\n")))
        .chain(implementations.map(|code| (FILE, code, "    type A = B;\n}\n")))
        .collect()
}

#[track_caller]
fn as_printed(text: &str) {
    let printed = crate::emit::code(text.parse().unwrap());
    assert_eq!(text, printed);
}

#[test]
fn prettyplease_has_it_the_same_at_every_width() {
    for (place, code, end) in (1..90).flat_map(|width| codes(&"n".repeat(width))) {
        let (depth, open, close) = place;
        let mut text = Text::default();
        text.code(depth, format_args!("{code}"));
        as_printed(&format!("{open}{}{end}{close}", text.into_string()));
    }
}

#[test]
fn prettyplease_has_arms_structs_and_imports_the_same_at_every_width() {
    for name in (1..90).map(|width| "n".repeat(width)) {
        let mut text = Text::default();
        text.line(0, format_args!("fn f() {{"));
        text.line(1, format_args!("match value {{"));
        text.arm(2, "Self::Variant", &format!("{name:?}"));
        text.arm(2, &format!("Self::{name}"), "\"the text\"");
        text.arm(2, "_", &format!("Decoded::json(answer, Self::{name})"));
        text.line(1, format_args!("}}"));
        let fields = ["a: None".to_owned(), format!("b: {name}::from(\"\")")];
        text.structure(1, "Self", &fields);
        text.line(0, format_args!("}}"));
        as_printed(&text.into_string());
        let names = [name.as_str(), "Other", "Another", name.as_str(), "Last"];
        for names in [names.as_slice(), &names[..1], &names[1..3]] {
            let mut text = Text::default();
            text.uses("pub use self::a", names);
            as_printed(&text.into_string());
        }
    }
}
