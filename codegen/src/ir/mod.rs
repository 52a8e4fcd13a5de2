//! The API in Rust terms: plain data, no OpenAPI and no Rust code.
//!
//! `lower` makes it, `pass` refines it, `name` and `emit` read it. `wire` is a spelling on the wire.

mod flow;
mod limits;
mod members;
mod operation;
mod paging;
mod service;
mod tagging;
mod ty;
mod visit;

pub use flow::{Flow, FlowKind};
pub use limits::{Bound, Limit, Limits};
pub use operation::{
    Body, BodyFormat, Content, Encoding, Group, GroupId, Header, Location, Method, NameSource,
    Operation, OperationId, OperationName, Outcome, Param, ParamPlace, Presence as ParamPresence,
    Requirement, Scheme, SchemeId, SchemeKind, Status, Style,
};
pub use paging::{Paging, PagingRule, PagingTarget, PagingWay, Reach, Told};
pub use service::{RateLimit, Unit};
pub use tagging::Tagging;
pub use ty::{
    Direction, Docs, Enum, EnumValue, Field, Format, IntKind, Literal, NameHint, Owner, Presence,
    Role, Struct, Ty, TypeDef, TypeId, TypeKind, Union, Usage, Variant,
};

use std::collections::BTreeMap;

use crate::diagnostic::Place;

/// A module of the client: a document, or a file that several of them refer to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleId(pub usize);

/// An API.
#[derive(Debug)]
pub struct Api {
    /// The modules; one for a client of one document.
    pub modules: Vec<Module>,
    /// The types that get items of their own.
    pub types: BTreeMap<TypeId, TypeDef>,
    /// The operations, in the document's order.
    pub operations: BTreeMap<OperationId, Operation>,
    /// The tags that operations have, in the document's order.
    pub groups: Vec<Group>,
    /// The security schemes, in the document's order.
    pub schemes: Vec<Scheme>,
    /// Values that the document gives as examples.
    pub examples: Vec<Example>,
    /// Types that are there though no operation needs them: what webhooks send.
    pub roots: Vec<Ty>,
    /// The rate limits of the service.
    pub rate_limits: Vec<RateLimit>,
    /// What is said of pages.
    pub paging_rules: Vec<PagingRule>,
}

/// What a document says about the API as a whole.
#[derive(Debug, Clone)]
pub struct Module {
    /// What its file is called, without folder and ending.
    pub stem: String,
    /// Whether it is a document, and not only a file with schemas.
    pub is_document: bool,
    /// What the API is called.
    pub title: String,
    /// The version of its document.
    pub version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The absolute URL of its first server, with variables as `{name}`.
    pub base_url: Option<String>,
    /// The variables of its servers.
    pub variables: Vec<Variable>,
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The value that it has unless told otherwise.
    pub default: String,
    /// The values that it may have; none if any.
    pub values: Vec<String>,
}

/// A value that the document gives as an example.
#[derive(Debug)]
pub struct Example {
    /// Where it stands.
    pub at: Place,
    /// The type that it is an example of.
    pub ty: Ty,
    /// The value.
    pub json: serde_json::Value,
    /// Whether it is an example of what is sent.
    pub is_sent: bool,
}
