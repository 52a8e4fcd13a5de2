//! Credentials, and which of them an operation is sent with.
//!
//! In: the security requirements of an operation (OpenAPI 3.1.1, §4.8.30) and the credentials
//! the client was built with. Out: headers and query parameters, marked as sensitive.

use std::fmt;

use ::base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::token::{Token, Tokens};

/// What a client proves its identity with.
///
/// A credential never shows its secret in `Debug`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A token sent as `Authorization: Bearer …` (RFC 6750, §2.1).
    Bearer(SecretString),
    /// A name and a password sent as `Authorization: Basic …` (RFC 7617).
    Basic {
        /// The user's name, without a `:`.
        user: String,
        /// The user's password.
        password: SecretString,
    },
    /// A key sent in the header, query parameter or cookie that the document names.
    ApiKey(SecretString),
    /// A source of tokens, which are sent as [`Bearer`](Self::Bearer) is.
    Tokens(Tokens),
}

#[cfg(feature = "tracing")]
impl Credential {
    /// Its secret, if that is known before a call.
    pub(crate) fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Bearer(secret) | Self::ApiKey(secret) => Some(secret),
            Self::Basic { password, .. } => Some(password),
            Self::Tokens(_) => None,
        }
    }
}

/// An API with a scheme of type `http` and scheme `bearer`, or of type `oauth2` or `openIdConnect`.
#[diagnostic::on_unimplemented(
    message = "the document of this API has no bearer scheme",
    label = "this API takes no bearer token"
)]
pub trait HasBearer {}

/// An API with a scheme of type `http` and scheme `basic`.
#[diagnostic::on_unimplemented(
    message = "the document of this API has no basic scheme",
    label = "this API takes no user name and password"
)]
pub trait HasBasic {}

/// An API with a scheme of type `apiKey`.
#[diagnostic::on_unimplemented(
    message = "the document of this API has no apiKey scheme",
    label = "this API takes no API key"
)]
pub trait HasApiKey {}

/// One entry of `components/securitySchemes`.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// How its credential travels.
    pub kind: SchemeKind,
}

/// How the credential of a scheme travels.
#[derive(Debug)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A key, where and under which name the document says.
    ApiKey(Place, &'static str),
    /// Something that the client cannot do, such as `mutualTLS` or `digest`: it takes no credential, and
    /// the transport is trusted to see to it.
    External,
}

/// Where an API key travels.
#[derive(Debug)]
pub enum Place {
    /// In a header.
    Header,
    /// In a query parameter.
    Query,
    /// In a cookie.
    Cookie,
}

/// The credentials of one client.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    bearer: Option<Credential>,
    basic: Option<Credential>,
    api_key: Option<Credential>,
    /// Credentials for one scheme, which win over those for a kind.
    named: Vec<(String, Credential)>,
}

/// What a credential adds to a request.
pub(crate) enum Addition {
    Header(HeaderName, HeaderValue),
    Query(&'static str, SecretString),
}

impl Credentials {
    /// Uses `credential` for every scheme of its kind.
    pub(crate) fn set(&mut self, credential: Credential) {
        match credential {
            Credential::Bearer(_) | Credential::Tokens(_) => self.bearer = Some(credential),
            Credential::Basic { .. } => self.basic = Some(credential),
            Credential::ApiKey(_) => self.api_key = Some(credential),
        }
    }

    /// Uses `credential` for the scheme `name` alone.
    pub(crate) fn set_named(&mut self, name: String, credential: Credential) {
        self.named.retain(|(known, _)| *known != name);
        self.named.push((name, credential));
    }

    /// All secrets of these credentials, but for the tokens of sources.
    #[cfg(feature = "tracing")]
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let named = self.named.iter().map(|(_, credential)| credential);
        let all = [&self.bearer, &self.basic, &self.api_key];
        let all = all.into_iter().flatten().chain(named);
        all.filter_map(Credential::secret)
    }

    /// The first scheme name that `schemes` does not have, or whose kind is another.
    pub(crate) fn misfit(&self, schemes: &[&Scheme]) -> Option<&str> {
        let fits = |(name, credential): &&(String, Credential)| {
            !schemes
                .iter()
                .any(|scheme| scheme.name == name && scheme.kind.accepts(credential))
        };
        self.named.iter().find(fits).map(|(name, _)| name.as_str())
    }

    /// The first user name that would end before its own end (RFC 7617, §2).
    pub(crate) fn unfit_user(&self) -> Option<&str> {
        let named = self.named.iter().map(|(_, credential)| credential);
        let mut users = self.basic.iter().chain(named).filter_map(|credential| {
            let Credential::Basic { user, .. } = credential else {
                return None;
            };
            Some(user.as_str())
        });
        users.find(|user| user.contains(':'))
    }

