//! Requests that the document does not describe.

use std::{convert::Infallible, fmt};

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use crate::{
    attempts::{Answer, Reading},
    auth::Scheme,
    core::Core,
    error::{Error, SendError},
    operation::Operation,
    request::{Request, append, encode},
    response::{RawResponse, Response},
    stream::ByteStream,
    transport::BoxFuture,
};

/// What a request that the document does not describe has of it.
static RAW: Operation = Operation {
    id: "raw",
    method: Method::GET,
    path: "",
    accept: "*/*",
    security: &[],
    server: None,
    is_repeatable: false,
    idempotency_key: None,
};

/// A request to a path of one's own, with the client's credentials, headers, limits and retries.
///
/// The `request` of a generated client begins it. Any credential that the client has is sent: that of the
/// first security scheme of the document that it has one for. `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT` and
/// `DELETE` are taken for repeatable, others are if
/// [`CallOptions::repeatable`](crate::call::CallOptions::repeatable) says so.
#[must_use = "the request is sent by `send` or `.await`"]
pub struct RawRequest {
    core: Core,
    request: Request,
}

/// The method and path of a request that the document does not describe.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
}

impl Core {
    /// Begins a request that the document does not describe.
    pub fn request(&self, method: Method, path: &str) -> RawRequest {
        let mut request = Request::new(&RAW);
        let path = path.to_owned();
        if let Some(reason) = unfit(&path) {
            // A query may hold a key.
            let shown = path.split_once('?');
            let path = shown.map_or_else(|| path.clone(), |(path, _)| format!("{path}?…"));
            request.refuse(SendError::Route { path, reason });
        }
        request.route = Some(Route { method, path });
        RawRequest {
            core: self.clone(),
            request,
        }
    }
}

impl RawRequest {
    /// Adds a pair to the query.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let pair = (encode(name), encode(value));
        append(&mut self.request.query, "&", &[pair]);
        self
    }

    /// Sends a header, whose value shows in no `Debug`; it wins over one of that name of the client.
    ///
    /// A name or a value that HTTP does not allow fails the call with [`SendError::Header`].
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request.own_header(name, value);
        self
    }

    /// Sends `body` as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request.json("application/json", body);
        self
    }

    /// Sends `body` as it is, as `media`.
    pub fn body(mut self, media: &str, body: impl Into<Bytes>) -> Self {
        self.request.payload = body.into().into();
        self.request
            .own_header(http::header::CONTENT_TYPE.as_str(), media);
        self
    }

    /// Sends the request and returns the answer as it came.
    ///
    /// # Errors
    ///
    /// Where there is no answer, and, as [`Error::Undocumented`], where its status is not one of success.
    pub async fn send(self) -> Result<RawResponse, Error<Infallible>> {
        let (answer, _) = self.core.answer(self.request, Reading::AtOnce).await?;
        let answer = match answer {
            Answer::Read(answer) => answer,
            Answer::Open(answer) => self.core.read(answer).await?,
        };
        match answer.status().is_success() {
            true => Ok(answer),
            false => Err(Error::Undocumented(Box::new(answer))),
        }
    }

    /// Sends the request and hands a successful answer over unread.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub async fn send_streamed(self) -> Result<Response<ByteStream>, Error<Infallible>> {
        let Self { core, request } = self;
        core.call_stream(
            request,
            |status| status.is_success(),
            std::convert::identity,
            crate::decode::no_errors,
        )
        .await
    }
}

impl IntoFuture for RawRequest {
    type Output = Result<RawResponse, Error<Infallible>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", self.request.method())
            .finish_non_exhaustive()
    }
}

/// What is wrong with a path, which may have a query behind it (RFC 3986, §3.3, §3.4).
fn unfit(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("does not begin with `/`");
    }
    if path.contains('#') {
        return Some("has a fragment, which is not sent");
    }
    let is_encoded = path.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_encoded).then_some("holds a character that has to be percent-encoded")
}

/// Each scheme alone, as alternatives.
pub(crate) fn alternatives(
    schemes: &'static [&'static Scheme],
) -> impl Iterator<Item = &'static [&'static Scheme]> + Clone {
    schemes.iter().map(std::slice::from_ref)
}
