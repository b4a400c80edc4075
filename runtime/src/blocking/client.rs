//! The blocking client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::background::Background;
use super::list::{Items, Pages};
use super::wait::Wait;
use crate::client::call::Call;
use crate::client::exchange::{Exchange, Received};
use crate::client::settings::Settings;
use crate::client::{DryRun, PendingDryRun, PendingUrl, PresignedUrl};
use crate::error::Error;
use crate::operation::{Operation, Operations, Paged, Waitable};
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::{paging, waiting};

/// Sends operations and blocks until they are done. Made by [`Client::blocking`](crate::Client::blocking). Cheap to clone:
/// clones share thread, connections and settings.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
    background: Arc<Background>,
}

impl Client {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        let background = settings.background();
        Self { settings, background }
    }

    /// Sends an operation and blocks until its response is there. To send an operation again, send a clone.
    ///
    /// There is no `await` that options could precede, so they precede `send`. They apply to lists, waits, calls by name and
    /// dry runs alike:
    ///
    /// ```no_run
    /// # fn example<O: alibabacloud_runtime::Operation>(
    /// #     client: &alibabacloud_runtime::blocking::Client, operation: O,
    /// # ) -> Result<(), alibabacloud_runtime::Error> {
    /// use std::time::Duration;
    ///
    /// let response = client.call_timeout(Duration::from_secs(5)).header("x-acs-tag", "nightly").send(operation)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the async [`send`](crate::Client::send). In addition [`ErrorKind::Config`](crate::ErrorKind::Config) where
    /// the thread in the background cannot be started, or makes the call itself.
    pub fn send<O: Operation>(&self, operation: O) -> Result<Response<O::Output>, Error> {
        let received = self.received(Call::new(&self.settings, &operation, const { &O::INFO }))?;
        received.read(Response::read, self.settings.mode())
    }

    /// Compiled once, for all operations.
    fn received(&self, call: Result<Call, Error>) -> Result<Received, Error> {
        let (settings, call) = (self.settings.clone(), call?);
        self.background.run(async move { Exchange::run(&settings, call).await })?
    }

    /// The same client with another limit for each attempt, from connecting to the last byte of the response; everything
    /// else is shared. Default: [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    #[must_use]
    pub fn attempt_timeout(&self, limit: Duration) -> Self {
        self.with(|settings| settings.set_attempt_timeout(limit))
    }

    /// The same client with another limit for each call in all: credentials, every attempt, and the delays in between;
    /// everything else is shared. Default: [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout).
    #[must_use]
    pub fn call_timeout(&self, limit: Duration) -> Self {
        self.with(|settings| settings.set_call_timeout(limit))
    }

    /// The same client with another retry policy; everything else is shared. Default:
    /// [`ClientBuilder::retry`](crate::ClientBuilder::retry).
    #[must_use]
    pub fn retry(&self, policy: RetryPolicy) -> Self {
        self.with(|settings| settings.set_retry(policy))
    }

    /// The same client with a header that it sends with every attempt; everything else is shared. See the async
    /// [`header`](crate::PendingCall::header) for which headers are signed and which are errors. Default: none.
    ///
    /// Dry runs have it too. For a presigned URL it is an error of kind
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), because a URL has no headers.
    #[must_use]
    pub fn header(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(|settings| settings.set_header(name.into(), value.into()))
    }

    fn with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut other = self.clone();
        change(Arc::make_mut(&mut other.settings));
        other
    }

    /// The pages of a list, one after another. The first page is the one that the operation requests.
    ///
    /// ```text
    /// for page in client.pages(ListCustomizedVoices::new()).page_size(50) {
    ///     println!("{:?}", page?.output.data);
    /// }
    /// ```
    pub fn pages<O: Paged>(&self, operation: O) -> Pages<O> {
        Pages::new(self.background.clone(), paging::Pages::new(self.settings.clone(), operation))
    }

    /// The entries of a list, whatever pages they come in.
    pub fn items<O: Paged>(&self, operation: O) -> Items<O> {
        Items::new(self.pages(operation))
    }

    /// Waits until the state that the operation reports is final: see [`Wait`].
    ///
    /// ```text
    /// let job = client.wait(GetCustomizedVoiceJob::new(job_id)).deadline(Duration::from_secs(600)).join()?;
    /// ```
    pub fn wait<O: Waitable>(&self, operation: O) -> Wait<O> {
        Wait::new(self.background.clone(), waiting::Wait::new(self.settings.clone(), operation))
    }

    /// Sends an operation by its name: see the async [`call_by_name`](crate::Client::call_by_name).
    ///
    /// # Errors
    ///
    /// Those of the async [`call_by_name`](crate::Client::call_by_name), and those of [`send`](Self::send).
    pub fn call_by_name(
        &self,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> Result<Response<Value>, Error> {
        let received = self.received(Call::by_name(&self.settings, operations, name, parameters))?;
        received.read(Response::read_untyped, self.settings.mode())
    }

    /// Signs an operation without sending it: see the async [`dry_run`](crate::Client::dry_run).
    ///
    /// # Errors
    ///
    /// Those of the async [`dry_run`](crate::Client::dry_run), and those of [`send`](Self::send) about the thread.
    pub fn dry_run<O: Operation>(&self, operation: O) -> Result<DryRun, Error> {
        let dry_run = PendingDryRun::new(&self.settings, &operation, const { &O::INFO });
        self.background.run(dry_run.into_future())?
    }

    /// The same as [`dry_run`](Self::dry_run) for an operation by its name: see the async
    /// [`dry_run_by_name`](crate::Client::dry_run_by_name).
    ///
    /// # Errors
    ///
    /// Those of the async [`dry_run_by_name`](crate::Client::dry_run_by_name), and those of [`send`](Self::send) about the
    /// thread.
    pub fn dry_run_by_name(
        &self,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> Result<DryRun, Error> {
        let dry_run = PendingDryRun::by_name(&self.settings, operations, name, parameters);
        self.background.run(dry_run.into_future())?
    }

    /// A URL that calls a read-only operation: see the async [`presign`](crate::Client::presign).
    ///
    /// # Errors
    ///
    /// Those of the async [`presign`](crate::Client::presign), and those of [`send`](Self::send) about the thread.
    pub fn presign<O: Operation>(&self, operation: O) -> Result<PresignedUrl, Error> {
        let url = PendingUrl::of_read(&self.settings, &operation, const { &O::INFO });
        self.background.run(url.into_future())?
    }

    /// A URL that calls an operation that may change something: see the async
    /// [`presign_write`](crate::Client::presign_write).
    ///
    /// # Errors
    ///
    /// Those of the async [`presign_write`](crate::Client::presign_write), and those of [`send`](Self::send) about the
    /// thread.
    pub fn presign_write<O: Operation>(&self, operation: O) -> Result<PresignedUrl, Error> {
        let url = PendingUrl::of_any(&self.settings, &operation, const { &O::INFO });
        self.background.run(url.into_future())?
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("blocking::Client").field(&self.settings).finish()
    }
}
