//! The client: what users call.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::call::Call;
use super::dry_run::PendingDryRun;
use super::pending::PendingCall;
use super::presign::PendingUrl;
use super::settings::Settings;
use crate::operation::{Operation, Operations, Paged, Waitable};
use crate::paging::{Items, Pages};
use crate::response::Response;
use crate::waiting::Wait;

/// Sends operations. Cheap to clone: clones share connections and settings.
///
/// ```text
/// let client = Client::builder().region("cn-shanghai").build()?;
/// let response = client.send(GetCustomizedVoiceJob::new("your-job-id")).await?;
/// println!("{:?}", response.output.data.customized_voice_job.status);
/// ```
///
/// Needs a Tokio runtime with time enabled, and with the default transport IO as well.
///
/// # Tracing
///
/// Every call is a span `call` at debug level, and every request that is sent for it a span `attempt` inside. When a call
/// ends, its response read, there is an event `the call has ended` in its span, at debug level, from which metrics can be made;
/// a call that is dropped before has none. A call that cannot become a request, for example without a required parameter, is an
/// error at once and has no span. The fields of all three have the names of OpenTelemetry's semantic conventions. In the table,
/// numbers are `u64` and everything else is `str`. Every target begins with `alibabacloud_runtime`. Parameters, bodies and
/// headers (except the request ID) are never recorded.
///
/// | Field | `call` | `attempt` | `the call has ended` | Value |
/// |---|---|---|---|---|
/// | `rpc.system` | yes | yes | yes | `alibaba_cloud` |
/// | `rpc.service` | yes | yes | yes | the product's code, for example `ICE` |
/// | `rpc.method` | yes | yes | yes | the operation's name, for example `GetCustomizedVoiceJob` |
/// | `server.address` | yes | yes | yes | the host that is called, without its port |
/// | `server.port` | yes | yes | | the port, also if it is the scheme's own |
/// | `cloud.region` | yes | | | the region, if one is known |
/// | `http.response.status_code` | at the end | at the end | yes | the status, if the server has responded |
/// | `http.request.resend_count` | at the end | yes | yes | how often the request was sent again: 0 for the first attempt |
/// | `error.type` | at the end | at the end | yes | on failure, the [`ErrorKind`](crate::ErrorKind::as_str), for example `Timeout`; if only the body cannot be read, in `attempt` none |
/// | `request_id` | at the end | | | the service's request ID, if a response was received |
/// | `code` | | | yes | the service's error code, if there is one |
/// | `elapsed_ms`, `delays_ms` | | | yes | how long the call took, and how much of it were delays before retries, in milliseconds |
///
/// Further events in `call`, at debug level unless another is named:
///
/// * `the call is retried`: `rpc.method`, `attempt` (the number of the attempt that failed, from 1), `cause` (see
///   [`Cause::as_str`](crate::retry::Cause::as_str)), `code`, `delay_ms`.
/// * `a response does not fit its published type`, once a response: `rpc.method`, `misfits`, `unknown_fields`, `first`.
/// * `the session was refused before it expires; the call is signed again`: `rpc.method`, `code`.
/// * At warn level: `this machine's clock is off; …` with `rpc.method`, `server.address`, `ahead_s` (the host's clock, in
///   seconds).
///
/// Events outside of `call`, besides those of [credential providers](crate::CredentialProvider):
///
/// * `a poll of the wait has failed`, at debug level, if the wait goes on: `rpc.method`, `reason`.
/// * `entries of a list do not fit their published type and are left out`, at warn level: `rpc.method`, `list`, `left_out`.
/// * `the host follows from the region by rule; …`, at warn level, once for a client: `rpc.service`, `cloud.region`,
///   `server.address`.
///
/// With the feature `blocking`, `Client::blocking` returns a client for programs that are not async.
#[doc(alias("opentelemetry", "metrics", "logging"))]
#[derive(Clone)]
pub struct Client(pub(super) Arc<Settings>);

