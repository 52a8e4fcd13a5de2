//! From what upstream publishes to the text of a document.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    diagnostic::{At, Code, Severity, Sink, render::Files as _},
    doing::{Doing, Tell},
    import::document::{
        self, Change, ChangeKind, ImportSource, Page, Unmerged, Words, date, gather, inputs, merge,
    },
    openapi,
    recovering::{self, Unfinished},
    report::Report,
    rewrite::{self, bundle, elsewhere},
    source::{Node, Reach, SourceMap, is_json},
    update::within,
};

/// What is imported, and into what.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Pages, folders of pages, OpenAPI documents and URLs.
    pub sources: Vec<ImportSource>,
    /// The document that it is merged into, or which it becomes if there is no such file; only a text
    /// unless given.
    pub into: Option<PathBuf>,
    /// The configuration of that document, beside which an interrupted update is looked for.
    pub config: Option<PathBuf>,
    /// Whether a new document without a file is JSON.
    pub json: bool,
    /// Whose words a document has afterwards.
    pub words: Words,
    /// Whether URLs may be read.
    pub allow_remote: bool,
    /// Whether references may lead out of a document's folder.
    pub allow_outside: bool,
    /// Whether pages that are refused are left out, and hold up no others.
    pub skip_refused: bool,
    /// What is done about an update of `into` that was interrupted.
    pub unfinished: Unfinished,
}

/// What an import gives.
#[derive(Debug)]
pub struct Imported {
    /// The text of the document, if there is nothing wrong.
    pub text: Option<String>,
    /// Whether there is no file yet that it belongs into.
    pub is_new: bool,
    /// What was merged.
    pub changes: Vec<Change>,
    /// What there is to say; it has no output.
    pub report: Report,
}

/// Why a page is refused as a whole.
const REFUSALS: &[Code] = &[Code::ImportSkeleton, Code::ImportPartial];

