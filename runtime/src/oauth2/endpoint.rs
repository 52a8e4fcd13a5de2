//! A request for tokens, by the runtime's transport.

#[cfg(feature = "retry")]
use std::time::SystemTime;
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
#[cfg(feature = "retry")]
use crate::{
    retry::{Budget, Retry},
    time::End,
};

/// The longest answer that is read.
const LIMIT: usize = 1 << 20;

/// What carries requests for tokens, how long each may take, and when it is made again.
pub(super) struct Endpoint {
    transport: Arc<dyn Transport>,
    timeout: Duration,
    #[cfg(feature = "retry")]
    retry: Retry,
    #[cfg(feature = "retry")]
    budget: Budget,
}

/// What a request for tokens proves itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    /// What is as good the next time: who asks twice has two tokens (RFC 6749, §4.4).
    Lasting,
    /// What the server may have taken for used when it was sent once: a code (RFC 6749, §4.1.2) or a refresh
    /// token (§6). One that is used twice may cost all tokens that came of it (RFC 9700, §4.14.2).
    Once,
}

/// One request, and the status of its answer.
pub(super) struct Call<'a> {
    endpoint: &'a Endpoint,
    #[cfg_attr(
        not(feature = "retry"),
        expect(dead_code, reason = "nothing is repeated")
    )]
    grant: Grant,
    status: AtomicU16,
}

impl Endpoint {
    pub(super) fn new(transport: Arc<dyn Transport>, timeout: Duration) -> Self {
        Self {
            transport,
            timeout,
            #[cfg(feature = "retry")]
            retry: Retry::new(),
            #[cfg(feature = "retry")]
            budget: Retry::new().budget_of_client(),
        }
    }

    /// Makes requests again as `retry` says, as far as their grants allow it.
    #[cfg(feature = "retry")]
    pub(super) fn retrying(self, retry: Retry) -> Self {
        Self {
            budget: retry.budget_of_client(),
            retry,
            ..self
        }
    }

    /// How long a request may take, with all that are made in place of it.
    pub(super) fn limit(&self) -> Duration {
        // None begins behind the time of the first.
        match cfg!(feature = "retry") {
            true => self.timeout.saturating_mul(2),
            false => self.timeout,
        }
    }

    pub(super) fn call(&self, grant: Grant) -> Call<'_> {
        Call {
            endpoint: self,
            grant,
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

    #[cfg(not(feature = "retry"))]
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        self.once(request).await
    }

    #[cfg(feature = "retry")]
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let Endpoint { retry, budget, .. } = self.endpoint;
        let end = End::after(Some(self.endpoint.timeout));
        budget.deposit();
        let mut made = 0;
        loop {
            let came = self.once(request.clone()).await;
            made += 1;
            let head = came
                .as_ref()
                .map(|answer| (answer.status(), answer.headers()));
            // Whoever answers this has not taken the request; a 503 may come from a gateway behind which it was.
            let is_untouched = |status| status == StatusCode::TOO_MANY_REQUESTS;
            let is_repeatable = self.grant == Grant::Lasting
                || head.as_ref().is_ok_and(|(status, _)| is_untouched(*status));
            let wait = retry.next(made, is_repeatable, head, SystemTime::now());
            match wait.filter(|wait| end.allows(*wait) && budget.withdraw()) {
                Some(wait) => crate::time::wait(wait).await,
                None => return came,
            }
        }
    }

    async fn once(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
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
        within(Some(self.endpoint.timeout), sending).await
    }
}

impl<'c> AsyncHttpClient<'c> for Call<'_> {
    type Error = SendError;
    type Future = BoxFuture<'c, Result<HttpResponse, SendError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async {
            let came = self.send(request).await;
            came.map_err(|failure| match failure {
                Failure::NotSent(error) | Failure::MaybeSent(error) => error,
            })
        })
    }
}
