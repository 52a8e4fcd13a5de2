//! Page after page of one operation, and the items in them.
//!
//! In: a call that generated code describes by [`Paged`], in a few lines for each operation. Out: [`Pages`]
//! and [`Items`], which send that call for one page after the other. All that is not the operation's own
//! stands here: where the next page begins, when there is none, limits, going on after an error, and the page
//! that is asked for ahead. Each page is a call, with the retries, limits and tokens that calls have.

mod address;
mod error;
mod fetch;
mod items;
mod link;
mod next;
mod pages;

use std::fmt::Debug;

pub(crate) use self::address::PageAddress;
pub use self::{error::PageError, items::Items, pages::Pages};
use crate::{core::Core, error::Error, response::Response, response_future::ResponseFuture};

/// A call whose answer is one page of many.
///
/// Calls of generated clients have it where `codegen.toml` says how their pages follow each other; their
/// `pages` and `items` are what one uses. It is not for other types.
pub trait Paged:
    IntoFuture<
        Output = Result<Response<Self::Page>, Error<Self::Error>>,
        IntoFuture = ResponseFuture<Self::Page, Self::Error>,
    > + Clone
    + Send
    + 'static
{
    /// What one answer holds.
    type Page: Send + 'static;
    /// One of the things that pages list.
    type Item;
    /// What the document says about the operation's errors.
    type Error: Debug + Send + 'static;

    /// How pages follow each other.
    #[doc(hidden)]
    const WAY: Way;

    /// What the call is sent by.
    #[doc(hidden)]
    fn core(&mut self) -> &mut Core;

    /// The list in a page; none where it is absent.
    #[doc(hidden)]
    fn list(page: &mut Self::Page) -> Option<&mut Vec<Self::Item>>;

    /// What a page says of those after it: the next cursor or URL, or how many items or pages there are.
    #[doc(hidden)]
    fn said(page: &Self::Page) -> Option<String> {
        let _ = page;
        None
    }

    /// Where the call's page begins, if the call says it.
    #[doc(hidden)]
    fn place(&self) -> Option<String> {
        None
    }

    /// Has the call's page begin at `place`; nothing if its parameter takes no such value.
    #[doc(hidden)]
    fn go_to(&mut self, place: &str) -> Option<()> {
        let _ = place;
        None
    }
}

/// How pages follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A page says the cursor of the next one.
    Cursor,
    /// A page begins behind so many items.
    Offset,
    /// Pages are counted.
    Page {
        /// The number of the first page.
        first: u64,
    },
    /// A page holds the URL of the next one.
    NextUrl,
    /// The header `Link` has the URL of the next one.
    Link,
}
