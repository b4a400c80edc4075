//! Futures, locks and threads.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use tokio::runtime::{self, Handle};

/// A boxed future: what the methods of object-safe asynchronous traits return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Locks a mutex, also after a thread has panicked while it held the lock: every value that is locked in this crate is
/// replaced as a whole, so it is never left half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a thread with a Tokio runtime of its own: for work that must go on when the runtime of its caller does not, because
/// that is no longer polled, has ended, or is the very one that a blocking call blocks. `ended` is called on the thread with
/// the output, once the runtime is gone, and with it all that the work has left there: connections in a pool would still
/// look usable for a moment.
///
/// # Errors
///
/// The thread cannot be started. That its runtime cannot be made is for `ended`, which is dropped if the work panics.
pub(crate) fn start<F: Future>(
    name: &str,
    work: impl FnOnce(Handle) -> F + Send + 'static,
    ended: impl FnOnce(io::Result<F::Output>) + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    Builder::new().name(name.to_owned()).spawn(move || {
        // Made and dropped here: on a thread of another runtime, dropping it would panic.
        let made = runtime::Builder::new_current_thread().enable_all().build();
        ended(made.map(|runtime| {
            let output = runtime.block_on(work(runtime.handle().clone()));
            // A host name that is still being looked up must not keep the thread.
            runtime.shutdown_background();
            output
        }));
    })
}
