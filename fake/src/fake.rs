//! The fake: what a test asks of it, and what it tells.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use crate::builder::FakeBuilder;
use crate::catalog::{Catalog, Known};
use crate::cloud::{Cloud, Delivery, Settings};
use crate::dates;
use crate::faults::Faults;
use crate::job_clock::JobClock;
use crate::journal::Journal;
use crate::keys::Keys;
use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::script;
use crate::server::Server;
use crate::sparse::Sparse;
use crate::store::Store;
use crate::sts;

/// A local server that behaves like the cloud. It stops when it is dropped: its connections are closed, and its port is free.
///
/// Dropping it also fails the test, by a panic, if a handler has panicked or if a planned fault or a failure of a job never
/// happened; see [`Faults`]. It does not while the thread is panicking already.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use alibabacloud_fake::Fake;
/// use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
/// use alibabacloud_ice::voice::{
///     CreateCustomizedVoiceJob, DetectAudioForCustomizedVoiceJob, GetCustomizedVoice, SubmitCustomizedVoiceJob,
/// };
///
/// let fake = Fake::start().await?;
/// let client = fake.client().build()?;
/// client.send(CreateCustomizedVoiceJob::new("reader", Gender::Female, Scenario::Story)).await?;
/// client.send(DetectAudioForCustomizedVoiceJob::new("reader", "https://example.com/1.wav", 1)).await?;
/// client.send(SubmitCustomizedVoiceJob::new("reader")).await?;
///
/// // Jobs have their own clock, which stands still until it is advanced.
/// fake.advance(Duration::from_secs(60));
/// let voice = client.send(GetCustomizedVoice::new().voice_id("reader")).await?;
/// assert_eq!(voice.output.data.customized_voice.voice_id.as_deref(), Some("reader"));
///
/// fake.journal().assert_called("SubmitCustomizedVoiceJob", 1);
/// # Ok(()) }
/// ```
pub struct Fake {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) server: Server,
    pub(crate) keys: (String, String),
}

impl Fake {
    /// Starts a fake on a free port of 127.0.0.1.
    ///
    /// The fake runs on a thread of its own, so the code under test may block. Do not pause Tokio's clock during a call: paused
    /// time jumps to the timeout of the call while the response is on its way.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A builder, for a fake with other settings.
    #[must_use]
    pub fn builder() -> FakeBuilder {
        FakeBuilder::default()
    }

    /// The base URL for this machine, for example `http://127.0.0.1:40123`. `GET /health` of it has status 200 while the fake runs,
    /// and is not recorded.
    #[must_use]
    pub fn endpoint(&self) -> String {
        let mut address = self.server.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        format!("http://{address}")
    }

