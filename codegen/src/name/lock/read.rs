//! The text of a lock: one name a line, in any order.

use std::ops::Range;

use crate::{
    diagnostic::{At, Code, Diagnostic, FileId, Sink},
    name::lock::{Entry, HEAD, Item, Lock, Slot},
};

/// What merges of git leave where both sides changed a line.
const CONFLICT: &[&str] = &["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

impl Lock {
    /// Reads the text of a lock; nothing if that cannot be understood, which is reported with the line.
    ///
    /// The same line may stand twice, as merges leave it. A text without any line is a lock without names.
    pub fn parse(text: &str, file: FileId, sink: &mut Sink) -> Option<Self> {
        let before = sink.len();
        let mut lock = Self::default();
        let mut lines = lines(text).filter(|(line, _)| !line.trim().is_empty());
        let Some((first, range)) = lines.next() else {
            return Some(lock);
        };
        if first.trim_end() != HEAD {
            let message = head(first);
            sink.report(Code::LockInvalid, At::Bytes(file, range), message);
            return None;
        }
        for (line, range) in lines {
            let at = At::Bytes(file, range);
            if let Err(message) = lock.line(line.trim(), &at, sink) {
                sink.report(Code::LockInvalid, at, message);
            }
        }
        if sink.has_errors_since(before) {
            return None;
        }
        lock.complete();
        lock.moved(sink);
        (!sink.has_errors_since(before)).then_some(lock)
    }

    fn line(&mut self, line: &str, at: &At, sink: &mut Sink) -> Result<(), String> {
        if CONFLICT.iter().any(|mark| line.starts_with(mark)) {
            return Err("a merge has left a conflict here".to_owned());
        }
        if line.starts_with("# ") || line == "#" {
            return Ok(());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let (spot, word, path, gone) = match words.as_slice() {
            [to, "was", from] => {
                let moved = ((*to).to_owned(), (*from).to_owned(), at.clone());
                self.moves.push(moved);
                return Ok(());
            }
            [spot, word, path] => (*spot, *word, *path, false),
            [spot, word, path, "gone"] => (*spot, *word, *path, true),
            _ => {
                let message = "a line is a place, a kind of name and a name, and perhaps `gone`";
                return Err(message.to_owned());
            }
        };
        let slot =
            Slot::of_word(word).ok_or_else(|| format!("there is no kind of name `{word}`"))?;
        let (through, name) = match path.rsplit_once("::") {
            Some((through, name)) if slot == Slot::Method => (Some(through.to_owned()), name),
            _ => (None, path),
        };
        let fits = slot.fits(name) && through.as_ref().is_none_or(|found| slot.fits(found));
        if !fits {
            return Err(format!("`{path}` is no name of this kind"));
        }
        let entry = Entry {
            name: name.to_owned(),
            through,
            gone,
            at: Some(at.clone()),
        };
        self.add(Item::new(spot, slot), entry, sink);
        Ok(())
    }

    /// Adds a name; two lines that say different things of one item contradict each other.
    fn add(&mut self, item: Item, entry: Entry, sink: &mut Sink) {
        let Some(found) = self.entries.get_mut(&item) else {
            self.entries.insert(item, entry);
            return;
        };
        if found.path() == entry.path() {
            // What one side of a merge has removed and the other has kept is there.
            found.gone &= entry.gone;
            return;
        }
        let (spot, word) = (&item.spot, item.slot.word());
        let what = match item.slot.is_shared() {
            true => format!("the line `{word}` of `{spot}`"),
            false => format!("the {word} of `{spot}`"),
        };
        let message = format!(
            "{what} cannot be both `{}` and `{}`",
            found.path(),
            entry.path()
        );
        if let (Some(first), Some(second)) = (&found.at, entry.at) {
            let diagnostic = Diagnostic::new(Code::LockConflict, second, message);
            sink.push(diagnostic.also(first.clone(), "the other line"));
        }
    }
}

/// What is wrong with the first line.
fn head(line: &str) -> String {
    let start = HEAD.trim_end_matches(|last: char| last.is_ascii_digit());
    match line.trim_end().strip_prefix(start) {
        Some(version) => format!(
            "this lock has format {version}, and this specwright reads format 1: use the version that wrote it, or a newer one"
        ),
        None if CONFLICT.iter().any(|mark| line.starts_with(mark)) => {
            "a merge has left a conflict here".to_owned()
        }
        None => format!("the first line of a lock is `{HEAD}`"),
    }
}

/// The lines of `text` and where they stand.
fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = whole.trim_end_matches(['\n', '\r']);
        let range = start..start + line.len();
        start += whole.len();
        (line, range)
    })
}
