//! Servers (OpenAPI 3.1.1, §4.8.5 and §4.8.6).

use crate::{
    diagnostic::Place,
    openapi::{Reader, fields::Fields},
    source::Node,
};

/// A server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it stands.
    pub at: Place,
    /// The URL, with its variables as `{name}`.
    pub url: String,
    /// Its variables.
    pub variables: Vec<Variable>,
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The value that it has unless told otherwise.
    pub default: String,
    /// The values that it may have; none if any.
    pub values: Vec<String>,
}

/// The server that requests go to unless told otherwise: the first with an absolute URL, as a relative
/// one says nothing without the place that the document came from.
pub(super) fn chosen(servers: Vec<Server>) -> Option<Server> {
    let is_absolute = |server: &Server| server.url.contains("://") || server.url.starts_with('{');
    let at = servers.iter().position(is_absolute).unwrap_or_default();
    servers.into_iter().nth(at)
}

impl<'a> Reader<'a> {
    /// Reads `servers`.
    pub(super) fn servers(&mut self, fields: &mut Fields<'a>) -> Vec<Server> {
        let nodes = self.list(fields, "servers");
        nodes.iter().filter_map(|node| self.server(node)).collect()
    }

    fn server(&mut self, node: &'a Node) -> Option<Server> {
        let mut fields = self.open(node, "a server")?;
        let url = fields.require_str("url", self.sink)?.to_owned();
        let mut variables = Vec::new();
        for (name, node) in self.map(&mut fields, "variables") {
            let Some(mut fields) = self.open(node, "a server variable") else {
                continue;
            };
            let values = self.list(&mut fields, "enum").iter();
            let values: Vec<String> = values.filter_map(Node::scalar).collect();
            let default = self.text(&mut fields, "default");
            variables.push(Variable {
                name: name.clone(),
                default: default
                    .or_else(|| values.first().cloned())
                    .unwrap_or_default(),
                values,
            });
            fields.ignore(&["description"]);
            fields.finish(self.sink);
        }
        fields.ignore(&["description", "name"]);
        fields.finish(self.sink);
        Some(Server {
            at: node.at,
            url,
            variables,
        })
    }
}
