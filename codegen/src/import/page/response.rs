//! The answers of a page to responses of OpenAPI.

use serde_json::{Map, Value, json};

use super::{
    Notes,
    answers::{AUTO, Answers, Chunk, Content, is_left_over},
    explorer::Explorer,
    field, region, schema,
    status::{self, Answer},
};
use crate::diagnostic::Code;

type Members = Map<String, Value>;

/// Writes the responses of a page, by status.
pub(super) fn responses(
    answers: &Answers<'_>,
    explorer: &Explorer,
    notes: &mut Notes<'_>,
) -> Members {
    let accepts = explorer.curl.as_ref().map(|curl| curl.accepts);
    let aligned = status::align(answers, accepts);
    let at = &answers.codes_at;
    if aligned.contradicts {
        let message =
            "the page and the command below it differ in whether the first answer has content";
        notes.report(Code::ImportMismatch, at, message);
    }
    if aligned.uncertain {
        notes.report(
            Code::ImportStatus,
            at,
            "nothing says which status some of the answers belong to",
        );
    }
    let mut responses = Members::new();
    for (code, answer) in answers.codes.iter().zip(&aligned.answers) {
        let mut members = response(answers, code, answer, notes);
        if aligned.uncertain {
            schema::doubt(&mut members, "it may belong to another status");
        }
        if responses.insert(code.clone(), members.into()).is_some() {
            notes.report(Code::ImportStatus, at, format!("`{code}` is listed twice"));
        }
    }
    responses
}

fn response(
    answers: &Answers<'_>,
    code: &str,
    answer: &Answer<'_>,
    notes: &mut Notes<'_>,
) -> Members {
    let mut members = Members::new();
    let words: Vec<_> = answer.words.iter().map(|block| block.text.trim()).collect();
    members.insert("description".to_owned(), words.join("\n\n").into());
    if let Some(stray) = answer.words.iter().find(|block| is_left_over(block)) {
        let message = "this belongs to a schema whose beginning is missing";
        notes.report(Code::ImportStray, &stray.at, message);
        schema::doubt(&mut members, "a part of it is missing");
    }
    let Some(chunk) = answer.chunk.and_then(|chunk| answers.chunks.get(chunk)) else {
        return members;
    };
    if status::names_other(answers, chunk, code) {
        let message =
            format!("the example of the answer to `{code}` has another of the codes in it");
        notes.report(Code::ImportStatus, &answers.codes_at, message);
        schema::doubt(&mut members, "it may belong to another status");
    }
    if !chunk.headers.is_empty() {
        members.insert("headers".to_owned(), headers(chunk).into());
    }
    let mut contents = Members::new();
    for part in &chunk.contents {
        contents.insert(part.media.clone(), content(part, notes).into());
    }
    if !contents.is_empty() {
        members.insert("content".to_owned(), contents.into());
    }
    members
}

fn headers(chunk: &Chunk<'_>) -> Members {
    let headers = chunk.headers.iter().map(|(name, ty)| {
        let ty = field::Type::read(ty).unwrap_or_default();
        let schema = schema::scalar(&ty, &field::Limits::default());
        (name.clone(), json!({ "schema": schema }))
    });
    headers.collect()
}

fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn content(part: &Content<'_>, notes: &mut Notes<'_>) -> Members {
    let auto = part.examples.iter().find(|(name, ..)| name == AUTO);
    let shown = auto.or(part.examples.first());
    let example = shown.and_then(|(.., text)| parsed(text));
    if example.is_none() && shown.is_some() {
        let message = "the example is no JSON, and says nothing of what stands within what";
        notes.report(Code::ImportExample, &part.at, message);
    }
    let (words, mut schema) = region::read(part.blocks, example.as_ref(), &part.at, notes);
    if !words.is_empty() || !part.headed {
        let message = "the schema does not begin as the site writes it";
        notes.report(Code::ImportStray, &part.at, message);
        schema::doubt(&mut schema, "its beginning is missing");
    }
    if part.missing > 0 {
        let message =
            "an example that is announced is missing, and with it what stands within what";
        notes.report(Code::ImportNesting, &part.at, message);
        schema::doubt(&mut schema, "an example that is announced is missing");
    }
    if part.open_end {
        let message = "nothing says where the schema ends and the words of the next answer begin";
        notes.report(Code::ImportNesting, &part.at, message);
        schema::doubt(&mut schema, "nothing says where it ends");
    }
    let mut members = Members::new();
    members.insert("schema".to_owned(), schema.into());
    let named = named(part);
    if !named.is_empty() {
        members.insert("examples".to_owned(), named.into());
    } else if let Some(example) = example {
        members.insert("example".to_owned(), example);
    }
    members
}

/// The examples that somebody wrote.
fn named(part: &Content<'_>) -> Members {
    let written = part.examples.iter().filter(|(name, ..)| name != AUTO);
    let named = written.map(|(name, words, text)| {
        let mut example = Members::new();
        if !words.is_empty() {
            example.insert("summary".to_owned(), words.join("\n\n").into());
        }
        let value = parsed(text).unwrap_or_else(|| (*text).into());
        example.insert("value".to_owned(), value);
        (name.clone(), example.into())
    });
    named.collect()
}
