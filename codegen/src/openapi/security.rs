//! Security schemes and requirements (OpenAPI 3.1.1, §4.8.27 and §4.8.30).

use crate::{
    diagnostic::{Code, Place},
    openapi::{
        Flow, Location, Reader,
        fields::{Fields, wrong},
    },
    source::Node,
};

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Where it stands.
    pub at: Place,
    /// How its credential travels.
    pub kind: SchemeKind,
    /// The flows of one of the type `oauth2`.
    pub flows: Vec<Flow>,
    /// What it is.
    pub description: Option<String>,
}

/// How the credential of a scheme travels.
#[derive(Debug)]
pub enum SchemeKind {
    /// `http` with `bearer`, `oauth2` and `openIdConnect`: as a bearer token.
    Bearer,
    /// `http` with `basic`.
    Basic,
    /// `apiKey`: where, and under which name.
    ApiKey(Location, String),
    /// Another one.
    Other(String),
}

/// Schemes that are needed together, each with its scopes.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Names of schemes, where they stand, and scopes.
    pub schemes: Vec<(String, Place, Vec<String>)>,
}

impl<'a> Reader<'a> {
    pub(super) fn scheme(&mut self, node: &'a Node) -> Option<Scheme> {
        let node = self.follow(node)?.node;
        let mut fields = self.open(node, "a security scheme")?;
        let ty = fields.require_str("type", self.sink)?;
        let kind = match ty {
            "http" => match fields
                .require_str("scheme", self.sink)?
                .to_lowercase()
                .as_str()
            {
                "bearer" => SchemeKind::Bearer,
                "basic" => SchemeKind::Basic,
                other => SchemeKind::Other(other.to_owned()),
            },
            "oauth2" | "openIdConnect" => SchemeKind::Bearer,
            "apiKey" => {
                let location = fields.require("in", self.sink)?;
                let name = fields.require_str("name", self.sink)?.to_owned();
                match location.as_str().and_then(Location::parse) {
                    Some(location @ (Location::Query | Location::Header | Location::Cookie)) => {
                        SchemeKind::ApiKey(location, name)
                    }
                    Some(Location::Path | Location::Querystring) | None => {
                        let message = "`in` is `query`, `header` or `cookie`";
                        self.sink.report(Code::IgnoredValue, location.at, message);
                        return None;
                    }
                }
            }
            other => SchemeKind::Other(other.to_owned()),
        };
        let description = self.text(&mut fields, "description");
        let flows = match ty {
            "oauth2" => self.flows(&mut fields),
            _ => Vec::new(),
        };
        // Generators of documents put `name` and `in` beside `http`, where they mean nothing.
        fields.ignore(&[
            "name",
            "in",
            "bearerFormat",
            "flows",
            "openIdConnectUrl",
            "oauth2MetadataUrl",
            "deprecated",
        ]);
        fields.finish(self.sink);
        Some(Scheme {
            at: node.at,
            kind,
            flows,
            description,
        })
    }

    /// Reads `security`; absent is `None`.
    pub(super) fn requirements(&mut self, fields: &mut Fields<'a>) -> Option<Vec<Requirement>> {
        let node = fields.take("security")?;
        let node = self.behind(node)?;
        let Some(alternatives) = node.as_list() else {
            wrong("security", "a list", node, self.sink);
            return None;
        };
        Some(
            alternatives
                .iter()
                .filter_map(|node| self.requirement(node))
                .collect(),
        )
    }

    fn requirement(&mut self, node: &Node) -> Option<Requirement> {
        let Some(map) = node.as_map() else {
            wrong("security", "a list of objects", node, self.sink);
            return None;
        };
        let mut schemes = Vec::new();
        for (name, scopes) in map {
            let Some(items) = scopes.as_list() else {
                wrong(name, "a list of scopes", scopes, self.sink);
                continue;
            };
            let items = items
                .iter()
                .filter_map(|scope| scope.as_str().map(str::to_owned));
            schemes.push((name.clone(), scopes.at, items.collect()));
        }
        Some(Requirement { schemes })
    }
}
