//! The client: from an operation to its response.

mod attempt;
mod before;
mod builder;
mod call;
mod carrier;
mod curl;
mod dry_run;
mod globals;
mod headers;
mod masked;
mod on_request;
mod options;
mod pending;
mod presign;
mod region;
mod repeat;
mod stamp;
mod trace;
mod user_agent;

use std::fmt;
use std::sync::{Arc, Once};
use std::time::Duration;

use http::HeaderValue;
use serde_json::Value;
use tracing::{Instrument, Span};

pub use builder::ClientBuilder;
pub use dry_run::DryRun;
pub use on_request::Attempt;
pub(crate) use options::call_options;
pub use pending::{CallFuture, PendingCall};
pub use presign::PresignedUrl;
pub(crate) use user_agent::user_agent;

use crate::clock::Skews;
use crate::credentials::CredentialProvider;
use crate::endpoint::BaseUrl;
use crate::error::Error;
use crate::model::Mode;
use crate::operation::{Operation, Operations, Paged, Waitable, untyped};
use crate::paging::{Items, Pages};
use crate::received::RawResponse;
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::transport::{Transport, TransportOptions};
use crate::waiting::Wait;
use call::Call;
use globals::Globals;
use on_request::OnRequest;
use region::RegionSource;
use stamp::StampSource;

/// Sends operations. Cheap to clone: clones share connections and settings.
///
/// Needs a Tokio runtime with time on, and with the default transport IO as well.
///
/// # Tracing
///
/// Every call is a span `call` at debug level, and every attempt to send it a span `attempt` inside. When a call ends, there
/// is an event `the call has ended` in its span, at debug level, from which metrics can be made. Their fields have the names
/// of OpenTelemetry's semantic conventions. Parameters, bodies and headers (but for the request ID) are never recorded.
///
/// | Field | `call` | `attempt` | `the call has ended` | Value |
/// |---|---|---|---|---|
/// | `rpc.system` | yes | yes | yes | `alibaba_cloud` |
/// | `rpc.service` | yes | yes | yes | the product's code, for example `ICE` |
/// | `rpc.method` | yes | yes | yes | the operation's name, for example `GetCustomizedVoiceJob` |
/// | `server.address` | yes | yes | yes | the host that is called, without its port |
/// | `server.port` | yes | yes | | the port, also where it is the scheme's own |
/// | `cloud.region` | yes | | | the region, where one is known |
/// | `http.response.status_code` | at the end | at the end | yes | the status, where a response has come |
/// | `http.request.resend_count` | at the end | yes | yes | how often the request was sent again: 0 for the first attempt |
/// | `error.type` | at the end | at the end | yes | on failure, the [`ErrorKind`](crate::ErrorKind), for example `Timeout` |
/// | `request_id` | at the end | | | the service's request ID, where a response has come |
/// | `code` | | | yes | the service's error code, where there is one |
/// | `elapsed_ms`, `paused_ms` | | | yes | how long the call took, and how long of it were pauses, in milliseconds |
///
/// Further events in `call`, at debug level unless another is named:
///
/// * `the call is repeated`: `rpc.method`, `attempt` (the number of the attempt that failed last, from 1), `cause` (see
///   [`Cause::as_str`](crate::retry::Cause::as_str)), `code`, `pause_ms`.
/// * `a response does not fit its published type`, once a response: `rpc.method`, `misfits`, `unknown_fields`, `first`.
/// * `the session was refused before its time; the call is signed anew`: `rpc.method`, `code`.
/// * `a question of the wait has failed`, where the wait goes on: `rpc.method`, `reason`.
/// * At warn level: `this machine's clock is off; …` with `rpc.method`, `server.address`, `ahead_s` (the host's clock, in
///   seconds); `entries of a list do not fit their published type and are left out` with `rpc.method`, `list`, `left_out`; and
///   once for a client `the host follows from the region by rule; …` with `rpc.service`, `cloud.region`, `server.address`.
///
/// With the feature `blocking`, `Client::blocking` gives the same without a runtime.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    region: Arc<RegionSource>,
    endpoint: Option<BaseUrl>,
    network: Option<String>,
    credentials: Arc<dyn CredentialProvider>,
    signature_version: SignatureVersion,
    transport: Arc<dyn Transport>,
    /// How HTTP is set up; `None` where the transport is the user's.
    http: Option<TransportOptions>,
    /// `None` where the transport is the user's.
    response_limit: Option<usize>,
    attempt_timeout: Duration,
    call_timeout: Duration,
    /// Sent with every attempt, in addition to those of the operation.
    headers: Vec<(String, String)>,
    on_request: Option<OnRequest>,
    user_agent: HeaderValue,
    retry: RetryPolicy,
    globals: Arc<Globals>,
    strict_responses: bool,
    failed_responses_are_errors: bool,
    stamps: StampSource,
    correct_clock: bool,
    skews: Arc<Skews>,
    /// Passed when a host that no documentation has was told of.
    undocumented: Arc<Once>,
    #[cfg(feature = "blocking")]
    blocking: Arc<crate::blocking::Family>,
}

