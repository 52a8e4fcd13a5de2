//! What a document says about one parameter, as data.

use crate::request::{Request, put};

/// How a parameter is written (OpenAPI 3.1.1, §4.8.12.2).
#[derive(Debug, Clone, Copy)]
pub struct Param {
    pub(crate) name: &'static str,
    /// For what reads requests.
    #[cfg(any(feature = "mock", test))]
    pub(crate) place: ParamPlace,
    pub(crate) form: Form,
    /// Puts it there; a program goes without what writes parameters for places where it has none.
    pub(super) put: Put,
}

/// Adds a value, as JSON text, to a request, unless it cannot be written.
pub(super) type Put = fn(&mut Request, Param, &str) -> Result<(), &'static str>;

/// How a value is written as text, wherever it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) reserved: bool,
    pub(crate) json: bool,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ParamPlace {
    Path,
    Query,
    Header,
    Cookie,
}

/// How lists and objects are laid out (OpenAPI 3.1.1, §4.8.12.3).
///
/// A style that its place does not have counts as the place's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `blue,black` in a path or a header.
    Simple,
    /// `.blue,black` in a path.
    Label,
    /// `;color=blue,black` in a path.
    Matrix,
    /// `color=blue&color=black` in a query, a cookie or a form body.
    Form,
    /// `color=blue%20black` in a query.
    SpaceDelimited,
    /// `color=blue%7Cblack` in a query.
    PipeDelimited,
    /// `color[R]=100&color[G]=200` in a query or a form body.
    DeepObject,
}

impl Style {
    /// The default of `explode`, which is true for `form` alone.
    const fn explodes(self) -> bool {
        matches!(self, Self::Form)
    }
}

impl Param {
    /// A path parameter, of style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, ParamPlace::Path, Style::Simple, put::in_path)
    }

    /// A query parameter, of style `form` with `explode`.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, ParamPlace::Query, Style::Form, put::in_query)
    }

    /// A header, of style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, ParamPlace::Header, Style::Simple, put::as_header)
    }

    /// A cookie, of style `form` with `explode`.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, ParamPlace::Cookie, Style::Form, put::as_cookie)
    }

    /// Sets the style, and `explode` to the default of that style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.form.style = style;
        self.form.explode = style.explodes();
        self
    }

    /// Sets whether each item of a list and each member of an object is written by itself.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.form.explode = explode;
        self
    }

    /// Keeps reserved characters of a query parameter (`allowReserved`): `:/?@!$'()*,;=` and `%XX`.
    ///
    /// `#`, `[`, `]`, `&` and `+` are encoded all the same: a query cannot hold the first three, and
    /// the others would change what it says. Elsewhere than in a query this changes nothing.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.form.reserved = true;
        self
    }

    /// Writes the value as JSON (`content` with `application/json`), without regard to the style.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.form.json = true;
        self
    }

    const fn new(name: &'static str, place: ParamPlace, style: Style, put: Put) -> Self {
        #[cfg(not(any(feature = "mock", test)))]
        let _ = place;
        Self {
            name,
            #[cfg(any(feature = "mock", test))]
            place,
            form: Form {
                style,
                explode: style.explodes(),
                reserved: false,
                json: false,
            },
            put,
        }
    }
}
