//! A call that is ready to be awaited.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Client;
use super::call::Call;
use super::options::call_options;
use crate::error::Error;
use crate::future::BoxFuture;
use crate::model::Mode;
use crate::operation::OperationInfo;
use crate::received::RawResponse;
use crate::response::Response;

/// Decodes the response of an operation.
type Read<T> = fn(RawResponse, &'static OperationInfo, Mode) -> Result<Response<T>, Error>;

/// A call that is sent when it is awaited; before that, it takes options. Made by [`Client::send`].
///
/// ```no_run
/// # async fn example<O: alibabacloud_runtime::Operation>(
/// #     client: &alibabacloud_runtime::Client, operation: O,
/// # ) -> Result<(), alibabacloud_runtime::Error> {
/// use std::time::Duration;
///
/// use alibabacloud_runtime::RetryPolicy;
///
/// let response = client
///     .send(operation)
///     .attempt_timeout(Duration::from_secs(2))
///     .retry(RetryPolicy::none())
///     .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// Functions that take a future, and not what becomes one, take
/// [`into_future()`](std::future::IntoFuture::into_future).
#[must_use = "a call is sent when it is awaited"]
pub struct PendingCall<'a, T> {
    /// Owned once an option is given.
    client: Cow<'a, Client>,
    call: Result<Call, Error>,
    read: Read<T>,
}

impl<'a, T> PendingCall<'a, T> {
    pub(super) fn new(client: &'a Client, call: Result<Call, Error>, read: Read<T>) -> Self {
        Self { client: Cow::Borrowed(client), call, read }
    }

    call_options!(this => this.client.to_mut());
}

impl<'a, T> IntoFuture for PendingCall<'a, T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = CallFuture<'a, T>;

    fn into_future(self) -> CallFuture<'a, T> {
        let (mode, read) = (self.client.mode(), self.read);
        let state = match (self.call, self.client) {
            (Err(error), _) => State::Failed(Some(error)),
            (Ok(call), Cow::Borrowed(client)) => State::Sent(call.info, Box::pin(client.carry_out(call))),
            (Ok(call), Cow::Owned(client)) => {
                State::Sent(call.info, Box::pin(async move { client.carry_out(call).await }))
            }
        };
        CallFuture { state, mode, read }
    }
}

/// Shows which operation is called, and no parameter or header.
impl<T> fmt::Debug for PendingCall<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.call.as_ref().map(|call| call.info.name);
        formatter.debug_tuple("PendingCall").field(&call).finish()
    }
}

/// The future of a [`PendingCall`]. Dropping it ends the call; the service may have acted by then.
#[must_use = "futures do nothing unless polled"]
pub struct CallFuture<'a, T> {
    state: State<'a>,
    mode: Mode,
    read: Read<T>,
}

enum State<'a> {
    Sent(&'static OperationInfo, BoxFuture<'a, Result<RawResponse, Error>>),
    /// Before anything was sent; `None` once the error is taken.
    Failed(Option<Error>),
}

impl<T> Future for CallFuture<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (mode, read) = (self.mode, self.read);
        match &mut self.state {
            State::Sent(info, sent) => {
                let response = ready!(sent.as_mut().poll(context))?;
                Poll::Ready(read(response, info, mode))
            }
            // A future is not polled once it is done; one that is stays pending.
            State::Failed(error) => error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error))),
        }
    }
}

impl<T> fmt::Debug for CallFuture<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallFuture").finish_non_exhaustive()
    }
}
