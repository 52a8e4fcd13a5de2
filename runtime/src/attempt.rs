//! An attempt: what stands around it, redirects, and the time that it takes.

use std::{borrow::Cow, pin::pin, sync::atomic::Ordering};

use http::{HeaderMap, Request as HttpRequest, StatusCode, header};

#[cfg(feature = "throttle")]
use crate::throttle::Throttle;
#[cfg(feature = "hyper")]
use crate::transport::hyper::ConnectWithin;
use crate::{
    attempts::{Answer, Progress, Reading},
    body::Payload,
    core::Core,
    error::{Failure, SendError},
    hooks::{self, Attempt, Outcome},
    operation::Operation,
    progress::Watcher,
    rate::RateLimit,
    redirect,
    response::mark_secrets,
    span,
    time::{Instant, each_within, within},
    transport::{Body, Fate, ReadAsItComes},
};

/// How many requests of a call are sent again at once, where the service has not looked at them: as many as
/// other clients do. It costs the service little, but may be what one does that has too much to do.
const RESENDS: u32 = 2;

impl Core {
    /// Sends `request` once, but for redirects.
    pub(crate) async fn attempt(
        &self,
        operation: &'static Operation,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        self.turn().await?;
        let number = progress.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        let hooks = &self.inner.hooks;
        let mut changed = Cow::Borrowed(request);
        for hooks in hooks {
            changed = Cow::Owned(hooks::before(&**hooks, operation, number, &changed));
        }
        let begin = Instant::now();
        let sending = pin!(self.once(&changed, reading, progress));
        let came = span::of_attempt(number, &changed, self.bodies(), sending).await;
        let outcome = Outcome {
            came: came.as_ref().map(Answer::head),
            elapsed: begin.elapsed(),
        };
        let attempt = Attempt {
            operation,
            number,
            request: &changed,
        };
        for hooks in hooks {
            hooks.after_attempt(&attempt, &outcome);
        }
        came
    }

    /// The throttle of the call: its own, or else the client's.
    #[cfg(feature = "throttle")]
    fn throttle(&self) -> Option<&Throttle> {
        let own = self.options.throttle.as_ref();
        own.or(self.inner.throttle.as_ref())
    }

    /// Waits until the client may send a request.
    #[cfg(feature = "throttle")]
    async fn turn(&self) -> Result<(), Failure> {
        match self.throttle() {
            Some(throttle) => throttle.turn().await.map_err(Failure::NotSent),
            None => Ok(()),
        }
    }

    /// Waits for nothing.
    #[cfg(not(feature = "throttle"))]
    #[expect(clippy::unused_async, reason = "with the feature `throttle` it waits")]
    async fn turn(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Notes what an answer says of rate limits.
    fn note_limits(&self, status: StatusCode, headers: &HeaderMap) {
        let said = RateLimit::all(self.inner.api.rate_limits, headers);
        #[cfg(feature = "throttle")]
        if let Some(throttle) = self.throttle() {
            throttle.note(status, headers, &said);
        }
        #[cfg(not(feature = "throttle"))]
        let _ = status;
        if !said.is_empty() {
            self.inner.seen.note(&said);
        }
    }

    /// Tells the client's own transport what it alone can do.
    #[cfg(feature = "hyper")]
    fn hand_on(&self, extensions: &mut http::Extensions) {
        if let Some(limit) = self.options.connect_timeout {
            extensions.insert(ConnectWithin(limit));
        }
    }

    /// There is none.
    #[cfg(not(feature = "hyper"))]
    #[expect(
        clippy::unused_self,
        reason = "with the feature `hyper` options are read"
    )]
    fn hand_on(&self, _: &mut http::Extensions) {}

    async fn once(
        &self,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        let limit = self.options.attempt_timeout.or(self.inner.attempt_timeout);
        let sending = pin!(async {
            let mut answer = self.open(request, reading, progress).await?;
            mark_secrets(answer.headers_mut());
            // Also where the body breaks off.
            self.note_limits(answer.status(), answer.headers());
            let answer = answer.map(|body| Watcher::watch(self.options.download.as_ref(), body));
            match reading {
                Reading::AsItComes(is_success) if is_success(answer.status()) => {
                    Ok(Answer::Open(answer.map(|body| each_within(limit, body))))
                }
                Reading::AsItComes(_) | Reading::AtOnce => {
                    Ok(Answer::Read(self.read(answer).await?))
                }
            }
        });
        within(limit, sending).await
    }

    /// Sends `request`, and again what the service has not looked at, follows redirects and returns the answer
    /// unread.
    async fn open(
        &self,
        request: &HttpRequest<Payload>,
        reading: Reading,
        progress: &Progress,
    ) -> Result<http::Response<Body>, Failure> {
        let mut request = Cow::Borrowed(request);
        let had_token = request.headers().contains_key(header::AUTHORIZATION);
        progress.strayed.store(false, Ordering::Relaxed);
        let (mut followed, mut is_first) = (0, true);
        loop {
            // The attempt has waited for the first one's turn.
            if !std::mem::take(&mut is_first) {
                let turn = self.turn().await;
                // What was led here was sent to where it came from.
                turn.map_err(|failure| match failure {
                    Failure::NotSent(error) if followed > 0 => Failure::MaybeSent(error),
                    failure => failure,
                })?;
            }
            let copy = copy(&request, reading).await.map_err(Failure::NotSent)?;
            let mut copy = copy.map(|body| Watcher::watch(self.options.upload.as_ref(), body));
            self.hand_on(copy.extensions_mut());
            let was_sent = progress.was_sent.swap(true, Ordering::Relaxed);
            let answer = match self.inner.transport.send(copy).await {
                Ok(answer) => answer,
                Err(error) => {
                    let is_unprocessed = error.fate == Fate::Unprocessed;
                    let failure = Failure::from(error);
                    if let Failure::NotSent(_) = failure {
                        progress.was_sent.store(was_sent, Ordering::Relaxed);
                    }
                    // A request of whatever method (RFC 9113, §8.7).
                    if is_unprocessed && request.body().is_replayable() && progress.may_resend() {
                        continue;
                    }
                    return Err(failure);
                }
            };
            let next = redirect::next(&request, &answer);
            let Some(next) = next.filter(|next| next.body().is_replayable()) else {
                if let Some(page) = &self.page {
                    page.landed((followed > 0).then(|| request.uri()));
                }
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

impl Progress {
    /// Takes one of the requests that may be sent again at once, if there is one.
    fn may_resend(&self) -> bool {
        self.resent.fetch_add(1, Ordering::Relaxed) < RESENDS
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
