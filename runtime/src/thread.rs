//! Threads with a Tokio runtime of their own, for work that must not depend on the caller's runtime: that may no longer be
//! polled, may have ended, or may be the one that a blocking call blocks.

use std::io;
use std::thread::{Builder, JoinHandle};

use tokio::runtime::{self, Handle};

/// Starts a thread that does this work. `ended` is called there with the output, after the runtime and everything that the
/// work has left in it were dropped: connections in a pool would still look usable for a moment.
///
/// # Errors
///
/// The thread cannot be started. If its runtime cannot be built, `ended` gets that error. `ended` is dropped if the work
/// panics.
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
