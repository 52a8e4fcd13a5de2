//! One page after the other.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::{
    error::{Error, SendError},
    paging::{
        Items, PageAddress, PageError, Paged, Way,
        fetch::Fetch,
        next::{Asked, Cycle, next},
    },
    response::Response,
};

/// What comes of asking for a page.
type Came<C> = Result<Response<<C as Paged>::Page>, Error<<C as Paged>::Error>>;

/// The pages of an operation, each asked for when it is waited for.
///
/// It is a [`Stream`] too. The first page is the one that the call says, the first of all unless it says
/// another. After an error it ends, unless [`resume`](Self::resume) has the same page asked for again. What is
/// dropped while it waits for a page gives that request up; a `next` that is dropped does not, and the one
/// after it goes on with it.
#[must_use = "no page is asked for unless waited for"]
pub struct Pages<C: Paged> {
    call: C,
    /// Where the page begins that comes next; where the call says unless something is said here.
    place: Option<String>,
    state: State<C>,
    /// How many pages may still come.
    left: Option<usize>,
    is_ahead: bool,
    cycle: Cycle,
    /// Why the page that comes next is not asked for.
    problem: Option<PageError>,
}

enum State<C: Paged> {
    /// Nothing is under way.
    Idle,
    Asking(Fetch<C::IntoFuture>, Asked),
    /// The last page that was asked for did not come.
    Failed,
    /// There are no more.
    Ended,
}

impl<C: Paged> Pages<C> {
    /// Begins at the page that `call` says; nothing is sent before that is waited for.
    pub fn new(call: C) -> Self {
        Self {
            call,
            place: None,
            state: State::Idle,
            left: None,
            is_ahead: false,
            cycle: Cycle::default(),
            problem: None,
        }
    }

    /// Begins at a place that [`cursor`](Self::cursor) gave: a cursor, offset, number or URL.
    ///
    /// A URL of another origin than the operation's server fails with [`PageError::Elsewhere`], and nothing is
    /// sent.
    pub fn from_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.place = Some(cursor.into());
        self
    }

    /// Ends after `pages` pages; no more are asked for.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.left = Some(pages);
        self
    }

    /// Asks for the page after one when that one has come, and not only when it is waited for.
    ///
    /// With the feature `time`, within a tokio runtime, the request goes on by itself; else it does while
    /// somebody waits for the next page.
    pub fn ahead(mut self) -> Self {
        self.is_ahead = true;
        self
    }

    /// Returns where to begin to have all that did not come yet; none where that is the first page, or there
    /// is no more ([`is_at_end`](Self::is_at_end)).
    pub fn cursor(&self) -> Option<String> {
        match self.state {
            State::Ended => None,
            State::Idle | State::Asking(..) | State::Failed => {
                self.place.clone().or_else(|| self.call.place())
            }
        }
    }

    /// Returns whether the last page has come.
    pub fn is_at_end(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Goes on after an error, by asking for the same page again; after anything else it changes nothing.
    pub fn resume(&mut self) {
        if matches!(self.state, State::Failed) {
            self.state = State::Idle;
        }
    }

    /// Waits for the next page; `None` is the end.
    ///
    /// # Errors
    ///
    /// Where the call fails, or, as [`SendError::Page`], where the next page cannot be asked for.
    pub async fn next(&mut self) -> Option<Result<Response<C::Page>, Error<C::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Makes a stream of the items of all pages.
    pub fn into_items(self) -> Items<C> {
        Items::of(self)
    }

    /// Waits for the next page and asks for none ahead.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Came<C>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        loop {
            match &mut self.state {
                State::Failed | State::Ended => return Poll::Ready(None),
                State::Idle => match self.ask() {
                    Ok((call, asked)) => {
                        self.state = State::Asking(Fetch::Here(call.into_future()), asked);
                    }
                    Err(error) => {
                        self.state = State::Failed;
                        return Poll::Ready(Some(Err(Error::NotSent(SendError::Page(error)))));
                    }
                },
                State::Asking(fetch, asked) => {
                    let Some(came) = ready!(fetch.poll(context)) else {
                        self.state = State::Idle;
                        continue;
                    };
                    let came = came.map(|mut page| {
                        let next = next::<C>(asked, &mut page);
                        (page, next)
                    });
                    let (page, next) = match came {
                        Ok(came) => came,
                        Err(error) => {
                            self.state = State::Failed;
                            return Poll::Ready(Some(Err(error)));
                        }
                    };
                    self.go_on(next);
                    return Poll::Ready(Some(Ok(page)));
                }
            }
        }
    }

    /// Asks for the next page where that is wanted ahead.
    pub(super) fn look_ahead(&mut self, context: &mut Context<'_>) {
        let is_wanted = self.is_ahead && self.left != Some(0);
        if !is_wanted || !matches!(self.state, State::Idle) {
            return;
        }
        // What is wrong is said to who waits for that page.
        let Ok((call, asked)) = self.ask() else {
            return;
        };
        let fetch = Fetch::ahead(call.into_future(), context);
        self.state = State::Asking(fetch, asked);
    }

    /// The call for the page that comes next.
    fn ask(&self) -> Result<(C, Asked), PageError> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let mut call = self.call.clone();
        let address = PageAddress::new(self.place.clone());
        match C::WAY {
            Way::NextUrl | Way::Link => {
                let core = call.core();
                *core = core.at(address.clone());
            }
            Way::Cursor | Way::Offset | Way::Page { .. } => {
                if let Some(place) = &self.place {
                    call.go_to(place).ok_or(PageError::Unfit)?;
                }
            }
        }
        let place = call.place();
        Ok((call, Asked { place, address }))
    }

    /// Notes that a page has come, and where the one after it begins.
    fn go_on(&mut self, next: Result<Option<String>, PageError>) {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.state = State::Idle;
        match next {
            Ok(Some(place)) => {
                if self.cycle.closes_at(&place) {
                    self.problem = Some(PageError::Repeated);
                }
                self.place = Some(place);
            }
            Ok(None) => self.state = State::Ended,
            Err(problem) => self.problem = Some(problem),
        }
    }
}

impl<C: Paged> Stream for Pages<C> {
    type Item = Result<Response<C::Page>, Error<C::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let came = ready!(self.poll(context));
        if let Some(Ok(_)) = came {
            self.look_ahead(context);
        }
        Poll::Ready(came)
    }
}

/// What it holds is moved into futures, and never pinned in place.
impl<C: Paged> Unpin for Pages<C> {}

impl<C: Paged> fmt::Debug for Pages<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
