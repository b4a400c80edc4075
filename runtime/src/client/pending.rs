//! A call that is sent when it is awaited.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::call::Call;
use super::exchange::{Exchange, Read, Received};
use super::options::call_options;
use super::settings::Settings;
use crate::error::Error;
use crate::model::{Mode, Model};
use crate::operation::Operation;
use crate::response::Response;
use crate::task::BoxFuture;

/// A call that is sent when it is awaited; before that, it takes options. Made by [`Client::send`](crate::Client::send).
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
/// Functions that take a future, and not a value that is turned into one, take
/// [`into_future()`](std::future::IntoFuture::into_future).
#[must_use = "a call is sent when it is awaited"]
pub struct PendingCall<'a, T> {
    /// Owned once an option is set.
    settings: Cow<'a, Arc<Settings>>,
    call: Result<Call, Error>,
    read: Read<T>,
}

impl<'a, T> PendingCall<'a, T> {
    pub(super) fn new(settings: &'a Arc<Settings>, call: Result<Call, Error>, read: Read<T>) -> Self {
        Self { settings: Cow::Borrowed(settings), call, read }
    }

    call_options!(this => this.settings.to_mut(); attempt_timeout, call_timeout, retry, header);
}

impl<'a, T: Model + Default> PendingCall<'a, T> {
    /// A call of an operation.
    pub(crate) fn of<O: Operation<Output = T>>(settings: &'a Arc<Settings>, operation: &O) -> Self {
        Self::new(settings, Call::new(settings, operation, const { &O::INFO }), Response::read)
    }
}

impl<'a, T> IntoFuture for PendingCall<'a, T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = CallFuture<'a, T>;

    fn into_future(self) -> CallFuture<'a, T> {
        CallFuture { mode: self.settings.mode(), read: self.read, state: State::new(self.call, self.settings) }
    }
}

/// Shows which operation is called, and no parameter or header.
impl<T> fmt::Debug for PendingCall<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.call.as_ref().map(|call| call.info.name);
        formatter.debug_tuple("PendingCall").field(&call).finish()
    }
}

/// The future of a [`PendingCall`]. Dropping it cancels the call; the service may have acted by then.
#[must_use = "futures do nothing unless polled"]
pub struct CallFuture<'a, T> {
    state: State<'a>,
    mode: Mode,
    read: Read<T>,
}

enum State<'a> {
    Sent(BoxFuture<'a, Result<Received, Error>>),
    /// The operation cannot become a request; `None` once the error is returned.
    Failed(Option<Error>),
}

/// What of a call does not depend on its output, and so is compiled once.
impl<'a> State<'a> {
    fn new(call: Result<Call, Error>, settings: Cow<'a, Arc<Settings>>) -> Self {
        match (call, settings) {
            (Err(error), _) => State::Failed(Some(error)),
            (Ok(call), Cow::Borrowed(settings)) => State::Sent(Box::pin(Exchange::run(settings, call))),
            (Ok(call), Cow::Owned(settings)) => {
                State::Sent(Box::pin(async move { Exchange::run(&settings, call).await }))
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Received, Error>> {
        match self {
            State::Sent(sent) => sent.as_mut().poll(context),
            // A future is not polled again after it is ready; this one stays pending then.
            State::Failed(error) => error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error))),
        }
    }
}

impl<T> Future for CallFuture<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = ready!(self.state.poll(context))?;
        Poll::Ready(received.read(self.read, self.mode))
    }
}

impl<T> fmt::Debug for CallFuture<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallFuture").finish_non_exhaustive()
    }
}
