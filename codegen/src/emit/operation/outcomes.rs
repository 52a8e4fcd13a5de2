//! What a call answers: the types of its successes and errors, and how they are decoded.

use crate::{
    emit::{Emitter, doc, imports::Imports, models::lines, text::Text},
    ir::{Content, Operation, Outcome, Status},
    name::OperationNames,
};

/// The types of what a call answers, as they are written.
pub(super) struct Answers {
    pub(super) success: String,
    pub(super) error: String,
}

impl Emitter<'_> {
    pub(super) fn answers(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
    ) -> Answers {
        let success = match operation.success_content() {
            Some(content) => self
                .content_ty(content, imports)
                .unwrap_or_else(|| "()".to_owned()),
            None => names.success.clone(),
        };
        let error = error_ty(operation, names).to_owned();
        Answers { success, error }
    }

    /// The type of what an answer holds, if it holds something.
    fn content_ty(&self, content: &Content, imports: &Imports) -> Option<String> {
        let string = || self.std_text("string", "String");
        Some(match content {
            Content::Empty => return None,
            Content::Json(ty) => self.written(ty, imports),
            Content::Text => string(),
            Content::Bytes => imports.public("Bytes").to_owned(),
            Content::Stream => imports.public("ByteStream").to_owned(),
            Content::Events(ty) => {
                let item = ty
                    .as_ref()
                    .map_or_else(string, |ty| self.written(ty, imports));
                format!("{}<{item}>", imports.public("EventStream"))
            }
            Content::Lines(ty) => format!(
                "{}<{}>",
                imports.public("JsonLines"),
                self.written(ty, imports)
            ),
        })
    }

    /// The type of the headers of successes, if there are any.
    pub(super) fn header_items(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        if operation.headers.is_empty() {
            return;
        }
        let (owner, method) = (
            self.owner_of(operation),
            names.method.trim_start_matches("r#"),
        );
        let (name, map) = (&names.headers, imports.public("HeaderMap"));
        let option = self.std_text("option", "Option");
        let pairs = || operation.headers.iter().zip(&names.header_fields);
        text.gap();
        text.docs(0, &[
            format!("The headers of what [`{owner}::{method}`] answers."),
            String::new(),
            format!("`{name}::from(answer.headers())` reads them; one that is absent, or not as the document has it, is `None`."),
        ]);
        text.lines(0, "#[derive(Debug, Clone, PartialEq)]\n#[non_exhaustive]");
        text.line(0, format_args!("pub struct {name} {{"));
        for (header, field) in pairs() {
            let ty = self.written(&header.ty, imports);
            text.docs(1, &lines(&header.docs, &header.wire));
            text.code(1, format_args!("pub {field}: {option}<{ty}>,"));
        }
        text.lines(0, "}");
        text.gap();
        text.code(0, format_args!("impl From<&{map}> for {name} {{"));
        text.lines(1, "#[inline]");
        text.line(1, format_args!("fn from(headers: &{map}) -> Self {{"));
        text.lines(2, "Self {");
        for (header, field) in pairs() {
            let wire = &header.wire;
            text.code(
                3,
                format_args!(
                    "{field}: specwright_runtime::__private::v1::header(headers, {wire:?}),"
                ),
            );
        }
        text.lines(0, "        }\n    }\n}");
    }

    /// The enums of successes, if they differ, and of errors, if there are any.
    pub(super) fn outcome_items(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        let owner = self.owner_of(operation);
        let method = names.method.trim_start_matches("r#");
        if operation.success_content().is_none() {
            text.gap();
            text.docs(0, &[format!("What [`{owner}::{method}`] answers.")]);
            text.lines(0, "#[derive(Debug, Clone, PartialEq)]");
            let variants = &names.success_variants;
            self.outcomes(&operation.success, &names.success, variants, imports, text);
        }
        if !operation.errors.is_empty() {
            text.gap();
            text.docs(
                0,
                &[format!(
                    "The errors that the document describes for [`{owner}::{method}`]."
                )],
            );
            // There are as many of these types as operations, and tests are who compares errors.
            text.lines(0, "#[derive(Debug)]");
            if self.names.mocks.is_some() {
                text.lines(
                    0,
                    "#[cfg_attr(feature = \"mock\", derive(Clone, PartialEq))]",
                );
            }
            let variants = &names.error_variants;
            self.outcomes(&operation.errors, &names.error, variants, imports, text);
        }
    }

    /// An enum with a variant for each outcome, and its `decode`.
    fn outcomes(
        &self,
        outcomes: &[Outcome],
        name: &str,
        variants: &[String],
        imports: &Imports,
        text: &mut Text,
    ) {
        text.lines(0, "#[non_exhaustive]");
        text.line(0, format_args!("pub enum {name} {{"));
        for (outcome, variant) in outcomes.iter().zip(variants) {
            text.docs(1, &outcome_lines(outcome));
            match self.content_ty(&outcome.content, imports) {
                Some(ty) => text.code(1, format_args!("{variant}({ty}),")),
                None => text.line(1, format_args!("{variant},")),
            }
        }
        text.lines(0, "}");
        decode(name, outcomes, variants, imports, text);
    }
}

/// The type of the errors that the document describes.
pub(in crate::emit) fn error_ty<'a>(operation: &Operation, names: &'a OperationNames) -> &'a str {
    match operation.errors.is_empty() {
        true => "std::convert::Infallible",
        false => &names.error,
    }
}

