//! JSON values one after the other: `application/jsonl` and `application/x-ndjson`, where each is a
//! line, and `application/json-seq`, where each begins with a record separator (RFC 7464).

use std::{
    fmt,
    future::poll_fn,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::{
    decode::{read_foreign, read_json},
    stream::{ByteStream, ItemError, StreamError},
    wire::Wire,
};

/// What a record of `application/json-seq` begins with (RFC 7464, §2.2).
const RECORD_SEPARATOR: u8 = 0x1e;

/// The JSON values of an answer, each decoded as it comes.
///
/// It is a [`Stream`] too. After [`StreamError::Decode`] it goes on, after any other error it ends.
#[must_use = "no value is read unless asked for"]
pub struct JsonLines<T> {
    lines: Lines,
    decode: fn(Vec<u8>) -> Result<T, Box<ItemError>>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// Decodes each line, or each record where the answer begins with a record separator.
    ///
    /// Lines and records of nothing but white space do not count.
    pub fn new(answer: ByteStream) -> Self {
        Self {
            lines: Lines::new(answer),
            decode: |item| {
                read_foreign(&item)
                    .map_err(|error| Box::new(ItemError::new(Bytes::from(item), error)))
            },
        }
    }
}

impl<T: Wire> JsonLines<T> {
    /// Decodes each line or record as [`new`](JsonLines::new) does, and as the fields of generated
    /// types are: `1.0` is an integer.
    #[doc(hidden)]
    pub fn read(answer: ByteStream) -> Self {
        Self {
            lines: Lines::new(answer),
            decode: |item| {
                read_json(&item).map_err(|error| Box::new(ItemError::new(Bytes::from(item), error)))
            },
        }
    }
}

impl<T> JsonLines<T> {
    /// Waits for the next value; `None` is the end.
    ///
    /// # Errors
    ///
    /// Where the answer broke off, or a value is too long or not what the document says.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.lines.poll(context));
        let line = self.lines.splitter.line;
        Poll::Ready(item.map(|item| {
            (self.decode)(item?).map_err(|mut error| {
                error.line = Some(line);
                StreamError::Decode(error)
            })
        }))
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

/// What does not depend on the type of the values.
struct Lines {
    /// Nothing after the end.
    answer: Option<ByteStream>,
    splitter: Splitter,
}

impl Lines {
    fn new(answer: ByteStream) -> Self {
        Self {
            splitter: Splitter::new(answer.limit()),
            answer: Some(answer),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, StreamError>>> {
        loop {
            if let Some(item) = self.splitter.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(answer) = &mut self.answer else {
                return Poll::Ready(self.splitter.last().map(Ok));
            };
            let failed = match ready!(Pin::new(answer).poll_next(context)) {
                Some(Ok(octets)) => {
                    let limit = self.splitter.limit;
                    let fits = self.splitter.push(&octets);
                    (!fits).then_some(StreamError::TooLong { limit })
                }
                Some(Err(error)) => Some(StreamError::Read(error)),
                None => {
                    self.answer = None;
                    None
                }
            };
            if let Some(error) = failed {
                self.answer = None;
                self.splitter = Splitter::new(0);
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

/// Cuts octets into items.
struct Splitter {
    limit: usize,
    buffer: Vec<u8>,
    /// Up to where the octets are read, and up to where they hold no separator.
    read: usize,
    searched: usize,
    /// Known from the first octet on.
    separator: Option<u8>,
    /// The number of the item that was taken last, counted from one with those that are empty.
    line: u64,
}

impl Splitter {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            buffer: Vec::new(),
            read: 0,
            searched: 0,
            separator: None,
            line: 0,
        }
    }

    /// Adds octets; returns whether what is not an item yet is still within the limit.
    fn push(&mut self, octets: &[u8]) -> bool {
        self.buffer.drain(..self.read);
        self.searched -= self.read;
        self.read = 0;
        let fits = self.buffer.len() <= self.limit;
        self.buffer.extend_from_slice(octets);
        fits
    }

    /// Finds out by the first octet what separates items.
    fn begin(&mut self) -> Option<u8> {
        let is_record = *self.buffer.first()? == RECORD_SEPARATOR;
        if is_record {
            (self.read, self.searched) = (1, 1);
        }
        let separator = if is_record { RECORD_SEPARATOR } else { b'\n' };
        self.separator = Some(separator);
        self.separator
    }

    /// Takes the next item that is complete.
    fn next(&mut self) -> Option<Vec<u8>> {
        let separator = match self.separator {
            Some(separator) => separator,
            None => self.begin()?,
        };
        loop {
            let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
            let Some(end) = unsearched.iter().position(|&octet| octet == separator) else {
                self.searched = self.buffer.len();
                return None;
            };
            let end = self.searched + end;
            let item = self.buffer.get(self.read..end).unwrap_or_default();
            let item = trimmed(item);
            self.read = end + 1;
            self.searched = self.read;
            self.line += 1;
            if item.is_some() {
                return item;
            }
        }
    }

    /// Takes what is left at the end of the stream.
    fn last(&mut self) -> Option<Vec<u8>> {
        let rest = self.buffer.get(self.read..).and_then(trimmed);
        (self.read, self.searched) = (0, 0);
        self.line += 1;
        mem::take(&mut self.buffer);
        rest
    }
}

/// The item without the white space around it, if anything is left.
fn trimmed(item: &[u8]) -> Option<Vec<u8>> {
    let item = item
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(item)
        .trim_ascii();
    (!item.is_empty()).then(|| item.to_vec())
}

#[cfg(test)]
mod tests {
    use super::Splitter;

    fn all(chunks: &[&[u8]]) -> Vec<String> {
        let mut splitter = Splitter::new(64);
        let mut items = Vec::new();
        for chunk in chunks {
            assert!(splitter.push(chunk));
            items.extend(std::iter::from_fn(|| splitter.next()));
        }
        items.extend(splitter.last());
        let items = items.into_iter();
        items
            .map(|item| String::from_utf8_lossy(&item).into_owned())
            .collect()
    }

    #[test]
    fn items_are_the_same_wherever_the_octets_are_cut() {
        for (stream, items) in [
            (
                "{\"a\":1}\n\r\n[2]\r\n \"é\" \n3",
                vec!["{\"a\":1}", "[2]", "\"é\"", "3"],
            ),
            ("\u{feff}1\n2\n", vec!["1", "2"]),
            (
                "\u{1e}{\n\"a\":1\n}\n\u{1e}\u{1e}2\n",
                vec!["{\n\"a\":1\n}", "2"],
            ),
            ("", vec![]),
        ] {
            let octets = stream.as_bytes();
            for cut in 0..=octets.len() {
                let (before, after) = octets.split_at(cut);
                assert_eq!(all(&[before, after]), items, "{stream:?} cut at {cut}");
            }
            let single: Vec<_> = octets.chunks(1).collect();
            assert_eq!(all(&single), items);
        }
    }

    #[test]
    fn items_are_counted_with_those_that_are_empty() {
        for (stream, expected) in [
            ("1\n\r\n3\n\n\n6", [1, 3, 6]),
            ("\u{feff}1\n\n3\n \n5\n", [1, 3, 5]),
            ("\u{1e}1\n\u{1e}2\n\u{1e}\u{1e}\n4\n", [1, 2, 4]),
        ] {
            for size in [1, 2, 3, 100] {
                let mut splitter = Splitter::new(64);
                let mut lines = Vec::new();
                for chunk in stream.as_bytes().chunks(size) {
                    assert!(splitter.push(chunk));
                    while splitter.next().is_some() {
                        lines.push(splitter.line);
                    }
                }
                lines.extend(splitter.last().map(|_| splitter.line));
                assert_eq!(lines, expected, "{stream:?} by {size}");
            }
        }
    }

    #[test]
    fn an_item_longer_than_the_limit_is_noticed() {
        let mut splitter = Splitter::new(3);
        assert!(splitter.push(b"1234"));
        assert!(splitter.next().is_none());
        assert!(!splitter.push(b"5"));
    }
}
