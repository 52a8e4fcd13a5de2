//! The API in Rust terms: plain data, no OpenAPI and no Rust code.
//!
//! `lower` makes it, `pass` refines it, `name` and `emit` read it. `wire` is a spelling on the wire.

mod operation;
mod ty;
mod visit;

pub use operation::{
    Body, Group, GroupId, Location, Method, Operation, OperationId, OperationName, Outcome, Param,
    Presence as ParamPresence, Requirement, Scheme, SchemeId, SchemeKind, Status,
};
pub use ty::{
    Docs, Enum, Field, FloatKind, IntKind, Literal, NameHint, Owner, Presence, Role, Struct, Ty,
    TypeDef, TypeId, TypeKind, Usage,
};

use std::collections::BTreeMap;

use crate::diagnostic::Place;

/// An API.
#[derive(Debug)]
pub struct Api {
    /// What it is called.
    pub title: String,
    /// The version of its document.
    pub version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The absolute URL of its first server.
    pub base_url: Option<String>,
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
}
