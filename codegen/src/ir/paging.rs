//! How the pages of an operation follow each other.

use crate::{
    diagnostic::At,
    ir::{OperationId, Ty, TypeId},
};

/// What `codegen.toml` says of the pages of some operations.
#[derive(Debug, Clone)]
pub struct PagingRule {
    /// Where it says so.
    pub at: At,
    /// The operations.
    pub operations: Vec<OperationId>,
    /// The JSON pointer to the list in an answer.
    pub items: Told,
    /// How pages follow each other, by JSON pointers and names of parameters.
    pub way: PagingWay<Told, Told>,
}

/// A text of `codegen.toml`.
#[derive(Debug, Clone)]
pub struct Told {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub at: At,
}

/// How the pages of one operation follow each other; made by `pass::paging`.
#[derive(Debug, Clone)]
pub struct Paging {
    /// The type of an answer.
    pub page: Ty,
    /// The type of an item.
    pub item: Ty,
    /// The way to the list in an answer.
    pub items: Vec<Reach>,
    /// How pages follow each other.
    pub way: PagingWay<Vec<Reach>, PagingTarget>,
}

/// How pages follow each other: by something in an `Answer`, and a `Target` in the request.
#[derive(Debug, Clone)]
pub enum PagingWay<Answer, Target> {
    /// An answer has the cursor of the next one.
    Cursor {
        /// Where the cursor is.
        from: Answer,
        /// What takes it.
        to: Target,
    },
    /// A page begins behind so many items.
    Offset {
        /// What takes the number of items.
        to: Target,
        /// Where the number of all items is.
        total: Option<Answer>,
    },
    /// Pages are counted.
    Page {
        /// What takes the number of a page.
        to: Target,
        /// The number of the first page.
        first: u32,
        /// Where the number of all pages is.
        pages: Option<Answer>,
    },
    /// An answer has the URL of the next one.
    NextUrl {
        /// Where the URL is.
        from: Answer,
    },
    /// The header `Link` has the URL of the next one.
    Link,
}

/// A step within a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the field of this index of a struct.
    Field(TypeId, usize),
    /// To what is there, where nothing may be.
    Present,
}

/// What of a request says where a page begins.
#[derive(Debug, Clone)]
pub enum PagingTarget {
    /// The parameter of this index, and how many `Option`s its value is in.
    Param(usize, usize),
    /// What a way through the body leads to, and how many `Option`s its value is in.
    Body(Vec<Reach>, usize),
}
