//! A request as generated code fills it in, not yet sent.
//!
//! In: parameters by name and a body. Out: path, query, headers, cookies and a payload, encoded as
//! OpenAPI 3.1.1, §4.8.12 says. The first thing that cannot be encoded is kept and reported when the
//! request is sent.

pub(crate) mod escape;
mod json;
mod param;
mod put;
mod style;
mod template;
mod write;

#[cfg(test)]
mod tests;

use std::fmt::{Display, Write as _};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Serialize, ser::Error as _};

pub use self::param::{Param, Style};
pub(crate) use self::{
    escape::encode,
    json::{Shape, scalar, shape, to_json_text, to_json_value},
    param::Form,
    style::pairs,
    template::fill,
};
#[cfg(feature = "mock")]
pub(crate) use self::{escape::encode_literal, param::ParamPlace};
use crate::{
    body::{Encoding, Parts, Payload, ToParts, Upload, form},
    error::SendError,
    headers,
    limits::{self, Limits},
    operation::Operation,
    raw::Route,
};

/// A request of one operation.
#[derive(Debug)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    /// Path parameters, encoded.
    path: Vec<(&'static str, String)>,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// What goes into the `Cookie` header, beside the cookies of the client.
    pub(crate) cookies: String,
    pub(crate) payload: Payload,
    pub(crate) problem: Option<SendError>,
    /// Method and path, where the document does not describe the request.
    pub(crate) route: Option<Route>,
}

impl Clone for Request {
    /// Another one that asks for the same, and is refused for the same.
    fn clone(&self) -> Self {
        Self {
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            payload: self.payload.clone(),
            problem: self.problem.as_ref().map(again),
            route: self.route.clone(),
        }
    }
}

