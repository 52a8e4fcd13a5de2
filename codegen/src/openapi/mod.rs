//! Tree to the OpenAPI model: the document as written, with 3.0, 3.1 and 3.2 made alike.
//!
//! In: the trees of a bundle. Out: [`Documents`], in which references are ids or followed, and every
//! object knows its place. What the specification does not allow is reported here; what it allows
//! and we do not support is reported by `lower`.

mod fields;
mod flows;
mod operation;
mod parameter;
mod payload;
mod reference;
mod schema;
mod security;
mod server;
mod version;

use std::collections::BTreeSet;

use indexmap::IndexMap;

pub use flows::{Flow, FlowKind};
pub use operation::{Method, Operation};
pub use parameter::{Location, Parameter};
pub use payload::{Body, Media, Response, Status};
pub use schema::{Additional, Discriminator, Schema, SchemaId, Schemas, Type};
pub use security::{Requirement, Scheme, SchemeKind};
pub use server::Server;
pub use version::Version;

use crate::{
    diagnostic::{Code, Place, Places, Sink},
    openapi::fields::Fields,
    source::{Bundle, Node},
};

/// The documents of one client.
#[derive(Debug, Default)]
pub struct Documents {
    /// Each document.
    pub documents: Vec<Document>,
    /// The schemas of all, those of files that they refer to included.
    pub schemas: Schemas,
    /// What each file of the bundle is called, the documents first.
    pub stems: Vec<String>,
}

impl Documents {
    /// Returns how many operations could not be read.
    pub fn left_out(&self) -> usize {
        let documents = self.documents.iter();
        documents
            .map(|document| {
                document
                    .operation_count
                    .saturating_sub(document.operations.len())
            })
            .sum()
    }
}

