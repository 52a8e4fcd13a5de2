//! A call that has all that it is sent with.

use std::fmt::{self, Debug};

use crate::{
    attempts::IsSuccess,
    core::Core,
    error::Error,
    request::Request,
    response::Response,
    response_future::{Made, ResponseFuture, Success},
    stream::ByteStream,
};

/// A call that has nothing left to set, not yet sent: `T` is what it answers, and `E` what the document says about
/// its errors.
///
/// Methods of clients give it where an operation has errors of its own, nothing to set and no pages; all others give
/// a type of their own, with a setter for each value that may be set. Name it as the client does (`GetPetCall`):
/// once the service takes an optional parameter that is a type of its own. What was passed is encoded already; what
/// cannot be sent is the future's to say.
#[must_use = "the request is sent by `send` or `.await`"]
pub struct Call<T, E> {
    core: Core,
    request: Request,
    success: Success<T>,
    failure: Made<E>,
}

impl Core {
    /// A call of `request`, as [`call`](Self::call) sends it.
    pub fn ready<T, E>(&self, request: Request, success: Made<T>, failure: Made<E>) -> Call<T, E> {
        self.holding(request, Success::Whole(success), failure)
    }

    /// A call of `request`, as [`call_stream`](Self::call_stream) sends it.
    pub fn ready_stream<T, E>(
        &self,
        request: Request,
        is_success: IsSuccess,
        make: fn(ByteStream) -> T,
        failure: Made<E>,
    ) -> Call<T, E> {
        self.holding(request, Success::Unread(make, is_success), failure)
    }

    fn holding<T, E>(&self, request: Request, success: Success<T>, failure: Made<E>) -> Call<T, E> {
        Call {
            core: self.clone(),
            request,
            success,
            failure,
        }
    }
}

impl<T, E: Debug> Call<T, E> {
    /// Sends the request and decodes the answer.
    #[inline]
    pub fn send(self) -> ResponseFuture<T, E> {
        self.core.send(self.request, self.success, self.failure)
    }
}

impl<T, E: Debug> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    type IntoFuture = ResponseFuture<T, E>;

    #[inline]
    fn into_future(self) -> ResponseFuture<T, E> {
        self.send()
    }
}

// Neither needs anything of `T` or `E`, which a derive would ask of them.
impl<T, E> Clone for Call<T, E> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            request: self.request.clone(),
            success: self.success,
            failure: self.failure,
        }
    }
}

impl<T, E> Debug for Call<T, E> {
    /// Shows which one it is, and nothing that it was given, as that may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::operation::show_call("Call", self.request.operation, f)
    }
}
