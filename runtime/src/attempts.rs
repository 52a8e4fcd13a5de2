//! Sending a request: attempts, redirects, and the time that they take.

#[cfg(feature = "retry")]
use std::time::SystemTime;
use std::{
    borrow::Cow,
    sync::atomic::{AtomicBool, Ordering},
};

use http::{HeaderMap, Request as HttpRequest, StatusCode, header};

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
    fn head(&self) -> (StatusCode, &HeaderMap) {
        match self {
            Self::Read(answer) => (answer.status(), answer.headers()),
            Self::Open(answer) => (answer.status(), answer.headers()),
        }
    }
}

/// How far a call has come.
#[derive(Debug)]
struct Progress {
    /// Whether anything may have reached a service.
    was_sent: AtomicBool,
    /// Whether the last request went to another host by a redirect, without credentials.
    strayed: AtomicBool,
    #[cfg(feature = "retry")]
    end: End,
}

impl Core {
    /// Sends `request` until there is an answer to keep, or no time left.
    pub(crate) async fn answer(
        &self,
        request: Request,
        reading: Reading,
    ) -> Result<Answer, Failure> {
        let limit = self.options.total_timeout.or(self.inner.total_timeout);
        let progress = Progress {
            was_sent: AtomicBool::new(false),
            strayed: AtomicBool::new(false),
            #[cfg(feature = "retry")]
            end: End::after(limit),
        };
        let came = within(limit, self.authorized(request, reading, &progress)).await;
        // Whichever request failed last: an earlier one may have been acted on, or none had left.
        let was_sent = progress.was_sent.load(Ordering::Relaxed);
        came.map_err(|failure| match failure {
            Failure::NotSent(error) | Failure::MaybeSent(error) if was_sent => {
                Failure::MaybeSent(error)
            }
            Failure::NotSent(error) | Failure::MaybeSent(error) => Failure::NotSent(error),
        })
    }

    /// Sends `request` with a token, and once more with another one where the service refuses that.
    async fn authorized(
        &self,
        mut request: Request,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        if let Some(problem) = request.problem.take() {
            return Err(Failure::NotSent(problem));
        }
        let bearer = self.options.bearer.as_ref();
        let credentials = &self.inner.credentials;
        let chosen = credentials.chosen(request.operation.security, bearer);
        let Some(source) = chosen.source() else {
            return self.sent(&request, &chosen, None, reading, progress).await;
        };
        let no_token = |error| Failure::NotSent(SendError::Token(error));
        let token = source.token(None).await.map_err(no_token)?;
        let sent = self.sent(&request, &chosen, Some(&token), reading, progress);
        let answer = sent.await?;
        // Another host was not given the token, nor one that a header of the options replaces.
        let is_refused = answer.head().0 == StatusCode::UNAUTHORIZED
            && !progress.strayed.load(Ordering::Relaxed)
            && !self.options.has_header(&header::AUTHORIZATION);
        if !is_refused || !request.payload.is_replayable() {
            return Ok(answer);
        }
        match source.token(Some(&token)).await {
            Ok(other) if !other.is(&token) => {
                self.sent(&request, &chosen, Some(&other), reading, progress)
                    .await
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
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        let built = chosen
            .additions(token)
            .map_err(|scheme| SendError::Credential { scheme })
            .and_then(|additions| self.build(request, additions))
            .map_err(Failure::NotSent)?;
        self.attempts(request.operation, &built, reading, progress)
            .await
    }

    #[cfg(not(feature = "retry"))]
    async fn attempts(
        &self,
        _: &Operation,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        self.attempt(request, reading, progress).await
    }

    #[cfg(feature = "retry")]
    async fn attempts(
        &self,
        operation: &Operation,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        let retry = self.options.retry.as_ref().unwrap_or(&self.inner.retry);
        // Options that say nothing of a budget have the client's.
        let budget = retry.own_budget().unwrap_or(&self.inner.budget);
        let is_repeatable = self.options.is_repeatable(operation);
        budget.deposit();
        let mut made = 0;
        loop {
            let came = self.attempt(request, reading, progress).await;
            made += 1;
            let head = came.as_ref().map(Answer::head);
            let wait = retry.next(made, is_repeatable, head, SystemTime::now());
            let wait = wait.filter(|wait| {
                progress.end.allows(*wait) && request.body().is_replayable() && budget.withdraw()
            });
            match wait {
                Some(wait) => crate::time::wait(wait).await,
                None => return came,
            }
        }
    }

    /// Sends `request` once, but for redirects.
    async fn attempt(
        &self,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        let limit = self.options.attempt_timeout.or(self.inner.attempt_timeout);
        within(limit, async {
            let answer = self.open(request, reading, progress).await?;
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
        progress: &Progress,
    ) -> Result<http::Response<Body>, Failure> {
        let mut request = Cow::Borrowed(request);
        let had_token = request.headers().contains_key(header::AUTHORIZATION);
        progress.strayed.store(false, Ordering::Relaxed);
        let mut followed = 0;
        loop {
            let copy = copy(&request, reading).await.map_err(Failure::NotSent)?;
            let was_sent = progress.was_sent.swap(true, Ordering::Relaxed);
            let sent = self.inner.transport.send(copy).await.map_err(Failure::from);
            if matches!(sent, Err(Failure::NotSent(_))) {
                progress.was_sent.store(was_sent, Ordering::Relaxed);
            }
            let answer = sent?;
            let next = redirect::next(&request, &answer);
            let Some(next) = next.filter(|next| next.body().is_replayable()) else {
                return Ok(answer);
            };
            followed += 1;
            if followed > redirect::LIMIT {
                return Err(Failure::MaybeSent(SendError::Redirects {
                    limit: redirect::LIMIT,
                }));
            }
            let has_token = next.headers().contains_key(header::AUTHORIZATION);
            progress
                .strayed
                .store(had_token && !has_token, Ordering::Relaxed);
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
