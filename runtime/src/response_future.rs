//! The future of a call.

use std::{
    convert::Infallible,
    fmt::{self, Debug},
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{StatusCode, response::Parts};

use crate::{
    attempts::{Answer, IsSuccess, Reading},
    core::Core,
    decode::Decoded,
    drift::{End, Purpose, Side, Watch},
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
    coming: Coming,
    success: Success<T>,
    failure: Made<E>,
}

/// An answer that is on its way, with the core that its call was sent by.
enum Coming {
    /// It is read as a whole.
    Whole(Whole),
    /// It is handed over unread if it is a success.
    Unread(Unread),
}

/// What makes a success of an answer.
pub(crate) enum Success<T> {
    Whole(Made<T>),
    /// What makes one of a body that is not read, and which statuses are successes.
    Unread(fn(ByteStream) -> T, IsSuccess),
}

// They need nothing of `T`, which derives would ask of it.
impl<T> Copy for Success<T> {}

impl<T> Clone for Success<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// An answer that is read as a whole.
type Whole = BoxFuture<'static, Result<(Core, RawResponse), Failure>>;

/// An answer that is not read if it is a success.
type Unread = BoxFuture<'static, Result<(Core, Opened), Failure>>;

/// What one side of an operation, its successes or its errors, makes of an answer.
pub(crate) type Made<T> = fn(StatusCode, &RawResponse) -> Decoded<T>;

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
        success: Made<T>,
        failure: Made<E>,
    ) -> ResponseFuture<T, E> {
        self.send(request, Success::Whole(success), failure)
    }

    /// Sends `request` and hands a successful answer over unread; any other goes through `failure`.
    ///
    /// Redirects are followed as for [`call`](Self::call).
    pub fn call_stream<T, E: Debug>(
        self,
        request: Request,
        is_success: IsSuccess,
        make: fn(ByteStream) -> T,
        failure: Made<E>,
    ) -> ResponseFuture<T, E> {
        self.send(request, Success::Unread(make, is_success), failure)
    }

    /// Sends `request`, whose answer becomes what `success` or `failure` makes of it.
    pub(crate) fn send<T, E: Debug>(
        self,
        request: Request,
        success: Success<T>,
        failure: Made<E>,
    ) -> ResponseFuture<T, E> {
        let is_success = match success {
            Success::Whole(_) => None,
            Success::Unread(_, is_success) => Some(is_success),
        };
        let (operation, coming) = self.coming(request, is_success);
        ResponseFuture {
            operation,
            coming,
            success,
            failure,
        }
    }

    /// The answer of `request`, unread where it is a success by `is_success`, and what the document says of it.
    ///
    /// It is not generic, so that a program has it once.
    fn coming(
        self,
        request: Request,
        is_success: Option<IsSuccess>,
    ) -> (Option<&'static Operation>, Coming) {
        // The document says nothing of a request that has a route of its own.
        let operation = request.route.is_none().then_some(request.operation);
        let coming = match is_success {
            None => Coming::Whole(self.whole(request)),
            Some(is_success) => Coming::Unread(self.opened(request, is_success)),
        };
        (operation, coming)
    }

    /// The answer, read as a whole.
    ///
    /// The future is made here, where nothing is generic, so that a program has the code of a call once.
    fn whole(self, request: Request) -> Whole {
        Box::pin(async move {
            let answer = match self.answer(request, Reading::AtOnce).await?.0 {
                Answer::Read(answer) => answer,
                Answer::Open(answer) => self.read(answer).await?,
            };
            Ok((self, answer))
        })
    }

    /// The answer, unread if it is a success; a future as of [`whole`](Self::whole).
    fn opened(
        self,
        #[cfg_attr(not(feature = "retry"), expect(unused_mut))] mut request: Request,
        is_success: IsSuccess,
    ) -> Unread {
        Box::pin(async move {
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
        })
    }
}

impl<T, E: Debug> Future for ResponseFuture<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut typed = Typed {
            success: &this.success,
            failure: this.failure,
            body: None,
            error: None,
        };
        let came = ready!(this.coming.poll(context, this.operation, &mut typed));
        Poll::Ready(match (came, typed.body, typed.error) {
            (Came::Success(answer), Some(body), _) => Ok(answer.map(|()| body)),
            (Came::Error(answer), _, Some(error)) => {
                Err(Error::Api(Box::new(answer.map(|()| error))))
            }
            (Came::Failure(error), ..) => Err(of_another(error)),
            // What came was kept, as `send` makes both enums of one kind.
            (Came::Success(answer) | Came::Error(answer), ..) => {
                debug_assert!(false, "an answer was decoded and not kept");
                Err(Error::Undocumented(Box::new(answer.into_raw())))
            }
        })
    }
}

/// What has come of a call, but for what only its operation has a type for.
enum Came {
    Success(Response<()>),
    Error(Response<()>),
    Failure(Error<Infallible>),
}

