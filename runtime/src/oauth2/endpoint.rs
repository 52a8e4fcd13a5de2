//! A request for tokens, by the runtime's transport.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use ::oauth2::{
    AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError, basic::BasicErrorResponse,
};
use http::{HeaderValue, StatusCode, header};

use crate::{
    error::{Failure, SendError},
    oauth2::{NewTokens, OAuth2Error, OAuth2Refusal, tokens::Granted},
    stream::ByteStream,
    time::within,
    transport::{Body, BoxFuture, Transport},
};

/// The longest answer that is read.
const LIMIT: usize = 1 << 20;

/// What carries requests for tokens, and how long each may take.
pub(super) struct Endpoint {
    transport: Arc<dyn Transport>,
    timeout: Duration,
}

/// One request, and the status of its answer.
pub(super) struct Call<'a> {
    endpoint: &'a Endpoint,
    status: AtomicU16,
}

impl Endpoint {
    pub(super) fn new(transport: Arc<dyn Transport>, timeout: Duration) -> Self {
        Self { transport, timeout }
    }

    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(super) fn call(&self) -> Call<'_> {
        Call {
            endpoint: self,
            status: AtomicU16::new(0),
        }
    }
}

impl Call<'_> {
    /// What came of it, without anything in its errors that the endpoint wrote.
    pub(super) fn tokens(
        &self,
        came: Result<Granted, RequestTokenError<SendError, BasicErrorResponse>>,
    ) -> Result<NewTokens, OAuth2Error> {
        let status = StatusCode::from_u16(self.status.load(Ordering::Relaxed)).unwrap_or_default();
        let refused = |said: &BasicErrorResponse| {
            OAuth2Error::Refused(OAuth2Refusal::new(Some(status), said))
        };
        came.map(NewTokens::from).map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => refused(&said),
            RequestTokenError::Request(error) => OAuth2Error::NoAnswer(Arc::new(error)),
            // Some services answer 200 with an error.
            RequestTokenError::Parse(error, body) => match serde_json::from_slice(&body) {
                Ok(said) => refused(&said),
                Err(_) => OAuth2Error::answer(status, Some(error.into_inner())),
            },
            RequestTokenError::Other(_) => OAuth2Error::answer(status, None),
        })
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, SendError> {
        let mut request = request.map(Body::from);
        let headers = request.headers_mut();
        if let Some(value) = headers.get_mut(header::AUTHORIZATION) {
            value.set_sensitive(true);
        }
        let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
        let sending = async {
            let answer = self.endpoint.transport.send(request).await?;
            let (mut parts, body) = answer.into_parts();
            let body = ByteStream::new(body, &parts.headers, LIMIT).bytes().await;
            let body = body.map_err(Failure::MaybeSent)?;
            self.status.store(parts.status.as_u16(), Ordering::Relaxed);
            // The library takes no other status for success, and services answer a `POST` with 201 too.
            if parts.status.is_success() {
                parts.status = StatusCode::OK;
            }
            // Nor any other type than JSON's, though a token that came is one whatever it is called.
            parts.headers.remove(header::CONTENT_TYPE);
            Ok(HttpResponse::from_parts(parts, body.into()))
        };
        let came = within(Some(self.endpoint.timeout), sending).await;
        came.map_err(|failure| match failure {
            Failure::NotSent(error) | Failure::MaybeSent(error) => error,
        })
    }
}

impl<'c> AsyncHttpClient<'c> for Call<'_> {
    type Error = SendError;
    type Future = BoxFuture<'c, Result<HttpResponse, SendError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
