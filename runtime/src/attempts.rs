//! Sending a request: attempts, redirects, and the time that they take.

#[cfg(feature = "retry")]
use std::time::SystemTime;
use std::{borrow::Cow, time::Duration};

#[cfg(feature = "retry")]
use http::HeaderMap;
use http::{Request as HttpRequest, StatusCode};

#[cfg(feature = "retry")]
use crate::time::End;
use crate::{
    auth::Chosen,
    body::Payload,
    core::Core,
    error::{Failure, SendError},
    operation::Operation,
    redirect,
    request::Request,
    response::RawResponse,
    time::{each_within, within},
    token::Token,
    transport::{Body, ReadAsItComes},
};

/// How the body of an answer is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reading {
    /// As a whole, as part of the attempt.
    AtOnce,
    /// By the user, if the status is one of these.
    AsItComes(fn(StatusCode) -> bool),
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    Read(RawResponse),
    Open(http::Response<Body>),
}

impl Answer {
    fn is_unauthorized(&self) -> bool {
        let status = match self {
            Self::Read(answer) => answer.status(),
            Self::Open(answer) => answer.status(),
        };
        status == StatusCode::UNAUTHORIZED
    }

    #[cfg(feature = "retry")]
    fn head(&self) -> (StatusCode, &HeaderMap) {
        match self {
            Self::Read(answer) => (answer.status(), answer.headers()),
            Self::Open(answer) => (answer.status(), answer.headers()),
        }
    }
}

impl Core {
    /// Sends `request` until there is an answer to keep, or no time left.
    pub(crate) async fn answer(
        &self,
        request: Request,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        within(self.total_timeout(), self.authorized(request, reading)).await
    }

    /// Sends `request` with a token, and once more with another one where the service refuses that.
    async fn authorized(&self, mut request: Request, reading: Reading) -> Result<Answer, Failure> {
        if let Some(problem) = request.problem.take() {
            return Err(Failure::NotSent(problem));
        }
        let bearer = self.options.bearer.as_ref();
        let credentials = &self.inner.credentials;
        let chosen = credentials.chosen(request.operation.security, bearer);
        let Some(source) = chosen.source() else {
            return self.sent(&request, &chosen, None, reading).await;
        };
        let no_token = |error| Failure::NotSent(SendError::Token(error));
        let token = source.token(None).await.map_err(no_token)?;
        let answer = self.sent(&request, &chosen, Some(&token), reading).await?;
        if !answer.is_unauthorized() {
            return Ok(answer);
        }
        match source.token(Some(&token)).await {
            Ok(other) if !other.is(&token) => {
                self.sent(&request, &chosen, Some(&other), reading).await
            }
            // There is no other one: what the service says is the answer.
            Ok(_) | Err(_) => Ok(answer),
        }
    }

    async fn sent(
        &self,
        request: &Request,
        chosen: &Chosen<'_>,
        token: Option<&Token>,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        let built = chosen
            .additions(token)
            .map_err(|scheme| SendError::Credential { scheme })
            .and_then(|additions| self.build(request, additions))
            .map_err(Failure::NotSent)?;
        self.attempts(request.operation, &built, reading).await
    }

    fn total_timeout(&self) -> Option<Duration> {
        self.options.total_timeout.or(self.inner.total_timeout)
    }

    #[cfg(not(feature = "retry"))]
    async fn attempts(
        &self,
        _: &Operation,
        request: &HttpRequest<Payload>,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        self.attempt(request, reading).await
    }

    #[cfg(feature = "retry")]
    async fn attempts(
        &self,
        operation: &Operation,
        request: &HttpRequest<Payload>,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        let retry = self.options.retry.as_ref().unwrap_or(&self.inner.retry);
        let is_repeatable = self.options.is_repeatable(operation);
        let end = End::after(self.total_timeout());
        let (mut made, mut was_sent) = (0, false);
        retry.begin();
        loop {
            let came = self.attempt(request, reading).await;
            made += 1;
            was_sent |= !matches!(came, Err(Failure::NotSent(_)));
            let head = came.as_ref().map(Answer::head);
            let wait = retry.next(made, is_repeatable, head, SystemTime::now());
            let goes_on = match wait {
                Some(wait) => end.wait(wait).await,
                None => false,
            };
            if !goes_on {
                return came.map_err(|failure| after(was_sent, failure));
            }
        }
    }

    /// Sends `request` once, but for redirects.
    async fn attempt(
        &self,
        request: &HttpRequest<Payload>,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        let limit = self.options.attempt_timeout.or(self.inner.attempt_timeout);
        within(limit, async {
            let answer = self.open(request, reading).await?;
            match reading {
                Reading::AsItComes(is_success) if is_success(answer.status()) => {
                    Ok(Answer::Open(answer.map(|body| each_within(limit, body))))
                }
                Reading::AsItComes(_) | Reading::AtOnce => {
                    Ok(Answer::Read(self.read(answer).await?))
                }
            }
        })
        .await
    }

    /// Sends `request`, follows redirects and returns the answer unread.
    async fn open(
        &self,
        request: &HttpRequest<Payload>,
        reading: Reading,
    ) -> Result<http::Response<Body>, Failure> {
        let mut request = Cow::Borrowed(request);
        let mut followed = 0;
        loop {
            let sent = match copy(&request, reading).await {
                Ok(copy) => self.inner.transport.send(copy).await.map_err(Failure::from),
                Err(error) => Err(Failure::NotSent(error)),
            };
            let answer = sent.map_err(|failure| after(followed > 0, failure))?;
            let Some(next) = redirect::next(&request, &answer) else {
                return Ok(answer);
            };
            followed += 1;
            if followed > redirect::LIMIT {
                return Err(Failure::MaybeSent(SendError::Redirects {
                    limit: redirect::LIMIT,
                }));
            }
            request = Cow::Owned(next);
        }
    }
}

/// Makes what the transport takes; the payload can be sent again.
async fn copy(
    request: &HttpRequest<Payload>,
    reading: Reading,
) -> Result<HttpRequest<Body>, SendError> {
    let mut copy = HttpRequest::new(request.body().open().await?);
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    if let Reading::AsItComes(_) = reading {
        copy.extensions_mut().insert(ReadAsItComes);
    }
    Ok(copy)
}

/// What a failure means where the same call was sent before.
fn after(was_sent: bool, failure: Failure) -> Failure {
    match failure {
        Failure::NotSent(error) if was_sent => Failure::MaybeSent(error),
        other => other,
    }
}