/// What knows the types of an operation; all else of a call does not, so that a program has it once.
trait Decode {
    /// Makes a success of an answer.
    fn success(&mut self, answer: &RawResponse, purpose: Purpose) -> End;

    /// Makes a success of an answer that is not read.
    fn unread(&mut self, body: ByteStream);

    /// Makes an error of an answer.
    fn failure(&mut self, answer: &RawResponse, purpose: Purpose) -> End;
}

/// Both sides of an operation, and what they made for the user.
struct Typed<'a, T, E> {
    success: &'a Success<T>,
    failure: Made<E>,
    body: Option<T>,
    error: Option<E>,
}

impl<T, E> Decode for Typed<'_, T, E> {
    fn success(&mut self, answer: &RawResponse, purpose: Purpose) -> End {
        match self.success {
            Success::Whole(side) => kept(*side, answer, purpose, &mut self.body),
            Success::Unread(..) => End::Undocumented,
        }
    }

    fn unread(&mut self, body: ByteStream) {
        if let Success::Unread(make, _) = self.success {
            self.body = Some(make(body));
        }
    }

    fn failure(&mut self, answer: &RawResponse, purpose: Purpose) -> End {
        kept(self.failure, answer, purpose, &mut self.error)
    }
}

/// Decodes an answer by one side of an operation, and keeps in `value` what is for the user.
fn kept<T>(side: Made<T>, answer: &RawResponse, purpose: Purpose, value: &mut Option<T>) -> End {
    match side(answer.status(), answer) {
        Decoded::Value(body) => {
            if purpose == Purpose::Use {
                *value = Some(body);
            }
            End::Value
        }
        Decoded::Malformed(error) => End::Malformed(error),
        Decoded::Undocumented => End::Undocumented,
    }
}

impl Coming {
    fn poll(
        &mut self,
        context: &mut Context<'_>,
        operation: Option<&'static Operation>,
        typed: &mut dyn Decode,
    ) -> Poll<Came> {
        let came = match self {
            Self::Whole(coming) => ready!(coming.as_mut().poll(context))
                .map(|(core, answer)| decoded(Watch::of(&core, operation), answer, typed)),
            Self::Unread(coming) => {
                ready!(coming.as_mut().poll(context)).map(|(core, opened)| match opened {
                    Opened::Success(parts, body, course) => {
                        typed.unread(*body);
                        Came::Success(Response::from_parts(parts, (), course))
                    }
                    Opened::Failure(answer) => failed(Watch::of(&core, operation), answer, typed),
                })
            }
        };
        Poll::Ready(came.unwrap_or_else(|failure| Came::Failure(failure.into())))
    }
}

/// The same for an operation that has errors, of which this is none.
fn of_another<E: Debug>(error: Error<Infallible>) -> Error<E> {
    match error {
        Error::NotSent(error) => Error::NotSent(error),
        Error::MaybeSent(error) => Error::MaybeSent(error),
        Error::Api(response) => match *response.body() {},
        Error::Undocumented(answer) => Error::Undocumented(answer),
        Error::Decode(error) => Error::Decode(error),
    }
}

/// Decodes an answer that was read as a whole.
fn decoded(watch: Option<Watch<'_>>, answer: RawResponse, typed: &mut dyn Decode) -> Came {
    let mut success = |answer: &RawResponse, purpose| typed.success(answer, purpose);
    match decode(watch, &answer, &mut success) {
        (End::Value, dropped) => Came::Success(Response::new(answer, ()).without(dropped)),
        (End::Malformed(error), _) => malformed(answer, error),
        (End::Undocumented, _) => failed(watch, answer, typed),
    }
}

/// Decodes an answer that is no success.
fn failed(watch: Option<Watch<'_>>, answer: RawResponse, typed: &mut dyn Decode) -> Came {
    let mut failure = |answer: &RawResponse, purpose| typed.failure(answer, purpose);
    match decode(watch, &answer, &mut failure) {
        (End::Value, dropped) => Came::Error(Response::new(answer, ()).without(dropped)),
        (End::Malformed(error), _) => malformed(answer, error),
        (End::Undocumented, _) => {
            if let Some(watch) = watch {
                watch.undocumented(answer.status());
            }
            Came::Failure(Error::Undocumented(Box::new(answer)))
        }
    }
}

fn malformed(answer: RawResponse, error: serde_json::Error) -> Came {
    Came::Failure(Error::Decode(Box::new(DecodeError::new(answer, error))))
}

/// Decodes an answer by one side of its operation; says which members were taken out of it for that.
fn decode(
    watch: Option<Watch<'_>>,
    answer: &RawResponse,
    side: &mut Side<'_>,
) -> (End, Vec<String>) {
    match watch {
        Some(watch) => watch.observe(answer, side),
        None => (side(answer, Purpose::Use), Vec::new()),
    }
}

impl<T, E> Debug for ResponseFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}
