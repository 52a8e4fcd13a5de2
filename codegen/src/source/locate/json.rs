//! From places to bytes of JSON: all that is wanted is found while the text is read.
//!
//! A member begins behind its key. An item of a list has none, so that one that is wanted is kept as text,
//! whose address says where it is, and then read: once more for each list around it.

use std::fmt;

use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::value::RawValue;

use super::Wanted;
use crate::diagnostic::{Step, render::Extent};

impl Wanted {
    /// Notes where the wanted values stand in JSON, if all of it is (RFC 8259).
    pub(super) fn note(&mut self, text: &str) -> serde_json::Result<()> {
        let ended = Json::ended(text);
        let json = Json {
            text,
            ended: &ended,
        };
        let start = json.next(0);
        let mut reader = serde_json::Deserializer::from_str(text);
        let root = Next {
            wanted: self,
            at: 0,
            json,
            start,
        };
        let noted = root.deserialize(&mut reader);
        let noted = noted.and_then(|()| reader.end());
        if noted.is_err() {
            for entry in &mut self.entries {
                (entry.key, entry.value) = (None, None);
            }
        }
        noted
    }
}

/// A text that is JSON.
#[derive(Clone, Copy)]
struct Json<'t, 'l> {
    text: &'t str,
    /// How many lines end before each block of the text.
    ended: &'l [usize],
}

/// How many bytes are a block.
const BLOCK: usize = 4096;

impl<'t> Json<'t, '_> {
    /// Counts the lines that end before each block of `text`.
    fn ended(text: &str) -> Vec<usize> {
        let blocks = text.as_bytes().chunks(BLOCK);
        let ended = blocks.scan(0, |ended, block| {
            let before = *ended;
            *ended += breaks(block);
            Some(before)
        });
        ended.collect()
    }

    /// Where a part of the text begins.
    fn start(self, part: &RawValue) -> usize {
        // It was not copied, so that its address says where it is.
        let (part, text) = (part.get().as_ptr(), self.text.as_ptr());
        part.addr().saturating_sub(text.addr())
    }

    /// Where the next value or sign begins at or after a byte.
    fn next(self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        self.text.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len()
    }

    /// The bytes from `start` on.
    fn extent(self, start: usize, length: usize) -> Extent {
        let block = start / BLOCK;
        let ended = self.ended.get(block).copied().unwrap_or_default();
        let bytes = self.text.as_bytes().get(block * BLOCK..start);
        Extent {
            line: 1 + ended + breaks(bytes.unwrap_or_default()),
            bytes: start..start + length,
        }
    }
}

/// How many lines end in `bytes`.
fn breaks(bytes: &[u8]) -> usize {
    // A byte holds the count of so few, which is what is quick.
    let few = bytes.chunks(u8::MAX.into());
    let counts = few.map(|few| few.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    counts.map(usize::from).sum()
}

/// The value that comes next, which begins at `start` and is the one at an entry.
struct Next<'w, 't, 'l> {
    wanted: &'w mut Wanted,
    at: usize,
    json: Json<'t, 'l>,
    start: usize,
}

impl<'de> DeserializeSeed<'de> for Next<'_, 'de, '_> {
    type Value = ();

    /// Notes where it and the wanted values in it stand.
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let Self {
            wanted,
            at,
            json,
            start,
        } = self;
        let rest = json.text.get(start..).unwrap_or_default();
        let is_open = rest.starts_with(['{', '[']);
        let has_wanted = wanted
            .entries
            .get(at)
            .is_some_and(|entry| !entry.children.is_empty());
        let mut length = "{".len();
        if is_open && has_wanted {
            reader.deserialize_any(Within { wanted, at, json })?;
        } else {
            let value = <&RawValue>::deserialize(reader)?;
            length = if is_open { length } else { value.get().len() };
        }
        if let Some(entry) = wanted.entries.get_mut(at) {
            let key = entry.key.clone().filter(|_| is_open);
            entry.value = key.or_else(|| Some(json.extent(start, length)));
        }
        Ok(())
    }
}

/// The wanted values of the container at an entry.
struct Within<'w, 't, 'l> {
    wanted: &'w mut Wanted,
    at: usize,
    json: Json<'t, 'l>,
}

impl<'t, 'l> Within<'_, 't, 'l> {
    /// The value that comes next, which begins at `start` and is the one at the entry `child`.
    fn next(&mut self, child: usize, start: usize) -> Next<'_, 't, 'l> {
        Next {
            wanted: self.wanted,
            at: child,
            json: self.json,
            start,
        }
    }
}

impl<'de> Visitor<'de> for Within<'_, 'de, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<&RawValue>()? {
            // What is no Unicode (RFC 8259, §8.2) is no key that anybody looks for.
            let name: Option<String> = serde_json::from_str(key.get()).ok();
            let step = name.map(|name| Step::Key(name.into()));
            let Some(child) = step.and_then(|step| self.wanted.child(Some(self.at), &step)) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let (start, length) = (self.json.start(key), key.get().len());
            if let Some(entry) = self.wanted.entries.get_mut(child) {
                entry.key = Some(self.json.extent(start, length));
            }
            let colon = self.json.next(start + length);
            let value = self.json.next(colon + ":".len());
            map.next_value_seed(self.next(child, value))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        for index in 0.. {
            let Some(child) = self.wanted.child(Some(self.at), &Step::Index(index)) else {
                match list.next_element::<IgnoredAny>()? {
                    Some(_) => continue,
                    None => break,
                }
            };
            let Some(item) = list.next_element::<&RawValue>()? else {
                break;
            };
            // Nothing stands before an item that would say where it begins.
            let next = self.next(child, self.json.start(item));
            let read = next.deserialize(&mut serde_json::Deserializer::from_str(item.get()));
            read.map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
