//! From places to bytes of the text.
//!
//! The readers give no positions, so those that are asked for are found when there is something to show:
//! in YAML by the events of a parser, in JSON by the addresses of the text of its keys and items.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, Span};

use crate::{
    diagnostic::{
        At, FileId, Pointer, Step,
        render::{Extent, Files as _, Position},
    },
    source::SourceMap,
};

mod json;
#[cfg(test)]
mod tests;

/// Finds the positions of `ats`, in their order.
///
/// A value that the text does not have at its pointer, such as one that an alias stands for, has
/// the position of the innermost value around it that the text has.
pub fn locate(sources: &SourceMap, ats: &[At]) -> Vec<Position> {
    let pointer = |at: &At| match at {
        At::Value(place) | At::Key(place) => Some(sources.places.pointer(*place)),
        At::Bytes(..) | At::File(_) => None,
    };
    let pointers: Vec<Option<Pointer>> = ats.iter().map(pointer).collect();
    let mut wanted: BTreeMap<FileId, Wanted> = BTreeMap::new();
    for pointer in pointers.iter().flatten() {
        wanted.entry(pointer.file).or_default().add(&pointer.steps);
    }
    for (file, wanted) in &mut wanted {
        let text = sources.text(*file);
        let is_json = sources.file(*file).is_some_and(|file| file.is_json);
        // JSON that breaks off somewhere is read as YAML as far as that goes.
        if !is_json || wanted.note(text).is_err() {
            wanted.find(text);
        }
    }
    ats.iter()
        .zip(pointers)
        .map(|(at, pointer)| match (at, pointer) {
            (At::Bytes(file, bytes), _) => Position {
                file: *file,
                extent: Some(Extent::new(sources.text(*file), bytes.clone())),
                pointer: None,
            },
            (_, Some(pointer)) => {
                let is_key = matches!(at, At::Key(_));
                let wanted = wanted.get(&pointer.file);
                let extent = wanted.and_then(|wanted| wanted.position(&pointer.steps, is_key));
                Position {
                    file: pointer.file,
                    extent,
                    pointer: Some(pointer.to_string()),
                }
            }
            (At::File(file), None) => Position {
                file: *file,
                extent: None,
                pointer: None,
            },
            (At::Value(_) | At::Key(_), None) => Position {
                file: FileId(0),
                extent: None,
                pointer: None,
            },
        })
        .collect()
}

/// The pointers that are looked for in one file, as a tree; the first entry is the root.
#[derive(Debug)]
struct Wanted {
    entries: Vec<Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    children: BTreeMap<Step, usize>,
    key: Option<Extent>,
    value: Option<Extent>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            entries: vec![Entry::default()],
        }
    }
}

impl Wanted {
    fn add(&mut self, steps: &[Step]) {
        let mut at = 0;
        for step in steps {
            let new = self.entries.len();
            let Some(entry) = self.entries.get_mut(at) else {
                return;
            };
            at = *entry.children.entry(step.clone()).or_insert(new);
            if at == new {
                self.entries.push(Entry::default());
            }
        }
    }

    fn child(&self, at: Option<usize>, step: &Step) -> Option<usize> {
        self.entries.get(at?)?.children.get(step).copied()
    }

    /// The position of the innermost value on the way along `steps` that was found.
    fn position(&self, steps: &[Step], is_key: bool) -> Option<Extent> {
        let mut at = Some(0);
        let mut found = self.entries.first()?.value.clone();
        for (index, step) in steps.iter().enumerate() {
            at = self.child(at, step);
            let Some(entry) = at.and_then(|at| self.entries.get(at)) else {
                break;
            };
            let last = index + 1 == steps.len();
            let range = if last && is_key {
                &entry.key
            } else {
                &entry.value
            };
            found = range.clone().or(found);
        }
        found
    }

