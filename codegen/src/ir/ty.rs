//! Types.

use serde_json::Value as Json;

use crate::{
    diagnostic::Place,
    ir::{OperationId, Status},
};

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    /// `bool`.
    Bool,
    /// An integer.
    Int(IntKind),
    /// A float.
    Float(FloatKind),
    /// `String`.
    String,
    /// Octets in a base64 string.
    Base64,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A UUID.
    Uuid,
    /// Any JSON.
    Json,
    /// A type with an item of its own.
    Named(TypeId),
    /// A list.
    List(Box<Ty>),
    /// A map from strings.
    Map(Box<Ty>),
    /// A value or null.
    Nullable(Box<Ty>),
    /// A value behind a pointer, to cut a cycle.
    Boxed(Box<Ty>),
}

/// Integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntKind {
    /// `i32`.
    I32,
    /// `i64`.
    I64,
}

/// Floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatKind {
    /// `f32`.
    F32,
    /// `f64`.
    F64,
}

/// A type with an item of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The definition of a type.
#[derive(Debug)]
pub struct TypeDef {
    /// What to call it.
    pub hint: NameHint,
    /// Where its schema stands.
    pub at: Place,
    /// What it is.
    pub docs: Docs,
    /// What it is made of.
    pub kind: TypeKind,
    /// Which way it travels.
    pub usage: Usage,
}

/// Which way a type travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// In requests.
    pub sent: bool,
    /// In answers.
    pub received: bool,
}

/// What a type is made of.
#[derive(Debug)]
pub enum TypeKind {
    /// An object.
    Struct(Struct),
    /// One of some values.
    Enum(Enum),
}

/// An object.
#[derive(Debug, Default)]
pub struct Struct {
    /// Its fields, in the document's order.
    pub fields: Vec<Field>,
    /// The type of members that the document does not name, if they are kept.
    pub additional: Option<Ty>,
    /// Whether it has a value without being told any; set by `pass::derives`.
    pub has_default: bool,
}

/// One of some values, or one that the document does not list.
#[derive(Debug)]
pub enum Enum {
    /// Strings.
    Strings(Vec<String>),
    /// Integers.
    Integers(Vec<i64>),
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// The key on the wire.
    pub wire: String,
    /// Where its schema stands.
    pub at: Place,
    /// Its type; absent and null are different things, see [`Ty::Nullable`] for null.
    pub ty: Ty,
    /// Whether it may be absent.
    pub presence: Presence,
    /// What it is.
    pub docs: Docs,
}

/// Whether a field may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is always there.
    Required,
    /// It may be absent.
    Optional,
}

/// What a document says about something in words.
#[derive(Debug, Clone, Default)]
pub struct Docs {
    /// The first sentence.
    pub summary: Option<String>,
    /// All of it.
    pub description: Option<String>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// The value that the service takes it for when it is absent.
    pub default: Option<Json>,
    /// An example of a value.
    pub example: Option<Json>,
    /// `format`, where no type says it.
    pub format: Option<String>,
    /// Limits on values, as `minLength` and `3`.
    pub limits: Vec<(&'static str, Json)>,
}

/// A value that stands in code.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A string.
    String(String),
    /// An integer.
    Int(i64),
}

/// Where in the document a type stands, which is what it is called after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameHint {
    /// In `components/schemas`, under this name.
    Component(String),
    /// Within something else.
    Part {
        /// What it stands in.
        owner: Owner,
        /// The steps from there.
        path: Vec<Role>,
    },
}

/// What an unnamed type stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// Another type.
    Type(TypeId),
    /// An operation.
    Operation(OperationId),
    /// A parameter, body or response that has a name under `components`.
    Component(String),
}

/// What an unnamed type is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A property of this name.
    Property(String),
    /// A parameter of this name.
    Parameter(String),
    /// The items of a list.
    Items,
    /// The values of a map.
    Values,
    /// The body of a request.
    Body,
    /// The body of the only successful response.
    Success,
    /// The body of a response with this status.
    Response(Status),
}
