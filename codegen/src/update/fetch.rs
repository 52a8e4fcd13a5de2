//! Reading upstream: each source to an OpenAPI document, and those that feed one document to one.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{At, Code, FileId, Sink, render::Files as _},
    import::{
        document::{METHODS, Page, date, gather, is_page, pages_below},
        page,
    },
    lower::Pattern,
    options::{Source, Upstream},
    rewrite::{Version, bundle, convert},
    source::{Node, Reach, SourceMap},
    update::{
        edit::apply,
        three::{Winner, merge},
    },
};

/// What was read of a source.
pub(super) struct Read {
    /// The document.
    pub(super) document: Value,
    /// The document as it is written, if there is one.
    pub(super) root: Option<Node>,
}

/// What is read of one source; nothing where it cannot be read, which is reported.
pub(super) fn read(
    upstream: &Upstream,
    reach: Reach,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Option<Read> {
    let before = sink.len();
    let (path, root) = match &upstream.from {
        Source::File(path) if is_page(path) => {
            let pages = vec![path.clone()];
            return chosen(
                self::pages(&pages, upstream, sources, sink)?,
                None,
                upstream,
                sink,
            );
        }
        Source::Folder(folder) => {
            let pages = pages_below(folder, is_page)
                .map_err(|error| {
                    let message = format!("`{}` cannot be read: {error}", folder.display());
                    sink.report(Code::Unreadable, upstream.from_at.clone(), message);
                })
                .ok()?;
            return chosen(
                self::pages(&pages, upstream, sources, sink)?,
                None,
                upstream,
                sink,
            );
        }
        Source::File(path) => (path.clone(), sources.load(path, sink)?),
        Source::Url(url) => (PathBuf::from(url), sources.load_url(url, sink).1?),
    };
    let (document, lost) = bundle(path, &root, reach, sources, sink);
    for lost in lost {
        sink.report(lost.code, lost.at, lost.message);
    }
    if sink.has_errors_since(before) {
        return None;
    }
    chosen(document, Some(root), upstream, sink)
}

/// What is taken of a document.
fn chosen(
    mut document: Value,
    root: Option<Node>,
    upstream: &Upstream,
    sink: &mut Sink,
) -> Option<Read> {
    if document.get("openapi").is_none() {
        let message = format!("`{}` is no OpenAPI document", upstream.from);
        sink.report(Code::NotOpenApi, upstream.from_at.clone(), message);
        return None;
    }
    choose(&mut document, &upstream.include, sink);
    Some(Read { document, root })
}

/// What pages say together.
fn pages(
    paths: &[PathBuf],
    upstream: &Upstream,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Option<Value> {
    if paths.is_empty() {
        let message = format!("there is no page in `{}`", upstream.from);
        sink.report(Code::Unreadable, upstream.from_at.clone(), message);
        return None;
    }
    let files = paths.iter().map(|path| sources.read_text(path, sink));
    let files: Option<Vec<FileId>> = files.collect();
    let files = files?;
    let read = page::read(&files, sources, sink);
    let pages = files.iter().zip(read).filter_map(|(file, document)| {
        Some(Page {
            at: At::File(*file),
            date: date(sources.text(*file)),
            document: document?,
        })
    });
    let document = gather(&pages.collect::<Vec<_>>(), sink);
    if document.is_none() {
        let message = format!("`{}` holds no operation", upstream.from);
        sink.report(Code::Unreadable, upstream.from_at.clone(), message);
    }
    document
}

/// Takes out the operations that none of `patterns` chooses.
fn choose(document: &mut Value, patterns: &[Pattern], sink: &mut Sink) {
    if patterns.is_empty() {
        return;
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        item.retain(|method, operation| {
            let text = |key: &str| operation.get(key).and_then(Value::as_str);
            let tags = operation.get("tags").and_then(Value::as_array);
            let tags: Vec<&str> = tags
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let is_other = !METHODS.contains(&method.as_str());
            // Each is asked, as one that chooses nothing is reported.
            let chosen = patterns.iter().filter(|pattern| {
                !is_other && pattern.chooses(method, path, text("operationId"), &tags)
            });
            chosen.count() > 0 || is_other
        });
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|_, item| {
            let keys = item.as_object().into_iter().flat_map(Map::keys);
            keys.into_iter().any(|key| METHODS.contains(&key.as_str()))
        });
    }
    for pattern in patterns.iter().filter(|pattern| !pattern.was_used()) {
        let message = format!("`{}` chooses no operation of upstream's", pattern.written());
        sink.report(Code::UnusedOption, pattern.at().clone(), message);
    }
}

/// Puts several documents into one: the first that has an operation is the one that says what it is.
pub(super) fn together(documents: Vec<Value>) -> Option<Value> {
    let mut documents = documents.into_iter();
    let mut all = documents.next()?;
    for mut document in documents {
        convert(&mut document, Version::of(&all));
        // As if the second were a change of the first that only adds.
        let mut added = document;
        if let (Some(paths), Some(there)) = (
            added.get_mut("paths").and_then(Value::as_object_mut),
            all.get("paths").and_then(Value::as_object),
        ) {
            for (path, item) in paths.iter_mut() {
                let known = there.get(path).and_then(Value::as_object);
                if let (Some(known), Some(item)) = (known, item.as_object_mut()) {
                    item.retain(|key, _| !known.contains_key(key));
                }
            }
        }
        if let Some(map) = added.as_object_mut() {
            map.shift_remove("servers");
        }
        let outcome = merge(&json!({}), &added, &all, Winner::Local);
        apply(&mut all, &outcome.edits);
    }
    Some(all)
}
