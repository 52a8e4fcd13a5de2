//! Bodies of requests and responses (OpenAPI 3.1.1, §4.8.13 to §4.8.17).

use std::fmt;

use crate::{
    diagnostic::{At, Code, Place},
    openapi::{Reader, SchemaId, fields::Fields},
    source::Node,
};

/// A request body.
#[derive(Debug)]
pub struct Body {
    /// Where it stands.
    pub at: Place,
    /// What it is.
    pub description: Option<String>,
    /// Whether it must be sent.
    pub required: bool,
    /// Its media types.
    pub content: Vec<Media>,
    /// Its name under `components/requestBodies`.
    pub component: Option<String>,
}

/// A media type of a body.
#[derive(Debug)]
pub struct Media {
    /// Where it stands.
    pub at: Place,
    /// Its name, as in `application/json`.
    pub name: String,
    /// Its schema.
    pub schema: Option<SchemaId>,
    /// Examples of it.
    pub examples: Vec<Node>,
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// Where it stands.
    pub at: Place,
    /// The statuses that it is for.
    pub status: Status,
    /// What it means.
    pub description: Option<String>,
    /// Its media types; none if it has no body.
    pub content: Vec<Media>,
    /// Its name under `components/responses`.
    pub component: Option<String>,
}

/// The statuses that a response is for; the most exact ones come first in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Exact(u16),
    /// All statuses that begin with this digit.
    Range(u16),
    /// All that no other response is for.
    Default,
}

impl Status {
    fn parse(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        let (digit, rest) = key.split_at_checked(1)?;
        let digit: u16 = digit.parse().ok().filter(|digit| (1..=5).contains(digit))?;
        if rest.eq_ignore_ascii_case("xx") {
            return Some(Self::Range(digit));
        }
        let rest: u16 = rest.parse().ok().filter(|_| rest.len() == 2)?;
        Some(Self::Exact(digit * 100 + rest))
    }

    /// Returns whether it is for success, or may be.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Exact(200..=299) | Self::Range(2))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(digit) => write!(f, "{digit}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn body(&mut self, node: &'a Node) -> Option<Body> {
        let followed = self.follow(node)?;
        let mut fields = Fields::open(followed.node, "a request body", self.sink)?;
        let body = Body {
            at: followed.node.at,
            description: fields.text("description", self.sink),
            required: fields.flag("required", self.sink).unwrap_or_default(),
            content: self.content(&mut fields),
            component: followed.component,
        };
        fields.finish(self.sink);
        Some(body)
    }

    /// Reads the responses of an operation, in the order in which they are tried.
    pub(super) fn responses(&mut self, fields: &mut Fields<'a>) -> Vec<Response> {
        let mut responses: Vec<Response> = Vec::new();
        for (key, node) in fields.map("responses", self.sink) {
            if key.starts_with("x-") {
                continue;
            }
            let Some(status) = Status::parse(key) else {
                let message = format!("`{key}` is not a status, a range of them or `default`");
                self.sink.report(Code::BadStatus, At::Key(node.at), message);
                continue;
            };
            responses.extend(self.response(status, node));
        }
        responses.sort_by_key(|response| response.status);
        responses
    }

    fn response(&mut self, status: Status, node: &'a Node) -> Option<Response> {
        let followed = self.follow(node)?;
        let mut fields = Fields::open(followed.node, "a response", self.sink)?;
        for section in ["headers", "links"] {
            let node = fields.take(section);
            self.skip(node, section);
        }
        let response = Response {
            at: followed.node.at,
            status,
            description: fields.text("description", self.sink),
            content: self.content(&mut fields),
            component: followed.component,
        };
        fields.ignore(&["summary"]);
        fields.finish(self.sink);
        Some(response)
    }

    fn content(&mut self, fields: &mut Fields<'a>) -> Vec<Media> {
        let content = fields.map("content", self.sink);
        content
            .filter_map(|(name, node)| self.media(name, node))
            .collect()
    }

    fn media(&mut self, name: &str, node: &'a Node) -> Option<Media> {
        let mut fields = Fields::open(node, "a media type", self.sink)?;
        let encoding = fields.take("encoding");
        self.skip(encoding, "encoding");
        let media = Media {
            at: node.at,
            name: name.to_owned(),
            schema: fields.take("schema").map(|schema| self.queue.id(schema)),
            examples: self.examples(&mut fields),
        };
        fields.finish(self.sink);
        Some(media)
    }

    /// Reads `example` and the named `examples` of a media type or a parameter.
    pub(super) fn examples(&mut self, fields: &mut Fields<'a>) -> Vec<Node> {
        let mut examples: Vec<Node> = fields.take("example").cloned().into_iter().collect();
        for (_, node) in fields.map("examples", self.sink) {
            let Some(example) = self.follow(node) else {
                continue;
            };
            examples.extend(example.node.get("value").cloned());
        }
        examples
    }
}