/// Imports what `from` names; `tell` is told what is being done. No file is written.
pub fn import(from: &Import, tell: &mut (dyn FnMut(Doing<'_>) + Send)) -> Imported {
    crate::deep_telling(tell, |tell| {
        let mut sources = SourceMap::default();
        let mut sink = Sink::default();
        let (text, changes) = run(from, tell, &mut sources, &mut sink).unzip();
        let mut diagnostics = sink.into_diagnostics();
        for diagnostic in diagnostics.iter_mut().filter(|_| from.skip_refused) {
            if REFUSALS.contains(&diagnostic.code) {
                diagnostic.severity = Severity::Warning;
            }
        }
        let report = Report::new(sources, diagnostics, None, None);
        let text = text.filter(|_| report.count(Severity::Error) == 0);
        Imported {
            text,
            is_new: from.into.as_deref().is_some_and(is_new),
            changes: changes.unwrap_or_default(),
            report,
        }
    })
}

/// Whether there is no document yet: no file, or one with nothing in it.
fn is_new(into: &Path) -> bool {
    !into.exists() || fs::metadata(into).is_ok_and(|file| file.is_file() && file.len() == 0)
}

fn run(
    from: &Import,
    tell: &mut Tell<'_>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Option<(String, Vec<Change>)> {
    if let Some(config) = &from.config
        && !recovering::recover(config, from.unfinished, sources, sink)
    {
        return None;
    }
    let documents = documents(from, tell, sources, sink);
    tell(Doing::Merging);
    let into = match &from.into {
        None => return started(from, documents, from.json, sources, sink),
        Some(into) if is_new(into) => {
            return started(from, documents, is_json(into), sources, sink);
        }
        Some(into) => into,
    };
    let file = sources.read_text(into, sink)?;
    let before = sink.len();
    let root = sources.parse(file, into, sink)?;
    if !openapi::is_document(&root, sink) {
        return None;
    }
    if let Some((at, message)) = elsewhere(&root) {
        sink.report(Code::ImportLayout, at, message);
        return None;
    }
    if documents.is_empty() || sink.has_errors_since(before) {
        nothing(documents.is_empty(), At::File(file), sink);
        return None;
    }
    let mut text = sources.text(file).to_owned();
    let mut all = Vec::new();
    for document in &documents {
        match merge(&text, is_json(into), document, from.words) {
            Ok((merged, changes)) => {
                text = merged;
                all.extend(changes);
            }
            Err(why) => {
                let message = format!("`{}` {why}", into.display());
                let (code, at) = match why {
                    Unmerged::Syntax => (Code::Syntax, At::File(file)),
                    Unmerged::Layout { place } => {
                        (Code::ImportLayout, At::Key(within(&root, &place)))
                    }
                };
                sink.report(code, at, message);
                return None;
            }
        }
    }
    Some((text, all))
}

/// A document of its own.
fn started(
    from: &Import,
    documents: Vec<Value>,
    json: bool,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Option<(String, Vec<Change>)> {
    let mut documents = documents.into_iter();
    let Some(first) = documents.next() else {
        let names: Vec<_> = from.sources.iter().map(ImportSource::name).collect();
        let file = sources.add(names.join(", "), "");
        nothing(true, At::File(file), sink);
        return None;
    };
    let mut text = rewrite::text(&first, json);
    let added = |(path, method, _): (&str, &str, &Value)| Change {
        kind: ChangeKind::Added,
        part: format!("{} {path}", method.to_ascii_uppercase()),
    };
    let mut all: Vec<_> = document::operations(&first).map(added).collect();
    for document in documents {
        let (merged, changes) = merge(&text, json, &document, from.words).ok()?;
        text = merged;
        all.extend(changes);
    }
    Some((text, all))
}

fn nothing(is_so: bool, at: At, sink: &mut Sink) {
    // Where a page was refused, that has been said.
    if is_so && !sink.has_errors_since(0) {
        sink.report(Code::ImportNothing, at, "there is no operation to import");
    }
}

/// What all pages say as one document, and the other documents.
fn documents(
    from: &Import,
    tell: &mut Tell<'_>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Vec<Value> {
    let found = inputs(&from.sources, from.allow_remote, tell, sources, sink);
    let mut pages = Vec::new();
    if !found.pages.is_empty() {
        tell(Doing::Pages(found.pages.len()));
    }
    let read = crate::import::page::read(&found.pages, sources, sink);
    for (file, document) in found.pages.iter().zip(read) {
        let date = date(sources.text(*file));
        pages.extend(document.map(|document| Page {
            at: At::File(*file),
            date,
            document,
        }));
    }
    let mut documents: Vec<_> = gather(&pages, sink).into_iter().collect();
    for (path, node) in found.documents {
        if !has_operations(&node, sink) {
            continue;
        }
        let reach = Reach {
            remote: from.allow_remote,
            outside: from.allow_outside,
        };
        let (document, lost) = bundle(path, &node, reach, sources, sink);
        for lost in lost {
            let message = format!("`{}` cannot be followed: {}", lost.reference, lost.message);
            let code = match lost.code {
                Code::LostOperation | Code::LostComponents => lost.code,
                _ => Code::ImportReference,
            };
            sink.report(code, lost.at, message);
        }
        documents.push(document);
    }
    documents
}

/// Whether a document may have operations; what it is else is reported.
fn has_operations(node: &Node, sink: &mut Sink) -> bool {
    if let Some(swagger) = node.get("swagger") {
        let message = "this is Swagger 2.0, not OpenAPI 3";
        sink.report(Code::NotOpenApi, At::Key(swagger.at), message);
        return false;
    }
    let (code, message) = match (node.get("openapi"), node.get("paths")) {
        (None, _) => (Code::NotOpenApi, "this is no OpenAPI document"),
        (Some(_), Some(paths)) if paths.as_map().is_some() => return true,
        (Some(_), _) => (
            Code::ImportNothing,
            "there is no operation to import: the document has no `paths`",
        ),
    };
    sink.report(code, node.at, message);
    false
}
