//! Writing drift to a file of JSON lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, SystemTime},
};

use serde_json::{Map, Value};

use crate::drift::{Drift, DriftHook, log::MOST_DISTINCT, time::rfc_3339};

/// How long something new waits for its line.
const SOON: Duration = Duration::from_secs(1);

/// How long what is in the file already is counted before there is another line.
const LATER: Duration = Duration::from_secs(60);

/// Appends drift to a file, a JSON object on each line.
///
/// The members are `at` (when it was first seen since the last line about it, as RFC 3339 has it),
/// `operation`, `status`, `kind`, `path`, `found` and `value` where [`Drift`] has them, and `count`. A line is
/// a sum, so the counts of lines that are otherwise equal add up.
///
/// A call only counts in memory; a thread of its own writes, each time some whole lines at once. What is new is
/// in the file a second later, what is there already is counted for a minute. So a crash loses a second of
/// what is new and a minute of counts. Memory and file hold up to 4,096 different observations; others
/// come together as a line of the kind `others` without operation and path.
///
/// Clones write to the same file; the last one that is dropped waits until all is written. What cannot be
/// written stays counted and is tried again; [`flush`](Self::flush) says why.
#[derive(Clone)]
pub struct DriftFile {
    handle: Arc<Handle>,
    wants_contents: bool,
}

struct Handle {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

struct Shared {
    file: Mutex<File>,
    state: Mutex<State>,
    changed: Condvar,
}

/// What is not in the file yet.
#[derive(Default)]
struct State {
    /// By drift with a count of nothing.
    pending: BTreeMap<Drift, Count>,
    others: Option<Count>,
    /// What is in the file.
    written: BTreeSet<Drift>,
    is_closed: bool,
}

#[derive(Clone, Copy)]
struct Count {
    count: u64,
    since: SystemTime,
}

/// What goes into the file next.
#[derive(Default)]
struct Batch {
    lines: BTreeMap<Drift, Count>,
    others: Option<Count>,
}

impl DriftFile {
    /// Opens the file, or makes it, to write behind what it holds.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, or there can be no thread to write to it.
    pub fn append(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        let shared = Arc::new(Shared {
            file: Mutex::new(file),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let writer = Arc::clone(&shared);
        let thread = thread::Builder::new().name("drift".to_owned());
        let writer = Some(thread.spawn(move || writer.run())?);
        let handle = Arc::new(Handle { shared, writer });
        Ok(Self {
            handle,
            wants_contents: false,
        })
    }

    /// Has values of enums written that the document does not list.
    #[must_use]
    pub fn with_contents(self) -> Self {
        Self {
            wants_contents: true,
            ..self
        }
    }

    /// Writes all that was observed so far, in this thread.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written; what was observed stays counted.
    pub fn flush(&self) -> io::Result<()> {
        self.handle.shared.write(State::take_all)
    }
}

impl DriftHook for DriftFile {
    fn observe(&self, drift: &Drift) {
        let key = Drift {
            count: 0,
            ..drift.clone()
        };
        let count = Count {
            count: drift.count,
            since: SystemTime::now(),
        };
        let mut state = self.handle.shared.state();
        state.add(key, count);
        drop(state);
        self.handle.shared.changed.notify_one();
    }

    fn wants_contents(&self) -> bool {
        self.wants_contents
    }
}

impl fmt::Debug for DriftFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DriftFile").finish_non_exhaustive()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.state().is_closed = true;
        self.shared.changed.notify_one();
        if let Some(writer) = self.writer.take() {
            // It has nobody to tell if it panicked.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked with it left whole counts behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until no clone is left.
    fn run(&self) {
        loop {
            let state = self.state();
            let idle = |state: &mut State| !state.is_closed && state.is_empty();
            let state = self.changed.wait_while(state, idle);
            let state = state.unwrap_or_else(PoisonError::into_inner);
            let waited = self
                .changed
                .wait_timeout_while(state, SOON, |state| !state.is_closed);
            let is_closed = waited.unwrap_or_else(PoisonError::into_inner).0.is_closed;
            // Who wants to know why it failed asks `flush`.
            if is_closed {
                let _ = self.write(State::take_all);
                return;
            }
            let _ = self.write(State::take_due);
        }
    }

    /// Writes what `take` takes, or puts it back.
    fn write(&self, take: fn(&mut State) -> Batch) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = take(&mut self.state());
        let lines = batch.text();
        let written = match lines.is_empty() {
            true => Ok(()),
            false => file.write_all(lines.as_bytes()),
        };
        let mut state = self.state();
        match written {
            Ok(()) => state.written.extend(batch.lines.into_keys()),
            Err(_) => state.put_back(batch),
        }
        written
    }
}

impl State {
    fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.others.is_none()
    }

    fn add(&mut self, drift: Drift, count: Count) {
        let new = !self.written.contains(&drift);
        let unwritten = |drift: &&Drift| !self.written.contains(*drift);
        let is_full = new
            && self.written.len() + self.pending.keys().filter(unwritten).count() >= MOST_DISTINCT;
        match self.pending.get_mut(&drift) {
            Some(known) => known.add(count),
            None if is_full => match &mut self.others {
                Some(others) => others.add(count),
                None => self.others = Some(count),
            },
            None => {
                self.pending.insert(drift, count);
            }
        }
    }

    fn take_all(&mut self) -> Batch {
        Batch {
            lines: std::mem::take(&mut self.pending),
            others: self.others.take(),
        }
    }

    /// Takes what is new, and what was counted for long enough.
    fn take_due(&mut self) -> Batch {
        let is_old = |count: &Count| count.since.elapsed().is_ok_and(|age| age >= LATER);
        let all = std::mem::take(&mut self.pending).into_iter();
        let (lines, pending) =
            all.partition(|(drift, count)| is_old(count) || !self.written.contains(drift));
        self.pending = pending;
        let others = self.others.take_if(|count| is_old(count));
        Batch { lines, others }
    }

    fn put_back(&mut self, batch: Batch) {
        for (drift, count) in batch.lines {
            match self.pending.get_mut(&drift) {
                Some(known) => known.add(count),
                None => {
                    self.pending.insert(drift, count);
                }
            }
        }
        match (&mut self.others, batch.others) {
            (Some(known), Some(count)) => known.add(count),
            (known @ None, count) => *known = count,
            (Some(_), None) => {}
        }
    }
}

impl Count {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.since = self.since.min(other.since);
    }
}

impl Batch {
    fn text(&self) -> String {
        let mut text = String::new();
        for (drift, count) in &self.lines {
            let mut line = Map::new();
            line.insert("at".to_owned(), rfc_3339(count.since).into());
            line.insert("count".to_owned(), count.count.into());
            if let Some(found) = drift.found {
                line.insert("found".to_owned(), found.into());
            }
            line.insert("kind".to_owned(), drift.kind.as_str().into());
            line.insert("operation".to_owned(), drift.operation.into());
            line.insert("path".to_owned(), drift.path.as_str().into());
            line.insert("status".to_owned(), drift.status.as_u16().into());
            if let Some(value) = &drift.value {
                line.insert("value".to_owned(), value.as_str().into());
            }
            text.push_str(&Value::Object(line).to_string());
            text.push('\n');
        }
        if let Some(others) = self.others {
            let mut line = Map::new();
            line.insert("at".to_owned(), rfc_3339(others.since).into());
            line.insert("count".to_owned(), others.count.into());
            line.insert("kind".to_owned(), "others".into());
            text.push_str(&Value::Object(line).to_string());
            text.push('\n');
        }
        text
    }
}
