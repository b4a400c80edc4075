//! Waiting: polling an operation, with growing delays, until its state is final or the time is up.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::debug;

use super::found::{Found, Outcome};
use crate::client::deadline::after;
use crate::client::options::call_options;
use crate::client::pending::PendingCall;
use crate::client::settings::Settings;
use crate::error::{Error, ErrorKind, one_line};
use crate::model::View;
use crate::operation::{Operation, Waitable};
use crate::response::Response;
use crate::retry::Backoff;
use crate::task::BoxFuture;

const DEADLINE: Duration = Duration::from_secs(60 * 60);
const FIRST_DELAY: Duration = Duration::from_secs(1);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// So many responses in a row that are [`Stateless`](Outcome::Stateless) end a wait: the service does not know the ID.
pub const MOST_STATELESS: u32 = 3;

/// A wait for a job or a resource: await it for the response that has the final state, or watch its
/// [`states`](Self::states).
///
/// Made by [`Client::wait`](crate::Client::wait) from the operation that reports the state. Nothing but that operation is
/// sent, so a wait can be dropped at any time and started again with the ID alone, also by another process.
///
/// Each poll is a call of its own, to which the options of a call apply. A poll with a [retryable](Error::is_retryable)
/// error does not end the wait before its deadline; the next one is sent after the delay that the service requests
/// (`x-acs-retry-after`), or shortly before the deadline. Three responses in a row without any state end the wait, with an
/// error of kind [`ErrorKind::UnexpectedResponse`]: the service does not know the ID. Where the last of them has
/// `Success: false`, the kind is [`ErrorKind::FailedResponse`], with the code and message of the response. If there are
/// several IDs, those that are missing from the response are not final.
///
/// ```text
/// let job = client.wait(GetCustomizedVoiceJob::new(job_id)).deadline(Duration::from_secs(600)).await?;
/// ```
#[doc(alias = "poller")]
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<O> {
    settings: Arc<Settings>,
    operation: O,
    deadline: Duration,
    backoff: Backoff,
    targets: Option<Vec<String>>,
}

impl<O: Waitable> Wait<O> {
    pub(crate) fn new(settings: Arc<Settings>, operation: O) -> Self {
        let backoff = backoff(FIRST_DELAY, LONGEST_DELAY);
        Self { settings, operation, deadline: DEADLINE, backoff, targets: None }
    }

    /// How long to wait at most, counted from the first poll. Default: one hour.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The delay after the first poll, and the longest delay: delays grow by half each time. Each is shortened by up to a
    /// fifth at random. Default: 1 second and 30 seconds.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = backoff(first, longest);
        self
    }

    /// Waits for one of these states instead of the operation's states of success, for example for a channel to be `IDLE`
    /// again. A state of failure stays one unless it is named here. Upper and lower case are the same.
    pub fn until<S: Into<String>>(mut self, states: impl IntoIterator<Item = S>) -> Self {
        self.targets = Some(states.into_iter().map(Into::into).collect());
        self
    }

    call_options!(this => &mut this.settings; attempt_timeout, call_timeout, retry, header);

    /// The states as they change, the first one included: a stream that ends with the final one.
    pub fn states(self) -> States<O> {
        let poller =
            Poller { wait: self, polls: 0, until: None, last_poll: false, last: None, stateless: 0, failure: None };
        States { poller: Some(poller), polling: None }
    }
}

impl<O: Waitable> IntoFuture for Wait<O> {
    type Output = Result<Response<O::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut states = self.states();
            let mut last = None;
            while let Some(progress) = states.next().await {
                last = Some(progress?);
            }
            // A stream of states ends with a final state or an error.
            last.map(|progress: Progress<O::Output>| progress.response)
                .ok_or_else(|| Error::new(ErrorKind::UnexpectedResponse, "there was no state"))
        })
    }
}

impl<O: Operation> fmt::Debug for Wait<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("operation", &View::Object(&self.operation))
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The delays between polls. They vary less than those between retries: a poll has not failed, and the whole delay is
/// wanted.
fn backoff(first: Duration, longest: Duration) -> Backoff {
    Backoff::new(first, longest).factor(1.5).jitter(0.2)
}

/// A state, and the response that reported it.
#[derive(Clone)]
pub struct Progress<T> {
    state: String,
    is_final: bool,
    /// The response.
    pub response: Response<T>,
}

impl<T> Progress<T> {
    /// The state as the service names it, without blanks around it, also one that is not documented. If the operation
    /// reports several, each different one once, with `, ` between them. Empty if the response has none.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Whether the state is the one that the wait is for.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.is_final
    }
}

impl<T: fmt::Debug + 'static> fmt::Debug for Progress<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Progress")
            .field("state", &self.state)
            .field("is_final", &self.is_final)
            .field("response", &self.response)
            .finish()
    }
}

/// The states of a job as they change: a stream, also usable by [`next`](Self::next) alone. Made by [`Wait::states`].
#[must_use = "a stream sends nothing until it is polled"]
pub struct States<O: Waitable> {
    /// Owned by the future while there is one; `None` at the end.
    poller: Option<Poller<O>>,
    polling: Option<Polling<O>>,
}

type Polling<O> = BoxFuture<'static, (Result<Progress<<O as Operation>::Output>, Error>, Poller<O>)>;