    /// Walks over the events of `text` and notes where the wanted values stand.
    ///
    /// Where a key stands twice, the second one is noted.
    fn find(&mut self, text: &str) {
        let offsets = Offsets::new(text);
        let mut open: Vec<Frame> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { return };
            let (is_open, key) = match &event {
                Event::Scalar(text, ..) => (false, Some(text.as_ref())),
                Event::Alias(_) => (false, None),
                Event::SequenceStart(..) | Event::MappingStart(..) => (true, None),
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    continue;
                }
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_) => continue,
                // There is but one document; what stands behind it may be nothing.
                Event::DocumentEnd => return,
            };
            let extent = || offsets.extent(span);
            let at = match open.last_mut() {
                None => Some(0),
                Some(frame) if frame.awaits_key => {
                    let step = Step::Key(key.unwrap_or_default().into());
                    frame.child = self.child(frame.at, &step);
                    frame.awaits_key = false;
                    if let Some(entry) = frame.child.and_then(|at| self.entries.get_mut(at)) {
                        entry.key = Some(extent());
                    }
                    continue;
                }
                Some(frame) => frame.next(self),
            };
            if let Some(entry) = at.and_then(|at| self.entries.get_mut(at)) {
                // A container in block style begins at its first member, which is not what it is
                // called: its key is.
                let key = entry.key.clone().filter(|_| is_open);
                entry.value = key.or_else(|| Some(extent()));
            }
            if is_open {
                let is_map = matches!(event, Event::MappingStart(..));
                open.push(Frame {
                    at,
                    is_map,
                    awaits_key: is_map,
                    child: None,
                    index: 0,
                });
            }
        }
    }
}

/// A container that is open.
struct Frame {
    /// Its entry, if something in it is wanted.
    at: Option<usize>,
    is_map: bool,
    awaits_key: bool,
    /// The entry of the member whose key was read last.
    child: Option<usize>,
    index: usize,
}

impl Frame {
    /// The entry of the value that comes next.
    fn next(&mut self, wanted: &Wanted) -> Option<usize> {
        if self.is_map {
            self.awaits_key = true;
            return self.child.take();
        }
        self.index += 1;
        wanted.child(self.at, &Step::Index(self.index - 1))
    }
}

/// The bytes at which lines begin, and every so often a letter of a long one.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// Each line's first mark.
    lines: Vec<usize>,
    /// The bytes of each line's letters 0, [`STRIDE`], twice that and so on, as a document may be one line.
    marks: Vec<usize>,
}

/// How many letters lie between two marks.
const STRIDE: usize = 256;

impl<'t> Offsets<'t> {
    /// Finds the lines of `text`.
    pub fn new(text: &'t str) -> Self {
        let (mut lines, mut marks) = (Vec::new(), Vec::new());
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(marks.len());
            marks.push(start);
            if line.is_ascii() {
                marks.extend((STRIDE..line.len()).step_by(STRIDE).map(|at| start + at));
            } else {
                let letters = line.char_indices().step_by(STRIDE).skip(1);
                marks.extend(letters.map(|(at, _)| start + at));
            }
            start += line.len() + 1;
        }
        Self { text, lines, marks }
    }

    /// Returns the bytes of what an event parser found.
    pub fn extent(&self, span: Span) -> Extent {
        let (start, end) = (self.offset(span.start), self.offset(span.end));
        Extent {
            line: span.start.line(),
            bytes: start..end.max(start),
        }
    }

    fn offset(&self, marker: Marker) -> usize {
        let line = marker.line().saturating_sub(1);
        let Some(first) = self.lines.get(line).copied() else {
            return self.text.len();
        };
        let next = self.lines.get(line + 1).copied();
        let last = next.unwrap_or(self.marks.len()).saturating_sub(first + 1);
        let near = last.min(marker.col() / STRIDE);
        let start = self.marks.get(first + near).copied().unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let mut letters = rest.char_indices().skip(marker.col() - near * STRIDE);
        start + letters.next().map_or(rest.len(), |(at, _)| at)
    }
}
