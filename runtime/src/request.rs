//! A request as generated code fills it in, not yet sent.
//!
//! In: parameters by name and a body. Out: path, query, headers and octets, encoded as OpenAPI 3.1.1,
//! §4.8.12 says for `simple` (path, header) and `form` (query). The first thing that cannot be
//! encoded is kept and reported when the request is sent.

use std::fmt::{Display, Write as _};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::{error::SendError, operation::Operation};

/// All but the unreserved characters of RFC 3986, §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request of one operation.
#[derive(Debug)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) problem: Option<SendError>,
}

impl Request {
    /// Starts a request of `operation`.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: operation.path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            problem: None,
        }
    }

    /// Sets a path parameter: one segment, percent-encoded.
    ///
    /// `.` and `..` are refused, as every URL parser takes them for steps in the path even when
    /// encoded (WHATWG URL, §4.1), and so is nothing at all, which would name another resource.
    pub fn path(&mut self, name: &'static str, value: &dyn Display) {
        let value = value.to_string();
        let encoded = utf8_percent_encode(&value, RESERVED).to_string();
        self.segment(name, &encoded);
    }

    /// Sets a path parameter to a list, separated by commas.
    pub fn path_list(&mut self, name: &'static str, values: &[impl Display]) {
        let items = values
            .iter()
            .map(|value| encode(value))
            .collect::<Vec<_>>()
            .join(",");
        self.segment(name, &items);
    }

    /// Puts an encoded value into the path, unless it would change what the path means.
    fn segment(&mut self, name: &'static str, encoded: &str) {
        let reason = match encoded {
            "" => "is empty, so the path would name another resource",
            "." | ".." => "is a step in the path, which a URL cannot carry as a value",
            _ => {
                self.path = self.path.replace(&format!("{{{name}}}"), encoded);
                return;
            }
        };
        self.refuse(SendError::Parameter { name, reason });
    }

    /// Adds a query parameter.
    pub fn query(&mut self, name: &str, value: &dyn Display) {
        self.query_pair(name, &encode(value));
    }

    /// Adds a query parameter once for each value (`explode: true`).
    pub fn query_each(&mut self, name: &str, values: &[impl Display]) {
        for value in values {
            self.query(name, value);
        }
    }

    /// Adds a query parameter whose values are separated by commas (`explode: false`).
    pub fn query_list(&mut self, name: &str, values: &[impl Display]) {
        let items: Vec<_> = values.iter().map(|value| encode(value)).collect();
        self.query_pair(name, &items.join(","));
    }

    fn query_pair(&mut self, name: &str, encoded: &str) {
        let separator = if self.query.is_empty() { "" } else { "&" };
        let name = utf8_percent_encode(name, RESERVED);
        // Writing to a string does not fail.
        let _ = write!(self.query, "{separator}{name}={encoded}");
    }

    /// Sets a header.
    pub fn header(&mut self, name: &'static str, value: &dyn Display) {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_str(&value.to_string()).ok());
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

    /// Sets a header to a list, separated by commas.
    pub fn header_list(&mut self, name: &'static str, values: &[impl Display]) {
        let items: Vec<_> = values.iter().map(ToString::to_string).collect();
        self.header(name, &items.join(","));
    }

    /// Sets the body to `body` as JSON, which is called `media`.
    pub fn json<T: Serialize + ?Sized>(&mut self, media: &'static str, body: &T) {
        match serde_json::to_vec(body) {
            Ok(octets) => self.octets(media, octets),
            Err(error) => self.refuse(SendError::Encode(error)),
        }
    }

    fn octets(&mut self, media: &'static str, octets: Vec<u8>) {
        self.body = octets.into();
        self.header(header::CONTENT_TYPE.as_str(), &media);
    }

    fn refuse(&mut self, problem: SendError) {
        self.problem.get_or_insert(problem);
    }
}

pub(crate) fn encode(value: &dyn Display) -> String {
    utf8_percent_encode(&value.to_string(), RESERVED).to_string()
}