/// How requests are signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// `ACS3-HMAC-SHA256` over method, path, query, headers and body: what official SDKs use today.
    #[default]
    V3,
    /// HMAC-SHA1 over query and form, for products of RPC style only.
    V1,
}

impl Client {
    /// A client yet to be built. A region or an endpoint is needed, given here or [found](ClientBuilder::region).
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A call of an operation: await it for the response, after any [options](PendingCall) of this one call. The operation
    /// is laid out at once and not kept; to send it again, send a clone.
    ///
    /// A call that has failed is sent again where that is safe: see [`RetryPolicy::standard`]. Dropping the future ends
    /// the call; the service may have acted by then.
    ///
    /// # Errors
    ///
    /// When it is awaited, see [`ErrorKind`](crate::ErrorKind). The operation may have taken effect although there is an
    /// error: its kind says so.
    ///
    /// A response with a status below 300 is no error, whatever its fields say: some operations report a failure there
    /// (`Success`, `Code`, `Message`), as the official SDKs pass it on;
    /// [`failed_responses_are_errors`](ClientBuilder::failed_responses_are_errors) makes it an error.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time (and, with the default transport, IO) enabled.
    pub fn send<O: Operation>(&self, operation: O) -> PendingCall<'_, O::Output> {
        PendingCall::new(self, self.prepare(&operation, const { &O::INFO }), Response::read)
    }

    /// The pages of a list, one after another, as a stream. The first page is the one that the operation asks for.
    ///
    /// ```text
    /// let mut pages = client.pages(ListCustomizedVoices::new()).page_size(50);
    /// while let Some(page) = pages.next().await {
    ///     println!("{:?}", page?.output.data);
    /// }
    /// ```
    pub fn pages<O: Paged>(&self, operation: O) -> Pages<O> {
        Pages::new(self.clone(), operation)
    }

    /// The entries of a list, whatever pages they come in, as a stream.
    pub fn items<O: Paged>(&self, operation: O) -> Items<O> {
        Items::new(self.pages(operation))
    }

    /// Waits until the job or resource that the operation asks for is in a final state.
    ///
    /// Needs no more than the operation: the job may have been submitted long ago and elsewhere. See [`Wait`] for its
    /// deadline, its pauses, and the states on the way.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send); [`ErrorKind::JobFailed`](crate::ErrorKind::JobFailed) with the job's own code and message where it has ended
    /// badly; [`ErrorKind::StillRunning`](crate::ErrorKind::StillRunning) when the deadline has passed.
    pub fn wait<O: Waitable>(&self, operation: O) -> Wait<O> {
        Wait::new(self.clone(), operation)
    }

    /// The same client for code that is not async: its calls block their thread. It shares the settings, the credentials
    /// that are kept among them.
    ///
    /// Needs the feature `blocking`. Nothing is started before the first call.
    #[cfg(feature = "blocking")]
    #[must_use]
    pub fn blocking(&self) -> crate::blocking::Client {
        crate::blocking::Client::new(self.clone(), self.0.blocking.background())
    }

    /// A call of an operation by its name, with its parameters as a JSON object: await it for the response as JSON. `call`
    /// of a generated crate does this with its own table of operations.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) where the table has no such operation, and where its facts tell that the
    /// parameters do not fit: one that it does not have, one that is missing, one of another kind. What lists and objects
    /// contain is left for the service to judge. Otherwise those of [`send`](Self::send).
    pub fn call_by_name(
        &self,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> PendingCall<'_, Value> {
        let asked = untyped::operation(operations, name, parameters);
        let call = asked.and_then(|(operation, info)| self.prepare(&operation, info));
        PendingCall::new(self, call, Response::read_untyped)
    }

    /// The part of a blocking call that runs in the background. The operation is read here and not borrowed by the future,
    /// which runs on another thread.
    #[cfg(feature = "blocking")]
    pub(crate) fn into_exchange(
        self,
        operation: &dyn crate::model::Model,
        info: &'static crate::operation::OperationInfo,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send + 'static {
        let call = self.prepare(operation, info);
        async move { self.carry_out(call?).await }
    }

    /// A block, because the body of an `async fn` keeps its arguments twice.
    fn carry_out(&self, mut call: Call) -> impl Future<Output = Result<RawResponse, Error>> + Send {
        let span = trace::call_span(&call, self.0.region.name());
        async move {
            if !call.is_located() {
                Box::pin(self.locate_traced(&mut call, &span)).await?;
            }
            let result = self.limited(&call).instrument(span.clone()).await;
            let result = result.and_then(|response| self.accept(response)).map_err(|error| self.explain(error, &call));
            trace::record_end(&span, &result);
            result
        }
    }

    async fn locate_traced(&self, call: &mut Call, span: &Span) -> Result<(), Error> {
        let located = self.locate(call).instrument(span.clone()).await;
        if let Err(error) = located {
            let failed = Err(error);
            trace::record_end(span, &failed);
            return failed.map(drop);
        }
        span.record("cloud.region", self.0.region.name());
        trace::record_server(span, call);
        Ok(())
    }

    /// The response, unless it reports a failure and that is to be an error.
    fn accept(&self, response: RawResponse) -> Result<RawResponse, Error> {
        if self.0.failed_responses_are_errors { Error::unless_failed(response) } else { Ok(response) }
    }

    /// A random number from 0 up to 1, for pauses.
    pub(crate) fn random(&self) -> f64 {
        self.0.retry.draw()
    }

    pub(crate) fn mode(&self) -> Mode {
        if self.0.strict_responses { Mode::Strict } else { Mode::Lenient }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.0;
        formatter
            .debug_struct("Client")
            .field("region", &settings.region.name())
            .field("endpoint", &settings.endpoint.as_ref().map(ToString::to_string))
            .field("network", &settings.network)
            .field("credentials", &settings.credentials.name())
            .field("signature_version", &settings.signature_version)
            .field("http", &settings.http)
            .field("response_limit", &settings.response_limit)
            .field("attempt_timeout", &settings.attempt_timeout)
            .field("call_timeout", &settings.call_timeout)
            .field("retry", &settings.retry)
            .field("correct_clock", &settings.correct_clock)
            .field("strict_responses", &settings.strict_responses)
            .field("failed_responses_are_errors", &settings.failed_responses_are_errors)
            .field("user_agent", &settings.user_agent)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::call::Repeats;
    use super::*;
    use crate::endpoint::Scheme;
    use crate::operation::{ApiStyle, OperationInfo, Product};

    /// glibc's allocator and others keep pieces up to this size for each thread; what is larger comes from where all threads
    /// meet.
    #[test]
    fn the_future_of_a_call_fits_into_a_kibibyte() {
        const PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
        static INFO: OperationInfo = OperationInfo::new(&PRODUCT, "things", "GetThing");
        let client = Client::builder().region("cn-shanghai").build().unwrap();
        let (scheme, repeats) = (Scheme::Https, Repeats::Safe);
        let (request, host_labels) = (Arc::default(), Vec::new());
        let call = Call { info: &INFO, scheme, documented: true, host_labels, request, repeats };
        let size = size_of_val(&client.carry_out(call));
        assert!(size <= 1024, "{size} bytes");
    }
}
