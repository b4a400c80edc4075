//! Single-flight: one fetch of credentials, however many callers wait for it.

use std::io;
use std::process;
use std::time::{Duration, Instant};

use tokio::sync::watch::{self, Receiver};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::access_key::Credentials;
use crate::clock::FOREVER;
use crate::error::{Error, ErrorKind};
use crate::task;

/// The result of a fetch.
pub(super) type Outcome = Result<Credentials, Error>;

/// A fetch that may be running, on a thread of its own. No caller owns it: a caller that is cancelled neither ends the
/// fetch nor keeps its outcome from the others, and a runtime that is no longer polled does not stop it.
#[derive(Default)]
pub(super) struct SingleFlight {
    /// How many fetches were started.
    started: u64,
    running: Option<Running>,
}

struct Running {
    outcome: Receiver<Option<Outcome>>,
    /// The process that started it: a fork does not copy the thread.
    process: u32,
    /// When it should have ended. A fetch that blocks its thread has no time limit of its own.
    overdue_at: Instant,
}

impl SingleFlight {
    /// Whether a fetch is running that will have an outcome.
    pub(super) fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(Running::is_alive)
    }

    /// Waits for the fetch that is running, or starts one. A fetch that exceeds this limit does not keep another one
    /// from being started. A fetch is given its number and stores its result before it ends, and only while it is the
    /// [latest](Self::is_latest).
    ///
    /// # Errors
    ///
    /// No thread can be started.
    pub(super) fn join_or_start<F>(&mut self, limit: Duration, fetch: impl FnOnce(u64) -> F) -> Result<Waiting, Error>
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        if let Some(running) = self.running.as_ref().filter(|running| running.is_alive()) {
            return Ok(Waiting(running.outcome.clone()));
        }
        let (found, outcome) = watch::channel(None);
        let number = self.started + 1;
        let fetch = fetch(number).in_current_span().with_current_subscriber();
        let ended = move |outcome: io::Result<Outcome>| {
            found.send_replace(Some(outcome.unwrap_or_else(|error| Err(unstarted(error)))));
        };
        task::start("alibabacloud-credentials", |_| fetch, ended).map_err(unstarted)?;
        let overdue_at = Instant::now() + limit.min(FOREVER);
        self.started = number;
        self.running = Some(Running { outcome: outcome.clone(), process: process::id(), overdue_at });
        Ok(Waiting(outcome))
    }

    /// Whether no fetch was started after the one with this number.
    pub(super) fn is_latest(&self, number: u64) -> bool {
        self.started == number
    }
}

impl Running {
    fn is_alive(&self) -> bool {
        // The sender is dropped when the thread ends, with an outcome or by a panic.
        let here = self.process == process::id() && Instant::now() < self.overdue_at;
        here && self.outcome.has_changed().is_ok() && self.outcome.borrow().is_none()
    }
}

/// Waits for a [`SingleFlight`]'s outcome, with any executor.
pub(super) struct Waiting(Receiver<Option<Outcome>>);

impl Waiting {
    pub(super) async fn outcome(mut self) -> Outcome {
        let outcome = self.0.wait_for(Option::is_some).await;
        outcome.ok().and_then(|outcome| outcome.clone()).unwrap_or_else(|| Err(abandoned()))
    }
}

fn unstarted(error: io::Error) -> Error {
    Error::new(ErrorKind::Credentials, "the thread that fetches credentials cannot be started").with_source(error)
}

fn abandoned() -> Error {
    Error::new(ErrorKind::Credentials, "the thread that fetches credentials ended without an outcome")
        .with_hint("A function of yours that it calls has panicked, for example the clock of its Environment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Outcome {
        Ok(Credentials::new("id", "secret"))
    }

    #[tokio::test]
    async fn a_fetch_that_panics_is_an_error_and_another_one_can_be_started() {
        let mut fetches = SingleFlight::default();
        let error =
            fetches.join_or_start(FOREVER, |_| async { panic!("by a test") }).unwrap().outcome().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(!fetches.is_running());
        assert!(fetches.join_or_start(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }

    #[tokio::test]
    async fn a_fetch_that_is_overdue_keeps_no_other_caller_waiting() {
        let mut fetches = SingleFlight::default();
        let _never = fetches.join_or_start(Duration::ZERO, |_| std::future::pending()).unwrap();
        assert!(!fetches.is_running() && fetches.is_latest(1));
        assert!(fetches.join_or_start(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }

    #[tokio::test]
    async fn a_fetch_of_the_process_that_forked_this_one_is_not_waited_for() {
        let mut fetches = SingleFlight::default();
        let _never = fetches.join_or_start(FOREVER, |_| std::future::pending()).unwrap();
        assert!(fetches.is_running());
        fetches.running.as_mut().unwrap().process += 1;
        assert!(!fetches.is_running());
        assert!(fetches.join_or_start(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }
}
