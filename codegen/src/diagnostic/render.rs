//! Diagnostics as text with the source line, and as JSON.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, FileId, Severity};

/// Whether the text has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// ANSI escape sequences.
    Coloured,
}

/// Where a diagnostic points, found in the text.
#[derive(Debug, Clone)]
pub struct Position {
    /// The file.
    pub file: FileId,
    /// The bytes; nothing for a file as a whole.
    pub extent: Option<Extent>,
    /// The JSON pointer, where there is one.
    pub pointer: Option<String>,
}

/// The names and texts of files.
pub trait Files {
    /// Returns the name under which the file was given.
    fn name(&self, file: FileId) -> &str;
    /// Returns the text; empty where the file could not be read.
    fn text(&self, file: FileId) -> &str;
}

/// A diagnostic with its positions.
#[derive(Debug, Clone)]
pub struct Located<'a> {
    /// What there is to say.
    pub diagnostic: &'a Diagnostic,
    /// Where it is.
    pub at: Position,
    /// Where its other places are, in their order.
    pub also: Vec<Position>,
}

/// Bytes of a text.
#[derive(Debug, Clone)]
pub struct Extent {
    /// The line of the first byte, counted from one.
    pub line: usize,
    /// The bytes.
    pub bytes: Range<usize>,
}

impl Extent {
    /// Finds the line of `bytes`.
    pub fn new(text: &str, bytes: Range<usize>) -> Self {
        let before = text.get(..bytes.start).unwrap_or(text);
        Self {
            line: before.matches('\n').count() + 1,
            bytes,
        }
    }
}

/// The column of the byte at `offset`, in characters, counted from one.
pub(crate) fn column(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1
}

/// Renders a diagnostic as rustc does: message, place, source line, help.
pub fn text(located: &Located<'_>, files: &dyn Files, style: Style) -> String {
    let Located {
        diagnostic,
        at,
        also,
    } = located;
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id());
    let mut group = point(Group::with_title(title), at, files, None);
    for (position, (_, label)) in also.iter().zip(&diagnostic.also) {
        group = point(group, position, files, Some(label));
    }
    group = group.element(Level::HELP.message(diagnostic.code.help()));
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    renderer.render(&[group])
}

/// Where a diagnostic is, as `file:line:column`.
pub fn short(located: &Located<'_>, files: &dyn Files) -> String {
    let Position { file, extent, .. } = &located.at;
    let name = files.name(*file);
    match extent {
        Some(Extent { line, bytes }) => {
            format!("{name}:{line}:{}", column(files.text(*file), bytes.start))
        }
        None => name.to_owned(),
    }
}

/// Adds a place to `group`: the whole of its first line.
fn point<'a>(
    group: Group<'a>,
    position: &Position,
    files: &'a dyn Files,
    label: Option<&'a str>,
) -> Group<'a> {
    let name = files.name(position.file);
    let text = files.text(position.file);
    let Some(Extent {
        line: number,
        bytes: range,
    }) = position.extent.clone().filter(|_| !text.is_empty())
    else {
        return group.element(Origin::path(name));
    };
    let start = text
        .get(..range.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let from = range.start.saturating_sub(start).min(line.len());
    let to = range.end.saturating_sub(start).clamp(from, line.len());
    let (window, skipped) = window(line, from);
    let (from, to) = (from - skipped, (to - skipped).min(window.len()));
    let mut annotation = AnnotationKind::Primary.span(from..to.max(from));
    if let Some(label) = label {
        annotation = AnnotationKind::Context
            .span(from..to.max(from))
            .label(label);
    }
    let snippet = Snippet::source(window).line_start(number);
    if window.len() == line.len() {
        return group.element(snippet.path(name).annotation(annotation));
    }
    let column = column(line, skipped + from);
    let origin = Origin::path(name).line(number).char_column(column);
    group
        .element(origin)
        .element(snippet.annotation(annotation))
}

/// The part of a long line around the byte at `at`, and how many bytes stand before it: a minified
/// document is one line, and rendering takes time by its length.
fn window(line: &str, at: usize) -> (&str, usize) {
    const MOST: usize = 1000;
    if line.len() <= MOST {
        return (line, 0);
    }
    let boundary = |at: usize| {
        let mut at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(at.saturating_sub(100));
    let end = boundary(at.saturating_add(300));
    (line.get(start..end).unwrap_or_default(), start)
}

/// Renders a diagnostic as one JSON object.
///
/// `line` and `column` count from one, `column` in characters; both are null for a file as a whole.
pub fn json(located: &Located<'_>, files: &dyn Files) -> serde_json::Value {
    let Located {
        diagnostic,
        at,
        also,
    } = located;
    let mut object = place(at, files);
    object.insert("code".to_owned(), diagnostic.code.id().into());
    object.insert("severity".to_owned(), diagnostic.severity.as_str().into());
    object.insert("message".to_owned(), diagnostic.message.as_str().into());
    object.insert("help".to_owned(), diagnostic.code.help().into());
    let also = also
        .iter()
        .zip(&diagnostic.also)
        .map(|(position, (_, label))| {
            let mut other = place(position, files);
            other.insert("message".to_owned(), label.as_str().into());
            serde_json::Value::Object(other)
        });
    object.insert("also".to_owned(), also.collect());
    serde_json::Value::Object(object)
}

fn place(position: &Position, files: &dyn Files) -> serde_json::Map<String, serde_json::Value> {
    let text = files.text(position.file);
    let extent = position.extent.as_ref();
    let end_line = |extent: &Extent| {
        let within = text.get(extent.bytes.clone()).unwrap_or_default();
        extent.line + within.matches('\n').count()
    };
    let mut object = serde_json::Map::new();
    object.insert("file".to_owned(), files.name(position.file).into());
    object.insert("line".to_owned(), extent.map(|extent| extent.line).into());
    object.insert(
        "column".to_owned(),
        extent.map(|extent| column(text, extent.bytes.start)).into(),
    );
    object.insert("end_line".to_owned(), extent.map(end_line).into());
    object.insert(
        "end_column".to_owned(),
        extent.map(|extent| column(text, extent.bytes.end)).into(),
    );
    object.insert("pointer".to_owned(), position.pointer.clone().into());
    object
}
