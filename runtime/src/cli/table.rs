//! What a generated crate says of its command line, as data.

use std::marker::PhantomData;

use crate::{
    body::Encoding,
    cli::settings::Settings,
    client::{BuildError, ClientBuilder},
    core::{Core, Described},
    operation::{ApiDescription, Operation},
    request::Param,
};

/// A command-line program.
#[derive(Debug)]
pub struct Program {
    /// What it is called; its environment variables begin with this in capitals.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The APIs that it calls; each of several is a sub-command.
    pub apis: &'static [&'static Api],
}

/// An API.
#[derive(Debug)]
pub struct Api {
    /// The sub-command where a program has several APIs.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What its document says.
    pub description: &'static ApiDescription,
    /// Makes a client of it.
    pub connect: Connect,
    /// The tags.
    pub groups: &'static [&'static Group],
    /// The operations without a tag.
    pub untagged: Option<&'static Group>,
}

/// Makes a client as it was told.
pub type Connect = fn(Settings) -> Result<Core, BuildError>;

/// The operations of a tag.
#[derive(Debug)]
pub struct Group {
    /// The sub-command; nothing where they have no tag.
    pub name: &'static str,
    /// What they have in common.
    pub about: &'static str,
    /// The operations.
    pub commands: &'static [Command],
}

/// An operation.
#[derive(Debug)]
pub struct Command {
    /// The sub-command.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What it does, in full.
    pub details: &'static str,
    /// The operation.
    pub operation: &'static Operation,
    /// Its parameters.
    pub flags: &'static [Flag],
    /// The body that it sends.
    pub body: Option<Body>,
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// Its media type.
    pub media: &'static str,
    /// How it is written.
    pub format: Format,
    /// Whether there must be one.
    pub is_required: bool,
    /// Its members, where it is an object of which the document names some.
    pub flags: &'static [Flag],
}

/// How a body is written.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form(&'static [Encoding]),
    /// As `multipart/form-data`.
    Multipart,
    /// As text.
    Text,
    /// As it is.
    Octets,
}

/// A parameter or a member of the body.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// The flag, without dashes.
    pub(super) name: &'static str,
    pub(super) target: Target,
    pub(super) kind: Kind,
    pub(super) need: Need,
    pub(super) help: &'static str,
}

/// Where the value of a flag goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Param(Param),
    /// The member of this name, whose part in a multipart body has this media type.
    Member(&'static str, Option<&'static str>),
}

/// What values a flag takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A text, of which the document lists these.
    Choice(&'static [&'static str]),
    /// A whole number, of which the document lists these.
    IntegerChoice(&'static [&'static str]),
    /// JSON, or else text.
    Any,
    /// JSON: a list or an object.
    Json,
    /// The octets of a file.
    File,
    /// Several of them, each given by the flag anew.
    List(&'static Self),
}

/// Whether a flag must be given.
#[derive(Debug, Clone, Copy)]
pub(super) enum Need {
    Required,
    Optional,
    /// It has this value unless another is given.
    Constant(&'static str),
}

impl Flag {
    /// A flag for a parameter, which may be left out.
    pub const fn param(name: &'static str, param: Param, kind: Kind) -> Self {
        Self::new(name, Target::Param(param), kind)
    }

    /// A flag for a member of the body, which may be left out.
    pub const fn member(name: &'static str, wire: &'static str, kind: Kind) -> Self {
        Self::new(name, Target::Member(wire, None), kind)
    }

    const fn new(name: &'static str, target: Target, kind: Kind) -> Self {
        Self {
            name,
            target,
            kind,
            need: Need::Optional,
            help: "",
        }
    }

    /// Says that it must be given.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }

    /// Says what is sent unless it is given.
    #[must_use]
    pub const fn constant(mut self, value: &'static str) -> Self {
        self.need = Need::Constant(value);
        self
    }

    /// Says which media type the member has as a part.
    #[must_use]
    pub const fn media(mut self, media: &'static str) -> Self {
        if let Target::Member(wire, _) = self.target {
            self.target = Target::Member(wire, Some(media));
        }
        self
    }

    /// Says what it is for.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
}

impl Program {
    /// Whether each API is a sub-command.
    pub(super) fn has_several(&self) -> bool {
        self.apis.len() > 1
    }
}

/// A client of the same API as `C` that can be taken apart.
struct Bare<C> {
    core: Core,
    client: PhantomData<fn() -> C>,
}

impl<C: Described> Described for Bare<C> {
    const API: &'static ApiDescription = C::API;

    fn from_core(core: Core) -> Self {
        Self {
            core,
            client: PhantomData,
        }
    }
}

/// What the document of `C` says.
pub const fn description<C: Described>() -> &'static ApiDescription {
    C::API
}

/// Makes the core of a client `C`.
///
/// # Errors
///
/// Where one of the settings cannot be used.
pub fn connect<C: Described>(settings: Settings) -> Result<Core, BuildError> {
    let builder = settings.apply(ClientBuilder::<Bare<C>>::new());
    builder.build().map(|bare| bare.core)
}
