//! Parameters (OpenAPI 3.1.1, §4.8.12).

use crate::{
    diagnostic::{Code, Place},
    openapi::{Media, Reader, SchemaId, fields::Fields},
    source::Node,
};

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// The whole query (OpenAPI 3.2).
    Querystring,
}

impl Location {
    /// Returns the location of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            "querystring" => Self::Querystring,
            _ => return None,
        })
    }

    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Querystring => "querystring",
        }
    }
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub at: Place,
    /// Its name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// What it is.
    pub description: Option<String>,
    /// Its schema.
    pub schema: Option<SchemaId>,
    /// `style`, if the document says it.
    pub style: Option<(String, Place)>,
    /// `explode`, if the document says it.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub reserved: bool,
    /// `content`: how its value is written.
    pub content: Option<Media>,
    /// Examples of its values.
    pub examples: Vec<Node>,
    /// Its name under `components/parameters`.
    pub component: Option<String>,
}

impl<'a> Reader<'a> {
    /// Reads the parameters of a path item or an operation; those that cannot be read are reported.
    pub(super) fn parameters(&mut self, fields: &mut Fields<'a>) -> Vec<Parameter> {
        let nodes = self.list(fields, "parameters");
        nodes
            .iter()
            .filter_map(|node| self.parameter(node))
            .collect()
    }

    fn parameter(&mut self, node: &'a Node) -> Option<Parameter> {
        let followed = self.follow(node)?;
        let mut fields = self.open(followed.node, "a parameter")?;
        let wire = fields.require_str("name", self.sink)?.to_owned();
        let location = fields.require("in", self.sink)?;
        let Some(parsed) = location.as_str().and_then(Location::parse) else {
            let message = format!(
                "`in` is `path`, `query`, `header` or `cookie`, so `{wire}` is not offered"
            );
            self.sink.report(Code::IgnoredValue, location.at, message);
            return None;
        };
        let style = fields.str_at("style", self.sink);
        let required = fields.flag("required", self.sink);
        if parsed == Location::Path && required == Some(false) {
            let message = format!("the path parameter `{wire}` cannot be left out");
            self.sink
                .report(Code::OptionalPathParameter, followed.node.at, message);
        }
        let required = parsed == Location::Path || required == Some(true);
        let content = self.content(&mut fields).into_iter().next();
        let parameter = Parameter {
            at: followed.node.at,
            wire,
            location: parsed,
            required,
            deprecated: fields.flag("deprecated", self.sink).unwrap_or_default(),
            description: self.text(&mut fields, "description"),
            schema: fields.take("schema").map(|schema| self.queue.id(schema)),
            style,
            explode: fields.flag("explode", self.sink),
            reserved: fields.flag("allowReserved", self.sink).unwrap_or_default(),
            content,
            examples: self.examples(&mut fields),
            component: followed.component,
        };
        fields.ignore(&["allowEmptyValue"]);
        fields.finish(self.sink);
        Some(parameter)
    }
}
