//! A call: attempts, tokens, and the time that they take.

#[cfg(feature = "retry")]
use std::time::SystemTime;
use std::{
    pin::pin,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use http::{HeaderMap, Request as HttpRequest, StatusCode, header};

#[cfg(feature = "retry")]
use crate::time::End;
use crate::{
    auth,
    body::Payload,
    core::Core,
    error::{Failure, SendError},
    operation::Operation,
    raw,
    request::Request,
    response::{Course, RawResponse},
    span,
    time::{Instant, within},
    token::{Token, Tokens},
    transport::{Body, BoxError},
};

/// Whether a status is one of a success.
pub(crate) type IsSuccess = fn(StatusCode) -> bool;

/// How the body of an answer is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reading {
    /// As a whole, as part of the attempt.
    AtOnce,
    /// By the user, if the status is one of these.
    AsItComes(IsSuccess),
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    Read(RawResponse),
    Open(http::Response<Body>),
}

impl Answer {
    pub(crate) fn head(&self) -> (StatusCode, &HeaderMap) {
        match self {
            Self::Read(answer) => (answer.status(), answer.headers()),
            Self::Open(answer) => (answer.status(), answer.headers()),
        }
    }
}

/// What is sent, in all of its attempts.
struct Call {
    operation: &'static Operation,
    #[cfg(feature = "retry")]
    is_repeatable: bool,
}

/// How far a call has come.
#[derive(Debug)]
pub(crate) struct Progress {
    /// How many attempts there were.
    pub(crate) attempts: AtomicU32,
    /// How many requests were sent again at once, as the service had not looked at them.
    pub(crate) resent: AtomicU32,
    /// Whether anything may have reached a service.
    pub(crate) was_sent: AtomicBool,
    /// Whether the last request went to another host by a redirect, without credentials.
    pub(crate) strayed: AtomicBool,
    #[cfg(feature = "retry")]
    end: End,
}

