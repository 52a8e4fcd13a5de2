//! Scraped pages of HighLevel's documentation site to documents of OpenAPI 3.1.
//!
//! In: Markdown that a scraper made of the site's pages. Out: for each page a document with one
//! operation and all schemas inline, or nothing and a diagnostic. What a page does not determine is
//! a diagnostic at its line and `x-specwright-uncertain` in the document, and the reading is taken
//! that promises less: optional rather than required, an open object rather than a guessed one.
//!
//! ```text
//! text -> sections -> parameters, answers, tokens -> nest, anchor -> schema -> operation
//! ```

mod anchor;
mod answers;
mod checks;
mod explorer;
mod field;
mod inline;
mod nest;
mod operation;
mod parameters;
mod region;
mod response;
mod samples;
mod schema;
mod sections;
mod status;
mod text;
mod tokens;

use std::ops::Range;

use serde_json::Value;

use crate::{
    diagnostic::{At, Code, FileId, Sink, render::Files as _},
    source::SourceMap,
};
use sections::{Page, Refusal};

/// What there is to say about one page.
struct Notes<'a> {
    file: FileId,
    sink: &'a mut Sink,
}

impl Notes<'_> {
    fn report(&mut self, code: Code, at: &Range<usize>, message: impl Into<String>) {
        self.sink
            .report(code, At::Bytes(self.file, at.clone()), message);
    }
}

/// Reads pages, each into a document of one operation; a page that is refused is nothing.
///
/// Names that a page shows for inline schemas stand in `x-specwright-name`.
pub fn read(files: &[FileId], sources: &SourceMap, sink: &mut Sink) -> Vec<Option<Value>> {
    files
        .iter()
        .map(|file| {
            let notes = &mut Notes { file: *file, sink };
            page(sources.text(*file), notes)
        })
        .collect()
}

fn page(source: &str, notes: &mut Notes<'_>) -> Option<Value> {
    let text = text::read(source);
    let page = match sections::read(&text.blocks) {
        Ok(page) => page,
        Err(refusal) => {
            refuse(refusal, notes);
            return None;
        }
    };
    if is_partial(&page) {
        let at = Some(page.answers.codes_at.clone());
        refuse(
            Refusal::Partial(at, "shows the first answer only, and no examples"),
            notes,
        );
        return None;
    }
    if let Some(stray) = page.tail.iter().find(|block| block.text == "**Schema**") {
        let at = Some(stray.at.clone());
        refuse(
            Refusal::Partial(
                at,
                "has answers behind the words that stand below each operation",
            ),
            notes,
        );
        return None;
    }
    let explorer = explorer::read(page.tail);
    let slug = slug(&page, source);
    checks::check(&page, &explorer, notes);
    if let Some(at) = &text.broken {
        let message = "a bracket or a fence that begins here does not end as the scraper writes it";
        notes.report(Code::ImportMismatch, at, message);
    }
    let slug = slug
        .as_ref()
        .map(|(category, slug)| (category.as_str(), slug.as_str()));
    Some(operation::write(&page, &explorer, slug, notes))
}

fn refuse(refusal: Refusal, notes: &mut Notes<'_>) {
    let (code, at, message) = match refusal {
        Refusal::NoOperation => (
            Code::ImportNoOperation,
            None,
            "the page names no method and URL".to_owned(),
        ),
        Refusal::Skeleton(at) => (
            Code::ImportSkeleton,
            Some(at),
            "the page was captured before its parameters and schemas were filled in".to_owned(),
        ),
        Refusal::Partial(at, why) => (Code::ImportPartial, at, format!("the page {why}")),
    };
    match at {
        Some(at) => notes.report(code, &at, message),
        None => notes.sink.report(code, At::File(notes.file), message),
    }
}

/// Whether examples are announced and none is there, and answers are missing: captures of September
/// 2025 have the first answer only.
fn is_partial(page: &Page<'_>) -> bool {
    let contents = || page.answers.chunks.iter().flat_map(|chunk| &chunk.contents);
    contents().any(|content| content.missing > 0)
        && contents().all(|content| content.examples.is_empty())
}

/// The category and the page's name in its own URL.
///
/// Front matter `source` names another page in most captures, so only what the later scrape calls
/// `source_url` is believed, and only where the body has no link to itself.
fn slug(page: &Page<'_>, source: &str) -> Option<(String, String)> {
    let own = page.links.first().map(|(url, _)| url.as_str());
    let stated = || {
        let head = source.split("\n---\n").next()?;
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix("source_url:"))?;
        Some(line.trim().trim_matches('"'))
    };
    let url = own.or_else(stated)?;
    let url = url.trim_end_matches("index.html").trim_end_matches('/');
    let mut parts = url.rsplit('/');
    let slug = parts.next().filter(|slug| !slug.is_empty())?;
    let category = parts.next().filter(|category| !category.is_empty())?;
    Some((category.to_owned(), slug.to_owned()))
}
