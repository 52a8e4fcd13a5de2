//! Path items and operations (OpenAPI 3.1.1, §4.8.8 to §4.8.10).

use std::collections::BTreeMap;

use crate::{
    diagnostic::{At, Code, Diagnostic, Place},
    openapi::{
        Body, Parameter, Reader, Requirement, Response, Server,
        fields::{Fields, wrong},
        server::chosen,
    },
    source::{Node, Value},
};

/// An HTTP method that a path item has a key for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
    /// `OPTIONS`.
    Options,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `TRACE`.
    Trace,
}

impl Method {
    /// All methods, with their keys.
    const ALL: &'static [(&'static str, Self)] = &[
        ("get", Self::Get),
        ("put", Self::Put),
        ("post", Self::Post),
        ("delete", Self::Delete),
        ("options", Self::Options),
        ("head", Self::Head),
        ("patch", Self::Patch),
        ("trace", Self::Trace),
    ];

    /// Returns the method as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Where it stands.
    pub at: Place,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// `operationId`.
    pub id: Option<(String, Place)>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `x-sunset`: the day when it goes away.
    pub sunset: Option<String>,
    /// Its parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// The body that it sends.
    pub body: Option<Body>,
    /// What it may answer, in the order in which statuses are tried.
    pub responses: Vec<Response>,
    /// Alternatives, one of which is needed; the document's if it has none of its own.
    pub security: Vec<Requirement>,
    /// The first server of its own or of its path item.
    pub server: Option<Server>,
}

/// How many callbacks stand in callbacks before a document is not taken for serious.
const MAX_CALLBACKS: usize = 32;

impl<'a> Reader<'a> {
    pub(super) fn paths(&mut self, paths: &'a Node, security: &[Requirement]) -> Vec<Operation> {
        let Some(paths) = self.behind(paths) else {
            let message = "the operations behind this reference are not in this client";
            self.sink.report(Code::LostOperation, paths.at, message);
            return Vec::new();
        };
        let Some(map) = paths.as_map() else {
            self.sink.report(
                Code::WrongType,
                paths.at,
                format!("`paths` is an object, not {}", paths.kind()),
            );
            return Vec::new();
        };
        let mut operations = Vec::new();
        for (path, item) in map {
            if path.starts_with("x-") {
                continue;
            }
            let mut path = path.clone();
            if !path.starts_with('/') {
                let message = format!("the path `{path}` does not begin with a slash");
                self.sink.report(Code::NoSlash, At::Key(item.at), message);
                path.insert(0, '/');
            }
            self.path_item(&path, item, security, &mut operations);
        }
        self.without_duplicates(operations)
    }

    fn path_item(
        &mut self,
        path: &str,
        node: &'a Node,
        security: &[Requirement],
        operations: &mut Vec<Operation>,
    ) {
        if matches!(node.value, Value::Null) {
            let message = "a path item is an object, not null";
            self.sink.report(Code::IgnoredValue, node.at, message);
            return;
        }
        let (items, is_whole) = self.path_items(node);
        if !is_whole {
            let message = format!("the operations of `{path}` are not in this client");
            self.sink.report(Code::LostOperation, node.at, message);
        }
        let mut items: Vec<Fields<'a>> = items
            .into_iter()
            .filter_map(|item| Fields::open_required(item, "a path item", self.sink))
            .collect();
        let mut shared = Vec::new();
        let mut server = None;
        for fields in &mut items {
            let inherited = self.parameters(fields);
            shared = self.merged(&inherited, shared);
            let servers = self.servers(fields);
            server = server.or_else(|| chosen(servers));
        }
        for (key, method) in Method::ALL {
            let Some(node) = self.first_of(&mut items, key) else {
                continue;
            };
            self.operation_count += 1;
            let Some(operation) = self.operation(node, &shared, security) else {
                continue;
            };
            operations.push(Operation {
                method: *method,
                path: path.to_owned(),
                server: operation.server.or_else(|| server.clone()),
                ..operation
            });
        }
        for mut fields in items {
            self.other_methods(&mut fields);
            fields.ignore(&["summary", "description", "$ref"]);
            fields.finish(self.sink);
        }
    }

    /// A path item and those that it refers to, of which each may say something (OpenAPI 3.1.1,
    /// §4.8.9); and whether all of them are there.
    fn path_items(&mut self, node: &'a Node) -> (Vec<&'a Node>, bool) {
        let mut items = vec![node];
        let mut last = node;
        while let Some(reference) = last.get("$ref") {
            let Some(target) = self.target(reference) else {
                return (items, false);
            };
            if items.iter().any(|item| item.at == target.at) {
                let message = "this chain of references has no end";
                self.sink
                    .report(Code::CircularReference, reference.at, message);
                return (items, false);
            }
            items.push(target);
            last = target;
        }
        (items, true)
    }

