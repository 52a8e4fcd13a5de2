//! What a mock server knows: what it is to answer, what arrived, what was wrong with it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::mock::{
    Arrived, Description, Mocked, Problem, Reading, Received, Reply,
    reading::BodyCheck,
    reply::What,
    route::{self, Captures, Route},
    serve::{Served, example, refusal, served},
};

/// What the server's tasks and those who hold it share.
#[derive(Debug)]
pub(super) struct State {
    operations: Vec<&'static Description>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    scripts: BTreeMap<usize, Replies>,
    received: Vec<(usize, Captures, Arc<Arrived>)>,
    problems: Vec<Problem>,
    /// Whether somebody has looked at all problems.
    is_asked: bool,
}

/// The replies to come, and how often the first of them was given.
#[derive(Debug, Default)]
struct Replies {
    queue: VecDeque<Reply>,
    given: u32,
}

impl Replies {
    /// The next reply; nothing where the last one was given as often as it should be.
    fn next(&mut self) -> Option<Reply> {
        while let Some(first) = self.queue.front() {
            let is_over = match first.times {
                Some(times) => self.given >= times,
                None => self.given > 0 && self.queue.len() > 1,
            };
            if !is_over {
                self.given += 1;
                return Some(first.clone());
            }
            self.queue.pop_front();
            self.given = 0;
        }
        None
    }
}

impl State {
    pub(super) fn new(groups: &'static [&'static [&'static Description]]) -> Self {
        Self {
            operations: groups
                .iter()
                .flat_map(|group| group.iter().copied())
                .collect(),
            inner: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // What another thread left when it panicked is whole: nothing here is changed in steps.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where an operation stands in the list; behind its end if it is not there.
    pub(super) fn index_of(&self, description: &'static Description) -> usize {
        let mut operations = self.operations.iter();
        let found = operations.position(|known| std::ptr::eq(*known, description));
        found.unwrap_or(self.operations.len())
    }

    /// Adds a reply, behind the others unless they are to go.
    pub(super) fn add(&self, index: usize, reply: Reply, is_first: bool) {
        let mut inner = self.lock();
        let replies = inner.scripts.entry(index).or_default();
        if is_first {
            *replies = Replies::default();
        }
        replies.queue.push_back(reply);
    }

    pub(super) fn change_last(&self, index: usize, change: impl FnOnce(&mut Reply)) {
        let mut inner = self.lock();
        let replies = inner.scripts.get_mut(&index);
        if let Some(last) = replies.and_then(|replies| replies.queue.back_mut()) {
            change(last);
        }
    }

    /// The requests of an operation, read as its types.
    pub(super) fn received<O: Mocked>(&self, index: usize) -> Vec<Received<O::Request>> {
        let inner = self.lock();
        let own = inner.received.iter().filter(|(of, ..)| *of == index);
        let read = own.filter_map(|(_, captures, arrived)| {
            let mut reading = Reading::new(O::DESCRIPTION, arrived, captures);
            Some(Received {
                request: O::read(&mut reading)?,
                arrived: Arc::clone(arrived),
            })
        });
        read.collect()
    }

    /// All requests that are what the document says.
    pub(super) fn all_received(&self) -> Vec<Received<&'static str>> {
        let inner = self.lock();
        let received = inner.received.iter().filter_map(|(index, _, arrived)| {
            Some(Received {
                request: self.operations.get(*index)?.operation.id,
                arrived: Arc::clone(arrived),
            })
        });
        received.collect()
    }

    /// All problems, which somebody has looked at then.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut inner = self.lock();
        inner.is_asked = true;
        inner.problems.clone()
    }

    /// The problems, if nobody has looked at them.
    pub(super) fn unseen(&self) -> Vec<Problem> {
        let inner = self.lock();
        match inner.is_asked {
            true => Vec::new(),
            false => inner.problems.clone(),
        }
    }

    fn report(&self, problem: Problem) {
        let mut inner = self.lock();
        inner.problems.push(problem);
        inner.is_asked = false;
    }

    /// Takes a request in and says what becomes of it.
    pub(super) fn arrive(&self, arrived: Arrived) -> Served {
        match route::find(&self.operations, &arrived) {
            Route::To(index, captures) => self.arrive_at(index, captures, arrived),
            Route::OtherMethod => self.stray(
                &arrived,
                405,
                "the document has this path with other methods only",
            ),
            Route::Nowhere => self.stray(&arrived, 404, "the document has no such path"),
        }
    }

    /// A request that is of no operation.
    fn stray(&self, arrived: &Arrived, status: u16, reason: &str) -> Served {
        self.report(Problem {
            operation: None,
            route: format!("{} {}", arrived.method, arrived.path),
            reason: reason.to_owned(),
        });
        refusal(status, reason)
    }

    fn arrive_at(&self, index: usize, captures: Captures, arrived: Arrived) -> Served {
        let Some(description) = self.operations.get(index).copied() else {
            return refusal(404, "the document has no such path");
        };
        if let Some((status, reasons)) = check(description, &arrived, &captures) {
            let text = reasons.join("; ");
            for reason in reasons {
                self.report(problem(description, reason));
            }
            return refusal(status, &text);
        }
        let reply = {
            let mut inner = self.lock();
            inner.received.push((index, captures, Arc::new(arrived)));
            let replies = inner.scripts.entry(index).or_default();
            replies.next()
        };
        let reply = reply.unwrap_or_else(|| Reply::new(What::Example(None)));
        let answer = example(description, &reply);
        answer
            .and_then(|answer| served(description, answer, &reply))
            .unwrap_or_else(|(status, reason)| {
                let served = refusal(status, &reason);
                self.report(problem(description, reason));
                served
            })
    }
}

fn problem(description: &'static Description, reason: String) -> Problem {
    let operation = description.operation;
    Problem {
        operation: Some(operation.id),
        route: format!("{} {}", operation.method, operation.path),
        reason,
    }
}

/// What of a request is not as the document says, with the status that says so; nothing if it fits.
fn check(
    description: &'static Description,
    arrived: &Arrived,
    captures: &Captures,
) -> Option<(u16, Vec<String>)> {
    let mut reading = Reading::new(description, arrived, captures);
    let body = reading.check_body();
    let has_credentials = reading.has_credentials();
    (description.check)(&mut reading);
    let mut reasons = reading.into_problems();
    if !has_credentials {
        reasons.insert(0, missing_credentials(description));
    }
    let status = match (body, has_credentials) {
        (_, false) => 401,
        (BodyCheck::OtherMedia, true) => 415,
        (BodyCheck::Fits, true) => 400,
    };
    (!reasons.is_empty()).then_some((status, reasons))
}

fn missing_credentials(description: &Description) -> String {
    let alternatives = description.operation.security.iter().map(|schemes| {
        let names = schemes.iter().map(|scheme| format!("`{}`", scheme.name));
        names.collect::<Vec<_>>().join(" and ")
    });
    let alternatives = alternatives.collect::<Vec<_>>().join(", or ");
    format!("the credentials are missing: {alternatives}")
}
