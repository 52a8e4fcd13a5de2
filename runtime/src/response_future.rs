//! The future of a call.

use std::{
    fmt::{self, Debug},
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{StatusCode, response::Parts};

use crate::{
    attempts::{Answer, Reading},
    core::Core,
    decode::Decoded,
    drift::{End, Purpose, Watch},
    error::{DecodeError, Error, Failure},
    operation::Operation,
    request::Request,
    response::{Course, RawResponse, Response},
    stream::ByteStream,
    transport::BoxFuture,
};

/// What `send` of a call gives: a future of the decoded answer, or of an [`Error`].
///
/// `send` has built the request, its body encoded and its limits checked; what is wrong with it is the future's
/// to say. Nothing leaves before it is polled, and dropping it gives the call up.
#[must_use = "nothing is sent until the future is awaited or polled"]
pub struct ResponseFuture<T, E> {
    operation: Option<&'static Operation>,
    coming: Coming<T>,
    failure: Side<E>,
}

/// An answer that is on its way, with the core that its call was sent by, and what makes a success of it.
enum Coming<T> {
    /// It is read as a whole and decoded.
    Whole(
        BoxFuture<'static, Result<(Core, RawResponse), Failure>>,
        Side<T>,
    ),
    /// It is handed over unread if it is a success.
    Stream(
        BoxFuture<'static, Result<(Core, Opened), Failure>>,
        fn(ByteStream) -> T,
    ),
}

/// What one side of an operation, its successes or its errors, makes of an answer.
type Side<T> = fn(StatusCode, &RawResponse) -> Decoded<T>;

/// An answer that is handed over unread where it is a success.
enum Opened {
    Success(Parts, Box<ByteStream>, Course),
    Failure(RawResponse),
}

impl Core {
    /// Sends `request` and decodes the answer with `success`, or else with `failure`.
    pub fn call<T, E: Debug>(
        self,
        request: Request,
        success: Side<T>,
        failure: Side<E>,
    ) -> ResponseFuture<T, E> {
        ResponseFuture {
            operation: Some(request.operation),
            coming: Coming::Whole(Box::pin(self.whole(request)), success),
            failure,
        }
    }

    /// Sends `request` and hands a successful answer over unread; any other goes through `failure`.
    ///
    /// Redirects are followed as for [`call`](Self::call).
    pub fn call_stream<T, E: Debug>(
        self,
        request: Request,
        is_success: fn(StatusCode) -> bool,
        make: fn(ByteStream) -> T,
        failure: Side<E>,
    ) -> ResponseFuture<T, E> {
        ResponseFuture {
            // The document says nothing of a request that has a route of its own.
            operation: request.route.is_none().then_some(request.operation),
            coming: Coming::Stream(Box::pin(self.opened(request, is_success)), make),
            failure,
        }
    }

    async fn whole(self, request: Request) -> Result<(Self, RawResponse), Failure> {
        let answer = match self.answer(request, Reading::AtOnce).await?.0 {
            Answer::Read(answer) => answer,
            Answer::Open(answer) => self.read(answer).await?,
        };
        Ok((self, answer))
    }

    async fn opened(
        self,
        #[cfg_attr(not(feature = "retry"), expect(unused_mut))] mut request: Request,
        is_success: fn(StatusCode) -> bool,
    ) -> Result<(Self, Opened), Failure> {
        #[cfg(feature = "retry")]
        let origin = self.origin(&mut request, is_success)?;
        let opened = match self.answer(request, Reading::AsItComes(is_success)).await? {
            (Answer::Read(answer), _) => Opened::Failure(answer),
            (Answer::Open(answer), course) => {
                let (parts, body) = self.stream(answer);
                #[cfg(feature = "retry")]
                let body = body.opened_by(origin);
                Opened::Success(parts, Box::new(body), course)
            }
        };
        Ok((self, opened))
    }
}

impl<T, E: Debug> Future for ResponseFuture<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let watch = |core| Watch::of(core, this.operation?);
        Poll::Ready(match &mut this.coming {
            Coming::Whole(coming, success) => {
                let (core, answer) = ready!(coming.as_mut().poll(context))?;
                decoded(watch(&core), answer, *success, this.failure)
            }
            Coming::Stream(coming, make) => match ready!(coming.as_mut().poll(context))? {
                (_, Opened::Success(parts, body, course)) => {
                    Ok(Response::from_parts(parts, make(*body), course))
                }
                (core, Opened::Failure(answer)) => Err(failed(watch(&core), answer, this.failure)),
            },
        })
    }
}

impl<T, E> Debug for ResponseFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}

/// Decodes an answer that was read as a whole.
fn decoded<T, E: Debug>(
    watch: Option<Watch<'_>>,
    answer: RawResponse,
    success: Side<T>,
    failure: Side<E>,
) -> Result<Response<T>, Error<E>> {
    let (decoded, dropped) = decode(watch, &answer, success);
    match decoded {
        Decoded::Value(body) => Ok(Response::new(answer, body).without(dropped)),
        Decoded::Malformed(error) => Err(Error::Decode(Box::new(DecodeError::new(answer, error)))),
        Decoded::Undocumented => Err(failed(watch, answer, failure)),
    }
}

/// Decodes an answer by one side of its operation; says which members were taken out of it for that.
fn decode<T>(
    watch: Option<Watch<'_>>,
    answer: &RawResponse,
    side: Side<T>,
) -> (Decoded<T>, Vec<String>) {
    let Some(watch) = watch else {
        return (side(answer.status(), answer), Vec::new());
    };
    let mut value = None;
    let (end, dropped) = watch.observe(answer, &mut |answer, purpose| match side(
        answer.status(),
        answer,
    ) {
        Decoded::Value(body) => {
            if purpose == Purpose::Use {
                value = Some(body);
            }
            End::Value
        }
        Decoded::Malformed(error) => End::Malformed(error),
        Decoded::Undocumented => End::Undocumented,
    });
    let decoded = match (end, value) {
        (End::Value, Some(body)) => Decoded::Value(body),
        (End::Malformed(error), _) => Decoded::Malformed(error),
        (End::Value | End::Undocumented, _) => Decoded::Undocumented,
    };
    (decoded, dropped)
}

/// Decodes an answer that is no success.
fn failed<E: Debug>(watch: Option<Watch<'_>>, answer: RawResponse, failure: Side<E>) -> Error<E> {
    let (decoded, dropped) = decode(watch, &answer, failure);
    match decoded {
        Decoded::Value(body) => Error::Api(Box::new(Response::new(answer, body).without(dropped))),
        Decoded::Malformed(error) => Error::Decode(Box::new(DecodeError::new(answer, error))),
        Decoded::Undocumented => {
            if let Some(watch) = watch {
                watch.undocumented(answer.status());
            }
            Error::Undocumented(Box::new(answer))
        }
    }
}
