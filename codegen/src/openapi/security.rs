//! Security schemes and requirements (OpenAPI 3.1.1, §4.8.27 and §4.8.30).

use crate::{
    diagnostic::{Code, Place},
    openapi::{Location, Reader, fields::Fields},
    source::Node,
};

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    /// How its credential travels.
    pub kind: SchemeKind,
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
        let mut fields = Fields::open(node, "a security scheme", self.sink)?;
        let kind = match fields.require("type", self.sink)?.as_str()? {
            "http" => match fields
                .require("scheme", self.sink)?
                .as_str()?
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
                let name = fields.require("name", self.sink)?.as_str()?.to_owned();
                match location.as_str().and_then(Location::parse) {
                    Some(location @ (Location::Query | Location::Header | Location::Cookie)) => {
                        SchemeKind::ApiKey(location, name)
                    }
                    Some(Location::Path | Location::Querystring) | None => {
                        let message = "`in` is `query`, `header` or `cookie`";
                        self.sink.report(Code::WrongType, location.at, message);
                        return None;
                    }
                }
            }
            other => SchemeKind::Other(other.to_owned()),
        };
        let description = fields.text("description", self.sink);
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
        Some(Scheme { kind, description })
    }

    /// Reads `security`; absent is `None`.
    pub(super) fn requirements(&mut self, fields: &mut Fields<'a>) -> Option<Vec<Requirement>> {
        let alternatives = fields.take("security")?.as_list()?;
        let read = |node: &Node| {
            let schemes = node.as_map().into_iter().flatten().map(|(name, scopes)| {
                let items = scopes.as_list().unwrap_or_default();
                let items = items
                    .iter()
                    .filter_map(|scope| scope.as_str().map(str::to_owned));
                (name.clone(), scopes.at, items.collect())
            });
            Requirement {
                schemes: schemes.collect(),
            }
        };
        Some(alternatives.iter().map(read).collect())
    }
}
