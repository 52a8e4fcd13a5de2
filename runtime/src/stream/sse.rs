//! `text/event-stream`, taken apart as it comes (WHATWG HTML, §9.2.5 and §9.2.6).

use std::{mem, time::Duration};

/// An event whose data is not decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RawEvent {
    pub(crate) id: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) data: String,
    pub(crate) retry: Option<Duration>,
}

/// Makes events of octets, however they are cut.
///
/// It holds no more than the limit, one line and what [`push`](Self::push) was given last.
#[derive(Debug)]
pub(crate) struct Parser {
    limit: usize,
    /// Octets that are not read yet, from `read` on.
    buffer: Vec<u8>,
    read: usize,
    /// Up to where there is no line end after `read`.
    searched: usize,
    begun: bool,
    after_cr: bool,
    /// The id of the last event, which stays until another is sent.
    id: Option<String>,
    /// What the id was before the event that is not complete yet, if that has one of its own.
    id_before: Option<Option<String>>,
    /// Whether an event that is complete had an id of its own.
    has_ids: bool,
    event: Option<String>,
    data: Option<String>,
    retry: Option<Duration>,
    /// What `retry` said last.
    asked: Option<Duration>,
}

/// An event is longer than the limit.
#[derive(Debug)]
pub(crate) struct TooLong;