impl<O: Waitable> States<O> {
    /// The next state that differs from the one before; `None` after the final one, and after an error.
    ///
    /// # Errors
    ///
    /// Those of [`Client::send`](crate::Client::send); [`ErrorKind::JobFailed`] with the job's own code and message in a state
    /// of failure; [`ErrorKind::StillRunning`] when the deadline has passed.
    pub async fn next(&mut self) -> Option<Result<Progress<O::Output>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Waitable> Stream for States<O> {
    type Item = Result<Progress<O::Output>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(poller) = self.poller.take() {
            self.polling = Some(Box::pin(poller.next_change()));
        }
        let Some(polling) = &mut self.polling else {
            return Poll::Ready(None);
        };
        let (result, poller) = ready!(polling.as_mut().poll(context));
        self.polling = None;
        if result.as_ref().is_ok_and(|progress| !progress.is_final) {
            self.poller = Some(poller);
        }
        Poll::Ready(Some(result))
    }
}

// Nothing in it is pinned: the future is in a box of its own.
impl<O: Waitable> Unpin for States<O> {}

impl<O: Waitable> fmt::Debug for States<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("States").field("operation", &O::INFO.name).finish_non_exhaustive()
    }
}

struct Poller<O> {
    wait: Wait<O>,
    /// The number of polls so far.
    polls: u32,
    /// Set by the first poll.
    until: Option<Instant>,
    last_poll: bool,
    last: Option<String>,
    /// The number of responses in a row without a state.
    stateless: u32,
    /// The error of the poll before, if it failed.
    failure: Option<Error>,
}

impl<O: Waitable> Poller<O> {
    async fn next_change(mut self) -> (Result<Progress<O::Output>, Error>, Self) {
        let result = self.poll_until_changed().await;
        (result.map_err(|error| error.of_operation(const { &O::INFO })), self)
    }

    async fn poll_until_changed(&mut self) -> Result<Progress<O::Output>, Error> {
        loop {
            let until = match self.until {
                // The first poll has no delay.
                None => *self.until.insert(after(self.wait.deadline)),
                Some(until) => {
                    let delay = self.delay();
                    let left = until.saturating_duration_since(Instant::now());
                    if delay < left {
                        sleep(delay).await;
                    } else if self.last_poll {
                        return Err(self.out_of_time());
                    } else {
                        // The delay is too long; one poll shortly before the end is not.
                        self.last_poll = true;
                        sleep(left.mul_f64(0.8)).await;
                    }
                    until
                }
            };
            self.polls = self.polls.saturating_add(1);
            let call = PendingCall::of(&self.wait.settings, &self.wait.operation);
            let response = match timeout_at(until, call).await {
                Err(_) => return Err(self.out_of_time()),
                Ok(Ok(response)) => response,
                Ok(Err(error)) if error.is_retryable() => {
                    debug!("rpc.method" = O::INFO.name, reason = error.message(), "a poll of the wait has failed");
                    self.failure = Some(error);
                    continue;
                }
                Ok(Err(error)) => return Err(error),
            };
            self.failure = None;
            let (operation, output) = (View::Object(&self.wait.operation), View::Object(&response.output));
            let found = Found::read(operation, output, &O::WAITER, self.wait.targets.as_deref());
            self.stateless = if found.outcome == Outcome::Stateless { self.stateless + 1 } else { 0 };
            let is_unknown = self.stateless == MOST_STATELESS;
            // A failed job is reported before one that is missing.
            if found.outcome == Outcome::Failed || (is_unknown && found.has_failed()) {
                return Err(found.into_error(response));
            }
            if is_unknown {
                return Err(match response.has_failed() {
                    true => Error::of_failed_response(response.into_response()),
                    false => unknown::<O>(response, &found),
                });
            }
            let is_final = found.outcome == Outcome::Done;
            if is_final || self.last.as_ref() != Some(&found.state) {
                self.last = Some(found.state.clone());
                return Ok(Progress { state: found.state, is_final, response });
            }
        }
    }

    /// The delay before the next poll: at least that which the service requested when the last one failed.
    fn delay(&self) -> Duration {
        let delay = |asked| self.wait.backoff.delay(self.polls, asked, self.wait.settings.random());
        let asked = self.failure.as_ref().and_then(Error::retry_after);
        delay(None).max(asked.map_or(Duration::ZERO, |asked| delay(Some(asked))))
    }

    fn out_of_time(&self) -> Error {
        let last = self.last.as_deref();
        let state = match last {
            None => "no state was seen".to_owned(),
            Some("") => "it reported no state".to_owned(),
            Some(state) => format!("its last state is `{state}`"),
        };
        let hint = match last {
            None | Some("") => "Whether the job is still running is not known",
            Some(_) => "The job is still running",
        };
        let mut message =
            format!("not final within {:?}, the deadline of the wait (Wait::deadline); {state}", self.wait.deadline);
        if let Some(failure) = &self.failure {
            message.push_str(&format!("; the last poll failed with: {}", failure.reason()));
        }
        let error = Error::new(ErrorKind::StillRunning, message)
            .with_hint(format!("{hint}; wait again with the same operation to get its result."));
        match &self.failure {
            Some(failure) => error.with_source(failure.clone()),
            None => error,
        }
    }
}

/// The error of a wait for a job without a state.
fn unknown<O: Waitable>(response: Response<O::Output>, found: &Found) -> Error {
    let id = O::WAITER.id;
    let of = match found.missing.join("`, `") {
        missing if missing.is_empty() => String::new(),
        missing => format!(" of `{}`, which may not exist", one_line(&missing, 200)),
    };
    let message = format!("{MOST_STATELESS} responses in a row have no state{of}");
    Error::unexpected(response.into_response(), message).with_hint(format!(
        "Check `{id}`. A job that was submitted a moment ago may take a while to be found; wait again then."
    ))
}
