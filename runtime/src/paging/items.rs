//! The items of one page after the other.

use std::{
    fmt,
    future::poll_fn,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;

use crate::{
    error::Error,
    paging::{Paged, Pages, Way},
};

/// The items of an operation's pages, each page asked for when its first item is waited for.
///
/// It is a [`Stream`] too. Items are moved out of the pages. Errors and being dropped are as for [`Pages`].
#[must_use = "no page is asked for unless waited for"]
pub struct Items<C: Paged> {
    pages: Pages<C>,
    /// What is left of the last page.
    items: vec::IntoIter<C::Item>,
    /// Where that page begins; none where that is the first one.
    place: Option<String>,
    /// How many of its items were given.
    given: u64,
    /// How many items may still come.
    left: Option<usize>,
}

impl<C: Paged> Items<C> {
    /// Begins at the page that `call` says; nothing is sent before an item is waited for.
    pub fn new(call: C) -> Self {
        Self::of(Pages::new(call))
    }

    pub(super) fn of(pages: Pages<C>) -> Self {
        Self {
            pages,
            items: Vec::new().into_iter(),
            place: None,
            given: 0,
            left: None,
        }
    }

    /// Ends after `items` items; no page is asked for that they are not on.
    pub fn limit(mut self, items: usize) -> Self {
        self.left = Some(items);
        self
    }

    /// Ends after the items of `pages` pages; no more are asked for.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Begins at a place that [`cursor`](Self::cursor) gave, as [`Pages::from_cursor`] does.
    pub fn from_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.pages = self.pages.from_cursor(cursor);
        self
    }

    /// Asks for the page after one when that one has come, as [`Pages::ahead`] does, unless
    /// [`limit`](Self::limit) is reached before.
    pub fn ahead(mut self) -> Self {
        self.pages = self.pages.ahead();
        self
    }

    /// Returns where to begin to have all items that did not come yet; none where that is the first page, or
    /// there are no more ([`is_at_end`](Self::is_at_end)).
    ///
    /// Only an offset says it to the item. Else it is the page that the next item is on, whose items come again.
    pub fn cursor(&self) -> Option<String> {
        if self.items.len() == 0 {
            return self.pages.cursor();
        }
        match C::WAY {
            Way::Offset => {
                let begin = self.place.as_deref().map_or(Ok(0), str::parse::<u64>);
                begin
                    .ok()
                    .map(|begin| begin.saturating_add(self.given).to_string())
            }
            Way::Cursor | Way::Page { .. } | Way::NextUrl | Way::Link => self.place.clone(),
        }
    }

    /// Returns whether the last item of the last page has come.
    pub fn is_at_end(&self) -> bool {
        self.items.len() == 0 && self.pages.is_at_end()
    }

    /// Goes on after an error, by asking for the same page again; after anything else it changes nothing.
    pub fn resume(&mut self) {
        self.pages.resume();
    }

    /// Waits for the next item; `None` is the end.
    ///
    /// # Errors
    ///
    /// As for [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<C::Item, Error<C::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<C: Paged> Stream for Items<C> {
    type Item = Result<C::Item, Error<C::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.left == Some(0) {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = this.items.next() {
                this.given = this.given.saturating_add(1);
                this.left = this.left.map(|left| left.saturating_sub(1));
                return Poll::Ready(Some(Ok(item)));
            }
            let place = this.pages.cursor();
            let mut page = match ready!(this.pages.poll(context)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let items = C::list(&mut page).map(mem::take).unwrap_or_default();
            if this.left.is_none_or(|left| left > items.len()) {
                this.pages.look_ahead(context);
            }
            this.items = items.into_iter();
            this.place = place;
            this.given = 0;
        }
    }
}

/// What it holds is moved out, and never pinned in place.
impl<C: Paged> Unpin for Items<C> {}

impl<C: Paged> fmt::Debug for Items<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
