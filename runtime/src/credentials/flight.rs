//! One search for credentials, however many wait for it.

use std::io;
use std::process;
use std::time::{Duration, Instant};

use tokio::sync::watch::{self, Receiver};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::Credentials;
use crate::clock::FOREVER;
use crate::error::{Error, ErrorKind};
use crate::task;

/// What a search brings.
pub(super) type Outcome = Result<Credentials, Error>;

/// A search that may be under way, on a thread of its own. It is nobody's: a caller that gives up neither ends it nor
/// leaves the others without an outcome, and a runtime that is no longer driven does not stop it.
#[derive(Default)]
pub(super) struct Flight {
    /// How many were begun.
    begun: u64,
    running: Option<Running>,
}

struct Running {
    outcome: Receiver<Option<Outcome>>,
    /// Threads do not go along when a process is forked.
    process: u32,
    /// When it should have ended. What blocks its thread has no time limit of its own.
    overdue_at: Instant,
}

impl Flight {
    /// Whether a search is under way that will bring an outcome.
    pub(super) fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(Running::is_alive)
    }

    /// Waits for the search that is under way, or begins one, which should end within this limit: afterwards another one
    /// is begun. What it leaves behind has to be in place when it ends, and none has to be left by one that is no longer the
    /// [latest](Self::is_latest): it is told its number.
    ///
    /// # Errors
    ///
    /// No thread can be started.
    pub(super) fn join_or_begin<F>(&mut self, limit: Duration, search: impl FnOnce(u64) -> F) -> Result<Waiting, Error>
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        if let Some(running) = self.running.as_ref().filter(|running| running.is_alive()) {
            return Ok(Waiting(running.outcome.clone()));
        }
        let (found, outcome) = watch::channel(None);
        let number = self.begun + 1;
        let search = search(number).in_current_span().with_current_subscriber();
        let ended = move |outcome: io::Result<Outcome>| {
            found.send_replace(Some(outcome.unwrap_or_else(|error| Err(unstarted(error)))));
        };
        task::start("alibabacloud-credentials", |_| search, ended).map_err(unstarted)?;
        let overdue_at = Instant::now() + limit.min(FOREVER);
        self.begun = number;
        self.running = Some(Running { outcome: outcome.clone(), process: process::id(), overdue_at });
        Ok(Waiting(outcome))
    }

    /// Whether no search was begun after the one of this number.
    pub(super) fn is_latest(&self, number: u64) -> bool {
        self.begun == number
    }
}

impl Running {
    fn is_alive(&self) -> bool {
        // The sender is dropped when the thread ends, with an outcome or by a panic.
        let here = self.process == process::id() && Instant::now() < self.overdue_at;
        here && self.outcome.has_changed().is_ok() && self.outcome.borrow().is_none()
    }
}

/// Waits for a [`Flight`]'s outcome, with any executor.
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
        .with_hint("Something of your own that it calls has panicked, for example the clock of its Environment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Outcome {
        Ok(Credentials::new("id", "secret"))
    }

    #[tokio::test]
    async fn a_search_that_panics_is_an_error_and_another_one_can_be_begun() {
        let mut flight = Flight::default();
        let error =
            flight.join_or_begin(FOREVER, |_| async { panic!("by a test") }).unwrap().outcome().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(!flight.is_running());
        assert!(flight.join_or_begin(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }

    #[tokio::test]
    async fn a_search_that_is_overdue_keeps_nobody_else_waiting() {
        let mut flight = Flight::default();
        let _never = flight.join_or_begin(Duration::ZERO, |_| std::future::pending()).unwrap();
        assert!(!flight.is_running() && flight.is_latest(1));
        assert!(flight.join_or_begin(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }

    #[tokio::test]
    async fn a_search_of_the_process_that_forked_this_one_is_not_waited_for() {
        let mut flight = Flight::default();
        let _never = flight.join_or_begin(FOREVER, |_| std::future::pending()).unwrap();
        assert!(flight.is_running());
        flight.running.as_mut().unwrap().process += 1;
        assert!(!flight.is_running());
        assert!(flight.join_or_begin(FOREVER, |_| async { keys() }).unwrap().outcome().await.is_ok());
    }
}
