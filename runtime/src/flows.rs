//! What a document says of OAuth 2.0 (OpenAPI 3.1.1, §4.8.28 and §4.8.29).

/// The flows of a security scheme of the type `oauth2`; generated clients have one of these for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuth2Flows {
    /// Proving who the client is, and nobody else (RFC 6749, §4.4).
    pub client_credentials: Option<OAuth2Flow>,
    /// Asking a person, with a code that stands for the answer (RFC 6749, §4.1).
    pub authorization_code: Option<OAuth2Flow>,
    /// Asking a person, with a token in the answer (RFC 6749, §4.2), which nobody should do any more (RFC 9700,
    /// §2.1.2).
    pub implicit: Option<OAuth2Flow>,
    /// Sending a person's password (RFC 6749, §4.3), which nobody should do any more (RFC 9700, §2.4).
    pub password: Option<OAuth2Flow>,
    /// Asking a person on another device (RFC 8628).
    pub device_authorization: Option<OAuth2Flow>,
}

/// Where a flow takes place, and what may be asked for.
///
/// URLs are as the document has them; one that is not absolute has to be set anew where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuth2Flow {
    /// Where a person is asked.
    pub authorization_url: Option<&'static str>,
    /// Where a device asks for a code.
    pub device_authorization_url: Option<&'static str>,
    /// Where tokens are given.
    pub token_url: Option<&'static str>,
    /// Where tokens are given for refresh tokens, if that is elsewhere.
    pub refresh_url: Option<&'static str>,
    /// Each scope, and what it allows.
    pub scopes: &'static [(&'static str, &'static str)],
}
