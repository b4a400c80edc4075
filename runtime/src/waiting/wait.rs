//! Waiting: asking again and again, with growing pauses, until a state is final or the time is up.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::{Instant, sleep, timeout_at};

use tracing::debug;

use super::found::{Found, Outcome};
use super::pace::Pace;
use crate::client::{Client, call_options};
use crate::clock::FOREVER;
use crate::error::{Error, ErrorKind, one_line};
use crate::future::BoxFuture;
use crate::operation::{Operation, Waitable};
use crate::response::Response;

const DEADLINE: Duration = Duration::from_secs(60 * 60);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// So many responses in a row without a state end a wait: the service does not know what was asked for.
const MOST_STATELESS: u32 = 3;

/// A wait for a job or a resource: await it for the response that has the final state, or watch its
/// [`states`](Self::states).
///
/// Made by [`Client::wait`] from the operation that asks for the state. Nothing but that operation is sent, so a wait can
/// be dropped at any time and begun again with the ID alone, also by another process.
///
/// Each poll is a call of its own, to which the options of a call apply. A question that fails in a way that is [retryable](Error::is_retryable) does not end the wait before its deadline. Three
/// responses in a row without any state do, with an error of kind [`ErrorKind::UnexpectedResponse`]: the service does not know
/// the ID. Of several IDs, those that the response leaves out are not done.
///
/// ```text
/// let job = client.wait(GetCustomizedVoiceJob::new(job_id)).deadline(Duration::from_secs(600)).await?;
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<O> {
    client: Client,
    operation: O,
    deadline: Duration,
    first: Duration,
    longest: Duration,
    targets: Option<Vec<String>>,
}

impl<O: Waitable> Wait<O> {
    pub(crate) fn new(client: Client, operation: O) -> Self {
        Self { client, operation, deadline: DEADLINE, first: FIRST_PAUSE, longest: LONGEST_PAUSE, targets: None }
    }

    /// How long to wait at most, counted from the first question. Default: one hour.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The pause after the first question, and the longest pause: pauses grow by half each time. Each is shortened by up
    /// to a fifth at random. Default: 1 second and 30 seconds.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// Waits for one of these states instead of those in which the operation's job has ended well, for example for a
    /// channel to be `IDLE` again. What is a failure stays one unless it is named here.
    pub fn until<S: Into<String>>(mut self, states: impl IntoIterator<Item = S>) -> Self {
        self.targets = Some(states.into_iter().map(Into::into).collect());
        self
    }

    call_options!(this => this.client);

