//! A request read back: parameters in their styles, and the body.
//!
//! What is not as the document says is noted, all of it, and what was asked for is nothing then.

mod params;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::header;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    auth::{Place, Scheme, SchemeKind},
    body::Encoding,
    charset,
    decode::{path_of, read_foreign, read_json},
    limits::{self, Limits},
    mock::{
        Arrived, Description,
        reading::params::{form_members, pairs},
        route::{Captures, fits},
        text::Text,
    },
    quiet::Quiet,
    request::Param,
    wire::{self, Wire},
};

/// A request that is being read.
#[derive(Debug)]
pub struct Reading<'a> {
    description: &'static Description,
    arrived: &'a Arrived,
    path: &'a Captures,
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    problems: Vec<String>,
    body: BodyCheck,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        description: &'static Description,
        arrived: &'a Arrived,
        path: &'a Captures,
    ) -> Self {
        let cookies = arrived.headers.get_all(header::COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        Self {
            description,
            arrived,
            path,
            query: pairs(&arrived.query, "&"),
            cookies: cookies.flat_map(|text| pairs(text, ";")).collect(),
            problems: Vec::new(),
            body: BodyCheck::Fits,
        }
    }

    /// What is wrong so far.
    pub(super) fn into_problems(self) -> Vec<String> {
        self.problems
    }

    /// Reads a parameter that must be there.
    pub fn required<T: Wire>(&mut self, param: Param) -> Option<T> {
        let text = self.text_of(param, T::shape());
        self.value(param, text, wire::read)
    }

    /// Reads a parameter that may be absent.
    pub fn optional<T: Wire>(&mut self, param: Param) -> Option<Option<T>> {
        match self.text_of(param, T::shape()) {
            None => Some(None),
            text => self.value(param, text, wire::read).map(Some),
        }
    }

    /// Reads a parameter that must be there, of a type that is not generated.
    pub fn required_foreign<T: DeserializeOwned>(&mut self, param: Param) -> Option<T> {
        let text = self.text_of(param, crate::wire::Shape::Any);
        self.value(param, text, T::deserialize)
    }

    /// Reads a parameter that may be absent, of a type that is not generated.
    pub fn optional_foreign<T: DeserializeOwned>(&mut self, param: Param) -> Option<Option<T>> {
        match self.text_of(param, crate::wire::Shape::Any) {
            None => Some(None),
            text => self.value(param, text, T::deserialize).map(Some),
        }
    }

    fn value<T>(
        &mut self,
        param: Param,
        text: Option<Text>,
        read: impl FnOnce(Text) -> Result<T, serde_json::Error>,
    ) -> Option<T> {
        let what = params::what(param);
        let Some(text) = text else {
            return self.refuse(format!("{what} is missing"));
        };
        match read(text) {
            Ok(value) => Some(value),
            Err(error) => self.refuse(format!(
                "{what} is not what the document says: {}",
                shown(&error)
            )),
        }
    }

    /// Notes where `value`, which is called `place`, breaks one of `limits`; what could not be read is null, and
    /// breaks none.
    pub fn check<T: Serialize + ?Sized>(&mut self, place: &str, value: &T, limits: &Limits) {
        let text = serde_json::to_string(value);
        if let Ok(text) = text
            && let Err(problem) = limits::check(place, &text, limits)
        {
            self.problems.push(problem.to_string());
        }
    }

    /// Reads the body with `read`, if there is one.
    pub fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.arrived.body.is_empty() {
            return Some(None);
        }
        read(self).map(Some)
    }

    /// Reads the body as JSON.
    pub fn json<T: Wire>(&mut self) -> Option<T> {
        let read = read_json(&self.arrived.body);
        self.body_or(read)
    }

    /// Reads the body as JSON of a type that is not generated.
    pub fn json_foreign<T: DeserializeOwned>(&mut self) -> Option<T> {
        let read = read_foreign(&self.arrived.body);
        self.body_or(read)
    }

    /// Reads the body as `application/x-www-form-urlencoded`.
    pub fn form<T: Wire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let body = String::from_utf8_lossy(&self.arrived.body);
        let members = form_members(&pairs(&body, "&"), encodings);
        let read = wire::read(Text::Members(members));
        self.body_or(read)
    }

    /// Reads a form as a type that is not generated.
    pub fn form_foreign<T: DeserializeOwned>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let body = String::from_utf8_lossy(&self.arrived.body);
        let members = form_members(&pairs(&body, "&"), encodings);
        let read = T::deserialize(Text::Members(members));
        self.body_or(read)
    }

    /// Reads the body as text.
    pub fn text(&mut self) -> Option<String> {
        let media = self.arrived.header(header::CONTENT_TYPE.as_str());
        Some(charset::text(media, &self.arrived.body).into_owned())
    }

    /// The body as it is.
    pub fn octets(&mut self) -> Option<Bytes> {
        Some(self.arrived.body.clone())
    }

    fn body_or<T>(&mut self, read: Result<T, serde_json::Error>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            // That it is missing, or something else altogether, is said already.
            Err(_) if self.arrived.body.is_empty() => None,
            Err(_) if self.body == BodyCheck::OtherMedia => None,
            Err(error) => {
                let path = match error.line() {
                    0 => String::new(),
                    _ => format!(" at `{}`", path_of(&error, &self.arrived.body)),
                };
                self.refuse(format!(
                    "the body is not what the document says{path}: {}",
                    shown(&error)
                ))
            }
        }
    }

    fn refuse<T>(&mut self, problem: String) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// Notes what is wrong with the body before it is read: it is missing, or of another media type.
    pub(super) fn check_body(&mut self) -> BodyCheck {
        self.body = self.body_check();
        self.body
    }

    fn body_check(&mut self) -> BodyCheck {
        let Some(sent) = &self.description.body else {
            return BodyCheck::Fits;
        };
        if self.arrived.body.is_empty() {
            // Text and octets may be of no length.
            let is_said = self.arrived.headers.contains_key(header::CONTENT_TYPE);
            if sent.required && !is_said {
                self.problems.push("the body is missing".to_owned());
            }
            return BodyCheck::Fits;
        }
        let media = self.arrived.header(header::CONTENT_TYPE.as_str());
        let problem = match media {
            Some(media) if fits(sent.media, media) => return BodyCheck::Fits,
            Some(media) => format!("the body is `{media}` and not `{}`", sent.media),
            None => format!("no `Content-Type` says that the body is `{}`", sent.media),
        };
        self.problems.push(problem);
        BodyCheck::OtherMedia
    }

    /// Returns whether the request proves who sends it, in one of the ways that the document allows.
    pub(super) fn has_credentials(&self) -> bool {
        let alternatives = self.description.operation.security;
        let is_there = |scheme: &&&Scheme| self.has_credential(scheme);
        alternatives.is_empty()
            || alternatives
                .iter()
                .any(|schemes| schemes.iter().filter(is_there).count() == schemes.len())
    }

    fn has_credential(&self, scheme: &Scheme) -> bool {
        let authorization = self.arrived.header(header::AUTHORIZATION.as_str());
        // RFC 9110, §11.1: the scheme's name is not case-sensitive.
        let begins = |with: &str| {
            let begin = authorization.and_then(|value| value.get(..with.len()));
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(with))
        };
        let holds =
            |pairs: &[(String, String)], key: &str| pairs.iter().any(|(name, _)| name == key);
        match &scheme.kind {
            SchemeKind::Bearer => begins("Bearer "),
            SchemeKind::Basic => begins("Basic "),
            SchemeKind::ApiKey(Place::Header, name) => self.arrived.headers.contains_key(*name),
            SchemeKind::ApiKey(Place::Query, name) => holds(&self.query, name),
            SchemeKind::ApiKey(Place::Cookie, name) => holds(&self.cookies, name),
            SchemeKind::External => true,
        }
    }
}

/// What a look at the body's media type came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyCheck {
    /// It is of its media type, or missing.
    Fits,
    /// It is of another media type, so that reading it says nothing.
    OtherMedia,
}

/// What is wrong with a value, without the value.
fn shown(error: &serde_json::Error) -> String {
    Quiet(error).to_string()
}
