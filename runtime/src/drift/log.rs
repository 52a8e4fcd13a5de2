//! Counting drift.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::drift::{Drift, DriftHook};

/// How many different observations are kept; others are only counted.
pub(super) const MOST_DISTINCT: usize = 4096;

/// Counts drift by operation, status, kind, path and, if asked for, value.
///
/// Clones share their counts: one goes to the client, another one is asked. It keeps up to 4,096 different
/// observations and only counts others.
///
/// ```
/// use specwright_runtime::call::DriftLog;
///
/// let log = DriftLog::new().with_contents();
/// // `Client::builder().drift(log.clone())`, and after some calls:
/// for drift in log.entries() {
///     println!("{} {} {}: {}", drift.operation, drift.kind, drift.path, drift.count);
/// }
/// ```
#[derive(Debug, Clone, Default)]
pub struct DriftLog {
    counts: Arc<Mutex<Counts>>,
    wants_contents: bool,
}

#[derive(Debug, Default)]
struct Counts {
    /// By drift with a count of nothing.
    known: BTreeMap<Drift, u64>,
    others: u64,
}

impl DriftLog {
    /// Starts with nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has values of enums kept that the document does not list.
    #[must_use]
    pub fn with_contents(self) -> Self {
        Self {
            wants_contents: true,
            ..self
        }
    }

    /// Returns what was observed so far, with its counts.
    pub fn entries(&self) -> Vec<Drift> {
        let counts = self.lock();
        let known = counts.known.iter();
        let counted = known.map(|(drift, count)| Drift {
            count: *count,
            ..drift.clone()
        });
        counted.collect()
    }

    /// Returns how much was observed for which there was no room.
    pub fn others(&self) -> u64 {
        self.lock().others
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Whoever panicked with it left whole counts behind.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DriftHook for DriftLog {
    fn observe(&self, drift: &Drift) {
        let key = Drift {
            count: 0,
            ..drift.clone()
        };
        let mut counts = self.lock();
        let has_room = counts.known.len() < MOST_DISTINCT;
        match counts.known.get_mut(&key) {
            Some(count) => *count += drift.count,
            None if has_room => {
                counts.known.insert(key, drift.count);
            }
            None => counts.others += drift.count,
        }
    }

    fn wants_contents(&self) -> bool {
        self.wants_contents
    }
}