impl Core {
    /// Sends `request` until there is an answer to keep, or no time left.
    pub(crate) async fn answer(
        &self,
        request: Request,
        reading: Reading,
    ) -> Result<(Answer, Course), Failure> {
        let begin = Instant::now();
        let limit = self.options.total_timeout.or(self.inner.total_timeout);
        let progress = Progress {
            attempts: AtomicU32::new(0),
            resent: AtomicU32::new(0),
            was_sent: AtomicBool::new(false),
            strayed: AtomicBool::new(false),
            #[cfg(feature = "retry")]
            end: End::after(limit),
        };
        let named = span::Named::of(&request);
        // What waits for another is handed on by reference: each time it is moved into the next one it would
        // take its room twice.
        let sending = pin!(self.authorized(request, reading, &progress));
        let sending = pin!(within(limit, sending));
        let came = span::of_call(named, &progress.attempts, sending).await;
        // Whichever request failed last: an earlier one may have been acted on, or none had left.
        let was_sent = progress.was_sent.load(Ordering::Relaxed);
        came.map_err(|failure| match failure {
            Failure::NotSent(error) | Failure::MaybeSent(error) if was_sent => {
                Failure::MaybeSent(error)
            }
            Failure::NotSent(error) | Failure::MaybeSent(error) => Failure::NotSent(error),
        })
        .map(|mut answer| {
            let course = Course {
                attempts: progress.attempts.load(Ordering::Relaxed),
                elapsed: begin.elapsed(),
                rate_limits: self.inner.api.rate_limits,
            };
            if let Answer::Read(answer) = &mut answer {
                answer.course = course;
            }
            (answer, course)
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
        self.prepare(&mut request).map_err(Failure::NotSent)?;
        let bearer = self.options.bearer.as_ref();
        let credentials = &self.inner.credentials;
        let chosen = match request.route {
            Some(_) => credentials.chosen(raw::alternatives(self.inner.api.schemes), bearer),
            None => credentials.chosen(request.operation.security.iter().copied(), bearer),
        };
        let (source, mut token) = (chosen.source(), None);
        if let Some(source) = source {
            let no_token = |error| Failure::NotSent(SendError::Token(error));
            token = Some(source.token(None).await.map_err(no_token)?);
        }
        let call = Call {
            operation: request.operation,
            #[cfg(feature = "retry")]
            is_repeatable: self.options.is_repeatable(&request),
        };
        let additions = chosen.additions(token.as_ref());
        let built = self.build(request, additions);
        let mut built = built.map_err(Failure::NotSent)?;
        let answer = self.attempts(&call, &built, reading, progress).await?;
        let (Some(source), Some(token)) = (source, token) else {
            return Ok(answer);
        };
        // Another host was not given the token, nor where a header of the user's replaces it.
        let is_refused = answer.head().0 == StatusCode::UNAUTHORIZED
            && !progress.strayed.load(Ordering::Relaxed)
            && built.headers().get(header::AUTHORIZATION) == auth::bearer(token.secret()).as_ref();
        if !is_refused {
            return Ok(answer);
        }
        // Also where this call cannot be sent again: the next one should have another.
        let other = another(source, &token).await?;
        // Where there is no other one, what the service says is the answer.
        let value = other.as_ref().map(|other| auth::bearer(other.secret()));
        let (Some(other), Some(Some(value)), true) = (other, value, built.body().is_replayable())
        else {
            return Ok(answer);
        };
        built.headers_mut().insert(header::AUTHORIZATION, value);
        let answer = self.attempts(&call, &built, reading, progress).await?;
        let has_strayed = progress.strayed.load(Ordering::Relaxed);
        if answer.head().0 == StatusCode::UNAUTHORIZED && !has_strayed {
            source.refused_again(&other);
        }
        Ok(answer)
    }

    #[cfg(not(feature = "retry"))]
    async fn attempts(
        &self,
        call: &Call,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        self.attempt(call.operation, request, reading, progress)
            .await
    }

    #[cfg(feature = "retry")]
    async fn attempts(
        &self,
        call: &Call,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        let retry = self.options.retry.as_ref().unwrap_or(&self.inner.retry);
        // Options that say nothing of a budget have the client's.
        let budget = retry.own_budget().unwrap_or(&self.inner.budget);
        budget.deposit();
        let (mut made, mut last) = (0, None);
        loop {
            let came = self
                .attempt(call.operation, request, reading, progress)
                .await;
            // Where the throttle lets nothing pass, what came before is what there is to say.
            let is_held = matches!(came, Err(Failure::NotSent(SendError::RateLimit { .. })));
            if let Some(last) = last.take_if(|_| is_held) {
                return last;
            }
            made += 1;
            let head = came.as_ref().map(Answer::head);
            let wait = retry.next(made, call.is_repeatable, head, SystemTime::now());
            let wait = wait.filter(|wait| {
                progress.end.allows(*wait) && request.body().is_replayable() && budget.withdraw()
            });
            match wait {
                Some(wait) => {
                    last = Some(came);
                    crate::time::wait(wait).await;
                }
                None => return came,
            }
        }
    }
}

/// Asks for a token instead of `refused`; there may be none.
async fn another(source: &Tokens, refused: &Token) -> Result<Option<Token>, Failure> {
    match source.token(Some(refused)).await {
        Ok(other) if !other.is(refused) => Ok(Some(other)),
        Err(error) if is_for_the_user(&error) => Err(Failure::MaybeSent(SendError::Token(error))),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Whether the user has to hear of it whatever the answer is: new tokens could not be stored, or there will be
/// none before somebody gives access anew.
#[cfg(feature = "oauth2")]
fn is_for_the_user(error: &BoxError) -> bool {
    use crate::call::OAuth2Error;

    let error = error.downcast_ref::<OAuth2Error>();
    error.is_some_and(|error| matches!(error, OAuth2Error::Store(_)) || error.is_invalid_grant())
}

/// Whoever gets tokens otherwise says so there.
#[cfg(not(feature = "oauth2"))]
fn is_for_the_user(_: &BoxError) -> bool {
    false
}