    /// The schemes of the first alternative that these credentials satisfy, and the credential for each;
    /// none where none is satisfied.
    ///
    /// `bearer` is used for every scheme that takes a bearer token, and an alternative with such a scheme
    /// comes before the others then.
    pub(crate) fn chosen<'a>(
        &'a self,
        alternatives: impl Iterator<Item = &'static [&'static Scheme]> + Clone,
        bearer: Option<&'a Credential>,
    ) -> Chosen<'a> {
        let of = |scheme: &Scheme| self.with(bearer, scheme);
        // An empty alternative says that none is needed; a credential that is there is sent all the same.
        // So does one that is left to the transport.
        let takes_bearer = |schemes: &&'static [&'static Scheme]| {
            let mut schemes = schemes.iter();
            bearer.is_some() && schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Bearer))
        };
        let preferred = alternatives.clone().filter(takes_bearer);
        let satisfied = preferred.chain(alternatives).find(|schemes| {
            let mut ours = schemes.iter().filter(|scheme| !scheme.kind.is_external());
            ours.clone().next().is_some() && ours.all(|scheme| of(scheme).is_some())
        });
        Chosen {
            schemes: satisfied.unwrap_or_default(),
            credentials: self,
            bearer,
        }
    }

    /// The credential for a scheme, where `bearer` stands for all that take a bearer token.
    fn with<'a>(
        &'a self,
        bearer: Option<&'a Credential>,
        scheme: &Scheme,
    ) -> Option<&'a Credential> {
        match scheme.kind {
            SchemeKind::Bearer if bearer.is_some() => bearer,
            _ => self.of(scheme),
        }
    }

    fn of(&self, scheme: &Scheme) -> Option<&Credential> {
        let named = self.named.iter().find(|(name, _)| name == scheme.name);
        if let Some((_, credential)) = named {
            return Some(credential);
        }
        match scheme.kind {
            SchemeKind::Bearer => self.bearer.as_ref(),
            SchemeKind::Basic => self.basic.as_ref(),
            SchemeKind::ApiKey(..) => self.api_key.as_ref(),
            SchemeKind::External => None,
        }
    }
}

/// The credentials that a call is sent with.
pub(crate) struct Chosen<'a> {
    schemes: &'static [&'static Scheme],
    credentials: &'a Credentials,
    bearer: Option<&'a Credential>,
}

impl<'a> Chosen<'a> {
    fn pairs(&self) -> impl Iterator<Item = (&'static Scheme, &'a Credential)> {
        let (credentials, bearer) = (self.credentials, self.bearer);
        let ours = self
            .schemes
            .iter()
            .filter(|scheme| !scheme.kind.is_external());
        ours.filter_map(move |scheme| Some((*scheme, credentials.with(bearer, scheme)?)))
    }

    /// The source of the token that the call is sent with, if it has one.
    pub(crate) fn source(&self) -> Option<&'a Tokens> {
        self.pairs().find_map(|(_, credential)| match credential {
            Credential::Tokens(tokens) => Some(tokens),
            Credential::Bearer(_) | Credential::Basic { .. } | Credential::ApiKey(_) => None,
        })
    }

    /// What they add to a request; `token` is what the source gave.
    ///
    /// An error is the name of a scheme whose secret holds what a header cannot carry.
    pub(crate) fn additions(
        &self,
        token: Option<&Token>,
    ) -> impl Iterator<Item = Result<Addition, &'static str>> {
        self.pairs()
            .map(move |(scheme, credential)| addition(scheme, credential, token).ok_or(scheme.name))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("bearer", &self.bearer.is_some())
            .field("basic", &self.basic.is_some())
            .field("api_key", &self.api_key.is_some())
            .finish_non_exhaustive()
    }
}

impl SchemeKind {
    fn is_external(&self) -> bool {
        matches!(self, Self::External)
    }

    fn accepts(&self, credential: &Credential) -> bool {
        matches!(
            (self, credential),
            (Self::Bearer, Credential::Bearer(_))
                | (Self::Bearer, Credential::Tokens(_))
                | (Self::Basic, Credential::Basic { .. })
                | (Self::ApiKey(..), Credential::ApiKey(_))
        )
    }
}

fn addition(
    scheme: &'static Scheme,
    credential: &Credential,
    token: Option<&Token>,
) -> Option<Addition> {
    match (&scheme.kind, credential) {
        (_, Credential::Bearer(token)) => bearer(token).map(authorization),
        (_, Credential::Tokens(_)) => bearer(token?.secret()).map(authorization),
        (_, Credential::Basic { user, password }) => {
            let pair = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
            sensitive(header::AUTHORIZATION, &format!("Basic {pair}"))
        }
        (SchemeKind::ApiKey(Place::Query, name), Credential::ApiKey(key)) => {
            Some(Addition::Query(name, key.clone()))
        }
        // RFC 6265, §4.1.1: these end a value, or begin another one.
        (SchemeKind::ApiKey(Place::Cookie, _), Credential::ApiKey(key))
            if key.expose_secret().contains([';', ',', '"', '\\', ' ']) =>
        {
            None
        }
        (SchemeKind::ApiKey(Place::Cookie, name), Credential::ApiKey(key)) => {
            sensitive(header::COOKIE, &format!("{name}={}", key.expose_secret()))
        }
        (SchemeKind::ApiKey(Place::Header, name), Credential::ApiKey(key)) => sensitive(
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            key.expose_secret(),
        ),
        (SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::External, Credential::ApiKey(_)) => {
            None
        }
    }
}

fn authorization(value: HeaderValue) -> Addition {
    Addition::Header(header::AUTHORIZATION, value)
}

/// What `Authorization` says with a token; nothing where a header cannot carry it.
pub(crate) fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let text = ["Bearer ", token.expose_secret()].concat();
    // It is not copied.
    let mut value = HeaderValue::from_maybe_shared(Bytes::from(text)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn sensitive(name: HeaderName, value: &str) -> Option<Addition> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(Addition::Header(name, value))
}
