//! A thread with a Tokio runtime of its own: for work that must go on when the runtime of whoever asked for it does not,
//! because it is no longer polled, has ended, or is the very one that a blocking call blocks.

use std::io;
use std::thread::{Builder, JoinHandle};

use tokio::runtime::{self, Handle};

/// Starts a thread that carries out this work. `ended` is called there with its output, once the runtime is gone, and
/// with it all that the work has left there: connections in a pool would still look usable for a moment.
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
