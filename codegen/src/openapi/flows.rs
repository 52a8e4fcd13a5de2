//! The flows of OAuth 2.0 (OpenAPI 3.1.1, §4.8.28 and §4.8.29; `deviceAuthorization` is of 3.2).

use crate::{
    diagnostic::Place,
    openapi::{Reader, fields::Fields},
    source::Node,
};

/// A flow of a scheme of the type `oauth2`.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Which one it is.
    pub kind: FlowKind,
    /// Where it stands.
    pub at: Place,
    /// Where a person is asked.
    pub authorization_url: Option<String>,
    /// Where a device asks for a code.
    pub device_authorization_url: Option<String>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// Where tokens are given for refresh tokens.
    pub refresh_url: Option<String>,
    /// Scopes, and what each allows.
    pub scopes: Vec<(String, String)>,
}

/// Which flow it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowKind {
    /// `implicit`.
    Implicit,
    /// `password`.
    Password,
    /// `clientCredentials`.
    ClientCredentials,
    /// `authorizationCode`.
    AuthorizationCode,
    /// `deviceAuthorization`.
    DeviceAuthorization,
}

impl FlowKind {
    /// All of them, with their keys and the URLs that each has to have.
    const ALL: [(Self, &'static str, &'static [&'static str]); 5] = [
        (Self::Implicit, "implicit", &["authorizationUrl"]),
        (Self::Password, "password", &["tokenUrl"]),
        (Self::ClientCredentials, "clientCredentials", &["tokenUrl"]),
        (
            Self::AuthorizationCode,
            "authorizationCode",
            &["authorizationUrl", "tokenUrl"],
        ),
        (
            Self::DeviceAuthorization,
            "deviceAuthorization",
            &["deviceAuthorizationUrl", "tokenUrl"],
        ),
    ];
}

impl<'a> Reader<'a> {
    /// Reads `flows` of a scheme; absent is none.
    pub(super) fn flows(&mut self, fields: &mut Fields<'a>) -> Vec<Flow> {
        let node = fields.take("flows");
        let Some(mut flows) = node.and_then(|node| self.open(node, "`flows`")) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (kind, key, required) in FlowKind::ALL {
            let node = flows.take(key);
            found.extend(node.and_then(|node| self.flow(node, kind, required)));
        }
        flows.finish(self.sink);
        found
    }

    fn flow(&mut self, node: &'a Node, kind: FlowKind, required: &[&str]) -> Option<Flow> {
        let mut fields = self.open(node, "a flow")?;
        for key in required {
            fields.require(key, self.sink);
        }
        let mut scopes = Vec::new();
        for (name, node) in self.map(&mut fields, "scopes") {
            scopes.push((name.clone(), node.scalar().unwrap_or_default()));
        }
        let flow = Flow {
            kind,
            at: node.at,
            authorization_url: self.text(&mut fields, "authorizationUrl"),
            device_authorization_url: self.text(&mut fields, "deviceAuthorizationUrl"),
            token_url: self.text(&mut fields, "tokenUrl"),
            refresh_url: self.text(&mut fields, "refreshUrl"),
            scopes,
        };
        fields.finish(self.sink);
        Some(flow)
    }
}
