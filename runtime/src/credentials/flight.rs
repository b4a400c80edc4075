//! One run of something slow, however many wait for it.

use tokio::runtime::Handle;
use tokio::sync::watch::{self, Receiver};
use tracing::Instrument;

use crate::error::{Error, ErrorKind};

/// A task that may be running. It is nobody's: a caller that gives up neither ends it nor leaves the others without a
/// result.
pub(super) struct Flight<T>(Option<Receiver<Option<T>>>);

impl<T> Default for Flight<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    /// Whether a task is running that will bring a result.
    pub(super) fn is_running(&self) -> bool {
        // The sender is dropped when the task ends, with a result or with its runtime.
        self.0.as_ref().is_some_and(|waiting| waiting.has_changed().is_ok() && waiting.borrow().is_none())
    }

    /// Waits for the task that is running, or begins one. What it leaves behind has to be in place when it ends.
    ///
    /// # Errors
    ///
    /// There is no Tokio runtime.
    pub(super) fn join_or_begin<F>(&mut self, task: impl FnOnce() -> F) -> Result<Waiting<T>, Error>
    where
        F: Future<Output = T> + Send + 'static,
    {
        if let Some(waiting) = self.0.as_ref().filter(|_| self.is_running()) {
            return Ok(Waiting(waiting.clone()));
        }
        let runtime = Handle::try_current().map_err(|error| {
            Error::new(ErrorKind::Credentials, "credentials are fetched on a Tokio runtime, and there is none")
                .with_source(error)
        })?;
        let (done, waiting) = watch::channel(None);
        let task = task();
        let task = async move {
            done.send_replace(Some(task.await));
        };
        runtime.spawn(task.in_current_span());
        self.0 = Some(waiting.clone());
        Ok(Waiting(waiting))
    }
}

/// Waits for a [`Flight`]'s result.
pub(super) struct Waiting<T>(Receiver<Option<T>>);

impl<T: Clone> Waiting<T> {
    /// The result; `None` where the task was dropped with the runtime that ran it, or has panicked.
    pub(super) async fn result(mut self) -> Option<T> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}

/// What is left to say when a task has ended without a result twice.
pub(super) fn abandoned() -> Error {
    Error::new(ErrorKind::Credentials, "the task that fetches credentials ended without a result")
        .with_hint("The provider has panicked, or the Tokio runtime that ran it is shutting down.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_runtime_there_is_an_error_and_no_panic() {
        let error = Flight::<()>::default().join_or_begin(|| async {}).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Credentials);
    }

    #[tokio::test]
    async fn a_task_that_dies_with_its_runtime_is_told_and_begun_again() {
        let mut flight = Flight::<u8>::default();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let waiting = {
            let _inside = runtime.enter();
            flight.join_or_begin(std::future::pending).unwrap()
        };
        assert!(flight.is_running());
        runtime.shutdown_background();
        assert_eq!(waiting.result().await, None);
        assert!(!flight.is_running());
        assert_eq!(flight.join_or_begin(|| async { 7 }).unwrap().result().await, Some(7));
    }
}