/// The function that makes a variant of an answer.
fn decode(
    name: &str,
    outcomes: &[Outcome],
    variants: &[String],
    imports: &Imports,
    text: &mut Text,
) {
    imports.private("Decoded");
    imports.public("RawResponse");
    imports.public("StatusCode");
    let variants = variants.iter().map(|variant| format!("Self::{variant}"));
    let choice = Choice::of(
        outcomes
            .iter()
            .zip(variants)
            .map(|(outcome, variant)| (outcome, variant.clone(), variant)),
    );
    let (status, answer) = (choice.status(), choice.answer());
    text.item(format_args!("impl {name} {{"));
    text.lines(1, "#[inline]");
    text.line(
        1,
        format_args!("fn decode({status}: StatusCode, {answer}: &RawResponse) -> Decoded<Self> {{"),
    );
    match choice.only() {
        Some(value) => text.code(2, format_args!("{value}")),
        None => {
            text.lines(2, "match status.as_u16() {");
            choice.arms(3, text);
            text.lines(2, "}");
        }
    }
    text.lines(0, "    }\n}");
}

/// How an answer is decoded, by its status.
pub(super) struct Choice {
    values: Vec<(Status, String)>,
    has_body: bool,
}

impl Choice {
    /// Of outcomes, each with what its value is passed to, and what stands for one that holds nothing.
    pub(super) fn of<'a>(outcomes: impl Iterator<Item = (&'a Outcome, String, String)>) -> Self {
        let mut choice = Self {
            values: Vec::new(),
            has_body: false,
        };
        for (outcome, make, nothing) in outcomes {
            let function = match &outcome.content {
                Content::Empty => None,
                Content::Json(ty) if Emitter::is_foreign(ty) => Some("foreign"),
                Content::Json(_) => Some("json"),
                Content::Text | Content::Events(_) | Content::Lines(_) => Some("text"),
                Content::Bytes | Content::Stream => Some("bytes"),
            };
            choice.has_body |= function.is_some();
            let value = match function {
                Some(function) => format!("Decoded::{function}(answer, {make})"),
                None => format!("Decoded::Value({nothing})"),
            };
            choice.values.push((outcome.status, value));
        }
        choice
    }

    /// The argument for the status.
    pub(super) fn status(&self) -> &'static str {
        match self.only() {
            Some(_) => "_",
            None => "status",
        }
    }

    /// The argument for the answer.
    pub(super) fn answer(&self) -> &'static str {
        match self.has_body {
            true => "answer",
            false => "_",
        }
    }

    /// The expression for all statuses, if there is one.
    pub(super) fn only(&self) -> Option<&str> {
        match self.values.as_slice() {
            [(Status::Default, value)] => Some(value),
            _ => None,
        }
    }

    /// The arms of a `match` on the number of the status.
    pub(super) fn arms(&self, depth: usize, text: &mut Text) {
        let statuses = self.values.iter().map(|(status, _)| status);
        let exact: Vec<u16> = statuses.filter_map(|status| exact(*status)).collect();
        for (status, value) in &self.values {
            text.arm(depth, &pattern(*status, &exact), value);
        }
        if !self
            .values
            .iter()
            .any(|(status, _)| *status == Status::Default)
        {
            text.lines(depth, "_ => Decoded::Undocumented,");
        }
    }
}

/// The documentation of a variant for an outcome.
pub(super) fn outcome_lines(outcome: &Outcome) -> Vec<String> {
    let status = match outcome.status {
        Status::Exact(status) => format!("`{status}`"),
        Status::Range(digit) => format!("`{digit}XX`"),
        Status::Default => "Any other status".to_owned(),
    };
    let description = outcome
        .description
        .as_ref()
        .map(|text| doc::clean(text))
        .unwrap_or_default();
    // Behind other words a fence would open nothing, and its end would open what follows.
    let is_text = |first: &String| first.starts_with(|next: char| next.is_alphanumeric());
    match description.split_first() {
        Some((first, _)) if !is_text(first) => {
            let head = [format!("{status}:"), String::new()];
            head.into_iter().chain(description).collect()
        }
        Some((first, rest)) => std::iter::once(format!("{status}: {first}"))
            .chain(rest.iter().cloned())
            .collect(),
        None => vec![format!("{status}.")],
    }
}

/// One pattern for the statuses of all outcomes, in which those that follow each other are a range.
pub(super) fn joined(outcomes: &[Outcome]) -> String {
    let mut all: Vec<u16> = Vec::new();
    for outcome in outcomes {
        match outcome.status {
            Status::Exact(status) => all.push(status),
            Status::Range(digit) => all.extend((digit * 100)..=(digit * 100 + 99)),
            Status::Default => return "_".to_owned(),
        }
    }
    all.sort_unstable();
    all.dedup();
    let runs = all.chunk_by(|one, next| one + 1 == *next);
    let patterns = runs.filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        Some(match run.len() {
            1 => format!("{first}"),
            2 => format!("{first} | {last}"),
            // Within a macro, a range is printed as its tokens are.
            _ => format!("{first}..= {last}"),
        })
    });
    patterns.collect::<Vec<_>>().join(" | ")
}

fn exact(status: Status) -> Option<u16> {
    match status {
        Status::Exact(status) => Some(status),
        Status::Range(_) | Status::Default => None,
    }
}

/// The pattern of an arm; a range begins after those of its first statuses that have an arm themselves.
fn pattern(status: Status, exact: &[u16]) -> String {
    match status {
        Status::Exact(status) => status.to_string(),
        Status::Range(digit) => {
            let all = (digit * 100)..=(digit * 100 + 99);
            let mut rest = all.skip_while(|status| exact.contains(status));
            let (first, last) = (rest.next().unwrap_or(digit * 100), digit * 100 + 99);
            format!("{first}..={last}")
        }
        Status::Default => "_".to_owned(),
    }
}