    /// The states as they change, the first one included: a stream that ends with the final one.
    pub fn states(self) -> States<O> {
        let pace = Pace::new(self.first, self.longest);
        let poller =
            Poller { wait: self, pace, until: None, last_question: false, last: None, stateless: 0, failure: None };
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

/// A state, and the response that reported it.
#[derive(Clone)]
pub struct Progress<T> {
    state: String,
    is_final: bool,
    /// The response.
    pub response: Response<T>,
}

impl<T> Progress<T> {
    /// The state in the service's own word, also one that is not documented. Where the operation reports several, each
    /// different one once, with `, ` between them. Empty where the response has none.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Whether the state is the one that was waited for.
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
pub struct States<O: Waitable> {
    /// At rest; taken by the future while one is on its way, and gone at the end.
    poller: Option<Poller<O>>,
    polling: Option<Polling<O>>,
}

type Polling<O> = BoxFuture<'static, (Result<Progress<<O as Operation>::Output>, Error>, Poller<O>)>;

impl<O: Waitable> States<O> {
    /// The next state that differs from the one before; `None` after the final one, and after an error.
    ///
    /// # Errors
    ///
    /// Those of [`Client::send`]; [`ErrorKind::JobFailed`] with the job's own code and message in a state of failure;
    /// [`ErrorKind::StillRunning`] when the time is up.
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

struct Poller<O> {
    wait: Wait<O>,
    pace: Pace,
    /// Set by the first question.
    until: Option<Instant>,
    last_question: bool,
    last: Option<String>,
    /// How many responses in a row had no state.
    stateless: u32,
    /// Why the question before has failed, where it has.
    failure: Option<Error>,
}

impl<O: Waitable> Poller<O> {
    async fn next_change(mut self) -> (Result<Progress<O::Output>, Error>, Self) {
        let result = self.ask_until_changed().await;
        (result.map_err(|error| error.of_operation(const { &O::INFO })), self)
    }

    async fn ask_until_changed(&mut self) -> Result<Progress<O::Output>, Error> {
        loop {
            let until = match self.until {
                // The first question comes at once.
                None => *self.until.insert(Instant::now() + self.wait.deadline.min(FOREVER)),
                Some(until) => {
                    let (pause, left) =
                        (self.pace.next(self.wait.client.random()), until.saturating_duration_since(Instant::now()));
                    if pause < left {
                        sleep(pause).await;
                    } else if self.last_question {
                        return Err(self.out_of_time());
                    } else {
                        // The pause does not fit any more; one question shortly before the end still does.
                        self.last_question = true;
                        sleep(left.mul_f64(0.8)).await;
                    }
                    until
                }
            };
            let asked = self.wait.client.send(self.wait.operation.clone());
            let response = match timeout_at(until, asked).await {
                Err(_) => return Err(self.out_of_time()),
                Ok(Ok(response)) => response,
                Ok(Err(error)) if error.is_retryable() => {
                    debug!("rpc.method" = O::INFO.name, reason = error.message(), "a question of the wait has failed");
                    self.failure = Some(error);
                    continue;
                }
                Ok(Err(error)) => return Err(error),
            };
            self.failure = None;
            let found = Found::read(&self.wait.operation, &response.output, &O::WAITER, self.wait.targets.as_deref());
            self.stateless = if found.outcome == Outcome::Stateless { self.stateless + 1 } else { 0 };
            let is_unknown = self.stateless == MOST_STATELESS;
            // A job that has failed says more than another that is not there.
            if found.outcome == Outcome::Failed || (is_unknown && found.has_failed()) {
                return Err(found.failure(response, &O::WAITER));
            }
            if is_unknown {
                return Err(unknown::<O>(response, &found));
            }
            let is_final = found.outcome == Outcome::Done;
            if is_final || self.last.as_ref() != Some(&found.state) {
                self.last = Some(found.state.clone());
                return Ok(Progress { state: found.state, is_final, response });
            }
        }
    }

    fn out_of_time(&self) -> Error {
        let state = match self.last.as_deref() {
            None => "no state was seen".to_owned(),
            Some("") => "it reported no state".to_owned(),
            Some(state) => format!("its last state is `{state}`"),
        };
        let mut message =
            format!("not final within {:?}, the deadline of the wait (Wait::deadline); {state}", self.wait.deadline);
        if let Some(failure) = &self.failure {
            message.push_str(&format!("; the last question failed with: {}", failure.message()));
        }
        let error = Error::new(ErrorKind::StillRunning, message)
            .with_hint("The job is still running; wait again with the same operation to get its result.");
        match &self.failure {
            Some(failure) => error.with_source(failure.clone()),
            None => error,
        }
    }
}

/// The error of a wait for what the service reports no state of.
fn unknown<O: Waitable>(response: Response<O::Output>, found: &Found) -> Error {
    let id = O::WAITER.id;
    let of = match found.missing.join("`, `") {
        missing if missing.is_empty() => String::new(),
        missing => format!(" of `{}`, which may not exist", one_line(&missing, 200)),
    };
    let message = format!("{MOST_STATELESS} responses in a row have no state{of}");
    Error::unexpected(response.into_response(), message).with_hint(format!(
        "Check `{id}`. What was submitted a moment ago may take a while to be found; wait again then."
    ))
}
