//! What a token endpoint gives (RFC 6749, §5.1).

use std::{fmt, time::Duration};

use ::oauth2::{AccessToken, RefreshToken, Scope, TokenResponse, basic::BasicTokenType};
use http::StatusCode;
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, Unexpected},
};
use serde_json::{Map, Value};

use crate::{oauth2::OAuth2Error, token::Token};

/// Tokens that an authorization server has just given.
///
/// `Debug` shows none of them.
#[derive(Clone)]
pub struct NewTokens {
    token: Token,
    refresh_token: Option<SecretString>,
    lifetime: Option<Duration>,
    scopes: Option<Vec<String>>,
    extra: Map<String, Value>,
}

impl NewTokens {
    /// Reads the answer of a token endpoint that is asked in a way of its own, as where one token is exchanged
    /// for another. Its life counts from now.
    ///
    /// # Errors
    ///
    /// Where `json` is no such answer: [`OAuth2Error::Answer`].
    pub fn from_json(json: &[u8]) -> Result<Self, OAuth2Error> {
        let granted: Result<Granted, _> = serde_json::from_slice(json);
        let granted = granted.map_err(|error| OAuth2Error::answer(StatusCode::OK, Some(error)))?;
        Ok(granted.into())
    }

    /// Returns the access token, with when it ends.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Returns the text of the access token.
    pub fn access_token(&self) -> &SecretString {
        self.token.secret()
    }

    /// Returns the refresh token to use next time, which may be the one that was used this time.
    pub fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh_token.as_ref()
    }

    /// Returns how long the access token was good for when it came, if the server said so.
    pub fn expires_in(&self) -> Option<Duration> {
        self.lifetime
    }

    /// Returns what the access token is for; `None` is all that was asked for (RFC 6749, §5.1).
    pub fn scopes(&self) -> Option<&[String]> {
        self.scopes.as_deref()
    }

    /// Returns the members of the answer that OAuth 2.0 does not have, as they came.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    pub(super) fn or_refresh_token(mut self, last: &SecretString) -> Self {
        self.refresh_token.get_or_insert_with(|| last.clone());
        self
    }
}

impl From<Granted> for NewTokens {
    fn from(granted: Granted) -> Self {
        let Granted {
            access_token,
            token_type: _,
            refresh_token,
            lifetime,
            scopes,
            extra,
        } = granted;
        let token = Token::new(access_token.into_secret());
        let scopes = scopes.map(|scopes| scopes.into_iter().map(Into::into).collect());
        Self {
            token: match lifetime {
                Some(lifetime) => token.expires_in(lifetime),
                None => token,
            },
            refresh_token: refresh_token.map(|token| token.into_secret().into()),
            lifetime,
            scopes,
            extra,
        }
    }
}

impl fmt::Debug for NewTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewTokens")
            .field("expires_in", &self.lifetime)
            .field("has_refresh_token", &self.refresh_token.is_some())
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// The answer as the library reads it.
///
/// Its own type refuses a lifetime that is a string, which services send too, and an answer without
/// `token_type`.
pub(super) struct Granted {
    access_token: AccessToken,
    token_type: BasicTokenType,
    refresh_token: Option<RefreshToken>,
    lifetime: Option<Duration>,
    scopes: Option<Vec<Scope>>,
    extra: Map<String, Value>,
}

impl<'de> Deserialize<'de> for Granted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Map::deserialize(deserializer)?;
        let access_token = text(&mut members, "access_token")?;
        let access_token = access_token.ok_or_else(|| D::Error::missing_field("access_token"))?;
        let kind = text(&mut members, "token_type")?.map(|kind| kind.to_lowercase());
        let scopes = text(&mut members, "scope")?;
        let scopes = scopes.map(|scopes| {
            let words = scopes.split_whitespace();
            words.map(|word| Scope::new(word.to_owned())).collect()
        });
        Ok(Self {
            access_token: AccessToken::new(access_token),
            token_type: match kind.as_deref() {
                Some("bearer") | None => BasicTokenType::Bearer,
                Some(other) => BasicTokenType::Extension(other.to_owned()),
            },
            refresh_token: text(&mut members, "refresh_token")?.map(RefreshToken::new),
            lifetime: seconds(&mut members)?,
            scopes,
            extra: members,
        })
    }
}

/// Takes a member that is a string, if it is there.
fn text<E: serde::de::Error>(
    members: &mut Map<String, Value>,
    name: &'static str,
) -> Result<Option<String>, E> {
    match members.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(E::invalid_type(Unexpected::Other(name), &"a string")),
    }
}

/// Takes `expires_in`: seconds, which some services send as a string.
fn seconds<E: serde::de::Error>(members: &mut Map<String, Value>) -> Result<Option<Duration>, E> {
    let Some(value) = members.remove("expires_in") else {
        return Ok(None);
    };
    let seconds = match &value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    };
    let lifetime = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
    let what = Unexpected::Other("expires_in");
    lifetime
        .map(Some)
        .ok_or_else(|| E::invalid_type(what, &"a number of seconds"))
}

impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Granted")
    }
}

impl Serialize for Granted {
    /// The library asks for it, and never writes one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl TokenResponse for Granted {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.lifetime
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use super::NewTokens;
    use crate::oauth2::OAuth2Error;

    fn read(json: &serde_json::Value) -> Result<NewTokens, OAuth2Error> {
        NewTokens::from_json(json.to_string().as_bytes())
    }

    #[test]
    fn an_answer_is_read_as_services_write_it() {
        for (seconds, expected) in [
            (json!(3600), Some(3600.0)),
            (json!("3600"), Some(3600.0)),
            (json!(1.5), Some(1.5)),
            (json!(0), Some(0.0)),
            (json!(null), None),
        ] {
            let answer = json!({ "access_token": "a", "expires_in": seconds });
            let expected = expected.map(Duration::from_secs_f64);
            assert_eq!(read(&answer).unwrap().expires_in(), expected, "{seconds}");
        }
        let answer = json!({
            "access_token": "a", "token_type": "MAC", "refresh_token": null,
            "scope": " read  write", "id_token": "i",
        });
        let tokens = read(&answer).unwrap();
        assert_eq!(tokens.access_token().expose_secret(), "a");
        assert!(tokens.refresh_token().is_none());
        assert_eq!(tokens.scopes().unwrap(), ["read", "write"]);
        assert_eq!(tokens.extra().keys().collect::<Vec<_>>(), ["id_token"]);
    }

    #[test]
    fn what_is_no_answer_is_refused_without_quoting_it() {
        for answer in [
            json!({}),
            json!({ "access_token": null }),
            json!({ "access_token": ["s3cret"] }),
            json!({ "access_token": "s3cret", "expires_in": "s3cret" }),
            json!({ "access_token": "s3cret", "expires_in": -1 }),
            json!({ "access_token": "s3cret", "expires_in": 1e300 }),
            json!({ "access_token": "s3cret", "expires_in": [1] }),
            json!({ "access_token": "s3cret", "scope": ["s3cret"] }),
            json!(["s3cret"]),
            json!("s3cret"),
        ] {
            let error = read(&answer).unwrap_err();
            let OAuth2Error::Answer { source, .. } = &error else {
                panic!("{error:?}");
            };
            let shown = format!("{error} {error:?} {}", source.as_ref().unwrap());
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }
}