/// A document as written.
#[derive(Debug)]
pub struct Document {
    /// What the API is called.
    pub title: String,
    /// The document's own version.
    pub version: Option<String>,
    /// What the API is for.
    pub description: Option<String>,
    /// The first server with an absolute URL, or else the first.
    pub server: Option<Server>,
    /// The tags that are described, in the document's order.
    pub tags: Vec<Tag>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// Requests that the service sends: webhooks and callbacks, with their names.
    pub webhooks: Vec<(String, Operation)>,
    /// `components/schemas`.
    pub components: IndexMap<String, SchemaId>,
    /// `components/securitySchemes`.
    pub schemes: IndexMap<String, Scheme>,
    /// How many operations the document has, those included that could not be read.
    pub operation_count: usize,
    /// Sections that are read over, with their names.
    pub skipped: Vec<(Place, &'static str)>,
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
    bundle: &'a Bundle,
    places: &'a Places,
    /// The index of the document in the bundle.
    home: usize,
    /// The version of each file.
    versions: Vec<Version>,
    /// The version of the file whose schema is read.
    version: Version,
    sink: &'a mut Sink,
    queue: schema::Queue<'a>,
    schemas: schema::Boxes,
    operation_count: usize,
    webhooks: Vec<(String, Operation)>,
    /// The path items of callbacks and webhooks that were read, by name and place.
    incoming_items: BTreeSet<(String, Place)>,
    /// How many callbacks the operation that is read stands in.
    depth: usize,
    skipped: Vec<(Place, &'static str)>,
}

/// Reads the first `count` files of a bundle; nothing if one is not OpenAPI 3.
pub fn read(bundle: &Bundle, count: usize, places: &Places, sink: &mut Sink) -> Option<Documents> {
    let mut reader = Reader {
        bundle,
        places,
        home: 0,
        versions: Version::of_files(bundle),
        version: Version::V3_1,
        sink,
        queue: schema::Queue::default(),
        schemas: Vec::new(),
        operation_count: 0,
        webhooks: Vec::new(),
        incoming_items: BTreeSet::new(),
        depth: 0,
        skipped: Vec::new(),
    };
    let mut documents = Vec::new();
    for index in 0..count {
        reader.home = index;
        let root = bundle.document(index)?;
        let mut fields = Fields::open_required(root, "an OpenAPI document", reader.sink)?;
        Version::read(&mut fields, reader.sink)?;
        documents.push(reader.document(fields));
    }
    Some(Documents {
        documents,
        schemas: Schemas::new(reader.schemas),
        stems: bundle.stems(),
    })
}

/// Says whether `root` is an OpenAPI document of a version that is read; why not is reported.
#[cfg(feature = "cli")]
pub(crate) fn is_document(root: &Node, sink: &mut Sink) -> bool {
    Fields::open_required(root, "an OpenAPI document", sink)
        .and_then(|mut fields| Version::read(&mut fields, sink))
        .is_some()
}

impl<'a> Reader<'a> {
    fn document(&mut self, mut fields: Fields<'a>) -> Document {
        let (title, version, description) = self.info(&mut fields);
        let servers = self.servers(&mut fields);
        let tags = self
            .list(&mut fields, "tags")
            .iter()
            .filter_map(|tag| self.tag(tag))
            .collect();
        let security = self.requirements(&mut fields).unwrap_or_default();
        let (components, schemes) = self.components(&mut fields);
        let paths = fields.take("paths");
        let webhooks = [fields.take("webhooks"), fields.take("x-webhooks")];
        let has_webhooks = webhooks.iter().any(Option::is_some);
        if paths.is_none() && !has_webhooks && components.is_empty() {
            self.sink.report(
                Code::Empty,
                fields.at(),
                "the document has neither `paths` nor `components` nor `webhooks`",
            );
        }
        let operations = paths
            .map(|paths| self.paths(paths, &security))
            .unwrap_or_default();
        for node in webhooks.into_iter().flatten() {
            self.incoming(node);
        }
        fields.ignore(&["externalDocs", "jsonSchemaDialect", "$self"]);
        fields.finish(self.sink);
        self.read_schemas();
        self.incoming_items.clear();
        Document {
            title,
            version,
            description,
            server: server::chosen(servers),
            tags,
            operations,
            webhooks: std::mem::take(&mut self.webhooks),
            components,
            schemes,
            operation_count: std::mem::take(&mut self.operation_count),
            skipped: std::mem::take(&mut self.skipped),
        }
    }

    fn info(&mut self, fields: &mut Fields<'a>) -> (String, Option<String>, Option<String>) {
        let info = fields
            .require("info", self.sink)
            .and_then(|info| self.open(info, "`info`"));
        let Some(mut info) = info else {
            return (String::new(), None, None);
        };
        let title = self.text(&mut info, "title");
        let version = self.text(&mut info, "version");
        let description = self.text(&mut info, "description");
        info.ignore(&["summary", "termsOfService", "contact", "license"]);
        info.finish(self.sink);
        (title.unwrap_or_default(), version, description)
    }

    fn tag(&mut self, node: &'a Node) -> Option<Tag> {
        let mut fields = self.open(node, "a tag")?;
        let name = fields.require_str("name", self.sink)?.to_owned();
        let description = self.text(&mut fields, "description");
        fields.ignore(&["externalDocs", "summary", "parent", "kind"]);
        fields.finish(self.sink);
        Some(Tag { name, description })
    }

    fn components(
        &mut self,
        fields: &mut Fields<'a>,
    ) -> (IndexMap<String, SchemaId>, IndexMap<String, Scheme>) {
        let components = fields.take("components");
        let opened = components.and_then(|node| self.open(node, "`components`"));
        let Some(mut components) = opened else {
            return Default::default();
        };
        let schemas = self.map(&mut components, "schemas");
        let schemas = schemas
            .map(|(name, node)| (name.clone(), self.queue.id(node)))
            .collect();
        let schemes = self.map(&mut components, "securitySchemes");
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
            "callbacks",
            "pathItems",
            "mediaTypes",
        ]);
        let links = components.take("links");
        self.skip(links, "links");
        components.finish(self.sink);
        (schemas, schemes)
    }

    /// Notes a section that is read over, unless it is empty.
    fn skip(&mut self, node: Option<&Node>, name: &'static str) {
        let is_empty = |node: &Node| node.as_map().is_some_and(|map| map.is_empty());
        if let Some(node) = node.filter(|node| !is_empty(node)) {
            self.skipped.push((node.at, name));
        }
    }
}
