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
#[derive(Debug, Clone)]
pub struct Media {
    /// Where it stands.
    pub at: Place,
    /// Its name, as in `application/json`.
    pub name: String,
    /// Its schema.
    pub schema: Option<SchemaId>,
    /// The schema of each item of a sequence (OpenAPI 3.2.0, §4.14.3).
    pub item: Option<SchemaId>,
    /// How members of a form are written.
    pub encoding: Vec<Encoding>,
    /// Examples of it.
    pub examples: Vec<Node>,
}

/// How a member of a form is written (OpenAPI 3.1.1, §4.8.15).
#[derive(Debug, Clone)]
pub struct Encoding {
    /// The member.
    pub property: String,
    /// Its media type.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Option<String>,
    /// `explode`.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub reserved: bool,
}

/// A header of a response (OpenAPI 3.1.1, §4.8.21).
#[derive(Debug)]
pub struct Header {
    /// Where it stands.
    pub at: Place,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Whether each answer has it.
    pub required: bool,
    /// Its schema.
    pub schema: Option<SchemaId>,
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
    /// Its headers.
    pub headers: Vec<Header>,
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
    /// Reads a request body; one that cannot be read may be anything.
    pub(super) fn body(&mut self, node: &'a Node) -> Body {
        let followed = self.follow(node);
        let component = followed.as_ref().and_then(|found| found.component.clone());
        let fields = followed.and_then(|followed| self.open(followed.node, "a request body"));
        let Some(mut fields) = fields else {
            return Body {
                at: node.at,
                description: None,
                required: false,
                content: Vec::new(),
                component,
            };
        };
        let body = Body {
            at: fields.at(),
            description: self.text(&mut fields, "description"),
            required: fields.flag("required", self.sink).unwrap_or_default(),
            content: self.content(&mut fields),
            component,
        };
        fields.finish(self.sink);
        body
    }

    /// Reads the responses of an operation, in the order in which they are tried.
    pub(super) fn responses(&mut self, fields: &mut Fields<'a>) -> Vec<Response> {
        let mut responses: Vec<Response> = Vec::new();
        for (key, node) in self.map(fields, "responses") {
            if key.starts_with("x-") {
                continue;
            }
            let Some(status) = Status::parse(key) else {
                let message = format!("`{key}` is not a status, a range of them or `default`");
                self.sink.report(Code::BadStatus, At::Key(node.at), message);
                continue;
            };
            if responses.iter().any(|response| response.status == status) {
                let message = format!("there is a response for `{status}` before this one");
                let at = At::Key(node.at);
                self.sink.report(Code::DuplicateStatus, at, message);
                continue;
            }
            responses.push(self.response(status, node));
        }
        responses.sort_by_key(|response| response.status);
        responses
    }

    /// Reads a response; one that cannot be read has no body that is known.
    fn response(&mut self, status: Status, node: &'a Node) -> Response {
        let followed = self.follow(node);
        let component = followed.as_ref().and_then(|found| found.component.clone());
        let fields = followed.and_then(|followed| self.open(followed.node, "a response"));
        let Some(mut fields) = fields else {
            return Response {
                at: node.at,
                status,
                description: None,
                content: Vec::new(),
                headers: Vec::new(),
                component,
            };
        };
        let links = fields.take("links");
        self.skip(links, "links");
        let headers = self.map(&mut fields, "headers");
        let response = Response {
            at: node.at,
            status,
            description: self.text(&mut fields, "description"),
            content: self.content(&mut fields),
            headers: headers
                .filter_map(|(name, node)| self.header(name, node))
                .collect(),
            component,
        };
        fields.ignore(&["summary"]);
        fields.finish(self.sink);
        response
    }

    fn header(&mut self, name: &str, node: &'a Node) -> Option<Header> {
        let node = self.follow(node)?.node;
        let mut fields = self.open(node, "a header")?;
        let content = self.content(&mut fields);
        let schema = fields.take("schema").map(|schema| self.queue.id(schema));
        let header = Header {
            at: node.at,
            name: name.to_owned(),
            description: self.text(&mut fields, "description"),
            required: fields.flag("required", self.sink).unwrap_or_default(),
            schema: schema.or_else(|| content.first()?.schema),
        };
        fields.ignore(&[
            "deprecated",
            "style",
            "explode",
            "example",
            "examples",
            "allowEmptyValue",
            "type",
            "format",
        ]);
        fields.finish(self.sink);
        Some(header)
    }

    /// Reads `content`.
    pub(super) fn content(&mut self, fields: &mut Fields<'a>) -> Vec<Media> {
        let content = self.map(fields, "content");
        content
            .filter(|(name, _)| !name.starts_with("x-"))
            .filter_map(|(name, node)| self.media(name, node))
            .collect()
    }

    fn media(&mut self, name: &str, node: &'a Node) -> Option<Media> {
        let followed = self.follow(node)?.node;
        let mut fields = self.open(followed, "a media type")?;
        let schema = fields.take("schema").map(|schema| self.queue.id(schema));
        let item = fields.take("itemSchema");
        let item = item.map(|schema| match name.starts_with("text/event-stream") {
            true => self.event_data(schema),
            false => schema,
        });
        let item = item.map(|schema| self.queue.id(schema));
        let encoding = self.map(&mut fields, "encoding");
        let media = Media {
            at: followed.at,
            name: name.to_owned(),
            schema,
            item,
            encoding: encoding
                .filter_map(|(name, node)| self.encoding(name, node))
                .collect(),
            examples: self.examples(&mut fields),
        };
        fields.ignore(&["prefixEncoding", "itemEncoding"]);
        fields.finish(self.sink);
        Some(media)
    }

    /// The schema of an event's data, of one that describes the event (OpenAPI 3.2.0, §4.14.4.1); one
    /// without `data` describes the data itself.
    fn event_data(&mut self, schema: &'a Node) -> &'a Node {
        let Some(event) = self.follow(schema) else {
            return schema;
        };
        let properties = event.node.get("properties");
        let Some(data) = properties.and_then(|properties| properties.get("data")) else {
            return schema;
        };
        let described = self
            .follow(data)
            .and_then(|data| data.node.get("contentSchema"));
        described.unwrap_or(data)
    }

    fn encoding(&mut self, property: &str, node: &'a Node) -> Option<Encoding> {
        let mut fields = self.open(node, "an encoding")?;
        let headers = fields.take("headers");
        self.skip(headers, "headers of a part");
        let style = fields.str_at("style", self.sink);
        let encoding = Encoding {
            property: property.to_owned(),
            content_type: self.text(&mut fields, "contentType"),
            style: style.map(|(style, _)| style),
            explode: fields.flag("explode", self.sink),
            reserved: fields.flag("allowReserved", self.sink).unwrap_or_default(),
        };
        fields.finish(self.sink);
        Some(encoding)
    }

    /// Reads `example` and the named `examples` of a media type or a parameter.
    pub(super) fn examples(&mut self, fields: &mut Fields<'a>) -> Vec<Node> {
        let mut examples: Vec<Node> = fields.take("example").cloned().into_iter().collect();
        for (_, node) in self.map(fields, "examples") {
            let Some(example) = self.follow(node) else {
                continue;
            };
            let value = example.node.get("value").or(example.node.get("dataValue"));
            examples.extend(value.cloned());
        }
        examples
    }
}
