//! The flows of OAuth 2.0.

/// Where a flow takes place, and what may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Which one it is.
    pub kind: FlowKind,
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
    /// A token in the answer of a person.
    Implicit,
    /// A person's password.
    Password,
    /// The program's own id and secret.
    ClientCredentials,
    /// A code in the answer of a person.
    AuthorizationCode,
    /// A person with another device.
    DeviceAuthorization,
}