impl Client {
    /// A call of an operation: await it for the response, after any [options](PendingCall) of this one call. The operation
    /// is turned into a request at once and not kept; to send it again, send a clone.
    ///
    /// A call that fails is retried if that is safe: see [`RetryPolicy::standard`](crate::RetryPolicy::standard). Dropping
    /// the future cancels the call; the service may have acted by then.
    ///
    /// # Errors
    ///
    /// When it is awaited, see [`ErrorKind`](crate::ErrorKind). The operation may have taken effect although there is an
    /// error: see [`Error::may_have_taken_effect`](crate::Error::may_have_taken_effect).
    ///
    /// A response with a status below 300 is not an error, whatever its fields say: some operations report a failure there
    /// (`Success`, `Code`, `Message`), which the official SDKs pass on.
    /// [`failed_responses_are_errors`](super::ClientBuilder::failed_responses_are_errors) makes it an error.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time (and, with the default transport, IO) enabled.
    pub fn send<O: Operation>(&self, operation: O) -> PendingCall<'_, O::Output> {
        PendingCall::of(&self.0, &operation)
    }

    /// A call of an operation by its name, with its parameters as a JSON object: await it for the response as JSON. `call`
    /// of a generated crate does this with its own operations.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if there is no such operation, and if the parameters
    /// do not fit its facts: unknown, missing, or of another type. What lists and objects contain is left for the service to
    /// check. Otherwise those of [`send`](Self::send).
    pub fn call_by_name(
        &self,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> PendingCall<'_, Value> {
        let call = Call::by_name(&self.0, operations, name, parameters);
        PendingCall::new(&self.0, call, Response::read_untyped)
    }

    /// The pages of a list, one after another, as a stream. The first page is the one that the operation requests.
    ///
    /// ```text
    /// let mut pages = client.pages(ListCustomizedVoices::new()).page_size(50);
    /// while let Some(page) = pages.next().await {
    ///     println!("{:?}", page?.output.data);
    /// }
    /// ```
    pub fn pages<O: Paged>(&self, operation: O) -> Pages<O> {
        Pages::new(self.0.clone(), operation)
    }

    /// The entries of a list, whatever pages they come in, as a stream.
    ///
    /// ```text
    /// let mut voices = client.items(ListCustomizedVoices::new());
    /// while let Some(voice) = voices.next().await {
    ///     println!("{:?}", voice?.voice_name);
    /// }
    /// ```
    #[doc(alias("paginate", "list_all"))]
    pub fn items<O: Paged>(&self, operation: O) -> Items<O> {
        Items::new(self.pages(operation))
    }

    /// Polls an operation until the state that it reports is final.
    ///
    /// ```text
    /// let response = client.wait(GetCustomizedVoiceJob::new("your-job-id")).await?;
    /// ```
    ///
    /// Needs nothing but the operation: the job may have been submitted earlier and by another program. See [`Wait`] for its
    /// deadline, its delays, and the states before the final one.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send); [`ErrorKind::JobFailed`](crate::ErrorKind::JobFailed) with the job's own code and
    /// message if the state is one of failure; [`ErrorKind::StillRunning`](crate::ErrorKind::StillRunning) when the deadline
    /// has passed.
    #[doc(alias = "poll")]
    pub fn wait<O: Waitable>(&self, operation: O) -> Wait<O> {
        Wait::new(self.0.clone(), operation)
    }

    /// Signs an operation as [`send`](Self::send) does, and returns the request instead of sending it: to look at, to paste as
    /// a `curl` command, or to send by other means. Await it, after any [options](PendingDryRun).
    ///
    /// The service accepts the request once, and for about 15 minutes.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send) that occur before anything is sent.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time enabled.
    pub fn dry_run<O: Operation>(&self, operation: O) -> PendingDryRun<'_> {
        PendingDryRun::new(&self.0, &operation, const { &O::INFO })
    }

    /// The same as [`dry_run`](Self::dry_run) for an operation by its name, with its parameters as a JSON object: see
    /// [`call_by_name`](Self::call_by_name).
    ///
    /// # Errors
    ///
    /// Those of [`call_by_name`](Self::call_by_name) that occur before anything is sent.
    pub fn dry_run_by_name(&self, operations: &'static Operations, name: &str, parameters: Value) -> PendingDryRun<'_> {
        PendingDryRun::by_name(&self.0, operations, name, parameters)
    }

    /// A URL that calls an operation when it is fetched with `GET`, by anyone and without credentials: for a browser, a
    /// script, or another service. It works once and for 15 minutes. Await it, after any [options](PendingUrl).
    ///
    /// It is signed with V1, whatever the client's own version is, because V3 signs headers. It has no headers: those of
    /// [`global_header`](super::ClientBuilder::global_header) and [`on_request`](super::ClientBuilder::on_request) are left out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the operation cannot be a URL, with the reason: it
    /// may change something (see [`presign_write`](Self::presign_write)), the service does not accept `GET`, a parameter is
    /// not in the query, or the product's style is not RPC. [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) if
    /// there is a bearer token instead of an access key: the URL would give it away. Otherwise those of [`send`](Self::send)
    /// that occur before anything is sent.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time enabled.
    pub fn presign<O: Operation>(&self, operation: O) -> PendingUrl<'_> {
        PendingUrl::of_read(&self.0, &operation, const { &O::INFO })
    }

    /// The same as [`presign`](Self::presign) for an operation that may change something. Programs that fetch URLs
    /// unasked, to show a preview for example, carry it out.
    ///
    /// # Errors
    ///
    /// Those of [`presign`](Self::presign), except for an operation that may change something.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time enabled.
    pub fn presign_write<O: Operation>(&self, operation: O) -> PendingUrl<'_> {
        PendingUrl::of_any(&self.0, &operation, const { &O::INFO })
    }

    /// The same client for code that is not async: its calls block their thread. It shares the settings, and with them the
    /// credentials that are cached.
    ///
    /// Needs the feature `blocking`. Nothing is started before the first call.
    #[cfg(feature = "blocking")]
    #[must_use]
    pub fn blocking(&self) -> crate::blocking::Client {
        crate::blocking::Client::new(self.0.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
