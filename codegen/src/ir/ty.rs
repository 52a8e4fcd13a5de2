//! Types.

use std::fmt;

use serde_json::Value as Json;

use crate::{
    diagnostic::Place,
    ir::{Limits, ModuleId, OperationId, Status},
};

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    /// `bool`.
    Bool,
    /// An integer.
    Int(IntKind),
    /// A float.
    Float,
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
    /// Octets to send, from memory or from a file.
    Upload,
    /// A type of the user's own, by its path.
    Foreign(String),
    /// A type with an item of its own.
    Named(TypeId),
    /// A list.
    List(Box<Ty>),
    /// Values that each have a type of their own, in order.
    Tuple(Vec<Ty>),
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
    /// `u32`.
    U32,
    /// `u64`.
    U64,
}

/// A type with an item of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The definition of a type.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// What to call it.
    pub hint: NameHint,
    /// The module that it stands in.
    pub home: ModuleId,
    /// Where its schema stands.
    pub at: Place,
    /// What it is.
    pub docs: Docs,
    /// What it is made of.
    pub kind: TypeKind,
    /// Which way it travels.
    pub usage: Usage,
    /// Whether code makes values of it, as it is sent or one with what is sent; set by `pass::shared`.
    pub is_made: bool,
    /// Whether an operation that checks what it sends, sends it; set by `pass::limits`.
    pub is_checked: bool,
    /// Whether something checks what its members hold; set by `pass::limits`.
    pub is_limited: bool,
    /// Whether the document allows values that this enum does not list.
    pub is_open: bool,
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
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// An object.
    Struct(Struct),
    /// One of some values.
    Enum(Enum),
    /// One of some types.
    Union(Union),
}

/// An object.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// Its fields, in the document's order.
    pub fields: Vec<Field>,
    /// Fields that travel the other way only, and so are not in this type.
    pub left_out: Vec<Field>,
    /// The type of members that the document does not name, if they are kept.
    pub additional: Option<Ty>,
    /// Whether it has a value without being told any; set by `pass::derives`.
    pub has_default: bool,
    /// How it travels.
    pub format: Format,
}

/// How a struct travels.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Format {
    /// As a JSON object.
    #[default]
    Json,
    /// As the parts of `multipart/form-data`, with the media types of some fields.
    Multipart(Vec<(String, String)>),
}

/// One of some values, or one that the document does not list.
#[derive(Debug, Clone)]
pub enum Enum {
    /// Strings.
    Strings(Vec<EnumValue<String>>),
    /// Integers.
    Integers(Vec<EnumValue<i64>>),
}

impl Enum {
    /// Where `value` stands in the list, if it does.
    pub fn position(&self, value: &Literal) -> Option<usize> {
        match (self, value) {
            (Self::Strings(values), Literal::String(text)) => {
                values.iter().position(|listed| listed.value == *text)
            }
            (Self::Integers(values), Literal::Int(number)) => {
                values.iter().position(|listed| listed.value == *number)
            }
            _ => None,
        }
    }
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue<T> {
    /// The value on the wire.
    pub value: T,
    /// Where the document has it.
    pub at: Place,
    /// What the document calls it in code.
    pub name: Option<String>,
    /// What it means.
    pub docs: Option<String>,
}

/// One of some types, or a value that fits none of them.
#[derive(Debug, Clone, Default)]
pub struct Union {
    /// The types.
    pub variants: Vec<Variant>,
    /// The member whose value says which one it is.
    pub tag: Option<String>,
}

/// One of the types of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What to call it.
    pub name: String,
    /// Where its schema stands.
    pub at: Place,
    /// Its type.
    pub ty: Ty,
    /// The values of the tag that stand for it.
    pub tags: Vec<String>,
    /// What it is.
    pub docs: Docs,
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key on the wire.
    pub wire: String,
    /// Where its schema stands.
    pub at: Place,
    /// Its type; absent and null are different things, see [`Ty::Nullable`] for null.
    pub ty: Ty,
    /// Whether it may be absent.
    pub presence: Presence,
    /// The one value that the document allows, which is set without being asked for.
    pub constant: Option<Literal>,
    /// Which way it travels; none if both.
    pub direction: Option<Direction>,
    /// What a value has to fit where that is checked.
    pub limits: Limits,
    /// What it is.
    pub docs: Docs,
}

/// The way that something travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// In requests.
    Sent,
    /// In answers.
    Received,
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

impl Docs {
    /// Returns whether it says nothing in words.
    pub fn is_silent(&self) -> bool {
        self.summary.is_none() && self.description.is_none()
    }
}

/// A value that stands in code.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A string.
    String(String),
    /// An integer.
    Int(i64),
    /// Yes or no.
    Bool(bool),
}

/// As it travels where it is no JSON: a string without quotes.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text),
            Self::Int(number) => write!(f, "{number}"),
            Self::Bool(value) => write!(f, "{value}"),
        }
    }
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
    /// A schema, parameter, body or response that has a name under `components`, or a webhook.
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
    /// The item of a tuple at this index, counted from one.
    Item(usize),
    /// A variant of a union of this name.
    Variant(String),
    /// What is sent of a type that differs both ways.
    Sent,
    /// What a request of the service holds.
    Payload,
    /// The headers of an answer.
    Header(String),
    /// The body of a request.
    Body,
    /// The body of the only successful response.
    Success,
    /// The body of a response with this status.
    Response(Status),
}