    /// Takes a method from a path item, or else from those that it refers to.
    fn first_of(&mut self, items: &mut [Fields<'a>], key: &str) -> Option<&'a Node> {
        let mut first: Option<&Node> = None;
        for node in items.iter_mut().filter_map(|fields| fields.take(key)) {
            match first {
                None => first = Some(node),
                Some(first) => {
                    let message = format!("`{key}` stands beside the reference to this path item");
                    let at = At::Key(node.at);
                    let diagnostic = Diagnostic::new(Code::PathItemClash, at, message);
                    let other = At::Key(first.at);
                    self.sink
                        .push(diagnostic.also(other, "the one that counts"));
                }
            }
        }
        first
    }

    fn other_methods(&mut self, fields: &mut Fields<'a>) {
        for key in ["query", "additionalOperations"] {
            if let Some(node) = fields.take(key) {
                self.operation_count += 1;
                let message = format!("methods beside those of OpenAPI 3.1 are not sent: `{key}`");
                self.sink
                    .report(Code::LostOperation, At::Key(node.at), message);
            }
        }
    }

    /// Reads an operation; its method and path are the caller's to set.
    fn operation(
        &mut self,
        node: &'a Node,
        shared: &[Parameter],
        security: &[Requirement],
    ) -> Option<Operation> {
        let Some(node) = self.behind(node) else {
            let message = "the operation behind this reference is not in this client";
            self.sink.report(Code::LostOperation, node.at, message);
            return None;
        };
        let mut fields = Fields::open_required(node, "an operation", self.sink)?;
        let own = self.parameters(&mut fields);
        let body = fields.take("requestBody").map(|node| self.body(node));
        let responses = self.responses(&mut fields);
        let id = fields.str_at("operationId", self.sink);
        let id = id.filter(|(id, _)| !id.trim().is_empty());
        let tags = self.tag_names(&mut fields);
        for (name, callback) in self.map(&mut fields, "callbacks") {
            self.callback(name, callback);
        }
        let operation = Operation {
            at: node.at,
            method: Method::Get,
            path: String::new(),
            id,
            summary: self.text(&mut fields, "summary"),
            description: self.text(&mut fields, "description"),
            tags,
            deprecated: fields.flag("deprecated", self.sink).unwrap_or_default(),
            sunset: fields.take("x-sunset").and_then(Node::scalar),
            parameters: self.merged(shared, own),
            body,
            responses,
            security: self
                .requirements(&mut fields)
                .unwrap_or_else(|| security.to_vec()),
            server: chosen(self.servers(&mut fields)),
        };
        fields.ignore(&["externalDocs"]);
        fields.finish(self.sink);
        Some(operation)
    }

    /// Reads path items by their names, whose operations the service sends.
    pub(super) fn incoming(&mut self, node: &'a Node) {
        let node = self.behind(node);
        for (name, item) in node.and_then(Node::as_map).into_iter().flatten() {
            if !name.starts_with("x-") {
                self.incoming_item(name, item);
            }
        }
    }

    /// Reads a callback: path items by expressions (OpenAPI 3.1.1, §4.8.18).
    fn callback(&mut self, name: &str, node: &'a Node) {
        let Some(followed) = self.follow(node) else {
            return;
        };
        for (expression, item) in followed.node.as_map().into_iter().flatten() {
            if !expression.starts_with("x-") {
                self.incoming_item(name, item);
            }
        }
    }

    fn incoming_item(&mut self, name: &str, node: &'a Node) {
        let (items, _) = self.path_items(node);
        // What was read under that name is not read again; it may lead back to itself.
        let read = items.last().map(|item| (name.to_owned(), item.at));
        if read.is_some_and(|read| !self.incoming_items.insert(read)) {
            return;
        }
        if self.depth >= MAX_CALLBACKS {
            let message = format!("callbacks of callbacks go deeper than {MAX_CALLBACKS}");
            self.sink.report(Code::TooDeep, node.at, message);
            return;
        }
        self.depth += 1;
        self.incoming_operations(name, items);
        self.depth -= 1;
    }

    fn incoming_operations(&mut self, name: &str, items: Vec<&'a Node>) {
        let items = items.into_iter();
        let mut items: Vec<Fields<'a>> = items
            .filter_map(|item| Fields::open(item, "a path item", self.sink))
            .collect();
        for (key, method) in Method::ALL {
            let node = self.first_of(&mut items, key);
            if let Some(operation) = node.and_then(|node| self.operation(node, &[], &[])) {
                let method = *method;
                let operation = Operation {
                    method,
                    ..operation
                };
                self.webhooks.push((name.to_owned(), operation));
            }
        }
    }

    fn tag_names(&mut self, fields: &mut Fields<'a>) -> Vec<String> {
        let mut names = Vec::new();
        for tag in self.list(fields, "tags") {
            match tag.as_str() {
                Some(name) => names.push(name.to_owned()),
                None => wrong("tags", "a list of strings", tag, self.sink),
            }
        }
        names
    }

    /// The parameters of the path item, those that the operation has itself replaced.
    fn merged(&mut self, shared: &[Parameter], own: Vec<Parameter>) -> Vec<Parameter> {
        let key = |parameter: &Parameter| (parameter.location, parameter.wire.clone());
        let mut seen = BTreeMap::new();
        let mut distinct = Vec::new();
        for parameter in own {
            if let Some(first) = seen.get(&key(&parameter)).copied() {
                let message = format!(
                    "the {} parameter `{}` stands here a second time",
                    parameter.location.as_str(),
                    parameter.wire
                );
                let diagnostic = Diagnostic::new(Code::DuplicateParameter, parameter.at, message);
                self.sink.push(diagnostic.also(first, "the first one"));
                continue;
            }
            seen.insert(key(&parameter), parameter.at);
            distinct.push(parameter);
        }
        let inherited = shared
            .iter()
            .filter(|parameter| !seen.contains_key(&key(parameter)));
        inherited.cloned().chain(distinct).collect()
    }

    /// Takes the id from operations whose id an earlier one has.
    fn without_duplicates(&mut self, mut operations: Vec<Operation>) -> Vec<Operation> {
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        for operation in &mut operations {
            let Some((id, at)) = operation.id.clone() else {
                continue;
            };
            if let Some(first) = seen.get(&id) {
                let message = format!("the operation id `{id}` stands here a second time");
                let diagnostic = Diagnostic::new(Code::DuplicateOperationId, at, message);
                self.sink.push(diagnostic.also(*first, "the first one"));
                operation.id = None;
            } else {
                seen.insert(id, at);
            }
        }
        operations
    }
}
