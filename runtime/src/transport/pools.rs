//! A pool of connections for each Tokio runtime.
//!
//! A connection is driven by the runtime that opened it. Used from another one, it stalls while its own is not polled and
//! breaks when its own is dropped, as after each `#[tokio::test]`.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, Weak};

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::error::{TransportError, TransportErrorKind};
use super::setup::Setup;
use crate::task::lock;

/// One HTTP client for each runtime.
pub(super) struct Pools {
    setup: Setup,
    /// For the first runtime that sends, mostly the only one: no lock is taken for it.
    first: reqwest::Client,
    first_runtime: OnceLock<Id>,
    others: Mutex<Vec<Pool>>,
}

struct Pool {
    runtime: Id,
    client: reqwest::Client,
    /// Dropping it ends the task that holds the pool's [`Watch`].
    _watched: oneshot::Sender<Infallible>,
}

impl Pools {
    pub(super) fn new(setup: Setup, first: reqwest::Client) -> Self {
        Self { setup, first, first_runtime: OnceLock::new(), others: Mutex::default() }
    }

    pub(super) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Passes the HTTP client of the current runtime to a function.
    ///
    /// # Errors
    ///
    /// There is no current runtime, or `reqwest` builds no further client.
    pub(super) fn with<T>(self: &Arc<Self>, use_it: impl FnOnce(&reqwest::Client) -> T) -> Result<T, TransportError> {
        let runtime = Handle::try_current().map_err(|error| TransportError::new(TransportErrorKind::Setup, error))?;
        if *self.first_runtime.get_or_init(|| runtime.id()) == runtime.id() {
            return Ok(use_it(&self.first));
        }
        let client = match self.other(runtime.id()) {
            Some(client) => client,
            None => self.add(&runtime)?,
        };
        Ok(use_it(&client))
    }

    fn other(&self, runtime: Id) -> Option<reqwest::Client> {
        lock(&self.others).iter().find(|pool| pool.runtime == runtime).map(|pool| pool.client.clone())
    }

    /// Makes a pool that is dropped with its runtime.
    fn add(self: &Arc<Self>, runtime: &Handle) -> Result<reqwest::Client, TransportError> {
        // Slow, because it reads the system's certificates: not under the lock.
        let client = self.setup.client()?;
        let (watched, dropped) = oneshot::channel();
        let mut others = lock(&self.others);
        if let Some(pool) = others.iter().find(|pool| pool.runtime == runtime.id()) {
            return Ok(pool.client.clone());
        }
        others.push(Pool { runtime: runtime.id(), client: client.clone(), _watched: watched });
        drop(others);
        let watch = Watch { pools: Arc::downgrade(self), runtime: runtime.id() };
        // A runtime that is dropped drops its tasks, and this one removes the pool then.
        runtime.spawn(async move {
            let _watch = watch;
            let _: Result<Infallible, _> = dropped.await;
        });
        Ok(client)
    }
}

/// Removes the pool of a runtime when it is dropped.
struct Watch {
    pools: Weak<Pools>,
    runtime: Id,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(pools) = self.pools.upgrade() else { return };
        let mut others = lock(&pools.others);
        let ended = others.iter().position(|pool| pool.runtime == self.runtime).map(|at| others.swap_remove(at));
        drop(others);
        // Closing connections needs no lock.
        drop(ended);
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::transport::options::TransportOptions;

    fn pools() -> Arc<Pools> {
        let (setup, first) = Setup::new(&TransportOptions::default(), &|_| None).unwrap();
        Arc::new(Pools::new(setup, first))
    }

    /// A runtime that has sent something.
    fn runtime(pools: &Arc<Pools>) -> Runtime {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        for _ in 0..2 {
            runtime.block_on(async { pools.with(|_| ()) }).unwrap();
        }
        runtime
    }

    #[test]
    fn a_pool_ends_with_its_runtime() {
        let pools = pools();
        let count = || lock(&pools.others).len();
        let first = runtime(&pools);
        assert_eq!((count(), first.metrics().num_alive_tasks()), (0, 0));
        let (second, third) = (runtime(&pools), runtime(&pools));
        assert_eq!(count(), 2);
        drop((first, second));
        assert_eq!(lock(&pools.others)[0].runtime, third.handle().id());
        third.shutdown_background();
        assert_eq!(count(), 0);
    }

    #[test]
    fn nothing_is_left_in_a_runtime_that_outlives_the_transport() {
        let pools = pools();
        let (_first, second) = (runtime(&pools), runtime(&pools));
        assert_eq!(second.metrics().num_alive_tasks(), 1);
        drop(pools);
        second.block_on(tokio::task::yield_now());
        assert_eq!(second.metrics().num_alive_tasks(), 0);
    }

    #[test]
    fn without_a_runtime_there_is_an_error() {
        assert_eq!(pools().with(|_| ()).unwrap_err().kind(), TransportErrorKind::Setup);
    }
}