    /// The access key ID.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.keys.0
    }

    /// The access key secret.
    #[must_use]
    pub fn access_key_secret(&self) -> &str {
        &self.keys.1
    }

    /// A URL that returns temporary credentials, for `ALIBABA_CLOUD_CREDENTIALS_URI`.
    #[must_use]
    pub fn credentials_uri(&self) -> String {
        format!("{}{}", self.endpoint(), sts::CREDENTIALS_PATH)
    }

    /// The role of the instance whose metadata service the fake also is.
    #[must_use]
    pub fn metadata_role(&self) -> &'static str {
        sts::METADATA_ROLE
    }

    /// Issues temporary credentials that expire after this time by the service's clock: access key ID, secret and security token.
    #[must_use]
    pub fn session(&self, duration: Duration) -> [String; 3] {
        let mut access = self.cloud.access.lock();
        let now = dates::shifted(SystemTime::now(), access.skew);
        let granted = access.keys.grant(dates::later(now, duration));
        [granted.access_key_id, granted.access_key_secret, granted.security_token]
    }

    /// Revokes every session that was issued so far: it is refused with `InvalidSecurityToken.Expired` before it expires.
    /// Sessions that are issued later are accepted.
    pub fn revoke_sessions(&self) {
        self.cloud.access.lock().keys.revoke_sessions();
    }

    /// Sets the service's clock so many seconds ahead of this machine's, or behind if the number is negative. The service checks
    /// the dates of requests by it, and sends it as `Date`.
    pub fn skew_clock(&self, seconds: i64) {
        self.cloud.access.lock().skew = seconds;
    }

    /// Lets time pass: jobs go on, and the sessions that were issued so far expire that much sooner. The clock by which the dates of
    /// requests are checked stays the real one; [`skew_clock`](Self::skew_clock) sets it.
    pub fn advance(&self, by: Duration) {
        self.cloud.state.lock().store.clock.advance(by);
        self.cloud.access.lock().keys.advance(by);
    }

    /// Closes all connections and refuses new ones, as a server that is down does, until
    /// [`accept_connections`](Self::accept_connections). The port stays reserved.
    ///
    /// # Errors
    /// The port cannot be reserved.
    pub fn refuse_connections(&self) -> io::Result<()> {
        self.server.refuse()
    }

    /// Accepts connections again, on the same port.
    ///
    /// # Errors
    /// The port is not available any more.
    pub fn accept_connections(&self) -> io::Result<()> {
        self.server.accept()
    }

    /// Whether the fake keeps state for an operation: it finds what others have done, or others find what it has done. The response to
    /// any other is generated from its schema, whatever was done before.
    ///
    /// # Panics
    /// There is no such operation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// # use alibabacloud_fake::Fake;
    /// let fake = Fake::start().await?;
    /// assert!(fake.models("GetPipeline"));
    /// assert!(!fake.models("DescribePlayList"));
    /// # Ok(()) }
    /// ```
    #[track_caller]
    #[must_use]
    pub fn models(&self, operation: &str) -> bool {
        script::check_name(operation);
        let known = self.cloud.catalog.named(operation);
        !self.cloud.settings.stateless && known.is_some_and(Known::keeps_state)
    }

    /// Lets the next job that an operation submits, such as `SubmitMediaProducingJob`, fail at its end. The operations that
    /// report the job return this code and message if they have fields for them. If the operation creates a job that another
    /// one starts, it fails when it is first started. With the type of the operation: `fail_next_for` (feature `typed`).
    ///
    /// A failure that no job has had by the time the fake is dropped fails the test.
    ///
    /// # Panics
    /// There is no such operation.
    #[track_caller]
    pub fn fail_next(&self, operation: &str, code: &str, message: &str) {
        script::check_name(operation);
        self.cloud.state.lock().store.fail_next(operation, code, message);
    }

    /// Sets the response of an operation, by its name: `handler` gets the parameters and returns the output as JSON, or a
    /// refusal. It is called after all checks, on a thread where it may block, and it does not change what other operations find.
    /// If it panics, the request is refused with the message of the panic, and the test fails when the fake is dropped.
    ///
    /// # Panics
    /// There is no such operation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// # use alibabacloud_fake::{Fake, Refusal};
    /// # let fake = Fake::start().await?;
    /// fake.on_named("GetPipeline", |request| match request["PipelineId"].as_str() {
    ///     Some("known") => Ok(serde_json::json!({ "Pipeline": { "Name": "mine" } })),
    ///     _ => Err(Refusal::new(404, "PipelineNotFound", "The specified pipeline does not exist.")),
    /// });
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn on_named(
        &self,
        operation: &str,
        handler: impl Fn(&Value) -> Result<Value, Refusal> + Send + Sync + 'static,
    ) {
        script::check_name(operation);
        self.cloud.handlers.lock().set(operation, Arc::new(handler));
    }

    /// Removes the handler of an operation.
    ///
    /// # Panics
    /// There is no such operation.
    #[track_caller]
    pub fn reset_named(&self, operation: &str) {
        script::check_name(operation);
        self.cloud.handlers.lock().remove(operation);
    }

    /// Plans faults.
    pub fn faults(&self) -> Faults<'_> {
        Faults { plans: &self.cloud.plans }
    }

    /// A copy of the journal: the requests so far.
    #[must_use]
    pub fn journal(&self) -> Journal {
        self.cloud.journal.lock().clone()
    }

    /// Responds to a request without a connection. A fault of the connection is a response with status 599, and faults of how
    /// the body is delivered have no effect.
    ///
    /// # Errors
    /// The output of a handler has a request ID that is not valid in a header.
    pub fn respond(&self, request: Request<Bytes>) -> Result<Response<Bytes>, http::Error> {
        let (parts, body) = request.into_parts();
        let whole = self.cloud.respond(&parts, body, true);
        let lost = matches!(whole.delivery, Delivery::Reset | Delivery::Stalled(_));
        let mut response = Response::builder().status(if lost { 599 } else { whole.status });
        for (name, value) in &whole.headers {
            response = response.header(*name, value);
        }
        response.body(whole.body)
    }
}

impl FakeBuilder {
    /// Starts the fake.
    ///
    /// # Errors
    /// The port is not available, [`unsigned`](Self::unsigned) requests would be accepted from other machines, the files of
    /// [`docs`](Self::docs) cannot be read, or a [`product`](Self::product) has data of another kind.
    pub async fn start(self) -> io::Result<Fake> {
        self.start_blocking()
    }

    /// Starts the fake from code that is not async.
    ///
    /// # Errors
    /// The port is not available, [`unsigned`](Self::unsigned) requests would be accepted from other machines, the files of
    /// [`docs`](Self::docs) cannot be read, or a [`product`](Self::product) has data of another kind.
    pub fn start_blocking(self) -> io::Result<Fake> {
        if self.unsigned && !self.host.is_loopback() {
            let problem = format!("unsigned requests are accepted on a loopback address only, not on {}", self.host);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let mut keys = Keys::default();
        for (id, secret) in self.more_keys.iter().chain([&self.keys]) {
            keys.add(id, secret);
        }
        self.bearer_tokens.iter().for_each(|token| keys.add_bearer_token(token));
        let sparse = self.sparse.map(Sparse::new);
        let problem =
            |place: &dyn fmt::Display, error: io::Error| io::Error::new(error.kind(), format!("{place}: {error}"));
        let pages =
            self.docs.as_ref().map(|folder| Pages::read(folder).map_err(|error| problem(&folder.display(), error)));
        let pages = pages.transpose()?.unwrap_or_default();
        let Self { stateless, open_values, unsigned, .. } = self;
        let settings = Settings { stateless, open_values, sparse, unsigned, pages };
        let store = Store::new(JobClock::new(self.speed), self.step);
        let catalog = Catalog::with(&self.products)?;
        let cloud = Arc::new(Cloud::new(catalog, settings, keys, store, Journal::new(self.journal_limit)));
        let address = SocketAddr::new(self.host, self.port);
        let server = Server::start(cloud.clone(), address).map_err(|error| problem(&address, error))?;
        Ok(Fake { cloud, server, keys: self.keys })
    }
}

impl Drop for Fake {
    #[allow(clippy::panic, reason = "an assertion for tests")]
    fn drop(&mut self) {
        let problems = self.cloud.problems();
        if !problems.is_empty() && !thread::panicking() {
            panic!("the fake was not used as planned:\n  {}", problems.join("\n  "));
        }
    }
}

/// Without the secret.
impl fmt::Debug for Fake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = formatter.debug_struct("Fake");
        all.field("endpoint", &self.endpoint()).field("access_key_id", &self.keys.0).finish_non_exhaustive()
    }
}
