//! Spans of `tracing`, for those who collect them.
//!
//! They hold what the document and HTTP say of a call, and no header, no query and, unless it is asked
//! for, no body.

use std::{borrow::Cow, future::Future, sync::atomic::AtomicU32};

use http::{Method, Request};

use crate::{
    attempts::Answer, bodies::Bodies, body::Payload, error::Failure, operation::Operation,
    request::Request as Call,
};

/// What a call is known by.
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "nobody asks"))]
pub(crate) struct Named {
    operation: &'static Operation,
    method: Method,
    /// The template of the path, or the path without a query where there is none.
    path: Cow<'static, str>,
}

impl Named {
    pub(crate) fn of(call: &Call) -> Self {
        let path = match &call.route {
            Some(route) => {
                let path = route.path.split('?').next().unwrap_or_default();
                Cow::Owned(path.to_owned())
            }
            None => Cow::Borrowed(call.operation.path),
        };
        Self {
            operation: call.operation,
            method: call.method().clone(),
            path,
        }
    }
}

#[cfg(feature = "tracing")]
mod on {
    use std::sync::atomic::Ordering;

    use tracing::{Instrument as _, Span, debug_span, field::Empty, info_span};

    use super::{Answer, AtomicU32, Bodies, Failure, Future, Named, Payload, Request};

    /// Takes the span and the subscriber that are current here along to another task.
    #[cfg(feature = "time")]
    pub(crate) fn carried<F: Future>(going_on: F) -> impl Future<Output = F::Output> {
        use tracing::instrument::WithSubscriber as _;

        going_on.in_current_span().with_current_subscriber()
    }

    /// Makes a call within its span.
    pub(crate) async fn of_call(
        named: Named,
        attempts: &AtomicU32,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let span = info_span!(
            "call",
            operation = named.operation.id,
            method = %named.method,
            path = &*named.path,
            attempts = Empty,
            status = Empty,
            error = Empty,
        );
        let came = sending.instrument(span.clone()).await;
        span.record("attempts", attempts.load(Ordering::Relaxed));
        record(&span, &came);
        came
    }

    /// Makes an attempt within its span.
    pub(crate) async fn of_attempt(
        number: u32,
        request: &Request<Payload>,
        bodies: Option<Bodies>,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let span = debug_span!(
            "attempt",
            number,
            host = request.uri().host(),
            sent_bytes = request.body().len(),
            received_bytes = Empty,
            sent_body = Empty,
            received_body = Empty,
            status = Empty,
            error = Empty,
        );
        let mut bodies = bodies.filter(|_| !span.is_disabled());
        if let Some(bodies) = &mut bodies {
            span.record("sent_body", bodies.sent(request.headers(), request.body()));
        }
        let came = sending.instrument(span.clone()).await;
        if let Ok(Answer::Read(answer)) = &came {
            span.record("received_bytes", answer.body().len());
            if let Some(bodies) = &mut bodies {
                let shown = bodies.received(answer.headers(), answer.body());
                span.record("received_body", shown);
            }
        }
        record(&span, &came);
        came
    }

    fn record(span: &Span, came: &Result<Answer, Failure>) {
        match came {
            Ok(answer) => span.record("status", answer.head().0.as_u16()),
            Err(Failure::NotSent(error) | Failure::MaybeSent(error)) => {
                span.record("error", error.to_string())
            }
        };
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use super::{Answer, AtomicU32, Bodies, Failure, Future, Named, Payload, Request};

    #[cfg(feature = "time")]
    pub(crate) fn carried<F: Future>(going_on: F) -> impl Future<Output = F::Output> {
        going_on
    }

    pub(crate) async fn of_call(
        _: Named,
        _: &AtomicU32,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        sending.await
    }

    pub(crate) async fn of_attempt(
        _: u32,
        _: &Request<Payload>,
        _: Option<Bodies>,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        sending.await
    }
}

#[cfg(not(feature = "tracing"))]
use self::off as spans;
#[cfg(feature = "tracing")]
use self::on as spans;
#[cfg(feature = "time")]
pub(crate) use self::spans::carried;
pub(crate) use self::spans::{of_attempt, of_call};
