//! The thread that does the work of blocking clients.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, RecvError};
use std::sync::{Arc, Mutex, Weak};
use std::thread::{self, JoinHandle};

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::error::{Error, ErrorKind};
use crate::task::{lock, start};

/// The background of all blocking clients that were made from one client and its clones, as long as there is any.
#[derive(Default)]
pub(crate) struct SharedBackground(Mutex<Weak<Background>>);

impl SharedBackground {
    pub(crate) fn get(&self) -> Arc<Background> {
        let mut living = lock(&self.0);
        living.upgrade().unwrap_or_else(|| {
            let background = Arc::default();
            *living = Arc::downgrade(&background);
            background
        })
    }
}

/// A thread with a runtime of its own, started by the first call and ended when the last blocking client is dropped.
#[derive(Default)]
pub(crate) struct Background(Mutex<Option<Running>>);

struct Running {
    runtime: Handle,
    /// The thread ends when this is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn is_here(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.thread().id() == thread::current().id())
    }
}

/// Waits for the end of the thread, and with it of the connections that it drives: in the pool of a user's own transport
/// they would otherwise still look usable for a moment, and fail the next call.
impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if !self.is_here()
            && let Some(thread) = self.thread.take()
        {
            // It returns nothing, and panics of tasks were resumed where they were awaited.
            let _: thread::Result<()> = thread.join();
        }
    }
}

impl Background {
    /// Runs a future there, beside those of other callers, and blocks until it is ready. This waits by means of the standard
    /// library: those of Tokio panic on a thread of a runtime. A panic of the future is resumed here.
    ///
    /// # Errors
    ///
    /// There is no thread to run it.
    pub(super) fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
        let runtime = self.runtime()?;
        let (done, outcome) = mpsc::sync_channel(1);
        let task = runtime.spawn(future.in_current_span().with_current_subscriber());
        // A task of its own, because only the handle of the first one reports a panic.
        runtime.spawn(async move {
            // The caller is waiting.
            let _ = done.send(task.await);
        });
        match outcome.recv() {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(error.try_into_panic().map_or_else(gone, |panic| resume_unwind(panic))),
            Err(RecvError) => Err(gone(RecvError)),
        }
    }

    fn runtime(&self) -> Result<Handle, Error> {
        let mut running = lock(&self.0);
        let running = match &mut *running {
            Some(running) => running,
            none => none.insert(Running::start()?),
        };
        if running.is_here() {
            let message = "a blocking call was made on the thread that would have to serve it";
            return Err(Error::new(ErrorKind::Config, message)
                .with_hint("Transports and credential providers are asynchronous; in them, use the async client."));
        }
        Ok(running.runtime.clone())
    }
}

impl Running {
    fn start() -> Result<Self, Error> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (started, handle) = mpsc::sync_channel(1);
        let unmade = started.clone();
        let serve = move |runtime| {
            drop(started.send(Ok(runtime)));
            // The sender is never used, only dropped.
            stopped
        };
        let ended = move |outcome: io::Result<_>| drop(outcome.map_err(|error| unmade.send(Err(error))));
        let thread = start("alibabacloud-blocking", serve, ended).map_err(unstarted)?;
        let runtime = handle.recv().map_err(unstarted)?.map_err(unstarted)?;
        Ok(Self { runtime, stop: Some(stop), thread: Some(thread) })
    }
}

fn unstarted(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Config, "the thread that serves blocking calls cannot be started").with_source(error)
}

fn gone(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Transport, "the thread that serves blocking calls has ended").with_source(error)
}
