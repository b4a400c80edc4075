//! Waiting for a final state, blocking the thread.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use super::background::Background;
use crate::error::Error;
use crate::operation::{Operation, Waitable};
use crate::response::Response;
use crate::waiting::{self, Progress};

/// A wait for a job or a resource: [`join`](Self::join) it for the response that has the final state, or watch its
/// [`states`](Self::states).
///
/// Made by [`Client::wait`](super::Client::wait) from the operation that reports the state. Nothing but that operation is
/// sent, so a wait can be started again with the ID alone, also by another process.
#[must_use = "a wait does nothing until it is joined"]
pub struct Wait<O> {
    background: Arc<Background>,
    wait: waiting::Wait<O>,
}

impl<O: Waitable> Wait<O> {
    pub(super) fn new(background: Arc<Background>, wait: waiting::Wait<O>) -> Self {
        Self { background, wait }
    }

    /// How long to wait at most, counted from the first poll. Default: one hour.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.wait = self.wait.deadline(deadline);
        self
    }

    /// The delay after the first poll, and the longest delay: delays grow by half each time. Each is shortened by up to a
    /// fifth at random. Default: 1 second and 30 seconds.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.wait = self.wait.delays(first, longest);
        self
    }

    /// Waits for one of these states instead of the operation's states of success, see
    /// [`Wait::until`](waiting::Wait::until).
    pub fn until<S: Into<String>>(mut self, states: impl IntoIterator<Item = S>) -> Self {
        self.wait = self.wait.until(states);
        self
    }

    /// Blocks until the state is final, and returns the response that has it.
    ///
    /// # Errors
    ///
    /// Those of [`Client::send`](super::Client::send); [`ErrorKind::JobFailed`](crate::ErrorKind::JobFailed) with the
    /// job's own code and message in a state of failure; [`ErrorKind::StillRunning`](crate::ErrorKind::StillRunning) when
    /// the deadline has passed.
    pub fn join(self) -> Result<Response<O::Output>, Error> {
        self.background.run(self.wait.into_future())?
    }

    /// The states as they change, the first one included: an iterator that ends with the final one.
    pub fn states(self) -> States<O> {
        States { background: self.background, states: Some(self.wait.states()) }
    }
}

impl<O: Operation> fmt::Debug for Wait<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wait.fmt(formatter)
    }
}

/// The states of a job as they change: an iterator. Made by [`Wait::states`].
///
/// Polls only while `next` runs.
#[must_use = "an iterator sends nothing until it is used"]
pub struct States<O: Waitable> {
    background: Arc<Background>,
    /// Moved to the thread in the background while `next` runs; `None` at the end.
    states: Option<waiting::States<O>>,
}

/// Fails as [`Wait::join`] does.
impl<O: Waitable> Iterator for States<O> {
    type Item = Result<Progress<O::Output>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut states = self.states.take()?;
        let change = self.background.run(async move {
            let change = states.next().await;
            (change, states)
        });
        match change {
            Err(error) => Some(Err(error)),
            Ok((change, states)) => {
                self.states = change.is_some().then_some(states);
                change
            }
        }
    }
}

impl<O: Waitable> FusedIterator for States<O> {}

impl<O: Waitable> fmt::Debug for States<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("States").field("operation", &O::INFO.name).finish_non_exhaustive()
    }
}