impl Request {
    /// Starts a request of `operation`.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: String::new(),
            // Most requests have no more.
            headers: HeaderMap::with_capacity(12),
            cookies: String::new(),
            payload: Payload::default(),
            problem: None,
            route: None,
        }
    }

    /// The method.
    pub(crate) fn method(&self) -> &Method {
        let own = self.route.as_ref();
        own.map_or(&self.operation.method, |route| &route.method)
    }

    /// Adds a parameter, written as `param` says (OpenAPI 3.1.1, §4.8.12).
    ///
    /// Null, an empty list and an empty object add nothing (RFC 6570, §2.3); in a path they are refused,
    /// and so is an empty text, because the path would name another resource. What `value` cannot be
    /// written as, or its place cannot carry, fails the request when it is sent, and so does an item that
    /// holds its style's delimiter where that would make it two: `,` in a header, `|` with
    /// `pipeDelimited`, a space with `spaceDelimited`, `.` with an exploded `label`, and `,` in a query
    /// where reserved characters stay.
    pub fn param<T: Serialize + ?Sized>(&mut self, param: Param, value: &T) {
        self.put(param, to_json_text(value));
    }

    /// Fails the request when it is sent if `value`, which is called `place`, breaks one of `limits`.
    pub fn check<T: Serialize + ?Sized>(&mut self, place: &str, value: &T, limits: &Limits) {
        // What cannot be written is refused where it is.
        if let Ok(text) = to_json_text(value)
            && let Err(problem) = limits::check(place, &text, limits)
        {
            self.refuse(problem);
        }
    }

    fn put(&mut self, param: Param, value: Result<String, serde_json::Error>) {
        let name = param.name;
        let reason = match value {
            Ok(value) => (param.put)(self, param, &value).err(),
            Err(_) => Some("cannot be written as text"),
        };
        if let Some(reason) = reason {
            self.refuse(SendError::Parameter { name, reason });
        }
    }

    /// The path with its parameters in it.
    pub(crate) fn filled_path(&self) -> Result<String, SendError> {
        if let Some(route) = &self.route {
            return Ok(route.path.clone());
        }
        template::path(self.operation.path, &self.path)
    }

    /// Keeps an encoded value for the path, unless it would change what the path means.
    fn segment(&mut self, name: &'static str, encoded: String) {
        if encoded.is_empty() {
            let reason = "is empty, so the path would name another resource";
            return self.refuse(SendError::Parameter { name, reason });
        }
        self.path.push((name, encoded));
    }

    /// Sets a header.
    fn header(&mut self, name: &'static str, value: &str) {
        let parsed = headers::parsed(name, value);
        self.set(name, parsed);
    }

    /// Sets a header that was read from what is called `name`.
    fn set(&mut self, name: &'static str, parsed: Option<(HeaderName, HeaderValue)>) {
        match parsed {
            Some((name, value)) => {
                self.headers.insert(name, value);
            }
            None => self.refuse(SendError::Parameter {
                name,
                reason: "holds a character that a header cannot carry",
            }),
        }
    }

    /// Sets the body to `body` as JSON, which is called `media`.
    ///
    /// A float that is whole and below 2^53 in magnitude is written without `.0`; one that is not finite
    /// fails the request when it is sent, as JSON has no such number.
    pub fn json<T: Serialize + ?Sized>(&mut self, media: &'static str, body: &T) {
        let octets = json::to_json_bytes(body);
        self.payload_or_refuse(media, octets.map(Payload::from));
    }

    /// Sets the body to the members of `body`, an object, as `application/x-www-form-urlencoded`.
    ///
    /// A member that `encodings` names is written as a query parameter of that style (OpenAPI 3.1.1,
    /// §4.8.15.1.2). Any other goes by its default content type (§4.8.15.1.1, §4.8.14.4): a scalar as it
    /// is, a list as one pair for each item, an object as JSON. Null is left out. A space is `%20`, which
    /// form parsers and plain percent-decoders read alike, unlike `+`.
    pub fn form<T: Serialize + ?Sized>(
        &mut self,
        media: &'static str,
        body: &T,
        encodings: &[Encoding],
    ) {
        let text = to_json_text(body).and_then(|text| form(&text, encodings));
        self.payload_or_refuse(media, text.map(Payload::from));
    }

    /// Sets the body to a text, which is called `media`.
    pub fn text(&mut self, media: &'static str, body: &dyn Display) {
        self.payload_or_refuse(media, Ok(body.to_string().into()));
    }

    /// Sets the body to the octets of `upload`.
    ///
    /// It is called what `upload` says, or else `media`, or `application/octet-stream` where `media` is a
    /// range such as `image/*`.
    pub fn upload(&mut self, media: &'static str, upload: &Upload) {
        self.payload = upload.payload();
        self.header(header::CONTENT_TYPE.as_str(), &upload.media(Some(media)));
    }

    /// Sets the body to the parts of `body` as `multipart/form-data` (RFC 7578).
    pub fn multipart(&mut self, body: &dyn ToParts) {
        let mut parts = Parts::new();
        body.to_parts(&mut parts);
        match parts.finish() {
            Ok((media, payload)) => {
                self.payload = payload;
                self.header(header::CONTENT_TYPE.as_str(), &media);
            }
            Err(problem) => self.refuse(problem),
        }
    }

    fn payload_or_refuse(
        &mut self,
        media: &'static str,
        payload: Result<Payload, serde_json::Error>,
    ) {
        match payload {
            Ok(payload) => {
                self.payload = payload;
                // It is not copied.
                let value = HeaderValue::from_maybe_shared(Bytes::from_static(media.as_bytes()));
                self.set(
                    header::CONTENT_TYPE.as_str(),
                    Some(header::CONTENT_TYPE).zip(value.ok()),
                );
            }
            Err(error) => self.refuse(SendError::Encode(error)),
        }
    }

    /// Sets a header that the user names, which may be a secret.
    pub(crate) fn own_header(&mut self, name: &str, value: &str) {
        let parsed = headers::parsed(name, value);
        match parsed {
            Some((name, mut value)) => {
                // What says of which kind the body is goes wherever the body goes.
                value.set_sensitive(name != header::CONTENT_TYPE);
                self.headers.insert(name, value);
            }
            None => self.refuse(SendError::Header {
                name: name.to_owned(),
            }),
        }
    }

    pub(crate) fn refuse(&mut self, problem: SendError) {
        self.problem.get_or_insert(problem);
    }
}

/// What is wrong with a request, for another one that is the same: what one that is filled in can be refused for.
fn again(problem: &SendError) -> SendError {
    match problem {
        SendError::Parameter { name, reason } => SendError::Parameter { name, reason },
        SendError::Limit { place, limit } => SendError::Limit {
            place: place.clone(),
            limit: limit.clone(),
        },
        SendError::Part { name, reason } => SendError::Part {
            name: name.clone(),
            reason,
        },
        SendError::Header { name } => SendError::Header { name: name.clone() },
        SendError::Encode(error) => SendError::Encode(serde_json::Error::custom(error)),
        other => SendError::Encode(serde_json::Error::custom(other)),
    }
}

/// Adds encoded pairs to `text`.
pub(crate) fn append(text: &mut String, separator: &str, pairs: &[(String, String)]) {
    for (name, value) in pairs {
        let separator = if text.is_empty() { "" } else { separator };
        // Writing to a string does not fail.
        let _ = write!(text, "{separator}{name}={value}");
    }
}
