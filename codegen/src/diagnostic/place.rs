//! Where a value stands: its file and its JSON pointer (RFC 6901).
//!
//! A place is a number; the table behind it holds, for each, its parent and the step from there.
//! So every value of a document can know its place for sixteen bytes.

use std::{borrow::Cow, fmt, ops::Range};

/// A file that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(crate) u32);

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(u32);

/// What a diagnostic points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A value.
    Value(Place),
    /// The key of a member.
    Key(Place),
    /// Bytes of a file.
    Bytes(FileId, Range<usize>),
    /// A file as a whole.
    File(FileId),
}

impl From<Place> for At {
    fn from(place: Place) -> Self {
        Self::Value(place)
    }
}

/// A step from a value to one within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the member with this key.
    Key(Box<str>),
    /// To the item with this index.
    Index(usize),
}

/// A file and the steps from its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The file.
    pub file: FileId,
    /// The steps from the file's root.
    pub steps: Vec<Step>,
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Key(key) => write!(f, "/{}", escape(key))?,
                Step::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

/// Writes a key as a token of a JSON pointer (RFC 6901, §3).
pub fn escape(key: &str) -> Cow<'_, str> {
    match key.contains(['~', '/']) {
        true => Cow::Owned(key.replace('~', "~0").replace('/', "~1")),
        false => Cow::Borrowed(key),
    }
}

/// Reads a key from a token of a JSON pointer (RFC 6901, §4).
pub fn unescape(token: &str) -> String {
    match token.contains('~') {
        true => token.replace("~1", "/").replace("~0", "~"),
        false => token.to_owned(),
    }
}

/// The table of all places.
#[derive(Debug, Default)]
pub struct Places {
    entries: Vec<Entry>,
}

#[derive(Debug)]
enum Entry {
    Root(FileId),
    Child(Place, Step),
    /// A value that was copied from another place, which is where a reader finds it.
    Copy(Place),
}

impl Places {
    /// Adds the root of a file.
    pub fn root(&mut self, file: FileId) -> Place {
        self.add(Entry::Root(file))
    }

    /// Adds a value within the one at `parent`.
    pub fn child(&mut self, parent: Place, step: Step) -> Place {
        self.add(Entry::Child(parent, step))
    }

    /// Adds a value that is a copy of the one at `original`.
    pub fn copy(&mut self, original: Place) -> Place {
        self.add(Entry::Copy(original))
    }

    fn add(&mut self, entry: Entry) -> Place {
        // The limits of `source` keep a run far below four billion values.
        let place = Place(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.entries.push(entry);
        place
    }

    /// Returns the file of `place`.
    pub fn file(&self, place: Place) -> FileId {
        let mut next = place;
        loop {
            next = match self.entries.get(next.0 as usize) {
                Some(Entry::Root(file)) => return *file,
                Some(Entry::Child(parent, _)) => *parent,
                Some(Entry::Copy(original)) => *original,
                None => return FileId(0),
            };
        }
    }

    /// Returns the file and the pointer of `place`.
    pub fn pointer(&self, place: Place) -> Pointer {
        let mut steps = Vec::new();
        let mut file = FileId(0);
        let mut next = Some(place);
        while let Some(Place(index)) = next.take() {
            match self.entries.get(index as usize) {
                Some(Entry::Root(root)) => file = *root,
                Some(Entry::Child(parent, step)) => {
                    steps.push(step.clone());
                    next = Some(*parent);
                }
                Some(Entry::Copy(original)) => next = Some(*original),
                None => {}
            }
        }
        steps.reverse();
        Pointer { file, steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_prints_as_rfc_6901_has_it() {
        let mut places = Places::default();
        let root = places.root(FileId(3));
        let paths = places.child(root, Step::Key("paths".into()));
        let path = places.child(paths, Step::Key("/a~b".into()));
        let first = places.child(path, Step::Index(0));
        let copy = places.copy(first);
        assert_eq!(places.pointer(first).to_string(), "/paths/~1a~0b/0");
        assert_eq!(places.pointer(copy), places.pointer(first));
        assert_eq!(places.pointer(copy).file, FileId(3));
        assert_eq!(unescape(&escape("~1/~0")), "~1/~0");
    }
}
