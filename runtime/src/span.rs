//! Spans of `tracing`, for those who collect them.
//!
//! They hold what the document and HTTP say of a call, and no header, no query and no body.

use std::{future::Future, sync::atomic::AtomicU32};

use http::Request;

use crate::{attempts::Answer, body::Payload, error::Failure, operation::Operation};

#[cfg(feature = "tracing")]
mod on {
    use std::sync::atomic::Ordering;

    use tracing::{Instrument as _, Span, debug_span, field::Empty, info_span};

    use super::{Answer, AtomicU32, Failure, Future, Operation, Payload, Request};

    /// Makes a call within its span.
    pub(crate) async fn of_call(
        operation: &'static Operation,
        attempts: &AtomicU32,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let span = info_span!(
            "call",
            operation = operation.id,
            method = %operation.method,
            path = operation.path,
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
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let span = debug_span!(
            "attempt",
            number,
            host = request.uri().host(),
            sent_bytes = request.body().len(),
            received_bytes = Empty,
            status = Empty,
            error = Empty,
        );
        let came = sending.instrument(span.clone()).await;
        if let Ok(Answer::Read(answer)) = &came {
            span.record("received_bytes", answer.body().len());
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
    use super::{Answer, AtomicU32, Failure, Future, Operation, Payload, Request};

    pub(crate) async fn of_call(
        _: &'static Operation,
        _: &AtomicU32,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        sending.await
    }

    pub(crate) async fn of_attempt(
        _: u32,
        _: &Request<Payload>,
        sending: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        sending.await
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) use self::off::{of_attempt, of_call};
#[cfg(feature = "tracing")]
pub(crate) use self::on::{of_attempt, of_call};
