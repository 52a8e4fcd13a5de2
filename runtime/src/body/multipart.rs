//! `multipart/form-data` (RFC 7578; OpenAPI 3.1.1, §4.8.14.5 and §4.8.15.1.3).

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use http::HeaderValue;
use serde::Serialize;

use crate::{
    body::{Payload, Upload},
    error::SendError,
    request::{Shape, scalar, shape, to_json_text},
};

/// A body that is sent in parts.
pub trait ToParts {
    /// Adds all fields and files of this body to `parts`.
    fn to_parts(&self, parts: &mut Parts);
}

/// The parts of a body, one for each value of each field.
#[derive(Debug)]
pub struct Parts {
    boundary: String,
    payload: Payload,
    problem: Option<SendError>,
}

/// A body whose type says nothing of parts: each member is a field.
#[derive(Debug)]
pub struct Members<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> ToParts for Members<'_, T> {
    fn to_parts(&self, parts: &mut Parts) {
        match to_json_text(self.0) {
            Ok(text) => parts.put_members(&text),
            Err(error) => parts.refuse(SendError::Encode(error)),
        }
    }
}

/// What a form's file field may hold: one file, several, or none.
pub trait AsFiles {
    /// Returns the files in the order in which they are sent.
    fn as_files(&self) -> &[Upload];
}

impl AsFiles for Upload {
    fn as_files(&self) -> &[Upload] {
        std::slice::from_ref(self)
    }
}

impl AsFiles for Vec<Upload> {
    fn as_files(&self) -> &[Upload] {
        self
    }
}

impl<F: AsFiles> AsFiles for Option<F> {
    fn as_files(&self) -> &[Upload] {
        self.as_ref().map_or(&[], F::as_files)
    }
}

impl Parts {
    pub(crate) fn new() -> Self {
        Self {
            boundary: boundary(),
            payload: Payload::default(),
            problem: None,
        }
    }

    /// Adds a field: nothing for null, one part for each item of a list, or else one part.
    ///
    /// A scalar is text and an object is JSON (OpenAPI 3.1.1, §4.8.15.1.1). `media` is the part's
    /// content type where the document gives one; if it is a JSON type, a scalar is written as JSON too.
    pub fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        media: Option<&'static str>,
    ) {
        match to_json_text(value) {
            Ok(value) => self.put(name, &value, media),
            Err(error) => self.refuse(SendError::Encode(error)),
        }
    }

    /// Adds one part for each file.
    ///
    /// A file that names no content type of its own has `media`, where that is a single type.
    pub fn file<F: AsFiles + ?Sized>(
        &mut self,
        name: &str,
        files: &F,
        media: Option<&'static str>,
    ) {
        self.put_files(name, files.as_files(), media);
    }

    fn put_members(&mut self, object: &str) {
        if let Shape::Object(members) = shape(object) {
            for (name, value) in &members {
                self.put(name, value, None);
            }
        }
    }

    fn put(&mut self, name: &str, value: &str, media: Option<&str>) {
        match shape(value) {
            Shape::Null => {}
            Shape::List(items) => items
                .iter()
                .for_each(|item| self.put_one(name, item, media)),
            Shape::Scalar(_) | Shape::Object(_) => self.put_one(name, value, media),
        }
    }

    fn put_one(&mut self, name: &str, value: &str, media: Option<&str>) {
        let media = media.filter(|media| !media.contains(['*', ',']));
        let (text, default) = match shape(value) {
            Shape::Null => return,
            Shape::Scalar(_) if media.is_some_and(is_json) => (Some(value.into()), None),
            // RFC 7578, §4.4: without a content type a part is plain text.
            Shape::Scalar(_) => (scalar(value), None),
            Shape::List(_) | Shape::Object(_) => (Some(value.into()), Some("application/json")),
        };
        let body = text.unwrap_or_default().into_owned();
        self.part(name, None, media.or(default), body.into());
    }

    fn put_files(&mut self, name: &str, files: &[Upload], media: Option<&str>) {
        for file in files {
            let media = file.media(media);
            self.part(name, Some(&file.name()), Some(&media), file.payload());
        }
    }

    fn part(&mut self, name: &str, file: Option<&str>, media: Option<&str>, body: Payload) {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
            self.boundary,
            quoted(name)
        );
        if let Some(file) = file {
            head.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        if let Some(media) = media {
            if HeaderValue::from_str(media).is_err() {
                return self.refuse(SendError::Part {
                    name: name.to_owned(),
                    reason: "has a content type that a header cannot carry",
                });
            }
            head.push_str(&format!("\r\nContent-Type: {media}"));
        }
        head.push_str("\r\n\r\n");
        self.payload.append(head.into());
        self.payload.append(body);
        self.payload.append("\r\n".into());
    }

    fn refuse(&mut self, problem: SendError) {
        self.problem.get_or_insert(problem);
    }

    /// The content type and the body.
    pub(crate) fn finish(mut self) -> Result<(String, Payload), SendError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.payload
            .append(format!("--{}--\r\n", self.boundary).into());
        let media = format!("multipart/form-data; boundary={}", self.boundary);
        Ok((media, self.payload))
    }
}

fn is_json(media: &str) -> bool {
    let kind = media.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

/// Escapes a name as browsers do (WHATWG HTML, §4.10.21.8, "escape a multipart form data name").
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

/// A line that no content has by accident: 128 bits from a hash whose keys are random.
fn boundary() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let half = |seed: u8| RandomState::new().hash_one((seed, count, SystemTime::now()));
    format!("specwright-{:016x}{:016x}", half(0), half(1))
}