impl Parser {
    /// Starts at the beginning of a stream whose events have up to `limit` octets.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            buffer: Vec::new(),
            read: 0,
            searched: 0,
            begun: false,
            after_cr: false,
            id: None,
            id_before: None,
            has_ids: false,
            event: None,
            data: None,
            retry: None,
            asked: None,
        }
    }

    /// Starts at the beginning of another stream that goes on with this one; an event that is not complete
    /// is forgotten.
    #[cfg(feature = "retry")]
    pub(crate) fn begin_again(&mut self) {
        let id = match self.id_before.take() {
            Some(before) => before,
            None => self.id.take(),
        };
        *self = Self {
            id,
            has_ids: self.has_ids,
            asked: self.asked,
            ..Self::new(self.limit)
        };
    }

    /// The id of the last event that was complete (§9.2.6, "last event ID string"); nothing where no event
    /// had one of its own, and nothing within where the last one that had took it back.
    #[cfg(feature = "retry")]
    pub(crate) fn last_id(&self) -> Option<Option<&str>> {
        let id = self.id_before.as_ref().unwrap_or(&self.id);
        self.has_ids.then_some(id.as_deref())
    }

    /// How long to wait before connecting again, if the service ever said so.
    #[cfg(feature = "retry")]
    pub(crate) fn asked(&self) -> Option<Duration> {
        self.asked
    }

    /// Adds octets.
    pub(crate) fn push(&mut self, octets: &[u8]) {
        self.buffer.drain(..self.read);
        self.searched -= self.read;
        self.read = 0;
        self.buffer.extend_from_slice(octets);
    }

    /// Takes the next event that is complete.
    ///
    /// An event that the stream ends in is never complete (§9.2.6).
    pub(crate) fn next(&mut self) -> Result<Option<RawEvent>, TooLong> {
        while let Some(line) = self.line()? {
            if line.is_empty() {
                if let Some(event) = self.dispatch() {
                    return Ok(Some(event));
                }
            } else {
                self.field(&line)?;
            }
        }
        Ok(None)
    }

    /// Takes the next line that is complete, without its end: LF, CR or both.
    fn line(&mut self) -> Result<Option<String>, TooLong> {
        if self.after_cr && self.rest().first() == Some(&b'\n') {
            self.read += 1;
            self.searched = self.searched.max(self.read);
        }
        self.after_cr &= self.rest().is_empty();
        let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
        let end = unsearched
            .iter()
            .position(|octet| matches!(octet, b'\n' | b'\r'));
        let Some(end) = end.map(|end| self.searched + end) else {
            self.searched = self.buffer.len();
            let long = self.rest().len() > self.limit;
            return if long { Err(TooLong) } else { Ok(None) };
        };
        let mut line = self.buffer.get(self.read..end).unwrap_or_default();
        if !mem::replace(&mut self.begun, true) {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        let line = String::from_utf8_lossy(line).into_owned();
        self.after_cr = self.buffer.get(end) == Some(&b'\r');
        self.read = end + 1;
        self.searched = self.read;
        Ok(Some(line))
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.read..).unwrap_or_default()
    }

    fn field(&mut self, line: &str) -> Result<(), TooLong> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if let Some(data) = &mut self.data {
                    data.push('\n');
                }
                let data = self.data.get_or_insert_default();
                data.push_str(value);
                if data.len() > self.limit {
                    return Err(TooLong);
                }
            }
            "event" => self.event = Some(value.to_owned()).filter(|event| !event.is_empty()),
            "id" if !value.contains('\0') => {
                let id = Some(value.to_owned()).filter(|id| !id.is_empty());
                let before = mem::replace(&mut self.id, id);
                self.id_before.get_or_insert(before);
            }
            "retry" if value.bytes().all(|octet| octet.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
                self.asked = self.retry.or(self.asked);
            }
            // Comments, which begin with a colon, and fields that nobody knows.
            _ => {}
        }
        Ok(())
    }

    /// Ends an event at an empty line; there is none without data.
    fn dispatch(&mut self) -> Option<RawEvent> {
        self.has_ids |= self.id_before.take().is_some();
        let event = self.event.take();
        let data = self.data.take()?;
        Some(RawEvent {
            id: self.id.clone(),
            event,
            data,
            retry: self.retry.take(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Parser, RawEvent};

    /// Every kind of line, and every kind of line end.
    const STREAM: &str = "\u{feff}: hello\r\nid: 1\nevent: a\rdata: one\r\ndata:two\n\
        data\r\n\r\ndata:  x\n\n\nretry: 250\n\nid\nevent: b\n\ndata: é\r\rid: 2\0\nother: y\n\
        retry: x\nda: z\ndata: {}\n\ndata: cut";

    fn event(id: Option<&str>, event: Option<&str>, data: &str, retry: Option<u64>) -> RawEvent {
        RawEvent {
            id: id.map(str::to_owned),
            event: event.map(str::to_owned),
            data: data.to_owned(),
            retry: retry.map(Duration::from_millis),
        }
    }

    fn all(chunks: &[&[u8]]) -> Vec<RawEvent> {
        let mut parser = Parser::new(64);
        let mut events = Vec::new();
        for chunk in chunks {
            parser.push(chunk);
            while let Some(event) = parser.next().unwrap() {
                events.push(event);
            }
        }
        events
    }

    #[test]
    fn events_are_the_same_wherever_the_octets_are_cut() {
        let expected = [
            event(Some("1"), Some("a"), "one\ntwo\n", None),
            event(Some("1"), None, " x", None),
            event(None, None, "é", Some(250)),
            event(None, None, "{}", None),
        ];
        let octets = STREAM.as_bytes();
        for cut in 0..=octets.len() {
            let (before, after) = octets.split_at(cut);
            assert_eq!(all(&[before, after]), expected, "cut at {cut}");
        }
        let single: Vec<_> = octets.chunks(1).collect();
        assert_eq!(all(&single), expected);
    }

    #[test]
    fn an_event_longer_than_the_limit_is_refused() {
        let mut parser = Parser::new(10);
        parser.push(b"data: 0123456789\n\n");
        assert_eq!(parser.next().unwrap().unwrap().data, "0123456789");
        parser.push(b"data: 0123\ndata: 012345\n\n");
        assert!(parser.next().is_err());

        let mut parser = Parser::new(10);
        parser.push(b": 012345678");
        assert!(parser.next().is_err());
    }
}
