//! Tree to the OpenAPI model: the document as written, with 3.0 and 3.1 made alike.
//!
//! In: the tree of a document. Out: a [`Document`] in which references are ids or followed, and every
//! object knows its place. What the specification does not allow is reported here; what it allows
//! and we do not support is reported by `lower`.

mod fields;
mod operation;
mod parameter;
mod payload;
mod reference;
mod schema;
mod security;
mod version;

use indexmap::IndexMap;

pub use operation::{Method, Operation};
pub use parameter::{Location, Parameter};
pub use payload::{Body, Media, Response, Status};
pub use schema::{Additional, Schema, SchemaId, Schemas, Type};
pub use security::{Requirement, Scheme, SchemeKind};
pub use version::Version;

use crate::{
    diagnostic::{Code, Place, Sink},
    openapi::fields::Fields,
    source::Node,
};

/// A document as written.
#[derive(Debug)]
pub struct Document {
    /// What the API is called.
    pub title: String,
    /// The document's own version.
    pub version: Option<String>,
    /// What the API is for.
    pub description: Option<String>,
    /// The first server.
    pub server: Option<Server>,
    /// The tags that are described, in the document's order.
    pub tags: Vec<Tag>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// All schemas.
    pub schemas: Schemas,
    /// `components/schemas`.
    pub components: IndexMap<String, SchemaId>,
    /// `components/securitySchemes`.
    pub schemes: IndexMap<String, Scheme>,
    /// How many operations the document has, those included that could not be read.
    pub operation_count: usize,
    /// Sections that are read over, with their names.
    pub skipped: Vec<(Place, &'static str)>,
}

/// A server.
#[derive(Debug)]
pub struct Server {
    /// Where it stands.
    pub at: Place,
    /// The URL, its variables replaced by their defaults.
    pub url: String,
    /// Where the variables are, if there are any.
    pub variables: Option<Place>,
}

/// A tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// What its operations have in common.
    pub description: Option<String>,
}

/// What reading a document needs at hand.
struct Reader<'a> {
    root: &'a Node,
    version: Version,
    sink: &'a mut Sink,
    queue: schema::Queue<'a>,
    operation_count: usize,
    skipped: Vec<(Place, &'static str)>,
}

/// Reads a document; nothing if it is not OpenAPI 3.0 or 3.1.
pub fn read(root: &Node, sink: &mut Sink) -> Option<Document> {
    let mut fields = Fields::open(root, "an OpenAPI document", sink)?;
    let version = Version::read(&mut fields, sink)?;
    let mut reader = Reader {
        root,
        version,
        sink,
        queue: schema::Queue::default(),
        operation_count: 0,
        skipped: Vec::new(),
    };
    Some(reader.document(fields))
}

impl<'a> Reader<'a> {
    fn document(&mut self, mut fields: Fields<'a>) -> Document {
        let (title, version, description) = self.info(&mut fields);
        let servers = fields.list("servers", self.sink);
        let server = servers.first().and_then(|server| self.server(server));
        let tags = fields
            .list("tags", self.sink)
            .iter()
            .filter_map(|tag| self.tag(tag))
            .collect();
        let security = self.requirements(&mut fields).unwrap_or_default();
        let (components, schemes) = self.components(&mut fields);
        let paths = fields.take("paths");
        let (webhooks, has_components) = (fields.take("webhooks"), !components.is_empty());
        if paths.is_none() && webhooks.is_none() && !has_components {
            self.sink.report(
                Code::Missing,
                fields.at(),
                "the document has neither `paths` nor `components` nor `webhooks`",
            );
        }
        let operations = paths
            .map(|paths| self.paths(paths, &security))
            .unwrap_or_default();
        self.skip(webhooks, "webhooks");
        fields.ignore(&["externalDocs", "jsonSchemaDialect", "$self"]);
        fields.finish(self.sink);
        let schemas = self.schemas();
        let skipped = std::mem::take(&mut self.skipped);
        Document {
            title,
            version,
            description,
            server,
            tags,
            operations,
            schemas,
            components,
            schemes,
            operation_count: self.operation_count,
            skipped,
        }
    }

    fn info(&mut self, fields: &mut Fields<'a>) -> (String, Option<String>, Option<String>) {
        let info = fields
            .require("info", self.sink)
            .and_then(|info| Fields::open(info, "`info`", self.sink));
        let Some(mut info) = info else {
            return (String::new(), None, None);
        };
        let title = info.require_str("title", self.sink);
        let version = info.text("version", self.sink);
        let description = info.text("description", self.sink);
        info.ignore(&["summary", "termsOfService", "contact", "license"]);
        info.finish(self.sink);
        (title.unwrap_or_default().to_owned(), version, description)
    }

    fn server(&mut self, node: &'a Node) -> Option<Server> {
        let mut fields = Fields::open(node, "a server", self.sink)?;
        let mut url = fields.require_str("url", self.sink)?.to_owned();
        let variables = fields.take("variables");
        for (name, variable) in variables.and_then(Node::as_map).into_iter().flatten() {
            let default = variable
                .get("default")
                .and_then(Node::as_str)
                .unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        fields.ignore(&["description", "name"]);
        fields.finish(self.sink);
        Some(Server {
            at: node.at,
            url,
            variables: variables.map(|variables| variables.at),
        })
    }

    fn tag(&mut self, node: &'a Node) -> Option<Tag> {
        let mut fields = Fields::open(node, "a tag", self.sink)?;
        let name = fields.require_str("name", self.sink)?.to_owned();
        let description = fields.text("description", self.sink);
        fields.ignore(&["externalDocs", "summary", "parent", "kind"]);
        fields.finish(self.sink);
        Some(Tag { name, description })
    }

    fn components(
        &mut self,
        fields: &mut Fields<'a>,
    ) -> (IndexMap<String, SchemaId>, IndexMap<String, Scheme>) {
        let components = fields.take("components");
        let opened = components.and_then(|node| Fields::open(node, "`components`", self.sink));
        let Some(mut components) = opened else {
            return Default::default();
        };
        let schemas = components.map("schemas", self.sink);
        let schemas = schemas
            .map(|(name, node)| (name.clone(), self.queue.id(node)))
            .collect();
        let schemes = components.map("securitySchemes", self.sink);
        let schemes = schemes
            .filter_map(|(name, node)| Some((name.clone(), self.scheme(node)?)))
            .collect();
        // These are read where they are referred to.
        components.ignore(&[
            "parameters",
            "requestBodies",
            "responses",
            "headers",
            "examples",
            "pathItems",
            "mediaTypes",
        ]);
        for section in ["links", "callbacks"] {
            let node = components.take(section);
            self.skip(node, section);
        }
        components.finish(self.sink);
        (schemas, schemes)
    }

    /// Notes a section that is read over, unless it is empty.
    fn skip(&mut self, node: Option<&Node>, name: &'static str) {
        let is_empty = |node: &Node| node.as_map().is_some_and(IndexMap::is_empty);
        if let Some(node) = node.filter(|node| !is_empty(node)) {
            self.skipped.push((node.at, name));
        }
    }
}
